//! A chosen slot on its way to the booking: the week it is chosen from, the review, its hold, and its series.

mod length;
mod viewpoint;
mod week;

use jiff::Timestamp;

use self::viewpoint::{need, someone_elses};
pub use self::{
    viewpoint::{Viewpoint, viewpoint},
    week::{Choosing, WeekWanted, week},
};
use super::{
    Failure, Outcome, Services, availability,
    booking::{self, BookingRequest},
    directory::Offering,
    hold::{self, HoldRequest},
    on_behalf,
    party::must_say_why,
    proxy,
    referral::{self, Need},
    series::{self, SeriesRequest},
    why::why_not,
};
use crate::{
    domain::{
        account::{Actor, Role},
        appointment::Party,
        booking::{BookingRefusal, Target, slot_at},
        ids::{AppointmentId, PatientId, ServiceId},
        policy::holds,
        series::Recurrence,
        slot::Slot,
        time::Zone,
    },
    error::AppError,
    storage::sharing::Proxy,
};

/// One slot of a series.
#[derive(Clone, Debug)]
pub struct Occurrence {
    /// The slot.
    pub slot: Slot,
    /// Why it is unavailable, if it is.
    pub refusal: Option<BookingRefusal>,
}

impl Occurrence {
    /// One slot of a series: each available one takes a visit of a referral, which has this many left, where they are counted.
    pub(super) fn taking(slot: Slot, refusal: Option<BookingRefusal>, visits: &mut Option<i64>) -> Self {
        let refusal = match visits {
            Some(0) if refusal.is_none() => Some(BookingRefusal::NeedsReferral),
            Some(left) if refusal.is_none() => {
                *left -= 1;
                None
            }
            _ => refusal,
        };
        Self { slot, refusal }
    }
}

/// A chosen slot under review.
#[derive(Debug)]
pub struct LookedOver<'d> {
    /// The practitioner, place and kind of visit.
    pub offering: Offering<'d>,
    /// The slot.
    pub slot: Slot,
    /// The end of the reader's hold on it, if any.
    pub until: Option<Timestamp>,
    /// For how many minutes the reader could hold it, if they don't yet.
    pub holds_for: Option<u16>,
    /// Why it is unavailable, if that is already known.
    pub unavailable: Option<AppError>,
    /// The conflicting appointment of the reader, or of whom they book for.
    pub in_the_way: Option<AppointmentId>,
    /// Whether the reader must give a reason, because they move an appointment after the patients' limit.
    pub must_say_why: bool,
    /// The referral it takes.
    pub need: Need,
    /// The slots of the requested series, starting with this one; empty if none is requested.
    pub series: Vec<Occurrence>,
    /// The person for whom it is booked or moved, if that is not the reader.
    pub for_whom: Option<String>,
    /// The other people for whom the reader books.
    pub entrusting: Vec<Proxy>,
    /// Alternatives from that start: one slot, two in a row, and so on. Empty if the clinic allows only one.
    pub lengths: Vec<Slot>,
    /// The number of places left in its group, if it is a group's and available.
    pub places_left: Option<u32>,
}

