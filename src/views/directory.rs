//! The public pages of one centre and of one practitioner.

use serde::{Deserialize, Serialize};

use super::{booking::ServiceView, rating::ReviewsView, search::OpeningsView, time_view::TimeView};
use crate::domain::{directory::CentreKind, ids::PatientId};

/// A centre's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreView {
    /// A `CentreId`.
    pub id: i64,
    /// As everyone sees it.
    pub name: String,
    /// The kind of centre.
    pub kind: CentreKind,
    /// The path of its photo, or of the building drawn for it.
    pub picture: String,
    /// Whether that is a photo.
    pub has_photo: bool,
    /// Street and suburb.
    pub place: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Business number.
    pub abn: String,
    /// `Sydney time`.
    pub zone: String,
    /// Its practitioners by profession, in order.
    pub teams: Vec<(String, Vec<StaffView>)>,
    /// The average rating, a page of reviews, and the reader's own options.
    pub reviews: ReviewsView,
}

impl CentreView {
    /// The page without the reviews.
    #[must_use]
    pub fn without_reviews(&self) -> Self {
        Self { reviews: self.reviews.without_rows(), ..self.clone() }
    }
}

/// A practitioner on a centre's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffView {
    /// A `PractitionerId`.
    pub id: i64,
    /// The practitioner's full name.
    pub name: String,
    /// Their fields.
    pub expertise: Vec<String>,
    /// The path of their photo.
    pub photo: Option<String>,
    /// Whether they take bookings.
    pub accepting: bool,
    /// Whether they are seen on referral only.
    pub by_referral: bool,
    /// Their next free time at this centre.
    pub next_free: Option<TimeView>,
}

/// A practitioner's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PractitionerView {
    /// A `PractitionerId`.
    pub id: i64,
    /// The practitioner's full name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// Their fields.
    pub expertise: Vec<String>,
    /// Degrees and registrations; may be empty.
    pub qualifications: String,
    /// Their biography; may be empty.
    pub bio: String,
    /// Years of practice; 0 if not stated.
    pub experience_years: i64,
    /// Languages, separated by commas; may be empty.
    pub languages: String,
    /// The path of their photo.
    pub photo: Option<String>,
    /// `$85.00 AUD`, if stated.
    pub fee: Option<String>,
    /// Whether they take bookings.
    pub accepting: bool,
    /// Whether they are seen on referral only.
    pub by_referral: bool,
    /// Their next free times.
    pub openings: Option<OpeningsView>,
    /// What can be booked with them, by name.
    pub services: Vec<ServiceView>,
    /// Their centres and hours.
    pub places: Vec<PlaceView>,
    /// Whether the reader can use the waiting list, now or once they have signed in.
    pub may_wait: bool,
    /// The patients for whom the reader can write to them, each with their name, which is empty for the reader.
    pub message_for: Vec<(PatientId, String)>,
    /// The average rating, a page of reviews, and the reader's own options.
    pub reviews: ReviewsView,
}

impl PractitionerView {
    /// The page without the reviews.
    #[must_use]
    pub fn without_reviews(&self) -> Self {
        Self { reviews: self.reviews.without_rows(), ..self.clone() }
    }
}

/// A centre on a practitioner's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    /// The centre's key.
    pub id: i64,
    /// The centre's name.
    pub name: String,
    /// Street and suburb.
    pub place: String,
    /// `Sydney time`.
    pub zone: String,
    /// Monday to Sunday, each with its hours (`09:00-12:00`); none if closed.
    pub hours: Vec<(String, Vec<String>)>,
    /// Hours on single dates in the next weeks: `Tuesday 24 November 2026, 09:00-17:00`.
    pub extra: Vec<String>,
    /// Closures in the next weeks: `Closed 24-26 December 2026: Christmas`.
    pub closed: Vec<String>,
}
