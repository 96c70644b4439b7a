//! A patient's record as it is read, by the patient and by everyone with access, and the patient's own statements.

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
    /// The patient's full name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
    /// Facts about them: label and value, as in `Date of birth`, `29 February 1988`.
    pub facts: Vec<(String, String)>,
    /// Whether it is the reader's own.
    pub is_own: bool,
    /// The basis on which the reader sees it.
    pub basis: Basis,
    /// Whether only the reader's own entries are shown.
    pub only_own_entries: bool,
    /// Whether the reader's access does not include the entries.
    pub only_summary: bool,
    /// The patient's statements about their health.
    pub statements: Vec<StatementView>,
    /// The medicines of current prescriptions, one per line, if only the summary is shown.
    pub prescribed: Vec<String>,
    /// The entries, latest first.
    pub entries: Vec<EntryView>,
    /// The imported entries, latest first.
    pub imported: Vec<ImportedView>,
    /// The query's `imported` for older imported entries.
    pub older_imported: Option<String>,
    /// Today's date at the clinic, for printing: `24 November 2026`.
    pub today: String,
    /// The query's `before` for older entries.
    pub older: Option<String>,
}

/// An imported entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedView {
    /// The key of its line, such as `i7`.
    pub id: LineKey,
    /// What it is about.
    pub kind: ImportedKind,
    /// Whether the patient hides it.
    pub hidden: bool,
    /// A one-line summary.
    pub title: String,
    /// The date of the event or finding: `24 November 2026`.
    pub date: String,
    /// Its source, who imported it, and when.
    pub source: String,
}

/// A patient's statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    /// The key that links and forms name it by.
    pub id: StatementId,
    /// What about.
    pub kind: StatementKind,
    /// What.
    pub name: String,
    /// Further details; may be empty.
    pub detail: String,
    /// The severity of an allergy.
    pub severity: Option<Severity>,
    /// Since when; may be empty.
    pub since: String,
}

/// An entry of the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryView {
    /// The key that links and forms name it by.
    pub id: EntryId,
    /// What it is.
    pub kind: EntryKind,
    /// A one-line summary.
    pub title: String,
    /// When it was written, in the centre's local time.
    pub when: TimeView,
    /// Who wrote it.
    pub author: String,
    /// The author's profession; may be empty.
    pub profession: String,
    /// The centre; may be empty.
    pub centre: String,
    /// The appointment that it belongs to.
    pub appointment: Option<AppointmentId>,
    /// Its text, one item per paragraph.
    pub paragraphs: Vec<String>,
    /// Remarks: `Written 3 times`, `Stopped: rash`.
    pub remarks: Vec<String>,
    /// The page that shows it alone.
    pub href: Option<String>,
    /// Whether the patient hides it.
    pub hidden: bool,
    /// Why its author retracted it, if they did.
    pub retracted: Option<String>,
}

/// A patient's profile and statements, for editing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutView {
    /// The number at this clinic.
    pub number: String,
    /// The form's values; as typed if it was refused.
    pub form: ProfileForm,
    /// Whether patients sign in with their card number, so that changing it requires the password.
    pub card_signs_in: bool,
    /// Their statements about their health.
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
    /// What the patient typed.
    pub statement_name: String,
    /// More on it.
    pub detail: String,
    /// How bad.
    pub severity: String,
    /// When it began.
    pub since: String,
}
