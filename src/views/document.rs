//! Files in a record. They are uploaded and downloaded at separate addresses (`server::documents`).

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::{
    document::{Category, MediaType},
    ids::{AppointmentId, EntryId, PatientId},
};

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Its line in the record.
    pub id: EntryId,
    /// The name of the file.
    pub name: String,
    /// The document's category.
    pub category: Category,
    /// What it is.
    pub media: MediaType,
    /// Its size, in words.
    pub size: String,
    /// Who added it.
    pub author: String,
    /// Whether that is the reader.
    pub is_mine: bool,
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// Whether its author retracted it as an error.
    pub retracted: bool,
}

/// A page of documents, with the data of the upload form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentsView {
    /// The latest first.
    pub rows: Vec<DocumentRow>,
    /// Which page, from 1.
    pub page: i64,
    /// Whether there are older ones.
    pub more: bool,
    /// The maximum size of a new one, in million bytes.
    pub most_megabytes: u16,
    /// Whether the reader may add one.
    pub may_add: bool,
}

/// The documents of an appointment's patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientDocumentsView {
    /// The appointment's key.
    pub appointment: AppointmentId,
    /// The patient's name.
    pub patient_name: String,
    /// Their documents.
    pub documents: DocumentsView,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    /// The row as in the list.
    pub row: DocumentRow,
    /// The patient's key.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// Whether the reader is the patient.
    pub as_patient: bool,
    /// Whether the reader may download the file.
    pub has_file: bool,
    /// Whether it has a thumbnail.
    pub has_preview: bool,
    /// Whether the patient hides it from those who treat them.
    pub hidden: bool,
    /// Why its author retracted it; may be empty.
    pub retracted_reason: String,
}