/// Reviews a chosen slot before it is booked; `held_as` is the name under which a visitor holds a slot, if they do. It holds
/// nothing itself: that is up to [`hold::keep_for_whom`].
///
/// # Errors
/// Not found; that the appointment cannot be moved; a storage failure.
pub async fn look_over<'d>(
    services: &Services,
    view: &'d Viewpoint,
    request: HoldRequest,
    every: Option<Recurrence>,
    held_as: Option<&str>,
) -> Outcome<LookedOver<'d>> {
    let Viewpoint { whom, directory, reader, .. } = view;
    let entrusting = proxy::entrusting(services, reader).await?;
    let moved = match request.moving {
        Some(id) => Some(booking::opened(services, reader, id).await?),
        None => None,
    };
    let offering = match &moved {
        Some((found, _)) => directory.offering_again_at(&Target { slots: found.slots, ..request.target }),
        None => directory.offering_at(&request.target),
    };
    let offering = offering.ok_or(AppError::NotFound)?;
    let request = HoldRequest { target: Target { slots: offering.service.slots, ..request.target }, ..request };
    let starts_at = request.target.starts_at;
    let need = need(services, view, offering.practitioner, (starts_at, request.moving)).await?;
    let slot = slot_at(offering.service, starts_at);
    let (until, unavailable) = match held(services, view, request, offering.service.id, held_as).await {
        Ok(until) => (until, None),
        // The page says this in a place of its own, with the way to get one.
        Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::NeedsReferral, .. }))
            if !matches!(need, Need::Nothing) =>
        {
            (None, None)
        }
        Err(Failure::Refused(refused @ AppError::Booking { .. })) => (None, Some(refused)),
        Err(failure) => return Err(failure),
    };
    let is_for_them = match (whom, &moved) {
        (Some(_), _) => true,
        (None, Some((found, _))) => reader.id() == Some(found.patient.account()),
        (None, None) => holds(reader, &[Role::Patient]),
    };
    let is_free = until.is_none() && unavailable.is_none() && !matches!(need, Need::Missing { .. });
    let minutes = Some(directory.settings.hold_minutes).filter(|minutes| *minutes > 0 && !offering.service.is_group());
    let in_the_way = match &unavailable {
        Some(AppError::Booking { refusal: BookingRefusal::PatientBusy, .. }) if request.moving.is_none() => {
            booking::in_the_way(services, reader, *whom, &slot).await?
        }
        _ => None,
    };
    let named = |patient: PatientId| entrusting.iter().find(|one| one.patient == patient);
    let mut for_whom = whom.and_then(named).map(|one| one.patient_name.clone());
    let mut must_explain = false;
    if let Some((found, party)) = &moved {
        must_explain = must_say_why(services, *party, found, &directory.settings);
        for_whom = someone_elses(reader, found).or(for_whom);
    }
    let series = match every {
        Some(every) => occurrences(services, &view.eyes, &offering, every, starts_at).await?,
        None => Vec::new(),
    };
    let lengths = match moved {
        Some(_) => Vec::new(),
        None => length::free(services, view, request, until.is_some()).await?,
    };
    let places_left = match unavailable {
        Some(_) => None,
        None => availability::places_left(services, &offering, &slot).await?,
    };
    Ok(LookedOver {
        offering,
        slot,
        until,
        holds_for: minutes.filter(|_| is_for_them && is_free),
        unavailable,
        in_the_way,
        must_say_why: must_explain,
        need,
        series,
        for_whom,
        entrusting,
        lengths,
        places_left,
    })
}

/// The end of the reader's hold on the slot, if they have one; otherwise whether it is available to them.
async fn held(
    services: &Services,
    view: &Viewpoint,
    request: HoldRequest,
    service: Option<ServiceId>,
    held_as: Option<&str>,
) -> Outcome<Option<Timestamp>> {
    let Viewpoint { whom, reader, .. } = view;
    let until = match (reader, held_as) {
        (Actor::Visitor, Some(visitor)) => hold::visitors_until(services, visitor, &request.target).await?,
        _ => hold::kept_until(services, reader, &Target { service, ..request.target }).await?,
    };
    // An existing hold may predate the choice of the person it is for.
    if until.is_none() || whom.is_some() {
        hold::look(services, reader, *whom, request).await?;
    }
    Ok(until)
}

