//! Several people booked on one day: the time that each would get.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;

/// Who is to be booked, with whom, where and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookSeveralQuery {
    /// The keys of the chosen people.
    pub accounts: Vec<String>,
    /// `1` if all active patients are chosen who match what follows.
    pub every: String,
    /// How words of their name, email address or phone number begin.
    pub q: String,
    /// Their role.
    pub role: String,
    /// Their status.
    pub status: String,
    /// The first day on which they were added, `2026-11-24`.
    pub from: String,
    /// The last day on which they were added.
    pub until: String,
    /// The centre's key; by default the first by name.
    pub centre: String,
    /// The practitioner's key; empty as long as no one is chosen.
    pub practitioner: String,
    /// The key of the kind of visit; by default the first that they offer.
    pub service: String,
    /// The day, `2026-11-24`; by default today.
    pub date: String,
    /// Names what was typed last, of which lines may be left.
    pub typed: String,
}

/// A day, with the time that each would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookSeveralView {
    /// Every centre: key and name.
    pub centres: Vec<(i64, String)>,
    /// The centre's key.
    pub centre: i64,
    /// Who works there: key and name.
    pub people: Vec<(i64, String)>,
    /// The key of whom they see, if that is decided.
    pub practitioner: Option<i64>,
    /// What is offered: key, which the standard visit has not, and name.
    pub services: Vec<(Option<i64>, String)>,
    /// The key of the kind of visit.
    pub service: Option<i64>,
    /// The day, `2026-11-24`.
    pub date: String,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// The chosen people.
    pub rows: Vec<BookedView>,
    /// Lines that are no one yet.
    pub left: Vec<LeftView>,
    /// How many match, in words, where not all of them could be chosen at once.
    pub too_many: Option<String>,
    /// Names this intent.
    pub key: String,
}

/// Someone who is to be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedView {
    /// Their key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// The time that they get, if they get one.
    pub when: Option<TimeView>,
    /// Why they get none; empty if they do, or nothing is decided yet.
    pub why_not: String,
}

/// A line that is no one yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftView {
    /// What was typed.
    pub text: String,
    /// Which line it is, and why.
    pub why: String,
    /// Whom it may mean: key, name and email address.
    pub people: Vec<(i64, String, String)>,
}
