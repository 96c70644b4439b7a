//! The waiting list: a patient's requests and offers and, for staff, everyone who waits.

use serde::{Deserialize, Serialize};

use super::{choices::ChoicesView, listing::PlaceView, referral::ReferralNeedView, time_view::TimeView};
use crate::domain::{
    ids::{PatientId, PractitionerId},
    waitlist::{EntryStatus, OfferStatus, Urgency},
};

/// The reader's requests and offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitlistView {
    /// The open offers, most urgent first.
    pub offers: Vec<OfferView>,
    /// The waiting requests.
    pub waiting: Vec<WishView>,
    /// The earlier requests, latest first.
    pub past: Vec<WishView>,
}

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishView {
    /// A `WaitlistEntryId`.
    pub id: i64,
    /// `Ann Doctor`, `Any dentist`.
    pub whom: String,
    /// `Harbour Clinic`; `Any centre`.
    pub place: String,
    /// The kind of visit, if one is named.
    pub service: Option<String>,
    /// `Any day, from 08:00 to 12:00, until Tuesday 24 November 2026`.
    pub times: String,
    /// The appointment to be brought forward: its key and time.
    pub instead_of: Option<(i64, TimeView)>,
    /// Where it stands.
    pub status: EntryStatus,
    /// Since when, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago, in words.
    pub ago: String,
}

/// A slot held for the reader until they answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// An `OfferId`.
    pub id: i64,
    /// The time, as people and as programs read it.
    pub when: TimeView,
    /// With whom.
    pub practitioner_name: String,
    /// Their profession.
    pub profession: String,
    /// The name of the centre.
    pub centre_name: String,
    /// Street and suburb.
    pub centre_place: String,
    /// The kind of visit.
    pub service: String,
    /// The time of the appointment that would be given up for it.
    pub instead_of: Option<TimeView>,
    /// When the offer expires, UTC seconds.
    pub until: i64,
    /// The same in the centre's local time, `10:35`.
    pub until_time: String,
}

/// The data of the request form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishFormView {
    /// The practitioner's key.
    pub practitioner: i64,
    /// The practitioner's full name.
    pub practitioner_name: String,
    /// Their profession, in lower case: `dentist`.
    pub profession: String,
    /// Their centres: key and name.
    pub centres: Vec<(i64, String)>,
    /// Their services: key and name. The standard visit has no key.
    pub services: Vec<(Option<i64>, String)>,
    /// The appointment to be brought forward: its key and time.
    pub moving: Option<(i64, TimeView)>,
    /// The referral that is required, if one is.
    pub referral: Option<ReferralNeedView>,
    /// The earliest possible last date, `2026-11-24`.
    pub today: String,
    /// The form's values; as typed if it was refused.
    pub typed: TypedWish,
}

/// The request form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedWish {
    /// `practitioner` or `profession`.
    pub whom: String,
    /// A centre's key; blank for any.
    pub centre: String,
    /// A service's key; blank for the first.
    pub service: String,
    /// ISO numbers of the suitable days.
    pub weekdays: Vec<String>,
    /// `08:00`, or blank.
    pub from: String,
    /// `12:00`, or blank.
    pub until: String,
    /// `2026-11-24`, or blank.
    pub latest_on: String,
}

/// Someone on the waiting list, as staff see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiterView {
    /// The patient's full name.
    pub patient_name: String,
    /// How urgent it is.
    pub urgency: Urgency,
    /// What for.
    pub wish: WishView,
}

/// A request on the waiting list, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedWishView {
    /// The request as in the list.
    pub waiter: WaiterView,
    /// The patient's key.
    pub patient: PatientId,
    /// When it was made, in the clinic's local time.
    pub asked: TimeView,
    /// The offers made for it, latest first.
    pub offers: Vec<MadeOfferView>,
    /// The page to book an appointment for it; empty if that is not possible.
    pub booking: String,
}

/// An offer, and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOfferView {
    /// When the visit would be.
    pub when: TimeView,
    /// The practitioner: key and name; no name if they have left.
    pub practitioner: (PractitionerId, String),
    /// The centre; empty if it no longer exists.
    pub centre: String,
    /// The kind of visit; may be empty.
    pub service: String,
    /// When the offer was made, in the clinic's local time.
    pub made: TimeView,
    /// Where it stands.
    pub status: OfferStatus,
}

/// The filters of the waiting list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WaiterQuery {
    /// Prefixes of words in the patient's name.
    pub patient: String,
    /// The key of a practitioner.
    pub practitioner: String,
    /// The key of a centre.
    pub centre: String,
    /// The key of a kind of visit.
    pub service: String,
    /// How urgent it is, by its number.
    pub urgency: String,
    /// The first day on which they asked, `2026-11-24`.
    pub from: String,
    /// The last one.
    pub until: String,
}

impl WaiterQuery {
    /// The filters in use.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> {
        let Self { patient, practitioner, centre, service, urgency, from, until } = self;
        let all = [
            ("patient", patient),
            ("practitioner", practitioner),
            ("centre", centre),
            ("service", service),
            ("urgency", urgency),
            ("from", from),
            ("until", until),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name)
    }
}

/// A page of the waiting list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitersView {
    /// The search text; empty for anyone.
    pub sought: String,
    /// The rows.
    pub rows: Vec<WaiterView>,
    /// How many match.
    pub total: i64,
    /// The choices for the filters.
    pub choices: ChoicesView,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
}
