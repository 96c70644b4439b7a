//! Decides whether a time may be booked: every rule, each with a refusal of its own. Only the database can judge the claims; its
//! answer is one of the facts here. The booking itself is in `service::booking`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    healthcare_service::HealthcareService,
    ids::{CentreId, PatientId, PractitionerId, ServiceId},
    settings::Settings,
    slot::{Availability, Closure, Schedule, Slot, SlotRefusal},
    time::Zone,
};

/// The time that someone wants to book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// With whom.
    pub practitioner: PractitionerId,
    /// The centre where it takes place.
    pub centre: CentreId,
    /// The kind of visit; by default the first that the practitioner offers.
    pub service: Option<ServiceId>,
    /// When it is to start.
    pub starts_at: Timestamp,
    /// How many consecutive slots it takes; usually 1.
    pub slots: u16,
}

/// Why a booking is refused. Each reason has its own text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingRefusal {
    /// The practitioner would be their own patient.
    Oneself,
    /// The practitioner takes no new bookings.
    NotAccepting,
    /// The practitioner requires a referral, and the patient has none that covers the visit.
    NeedsReferral,
    /// The time has begun, or is over.
    Past,
    /// It starts sooner than the notice that this kind of visit requires.
    TooSoon,
    /// It is further ahead than the clinic takes bookings.
    TooFarAhead,
    /// The practitioner or the centre is closed then.
    Closed,
    /// The practitioner does not work at this centre then.
    OutsideHours,
    /// Appointments do not start at this minute.
    OffGrid,
    /// Someone else has this slot, or the last place in it.
    Taken,
    /// The patient has another appointment then.
    PatientBusy,
    /// Every suitable room or device is taken.
    NoRoom,
    /// The practitioner has reached the daily limit of visits of this kind.
    CapReached,
    /// The patient has reached the clinic's daily limit of appointments.
    DayFull,
}

/// Which rules a booking has to obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// All rules: a patient books.
    Patient,
    /// The rules about working hours and conflicting appointments: staff book for a patient.
    Staff,
    /// Only that no one is in two places at once, and that it is not in the past: staff overbook, giving a
    /// reason.
    Overbooking,
}

impl BookingRefusal {
    /// Whether a booking of this strictness can be refused for this reason.
    #[must_use]
    pub fn binds(self, strictness: Strictness) -> bool {
        match self {
            Self::Oneself | Self::Past | Self::PatientBusy => true,
            Self::NeedsReferral | Self::OutsideHours | Self::Closed | Self::OffGrid | Self::Taken | Self::NoRoom => {
                strictness != Strictness::Overbooking
            }
            Self::NotAccepting | Self::TooSoon | Self::TooFarAhead | Self::CapReached | Self::DayFull => {
                strictness == Strictness::Patient
            }
        }
    }

    /// Whether choosing another time could help.
    #[must_use]
    pub fn depends_on_the_time(self) -> bool {
        !matches!(self, Self::Oneself | Self::NotAccepting | Self::NeedsReferral)
    }
}

/// The number that a rule sets, if it sets one: minutes of notice, days ahead, slots or appointments in a day.
#[must_use]
pub fn limit(refusal: BookingRefusal, service: &HealthcareService, settings: &Settings) -> Option<u32> {
    match refusal {
        BookingRefusal::TooSoon => Some(service.notice_minutes),
        BookingRefusal::TooFarAhead => Some(service.horizon_days.into()),
        BookingRefusal::CapReached => service.daily_cap,
        BookingRefusal::DayFull => settings.max_per_patient_per_day,
        _ => None,
    }
}

/// The facts that a booking is decided by.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The patient; `None` if a visitor only looks at times.
    pub patient: Option<PatientId>,
    /// By whom.
    pub practitioner: PractitionerId,
    /// Whether the practitioner takes new bookings.
    pub accepting: bool,
    /// Whether the practitioner requires a referral, and the patient has none that covers the visit.
    pub needs_referral: bool,
    /// What for.
    pub service: &'a HealthcareService,
    /// The centre's time zone.
    pub zone: &'a Zone,
    /// The practitioner's hours at that centre.
    pub hours: &'a Availability,
    /// When it is to start.
    pub starts_at: Timestamp,
    /// What is known about the claims.
    pub claimed: Claimed,
    /// How many slots the practitioner has given to visits of this kind on that local day.
    pub of_service_that_day: u32,
    /// How many appointments the patient has on that local day.
    pub of_patient_that_day: u32,
}

