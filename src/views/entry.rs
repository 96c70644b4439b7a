//! A line of the record by itself.

use serde::{Deserialize, Serialize};

use super::time_view::MomentView;
use crate::domain::{
    ids::{AppointmentId, EntryId},
    record::EntryKind,
};

/// A line of the record in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Its key.
    pub id: EntryId,
    /// What it is.
    pub kind: EntryKind,
    /// It in one line.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// When.
    pub at: MomentView,
    /// The key of the appointment that it was written in.
    pub appointment: Option<AppointmentId>,
    /// Since when it is taken back as an error, and why.
    pub error: Option<(MomentView, String)>,
    /// What it says now; empty for what is no text.
    pub body: String,
    /// What it said before, the latest first.
    pub earlier: Vec<VersionView>,
    /// Why and when it was amended last.
    pub amended: Option<(MomentView, String)>,
    /// Facts about it, each with its name.
    pub facts: Vec<(String, String)>,
    /// Whether the reader wrote it.
    pub is_author: bool,
    /// Whether the reader may say that it is over.
    pub may_resolve: bool,
}

/// What a note said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionView {
    /// Its number.
    pub number: i64,
    /// What it said.
    pub body: String,
    /// When it was written.
    pub at: MomentView,
    /// Why the one after it was written.
    pub reason: String,
}