async fn occurrences(
    services: &Services,
    eyes: &Actor,
    offering: &Offering<'_>,
    every: Recurrence,
    first: Timestamp,
) -> Outcome<Vec<Occurrence>> {
    let Offering { practitioner, centre, service, .. } = *offering;
    let mut visits = referral::visits(services, eyes, practitioner, first).await?;
    let mut occurrences = Vec::new();
    for starts_at in every.starts(&centre.zone, first) {
        let (practitioner, centre) = (practitioner.id, centre.id);
        let target = Target { practitioner, centre, service: service.id, starts_at, slots: service.slots };
        let why = why_not(services, eyes, target).await?;
        let refusal = why.blockers.first().map(|blocker| blocker.refusal());
        occurrences.push(Occurrence::taking(why.slot, refusal, &mut visits));
    }
    Ok(occurrences)
}

/// Holds a slot for a visitor while they sign in or register, and returns whether it does. A slot that cannot be held can still be
/// booked, unless someone else is first.
///
/// # Errors
/// The errors of [`hold::keep_for_visitor`]; a missing referral is reported by the review.
pub async fn hold_for_visitor(
    services: &Services,
    actor: &Actor,
    from: (&str, &str),
    request: HoldRequest,
) -> Outcome<bool> {
    match hold::keep_for_visitor(services, actor, from, request).await {
        Ok(until) => Ok(until.is_some()),
        Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::NeedsReferral, .. })) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// The slots left out of an appointment's series, with the zone of its centre, and why each is unavailable.
///
/// # Errors
/// Not found for anyone who may not open the appointment.
pub async fn left_out(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    starts: &[Timestamp],
) -> Outcome<(Zone, Vec<Occurrence>)> {
    let (found, party) = booking::opened(services, actor, id).await?;
    let whom = (party == Party::Patient).then_some(found.patient);
    let eyes = proxy::booking_for(services, actor, whom).await?;
    let length = found.slot.ends_at.duration_since(found.slot.starts_at);
    let mut left_out = Vec::new();
    for &starts_at in starts {
        // If its service was withdrawn since, the question no longer applies.
        let refusal = match why_not(services, &eyes, found.moved_to(found.centre, starts_at)).await {
            Ok(why) => why.blockers.first().map(|blocker| blocker.refusal()),
            Err(_) => None,
        };
        let slot = Slot { starts_at, ends_at: starts_at.checked_add(length).unwrap_or(starts_at) };
        left_out.push(Occurrence { slot, refusal });
    }
    Ok((found.zone, left_out))
}

/// Books a slot for the actor, or for the person they book for.
///
/// # Errors
/// Those of [`booking::book`] and [`on_behalf::entrusted`].
pub async fn book(
    services: &Services,
    actor: &Actor,
    whom: Option<PatientId>,
    request: BookingRequest,
) -> Outcome<AppointmentId> {
    match whom.filter(|patient| actor.id() != Some(patient.account())) {
        Some(patient) => on_behalf::entrusted(services, actor, patient, request).await,
        None => booking::book(services, actor, request).await,
    }
}

/// Books the kept slots of a series; returns the first, and the starts that were left out.
///
/// # Errors
/// Those of [`series::book_series`] and [`series::book_series_by_proxy`].
pub async fn book_series(
    services: &Services,
    actor: &Actor,
    whom: Option<PatientId>,
    request: BookingRequest,
    (every, keep): (Recurrence, &[Timestamp]),
) -> Outcome<(AppointmentId, Vec<Timestamp>)> {
    let directory = services.directory_for(actor).await?;
    let centre = directory.centre(request.target.centre).ok_or(AppError::NotFound)?;
    let starts = every.starts(&centre.zone, request.target.starts_at);
    let skip: Vec<Timestamp> = starts.into_iter().filter(|start| !keep.contains(start)).collect();
    let left_out = skip.clone();
    let wanted = SeriesRequest { first: request, recurrence: every, skip };
    let made = match whom.filter(|patient| actor.id() != Some(patient.account())) {
        Some(patient) => series::book_series_by_proxy(services, actor, patient, wanted).await?,
        None => series::book_series(services, actor, wanted).await?,
    };
    Ok((made.first().copied().ok_or(AppError::Internal)?, left_out))
}
