//! The no-show forecast.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;

/// The forecast, beside the clinic's reports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastView {
    /// What it learned; `None` if there is too little to learn from.
    pub learned: Option<LearnedView>,
}

/// What was learned, and what it predicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnedView {
    /// The number of visits it learned from.
    pub visits: String,
    /// On which date.
    pub date: String,
    /// How it did.
    pub bands: Vec<BandView>,
    /// Its Brier score, and that of always forecasting the average; `None` for a small group.
    pub score: Option<[String; 2]>,
    /// The factors, and by how much each multiplies the odds.
    pub factors: Vec<(String, String)>,
    /// The visits that stand out.
    pub coming: Vec<ComingView>,
}

/// Visits with similar forecasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BandView {
    /// `10-20%`.
    pub forecast: String,
    /// How many there were.
    pub visits: String,
    /// How many of them were expected to be missed.
    pub expected: String,
    /// How many were.
    pub missed: String,
    /// The same as a share, in tenths of a percent.
    pub share: Option<i64>,
}

/// A visit that is likely to be missed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingView {
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// With whom.
    pub practitioner: String,
    /// The name of the centre.
    pub centre: String,
    /// The list of that day's appointments.
    pub href: String,
    /// The probability, in words.
    pub chance: String,
    /// Why, in words.
    pub because: String,
    /// What could be done.
    pub suggestion: String,
}
