//! A practitioner's hours at each centre, week after week and on single dates, and whether they take bookings.

use serde::{Deserialize, Serialize};

use super::closure::AffectedView;
use crate::domain::hours_form::{DatedForm, HoursRow};

/// The reader's own weeks, for the forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursView {
    /// Each centre they work at.
    pub places: Vec<PlaceHoursView>,
    /// The extra hours that were typed last, and refused.
    pub extra: Option<DatedForm>,
}

/// The week at one centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceHoursView {
    /// The affiliation's key.
    pub affiliation: i64,
    /// The centre's name.
    pub centre: String,
    /// `Sydney time`.
    pub zone: String,
    /// The date there: `2026-11-24`.
    pub today: String,
    /// At which multiples of minutes visits start.
    pub step: u16,
    /// The rows of the form in order; as they were typed where they are not saved.
    pub rows: Vec<HoursRow>,
    /// The rows as they are saved.
    pub saved: Vec<HoursRow>,
    /// Whether these were typed last, and refused.
    pub refused: bool,
}

/// What stands beside the forms, and changes with each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursStateView {
    /// Whether new bookings are taken.
    pub accepting: bool,
    /// Whether they are seen on referral only.
    pub by_referral: bool,
    /// The week before the one that was just saved.
    pub undo: Option<UndoView>,
    /// The extra hours that were just added (true), or removed.
    pub undo_date: Option<(DatedForm, bool)>,
    /// Extra hours from today on, by date.
    pub dated: Vec<DatedView>,
    /// The reader's appointments that lie outside their hours.
    pub outside: Vec<AffectedView>,
}

/// A week that can be put back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoView {
    /// The affiliation's key.
    pub affiliation: i64,
    /// The rows of the week.
    pub rows: Vec<HoursRow>,
}

/// Extra hours on one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedView {
    /// The centre's name.
    pub centre: String,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// What names them.
    pub form: DatedForm,
}