/// What is claimed at the time in question. Anything unknown counts as unclaimed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claimed {
    /// The practitioner has another patient then, or an appointment as a patient themselves, or the group is
    /// full.
    pub practitioner: bool,
    /// The patient has another appointment.
    pub patient: bool,
    /// No suitable room is free.
    pub rooms: bool,
}

/// One obstacle to booking a time. The time is free once all listed obstacles are removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// A rule that applies to this booking.
    Rule(BookingRefusal),
    /// A closure; there may be several.
    Closure(Closure),
}

impl Blocker {
    /// Its refusal.
    #[must_use]
    pub fn refusal(self) -> BookingRefusal {
        match self {
            Self::Rule(refusal) => refusal,
            Self::Closure(_) => BookingRefusal::Closed,
        }
    }
}

/// The interval that a visit would take if it started then.
#[must_use]
pub fn slot_at(service: &HealthcareService, starts_at: Timestamp) -> Slot {
    let minutes = jiff::SignedDuration::from_mins(service.rule.duration_minutes().into());
    Slot { starts_at, ends_at: starts_at.checked_add(minutes).unwrap_or(Timestamp::MAX) }
}

/// All obstacles to a booking at `now`, most helpful first.
#[must_use]
pub fn blockers(facts: &Facts<'_>, settings: &Settings, now: Timestamp) -> Vec<Blocker> {
    use BookingRefusal as Because;
    let slot = slot_at(facts.service, facts.starts_at);
    let without_closures = Availability { closures: Vec::new(), ..facts.hours.clone() };
    let check = |hours| Schedule::of(facts.zone.clone(), hours, facts.service.rule).check(facts.starts_at);
    let (open, on_grid) = (check(&without_closures), check(&Availability::always()));
    // A visit counts once for each consecutive slot it takes.
    let with_this = facts.of_service_that_day.saturating_add(facts.service.slots.into());
    let is_capped = facts.service.daily_cap.is_some_and(|cap| with_this > cap);
    let rules = [
        (Because::Oneself, facts.patient.is_some_and(|patient| patient.account() == facts.practitioner.account())),
        (Because::NotAccepting, !facts.accepting),
        (Because::NeedsReferral, facts.needs_referral),
        (Because::Past, facts.starts_at <= now),
        (Because::TooSoon, facts.starts_at > now && facts.starts_at < facts.service.soonest(now)),
        (Because::TooFarAhead, facts.starts_at > facts.service.latest(facts.zone, now)),
        (Because::OutsideHours, open == Err(SlotRefusal::OutsideHours)),
        (Because::OffGrid, on_grid == Err(SlotRefusal::OffGrid)),
        (Because::Taken, facts.claimed.practitioner),
        (Because::PatientBusy, facts.claimed.patient),
        (Because::NoRoom, facts.claimed.rooms),
        (Because::CapReached, is_capped),
        (Because::DayFull, settings.max_per_patient_per_day.is_some_and(|cap| facts.of_patient_that_day >= cap)),
    ];
    let (early, late) = rules.split_at(6);
    let standing = |rules: &[(BookingRefusal, bool)]| -> Vec<Blocker> {
        rules.iter().filter(|(_, stands)| *stands).map(|(refusal, _)| Blocker::Rule(*refusal)).collect()
    };
    let closed = facts.hours.closures.iter().filter(|closure| closure.covers(facts.zone, &slot));
    let mut found = standing(early);
    found.extend(closed.copied().map(Blocker::Closure));
    found.extend(standing(late));
    found
}

/// Picks which obstacle to report: the first, except that the patient's own appointment at that time takes precedence over
/// the slot being taken, since the two may be the same.
#[must_use]
pub fn leading(blockers: &[Blocker], strictness: Strictness) -> Option<BookingRefusal> {
    let binding = || blockers.iter().map(|blocker| blocker.refusal()).filter(|refusal| refusal.binds(strictness));
    match binding().next() {
        Some(BookingRefusal::Taken) => {
            binding().find(|refusal| *refusal == BookingRefusal::PatientBusy).or(Some(BookingRefusal::Taken))
        }
        first => first,
    }
}

/// Returns the requested slot if every applicable rule allows it at `now`.
///
/// # Errors
/// The first rule that does not.
pub fn decide(
    facts: &Facts<'_>,
    strictness: Strictness,
    settings: &Settings,
    now: Timestamp,
) -> Result<Slot, BookingRefusal> {
    let refusals = blockers(facts, settings, now).into_iter().map(Blocker::refusal);
    match refusals.into_iter().find(|refusal| refusal.binds(strictness)) {
        Some(refusal) => Err(refusal),
        None => Ok(slot_at(facts.service, facts.starts_at)),
    }
}
