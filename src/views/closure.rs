//! Closures of practitioners and of the clinic, and what is asked before a change strands anyone.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::closure::{ClosureForm, NotAHoliday};

/// The form that closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosuresView {
    /// Key and name of each centre to choose from.
    pub centres: Vec<(i64, String)>,
    /// What was typed last, and refused or gone back to.
    pub typed: Option<ClosureForm>,
}

/// A closure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureView {
    /// Its key.
    pub id: i64,
    /// What it is called; may be empty.
    pub name: String,
    /// `24-26 December 2026`.
    pub when: String,
    /// The centre's name, where it is only one.
    pub centre: Option<String>,
    /// Whether it is the clinic's, which practitioners only read.
    pub is_clinics: bool,
}

/// What is closed, and what was done to it last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingView {
    /// The closures, by start.
    pub rows: Vec<ClosureView>,
    /// The last change, where it can be taken back.
    pub undo: Option<UndoClosureView>,
}

/// A change of closures that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoClosureView {
    /// What names it.
    pub key: String,
    /// Whether something was added, and not removed.
    pub was_added: bool,
}

/// An appointment that lies, or would lie, outside the hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedView {
    /// Its key.
    pub id: i64,
    /// When.
    pub when: TimeView,
    /// The patient's name.
    pub patient: String,
    /// The practitioner's name.
    pub practitioner: String,
    /// The centre's name.
    pub centre: String,
}

/// A change that waits for someone to see what it does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingView {
    /// What is going to change, in a few words.
    pub what: String,
    /// The first appointments that it would strand, by time.
    pub affected: Vec<AffectedView>,
    /// How many there are besides.
    pub more: usize,
    /// Whether the reader is their practitioner, and can open them.
    pub is_own: bool,
    /// Where it was asked for.
    pub origin: String,
    /// What a calendar file would add.
    pub import: Option<ImportView>,
}

/// What a calendar file would add.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// What is new, by date.
    pub new: Vec<HolidayView>,
    /// How many are there already.
    pub known: usize,
    /// Name, date and reason of each event that cannot be taken in.
    pub left_out: Vec<(String, String, NotAHoliday)>,
    /// How many more cannot.
    pub more_left_out: usize,
}

/// A holiday that would be added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayView {
    /// What names it in its file.
    pub key: String,
    /// `24-26 December 2026`.
    pub when: String,
    /// What it is called; may be empty.
    pub name: String,
}
