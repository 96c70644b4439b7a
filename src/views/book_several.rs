//! Booking several people on one day: the time that each would get.

use serde::{Deserialize, Serialize};

use super::{bulk::LotView, time_view::TimeView};

/// The people to book, with whom, where and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BookSeveralQuery {
    /// The keys of the chosen people.
    pub accounts: Vec<String>,
    /// `1` if all active patients matching the filters below are chosen.
    pub every: String,
    /// Where the previous ones of everyone matching ended; empty for the first.
    pub after: String,
    /// The query that chooses the next ones of everyone matching, once some are chosen.
    pub next: String,
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
    /// The practitioner's key; empty if none is chosen.
    pub practitioner: String,
    /// The key of the kind of visit; by default the first that they offer.
    pub service: String,
    /// The day, `2026-11-24`; by default today.
    pub date: String,
    /// The names typed last, of which some lines may be unresolved.
    pub typed: String,
}

impl BookSeveralQuery {
    /// What everyone matching is chosen by, and what is decided for them, as parameter names and values.
    pub fn criteria(&self) -> [(&'static str, &str); 9] {
        [
            ("q", &self.q),
            ("role", &self.role),
            ("status", &self.status),
            ("from", &self.from),
            ("until", &self.until),
            ("centre", &self.centre),
            ("practitioner", &self.practitioner),
            ("service", &self.service),
            ("date", &self.date),
        ]
    }
}

/// A day, with the time that each would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookSeveralView {
    /// Every centre: key and name.
    pub centres: Vec<(i64, String)>,
    /// The centre's key.
    pub centre: i64,
    /// The practitioners there: key and name.
    pub people: Vec<(i64, String)>,
    /// The chosen practitioner's key, if any.
    pub practitioner: Option<i64>,
    /// The services offered: key (none for the standard visit) and name.
    pub services: Vec<(Option<i64>, String)>,
    /// The key of the kind of visit.
    pub service: Option<i64>,
    /// The day, `2026-11-24`.
    pub date: String,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// The chosen people.
    pub rows: Vec<BookedView>,
    /// How many of those asked for are not there any more.
    pub gone: usize,
    /// The lines that match no one person yet.
    pub left: Vec<LeftView>,
    /// Which of all matches these are, if too many to be chosen at once.
    pub lot: Option<LotView>,
    /// The query that chooses the next ones, if there are any; empty otherwise.
    pub next: String,
    /// Names this intent.
    pub key: String,
}

/// A person to be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedView {
    /// An `AppointmentId`.
    pub id: i64,
    /// The person's full name.
    pub name: String,
    /// The time they would get, if any.
    pub when: Option<TimeView>,
    /// Why they get none; empty if they do, or nothing is chosen yet.
    pub why_not: String,
}

/// A line that matches no one person yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftView {
    /// What was typed.
    pub text: String,
    /// The line, and why it was not resolved.
    pub why: String,
    /// The people it may mean: key, name and email address.
    pub people: Vec<(i64, String, String)>,
}
