//! Files in a record. They are sent to and had from addresses of their own (`server::documents`).

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
    /// What it is called.
    pub name: String,
    /// What it is about.
    pub category: Category,
    /// What it is.
    pub media: MediaType,
    /// How large it is, in words.
    pub size: String,
    /// Who added it.
    pub author: String,
    /// Whether that is the reader.
    pub is_mine: bool,
    /// When.
    pub when: TimeView,
    /// Whether its author took it back as an error.
    pub retracted: bool,
}

/// A page of documents, with what the form for another one needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentsView {
    /// The latest first.
    pub rows: Vec<DocumentRow>,
    /// Which page, from 1.
    pub page: i64,
    /// Whether there are older ones.
    pub more: bool,
    /// How large a new one may be, in millions of bytes.
    pub most_megabytes: u16,
    /// Whether the reader may add one.
    pub may_add: bool,
}

/// The documents of the patient of an appointment.
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
    /// What a list says of it.
    pub row: DocumentRow,
    /// The patient's key.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// Whether the reader is the patient.
    pub as_patient: bool,
    /// Whether the reader may have the file.
    pub has_file: bool,
    /// Whether there is a small picture of it.
    pub has_preview: bool,
    /// Whether the patient hides it from those who treat them.
    pub hidden: bool,
    /// Why its author took it back; may be empty.
    pub retracted_reason: String,
}
