//! The search page's results.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::{directory::CentreKind, rating::Average};

/// What the address of the search page says. Everything is text: no one is refused for what a link contains.
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
    /// The most that a visit may cost, in whole units: `0` for nothing, `60`; or nothing.
    pub fee: String,
    /// `1` for those who take bookings.
    pub accepting: String,
    /// `earliest` for free times in their order instead of who fits best.
    pub sort: String,
    /// Of times: `no` for only the suburb itself, anything else for those near it, too.
    pub nearby: String,
    /// Of times: from which date on, `2026-11-24`; nonsense is today.
    pub from: String,
    /// Page number; nonsense is the first.
    pub page: String,
}

/// A page of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchView {
    /// How many there are in all.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// The last page.
    pub pages: usize,
    /// Whether only a part of a very long query was read.
    pub shortened: bool,
    /// Values of filters under which no one is listed.
    pub unlisted: Vec<String>,
    /// Words that the first result does not have.
    pub missing: Vec<String>,
    /// What was looked for and in which suburb, where nothing there fits, and the results are elsewhere.
    pub outside: Option<(String, String)>,
    /// Whether the waiting list is for the reader, now or once they have signed in.
    pub may_wait: bool,
    /// The results, best first.
    pub results: Vec<ResultView>,
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResultView {
    /// A centre.
    Centre {
        /// Its key.
        id: i64,
        /// Its name.
        name: String,
        /// What kind of place it is.
        kind: CentreKind,
        /// Address of its photo, or of the building that is drawn for it.
        picture: String,
        /// Street and suburb.
        place: String,
        /// How many practitioners work there.
        practitioners: usize,
        /// Their professions.
        professions: Vec<String>,
        /// What patients think of it.
        rating: Average,
    },
    /// A practitioner.
    Practitioner {
        /// Their key.
        id: i64,
        /// Their name.
        name: String,
        /// Their profession.
        profession: String,
        /// Their fields.
        expertise: Vec<String>,
        /// The beginning of what they say about themselves; may be empty.
        about: String,
        /// Address of their photo.
        photo: Option<String>,
        /// Of the centres that were asked for the one with the earliest time, else the first: its name and suburb.
        place: String,
        /// How many further centres.
        more_places: usize,
        /// Whether they take bookings.
        accepting: bool,
        /// Whether they are seen on referral only.
        by_referral: bool,
        /// What patients think of them.
        rating: Average,
        /// Free times, where there are any in the next two weeks.
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

/// A day's first free times. Results show many: they carry no more than that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDayView {
    /// `Tue`.
    pub weekday: String,
    /// `24 Nov`.
    pub short_date: String,
    /// `Tuesday 24 November 2026`.
    pub long_date: String,
    /// Each time: its start in UTC seconds, and what the clock shows then.
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
    /// Whether anyone says their gender.
    pub genders: bool,
    /// All practitioners.
    pub practitioners: usize,
    /// All centres.
    pub centres: usize,
}
