//! The waiting list: a patient's wishes and what is offered to them, and for staff those who wait.

use serde::{Deserialize, Serialize};

use super::{choices::ChoicesView, listing::PlaceView, referral::ReferralNeedView, time_view::TimeView};
use crate::domain::{
    ids::{PatientId, PractitionerId},
    waitlist::{EntryStatus, OfferStatus, Urgency},
};

/// What the reader waits for, and is being asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitlistView {
    /// What they are being asked about, the most pressing first.
    pub offers: Vec<OfferView>,
    /// What they wait for.
    pub waiting: Vec<WishView>,
    /// What they waited for, the latest first.
    pub past: Vec<WishView>,
}

/// A wish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishView {
    /// Its key.
    pub id: i64,
    /// `Ann Doctor`, `Any dentist`.
    pub whom: String,
    /// `Harbour Clinic`; `Any centre`.
    pub place: String,
    /// The kind of visit, where one is named.
    pub service: Option<String>,
    /// `Any day, from 08:00 to 12:00, until Tuesday 24 November 2026`.
    pub times: String,
    /// The appointment that is to be earlier: its key, and when it is.
    pub instead_of: Option<(i64, TimeView)>,
    /// Where it stands.
    pub status: EntryStatus,
    /// Since when, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago that was, in words.
    pub ago: String,
}

/// A time that is kept for the reader until they answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// Its key.
    pub id: i64,
    /// When.
    pub when: TimeView,
    /// With whom.
    pub practitioner_name: String,
    /// Their profession.
    pub profession: String,
    /// Where.
    pub centre_name: String,
    /// Street and suburb.
    pub centre_place: String,
    /// The kind of visit.
    pub service: String,
    /// When the appointment is that would be given up for it.
    pub instead_of: Option<TimeView>,
    /// Until when it is kept, UTC seconds.
    pub until: i64,
    /// The same by the clock of the centre, `10:35`.
    pub until_time: String,
}

/// What the form for a wish starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishFormView {
    /// The practitioner's key.
    pub practitioner: i64,
    /// Their name.
    pub practitioner_name: String,
    /// Their profession, in lower case: `dentist`.
    pub profession: String,
    /// Where they work: key and name.
    pub centres: Vec<(i64, String)>,
    /// What they offer: key and name. The standard visit has no key.
    pub services: Vec<(Option<i64>, String)>,
    /// The appointment that is to be earlier: its key, and when it is.
    pub moving: Option<(i64, TimeView)>,
    /// The referral that it takes, where it takes one.
    pub referral: Option<ReferralNeedView>,
    /// The earliest last date, `2026-11-24`.
    pub today: String,
    /// What stands in the form: as it was typed where it was refused.
    pub typed: TypedWish,
}

/// The form for a wish.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedWish {
    /// `practitioner` or `profession`.
    pub whom: String,
    /// A centre's key; blank for any.
    pub centre: String,
    /// A service's key; blank for the first.
    pub service: String,
    /// ISO numbers of the days that suit.
    pub weekdays: Vec<String>,
    /// `08:00`, or blank.
    pub from: String,
    /// `12:00`, or blank.
    pub until: String,
    /// `2026-11-24`, or blank.
    pub latest_on: String,
}

/// Someone who waits, as staff see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiterView {
    /// Who.
    pub patient_name: String,
    /// How pressing it is.
    pub urgency: Urgency,
    /// What for.
    pub wish: WishView,
}

/// One request of the waiting list, as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedWishView {
    /// What the list shows of it.
    pub waiter: WaiterView,
    /// The patient's key.
    pub patient: PatientId,
    /// When it was made, by the clock of the clinic.
    pub asked: TimeView,
    /// What it was offered, the latest first.
    pub offers: Vec<MadeOfferView>,
    /// Where a time is booked for it; empty where none can be.
    pub booking: String,
}

/// A time that was offered, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOfferView {
    /// When the visit would be.
    pub when: TimeView,
    /// With whom: key and name; no name if they have left.
    pub practitioner: (PractitionerId, String),
    /// Where; empty if that centre is gone.
    pub centre: String,
    /// The kind of visit; may be empty.
    pub service: String,
    /// When it was offered, by the clock of the clinic.
    pub made: TimeView,
    /// Where it stands.
    pub status: OfferStatus,
}

/// What is asked of the list of those who wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WaiterQuery {
    /// The beginnings of words of the patient's name.
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
    /// The criteria that are used.
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

/// A page of everyone who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitersView {
    /// Who was looked for; empty for anyone.
    pub sought: String,
    /// The rows.
    pub rows: Vec<WaiterView>,
    /// How many match.
    pub total: i64,
    /// What can be chosen from.
    pub choices: ChoicesView,
    /// How they are sorted, and what there is before and after them.
    pub place: PlaceView,
}
