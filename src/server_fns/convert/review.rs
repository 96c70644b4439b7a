//! A chosen slot, or a series of them, on its way from the address to the booking.

use jiff::Timestamp;

use super::{
    booking::{bookee, instant, service_id, service_view, slot, slots},
    referral,
};
use crate::{
    domain::{
        address::escape,
        booking::Target,
        directory::Centre,
        ids::{AppointmentId, PatientId},
        series::Recurrence,
        slot::Slot,
        time::Zone,
    },
    error::AppError,
    request::kept::ReasonFor,
    service::{
        checkout::{LookedOver, Occurrence, Viewpoint},
        directory::{Directory, Offering},
        hold::HoldRequest,
        password::one_time_code,
    },
    views::{
        booking::{HoldOfferView, HoldView, LengthView, OccurrenceView, ReviewQuery, ReviewView},
        time_view::TimeView,
    },
    words::calendar,
};

/// The recurrence that an address or a form names, if any.
pub fn recurrence(every: &str, times: &str) -> Option<Recurrence> {
    Recurrence::new(every.trim().parse().ok()?, times.trim().parse().ok()?)
}

/// The maximum number of slots that an address may list.
const MOST: usize = 26;

/// The slot that an address or a form names.
pub fn target(practitioner: &str, centre: &str, service: &str, slot: &str, in_a_row: &str) -> Result<Target, AppError> {
    Ok(Target {
        practitioner: practitioner.parse().map_err(|_| AppError::NotFound)?,
        centre: centre.parse().map_err(|_| AppError::NotFound)?,
        service: service_id(service)?,
        starts_at: instant(slot).ok_or(AppError::BadRequest)?,
        slots: slots(in_a_row)?,
    })
}

/// What is being reviewed.
pub fn request(query: &ReviewQuery) -> Result<HoldRequest, AppError> {
    Ok(HoldRequest {
        target: target(&query.practitioner, &query.centre, &query.service, &query.slot, &query.slots)?,
        moving: moved(&query.moving)?,
    })
}

/// The booking for which a reason is typed.
pub fn which(query: &ReviewQuery) -> ReasonFor {
    [&query.practitioner, &query.centre, &query.service, &query.slot, &query.whom].map(Clone::clone)
}

/// The address of a slot's review.
pub fn address(query: &ReviewQuery) -> Result<String, AppError> {
    let number = |text: &str| text.parse::<i64>().map_err(|_| AppError::NotFound);
    let optional = |name: &str, text: &str| match text {
        "" => Ok(String::new()),
        text => number(text).map(|key| format!("&{name}={key}")),
    };
    let every = recurrence(&query.every, &query.times);
    let every = every.map(|it| format!("&every={}&times={}", it.every_weeks(), it.times())).unwrap_or_default();
    let slots = slots(&query.slots)?;
    let slots = if slots > 1 { format!("&slots={slots}") } else { String::new() };
    let (service, moving) = (optional("service", &query.service)?, optional("moving", &query.moving)?);
    let whom = optional("whom", &query.whom)?;
    let (practitioner, centre, slot) = (number(&query.practitioner)?, number(&query.centre)?, number(&query.slot)?);
    Ok(format!("/book/{practitioner}?centre={centre}{service}{moving}{whom}&slot={slot}{slots}{every}"))
}

/// The patient that an address or a form names, if any.
pub fn whom(named: &str) -> Result<Option<PatientId>, AppError> {
    match named {
        "" => Ok(None),
        named => Ok(Some(named.parse().map_err(|_| AppError::NotFound)?)),
    }
}

/// The appointment to be moved, if one is named.
pub fn moved(named: &str) -> Result<Option<AppointmentId>, AppError> {
    match named {
        "" => Ok(None),
        named => Ok(Some(named.parse().map_err(|_| AppError::NotFound)?)),
    }
}

