//! A single entry of the record.

use serde::{Deserialize, Serialize};

use super::time_view::MomentView;
use crate::domain::{
    ids::{AppointmentId, EntryId},
    record::EntryKind,
};

/// An entry of the record in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// The key that links and forms name it by.
    pub id: EntryId,
    /// What it is.
    pub kind: EntryKind,
    /// A one-line summary.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// When it was written.
    pub at: MomentView,
    /// The key of the appointment in which it was written.
    pub appointment: Option<AppointmentId>,
    /// When and why it was retracted as an error, if it was.
    pub error: Option<(MomentView, String)>,
    /// Its current text; empty if it has none.
    pub body: String,
    /// Its earlier versions, newest first.
    pub earlier: Vec<VersionView>,
    /// When and why it was last amended.
    pub amended: Option<(MomentView, String)>,
    /// Further facts, with their labels.
    pub facts: Vec<(String, String)>,
    /// Whether the reader wrote it.
    pub is_author: bool,
    /// Whether the reader may mark it as resolved.
    pub may_resolve: bool,
}

/// An earlier version of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// Its number.
    pub number: i64,
    /// What it said.
    pub body: String,
    /// When it was written.
    pub at: MomentView,
    /// Why the next version was written.
    pub reason: String,
}
