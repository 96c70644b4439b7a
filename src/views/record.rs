//! A patient's record: as it is read, by the patient and by whoever has a ground, and what patients say of themselves.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::{
    ids::{AppointmentId, EntryId, PatientId, StatementId},
    imported::{ImportedKind, LineKey},
    policy::Basis,
    profile::ProfileForm,
    record::EntryKind,
    statement::{Severity, StatementKind},
};

/// A page of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordView {
    /// The patient's key.
    pub patient: PatientId,
    /// Their name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
    /// Facts about them: `Date of birth`, `29 February 1988`.
    pub facts: Vec<(String, String)>,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// On what ground the reader sees it.
    pub basis: Basis,
    /// Whether only what the reader wrote themself is shown.
    pub only_own_entries: bool,
    /// Whether the lines of the record are beyond the reader's ground.
    pub only_summary: bool,
    /// What the patient says of their health.
    pub statements: Vec<StatementView>,
    /// The medicines of prescriptions that run, a line each, where the summary is all that is shown.
    pub prescribed: Vec<String>,
    /// The lines, the latest first.
    pub entries: Vec<EntryView>,
    /// What was brought in from another system, the latest first.
    pub imported: Vec<ImportedView>,
    /// Where that goes on, as the query's `imported`.
    pub older_imported: Option<String>,
    /// Today's date at the clinic, for what is printed: `24 November 2026`.
    pub today: String,
    /// Where the older lines go on, as the query's `before`.
    pub older: Option<String>,
}

/// A line that was brought in from another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedView {
    /// Its key.
    pub id: LineKey,
    /// What it is about.
    pub kind: ImportedKind,
    /// Whether the patient hides it.
    pub hidden: bool,
    /// It in one line.
    pub title: String,
    /// When it happened or was found: `24 November 2026`.
    pub date: String,
    /// Where it comes from, who brought it in, and when.
    pub source: String,
}

/// What a patient says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    /// Its key.
    pub id: StatementId,
    /// What about.
    pub kind: StatementKind,
    /// What.
    pub name: String,
    /// More on it; may be empty.
    pub detail: String,
    /// How bad an allergy is.
    pub severity: Option<Severity>,
    /// Since when; may be empty.
    pub since: String,
}

/// A line of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// Its key.
    pub id: EntryId,
    /// What it is.
    pub kind: EntryKind,
    /// It in one line.
    pub title: String,
    /// When it was written, by the clock of the centre.
    pub when: TimeView,
    /// Who wrote it.
    pub author: String,
    /// Their profession; may be empty.
    pub profession: String,
    /// Where; may be empty.
    pub centre: String,
    /// The appointment that it belongs to.
    pub appointment: Option<AppointmentId>,
    /// What it says, a paragraph each.
    pub paragraphs: Vec<String>,
    /// What is to be known about it: `Written 3 times`, `Stopped: rash`.
    pub remarks: Vec<String>,
    /// Where to read it by itself.
    pub href: Option<String>,
    /// Whether the patient hides it.
    pub hidden: bool,
    /// Why its author took it back, where they did.
    pub retracted: Option<String>,
}

/// What a patient says of themself, to be edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutView {
    /// The number at this clinic.
    pub number: String,
    /// What stands in the form: as it was typed where it was refused.
    pub form: ProfileForm,
    /// Whether patients sign in with the number of their card, so that another one takes the password.
    pub card_signs_in: bool,
    /// What they say of their health.
    pub statements: Vec<StatementView>,
    /// A statement that was typed and refused.
    pub typed: Option<TypedStatement>,
}

/// A statement as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedStatement {
    /// What about.
    pub statement_kind: String,
    /// What.
    pub statement_name: String,
    /// More on it.
    pub detail: String,
    /// How bad.
    pub severity: String,
    /// Since when.
    pub since: String,
}
