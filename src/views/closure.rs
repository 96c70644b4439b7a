//! Closures of practitioners and of the clinic, and the confirmation before a change strands any appointments.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::closure::{ClosureForm, NotAHoliday};

/// The form for a closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosuresView {
    /// Key and name of each centre to choose from.
    pub centres: Vec<(i64, String)>,
    /// The values typed last, if they were refused or gone back to.
    pub typed: Option<ClosureForm>,
}

/// A closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureView {
    /// A `ClosureId`.
    pub id: i64,
    /// Its name; may be empty.
    pub name: String,
    /// `24-26 December 2026`.
    pub when: String,
    /// The centre's name, if it applies to one only.
    pub centre: Option<String>,
    /// Whether it is the clinic's, which practitioners can only read.
    pub is_clinics: bool,
}

/// The closures, and the last change to them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingView {
    /// The closures, by start.
    pub rows: Vec<ClosureView>,
    /// The last change, if it can be undone.
    pub undo: Option<UndoClosureView>,
}

/// A change to closures that can be undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoClosureView {
    /// What names it.
    pub key: String,
    /// Whether it added a closure, rather than removed one.
    pub was_added: bool,
}

/// An appointment outside the hours, or one that would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedView {
    /// An `AppointmentId`.
    pub id: i64,
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// The patient's name.
    pub patient: String,
    /// The practitioner's name.
    pub practitioner: String,
    /// The centre's name.
    pub centre: String,
}

/// A change that waits for confirmation of its effects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingView {
    /// The change, in a few words.
    pub what: String,
    /// The first appointments that it would strand, by time.
    pub affected: Vec<AffectedView>,
    /// How many more there are.
    pub more: usize,
    /// Whether the reader is their practitioner, and can open them.
    pub is_own: bool,
    /// The page where it was requested.
    pub origin: String,
    /// The changes from a calendar file.
    pub import: Option<ImportView>,
}

/// The changes from a calendar file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// The new holidays, by date.
    pub new: Vec<HolidayView>,
    /// How many exist already.
    pub known: usize,
    /// The name, date and reason of each event that cannot be imported.
    pub left_out: Vec<(String, String, NotAHoliday)>,
    /// How many more cannot be imported.
    pub more_left_out: usize,
}

/// A holiday that would be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayView {
    /// Its key within the file.
    pub key: String,
    /// `24-26 December 2026`.
    pub when: String,
    /// Its name; may be empty.
    pub name: String,
}
