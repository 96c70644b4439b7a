//! A practitioner's hours at each centre, weekly and on single dates, and whether they take bookings.

use serde::{Deserialize, Serialize};

use super::closure::AffectedView;
use crate::domain::hours_form::{DatedForm, HoursRow};

/// The reader's own weeks, for the forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursView {
    /// Each centre they work at.
    pub places: Vec<PlaceHoursView>,
    /// The extra hours last typed, if they were refused.
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
    /// Visits start at multiples of this many minutes.
    pub step: u16,
    /// The rows of the form in order; as typed if they were not saved.
    pub rows: Vec<HoursRow>,
    /// The saved rows.
    pub saved: Vec<HoursRow>,
    /// Whether the form was just refused.
    pub refused: bool,
}

/// The rest of the page, which changes with each form sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursStateView {
    /// Whether they take new bookings.
    pub accepting: bool,
    /// Whether they are seen on referral only.
    pub by_referral: bool,
    /// The previous week, if one was just saved.
    pub undo: Option<UndoView>,
    /// The extra hours just added (true) or removed (false).
    pub undo_date: Option<(DatedForm, bool)>,
    /// Extra hours from today on, by date.
    pub dated: Vec<DatedView>,
    /// The reader's appointments outside their hours.
    pub outside: Vec<AffectedView>,
}

/// A week that can be restored.
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
