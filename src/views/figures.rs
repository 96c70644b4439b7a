//! The clinic's reports, and a practitioner's own.

use serde::{Deserialize, Serialize};

use super::{choices::ChoicesView, forecast::ForecastView};

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FiguresQuery {
    /// The number of weeks: 4, 12, 26 or 52.
    pub weeks: String,
    /// A day of the last week, `2026-11-24`; empty for the last whole week.
    pub last: String,
    /// The key of a practitioner.
    pub practitioner: String,
    /// The key of a centre.
    pub centre: String,
    /// The key of a kind of visit.
    pub service: String,
    /// What the table is grouped by: `practitioner`, `centre` or `service`.
    pub by: String,
    /// `true` for every row of that table, however long it is.
    pub all: String,
}

/// The report of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiguresView {
    /// The period in words.
    pub period: String,
    /// The period before it.
    pub before: String,
    /// By whose clock.
    pub zone: String,
    /// How many weeks.
    pub weeks: i64,
    /// The last Sunday, `2026-11-22`.
    pub last: String,
    /// The key figures.
    pub cards: Vec<CardView>,
    /// Each week.
    pub by_week: Vec<WeekView>,
    /// What the parts are grouped by: `practitioner`, `centre` or `service`.
    pub by: String,
    /// Parts of the clinic, the largest first.
    pub parts: Vec<PartView>,
    /// How many parts there are, and where they all are shown if they are not here.
    pub all_parts: CountView,
    /// The new patients of each week.
    pub new_patients: SeriesView,
    /// The ratings of each week; `None` for a single kind of visit.
    pub ratings: Option<SeriesView>,
    /// Cancellations: who cancelled, and how many of them how long before.
    pub cancelled: Vec<(String, [CountView; 4])>,
    /// Explains these numbers, and which are hidden.
    pub cancelled_about: String,
    /// Cancellations by reason.
    pub reasons: Vec<ReasonView>,
    /// Explains these numbers, or why there are none.
    pub reasons_about: String,
    /// The no-show forecast, if the clinic uses it.
    pub forecast: Option<ForecastView>,
    /// The choices for the filters.
    pub choices: ChoicesView,
}

/// A number with its definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardView {
    /// What is counted.
    pub name: String,
    /// The number.
    pub value: String,
    /// The number in the previous period, in words; may be empty.
    pub before: String,
    /// What exactly is counted.
    pub definition: String,
    /// The list that it counts, if there is one.
    pub href: String,
}

/// A week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekView {
    /// `3 Aug`.
    pub label: String,
    /// The lists of its bookings, its missed visits and its cancellations; may be empty.
    pub hrefs: [String; 3],
    /// Bookings.
    pub booked: i64,
    /// Booked out of offered time, in tenths of a percent.
    pub fill: Option<i64>,
    /// Missed out of kept or missed visits, in tenths of a percent.
    pub missed: Option<i64>,
    /// Cancelled out of all bookings, in tenths of a percent.
    pub cancelled: Option<i64>,
}

/// A weekly number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesView {
    /// What exactly is counted.
    pub definition: String,
    /// The weeks, in order.
    pub weeks: Vec<PointView>,
}

/// A number of a week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointView {
    /// `3 Aug`.
    pub label: String,
    /// The number; `None` if it is hidden.
    pub value: Option<i64>,
    /// The same in words, and its list.
    pub count: CountView,
}

/// A reason for cancellations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonView {
    /// The reason.
    pub name: String,
    /// The number of appointments.
    pub count: CountView,
    /// How many there were in the previous period.
    pub before: String,
}

/// A part of the clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    /// The name of a practitioner, centre or service.
    pub name: String,
    /// Its list; may be empty.
    pub href: String,
    /// Bookings, completed, cancelled and missed.
    pub counts: [CountView; 4],
    /// Booked out of offered time, in words.
    pub fill: String,
}

/// A number, and the list that it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountView {
    /// The number.
    pub text: String,
    /// Its list; may be empty.
    pub href: String,
}
