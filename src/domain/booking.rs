//! Whether a time may be booked: every rule but the claims, which only the database can judge.
//! The booking itself, with its claims, is `service::booking`.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    ids::{PatientId, PractitionerId},
    settings::Settings,
    slot::{Schedule, Slot, SlotRefusal, SlotRule},
};

/// Why a booking is refused. Each has its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingRefusal {
    /// Somebody else has this time.
    Taken,
    /// It has begun, or is over.
    Past,
    /// Further ahead than the clinic plans.
    TooFarAhead,
    /// The practitioner does not work at this centre then.
    OutsideHours,
    /// Appointments do not start at this minute.
    OffGrid,
    /// The patient has another appointment then.
    PatientBusy,
    /// The patient has as many appointments that day as the clinic allows.
    DayFull,
    /// The practitioner would be their own patient.
    Oneself,
    /// The practitioner takes no new bookings.
    NotAccepting,
}

/// What a booking is decided on; all of it read in the booking's own transaction.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who is to be seen.
    pub patient: PatientId,
    /// By whom.
    pub practitioner: PractitionerId,
    /// Whether the practitioner takes new bookings.
    pub accepting: bool,
    /// The practitioner's hours at that centre.
    pub schedule: &'a Schedule,
    /// When it is to start.
    pub starts_at: Timestamp,
}

/// The rule that the settings give for slots.
#[must_use]
pub fn slot_rule(settings: &Settings) -> SlotRule {
    // Settings take only lengths that make a rule.
    SlotRule::new(settings.slot_minutes, settings.slot_minutes).unwrap_or_default()
}

/// The last instant at which a bookable appointment may start.
#[must_use]
pub fn horizon(settings: &Settings, now: Timestamp) -> Timestamp {
    let ahead = SignedDuration::from_hours(24 * i64::from(settings.horizon_days));
    now.checked_add(ahead).unwrap_or(Timestamp::MAX)
}

/// The slot that the request asks for, when every rule allows it at `now`.
///
/// # Errors
/// The first rule that does not, in the order of what helps the person most to know.
pub fn decide(request: &Request<'_>, settings: &Settings, now: Timestamp) -> Result<Slot, BookingRefusal> {
    if request.patient.account() == request.practitioner.account() {
        return Err(BookingRefusal::Oneself);
    }
    if !request.accepting {
        return Err(BookingRefusal::NotAccepting);
    }
    if request.starts_at <= now {
        return Err(BookingRefusal::Past);
    }
    if request.starts_at > horizon(settings, now) {
        return Err(BookingRefusal::TooFarAhead);
    }
    request.schedule.check(request.starts_at).map_err(|refusal| match refusal {
        SlotRefusal::OutsideHours => BookingRefusal::OutsideHours,
        SlotRefusal::OffGrid => BookingRefusal::OffGrid,
    })
}
