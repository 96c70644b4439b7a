//! The search page's results.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::{directory::CentreKind, rating::Average};

/// The parameters in the search page's address. Everything is text: a malformed link is never refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchInput {
    /// Free text.
    pub q: String,
    /// `centre`, `practitioner`, or anything else for both.
    pub kind: String,
    /// Exact profession, or nothing.
    pub profession: String,
    /// Exact expertise, or nothing.
    pub specialty: String,
    /// Exact suburb, or nothing.
    pub suburb: String,
    /// A language that they speak, or nothing.
    pub language: String,
    /// `1` for those who can be seen online.
    pub telehealth: String,
    /// `female` or `male`, or nothing.
    pub gender: String,
    /// The maximum price of a visit, in whole units: `0` for free, `60`; or nothing.
    pub fee: String,
    /// `1` for those who take bookings.
    pub accepting: String,
    /// `earliest` to sort free times chronologically instead of practitioners by relevance.
    pub sort: String,
    /// For times: `no` for only the suburb itself; anything else includes nearby ones.
    pub nearby: String,
    /// For times: the first date, `2026-11-24`; anything invalid means today.
    pub from: String,
    /// The page number; anything invalid means the first.
    pub page: String,
}

/// A page of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchView {
    /// The total number of results.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// The last page.
    pub pages: usize,
    /// Whether a very long query was truncated.
    pub shortened: bool,
    /// Filter values that no one has.
    pub unlisted: Vec<String>,
    /// Words that the first result does not contain.
    pub missing: Vec<String>,
    /// The search text and suburb, if nothing there matches and the results are elsewhere.
    pub outside: Option<(String, String)>,
    /// Whether the reader can use the waiting list, now or once they have signed in.
    pub may_wait: bool,
    /// The results, best first.
    pub results: Vec<ResultView>,
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResultView {
    /// A centre.
    Centre {
        /// The key that forms send back.
        id: i64,
        /// As everyone sees it.
        name: String,
        /// The kind of centre.
        kind: CentreKind,
        /// The path of its photo, or of the building drawn for it.
        picture: String,
        /// Street and suburb.
        place: String,
        /// How many practitioners work there.
        practitioners: usize,
        /// Their professions.
        professions: Vec<String>,
        /// Its average rating.
        rating: Average,
    },
    /// A practitioner.
    Practitioner {
        /// The key that forms send back.
        id: i64,
        /// The practitioner's full name.
        name: String,
        /// Their profession.
        profession: String,
        /// Their fields.
        expertise: Vec<String>,
        /// The beginning of their biography; may be empty.
        about: String,
        /// The path of their photo.
        photo: Option<String>,
        /// The name and suburb of one of their matching centres: the one with the earliest time, or else the first.
        place: String,
        /// How many more centres they work at.
        more_places: usize,
        /// Whether they take bookings.
        accepting: bool,
        /// Whether they are seen on referral only.
        by_referral: bool,
        /// Their average rating.
        rating: Average,
        /// Free times, if there are any in the next two weeks.
        openings: Option<Box<OpeningsView>>,
    },
}

/// The first free times of a practitioner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningsView {
    /// The centre's key, for links to booking.
    pub centre: i64,
    /// The centre's name.
    pub place: String,
    /// The earliest.
    pub earliest: TimeView,
    /// Up to three days with free times.
    pub days: Vec<OpenDayView>,
}

/// A day's first free times. There are many results, so each carries no more than that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDayView {
    /// `Tue`.
    pub weekday: String,
    /// `24 Nov`.
    pub short_date: String,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// Each time: its start in UTC seconds, and in local time.
    pub times: Vec<(i64, String)>,
}

/// Choices for the filters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetsView {
    /// Professions with how many practitioners have each.
    pub professions: Vec<(String, u32)>,
    /// Fields of expertise with how many practitioners have each.
    pub specialties: Vec<(String, u32)>,
    /// Suburbs with how many practitioners work in each.
    pub suburbs: Vec<(String, u32)>,
    /// Languages with how many practitioners speak each.
    pub languages: Vec<(String, u32)>,
    /// Whether anyone can be seen online.
    pub telehealth: bool,
    /// Whether anyone states their gender.
    pub genders: bool,
    /// All practitioners.
    pub practitioners: usize,
    /// All centres.
    pub centres: usize,
}