/// A held slot, if it is held.
pub fn hold(view: &Viewpoint, target: &Target, until: Option<Timestamp>) -> Result<Option<HoldView>, AppError> {
    let centre = view.directory.centre(target.centre).ok_or(AppError::NotFound)?;
    Ok(until.map(|until| held(centre, target.starts_at, until)))
}

fn held(centre: &Centre, starts_at: Timestamp, until: Timestamp) -> HoldView {
    HoldView {
        slot: starts_at.as_second(),
        until: until.as_second(),
        until_time: calendar::clock_at(&centre.zone, until),
    }
}

/// A slot under review, with the reason typed before; `at_once` says whether the page may hold it by itself.
pub fn review(view: &Viewpoint, found: LookedOver<'_>, at_once: bool, reason: String) -> Result<ReviewView, AppError> {
    let LookedOver {
        offering,
        slot,
        until,
        holds_for,
        unavailable,
        in_the_way,
        must_say_why,
        need,
        series,
        for_whom,
        entrusting,
        lengths,
        places_left,
    } = found;
    let Offering { practitioner, centre, service, .. } = offering;
    let nearest = match &unavailable {
        Some(AppError::Booking { nearest, .. }) => times(&view.directory, centre, nearest),
        _ => Vec::new(),
    };
    Ok(ReviewView {
        practitioner: bookee(practitioner),
        centre: centre.id.0,
        centre_name: centre.name.clone(),
        centre_place: centre.place(),
        slot: TimeView::new(&centre.zone, &slot),
        slots: service.slots,
        lengths: lengths.iter().zip(1..).map(|(slot, slots)| length(&centre.zone, slot, slots)).collect(),
        service: service_view(practitioner, service),
        places_left,
        hold: until.map(|until| held(centre, slot.starts_at, until)),
        offer: holds_for.map(|minutes| HoldOfferView { minutes, at_once }),
        unavailable,
        in_the_way: in_the_way.map(|id| id.0),
        must_say_why,
        nearest,
        referral: referral::need(need)?,
        series: occurrences(&centre.zone, series),
        whom: view.whom.map(|patient| patient.0),
        for_whom,
        entrusting: entrusting.into_iter().map(|one| (one.patient.0, one.patient_name)).collect(),
        reason,
        intent: one_time_code() + &one_time_code(),
    })
}

fn length(zone: &Zone, slot: &Slot, slots: u16) -> LengthView {
    let minutes = slot.ends_at.duration_since(slot.starts_at).as_mins();
    LengthView { slots, minutes, span: TimeView::new(zone, slot).span }
}

/// Where a visitor signs in or, if `registers`, creates an account, to return to the slot that they chose.
pub fn door(target: Target, registers: bool) -> String {
    let Target { practitioner, centre, service, starts_at, slots } = target;
    let service = service.map(|id| format!("&service={id}")).unwrap_or_default();
    let slots = if slots > 1 { format!("&slots={slots}") } else { String::new() };
    let review = format!("/book/{practitioner}?centre={centre}{service}&slot={}{slots}", starts_at.as_second());
    let door = if registers { "register" } else { "sign-in" };
    format!("/{door}?next={}", escape(&review))
}

/// The slots of a series, in their centre's time zone.
pub fn occurrences(zone: &Zone, found: Vec<Occurrence>) -> Vec<OccurrenceView> {
    let view = |Occurrence { slot, refusal }| OccurrenceView { slot: TimeView::new(zone, &slot), refusal };
    found.into_iter().map(view).collect()
}

/// The starts that an address lists as comma-separated UTC seconds; the first 26 of them.
pub fn starts(listed: &str) -> Vec<Timestamp> {
    listed.split(',').filter_map(instant).take(MOST).collect()
}

/// Free slots, given as UTC seconds, in a centre's time zone.
pub fn times(directory: &Directory, centre: &Centre, starts: &[i64]) -> Vec<TimeView> {
    let starts = starts.iter().filter_map(|start| Timestamp::from_second(*start).ok());
    starts.map(|at| TimeView::new(&centre.zone, &slot(directory, at))).collect()
}
