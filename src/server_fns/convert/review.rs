//! A chosen time, or a series of them, on its way from the address to the booking.

use jiff::Timestamp;

use super::{
    booking::{bookee, instant, service_view, slot},
    referral,
};
use crate::{
    domain::{
        address::escape,
        directory::Centre,
        ids::{AppointmentId, PatientId},
        series::Recurrence,
        slot::Slot,
        time::Zone,
    },
    error::AppError,
    service::{
        checkout::{LookedOver, Occurrence, Viewpoint},
        directory::{Directory, Offering},
        hold::HoldRequest,
        password::one_time_code,
    },
    views::{
        booking::{HoldView, LengthView, OccurrenceView, ReviewView},
        time_view::TimeView,
    },
    words::calendar,
};

/// The recurrence that an address or a form names, where it names one.
pub fn recurrence(every: &str, times: &str) -> Option<Recurrence> {
    Recurrence::new(every.trim().parse().ok()?, times.trim().parse().ok()?)
}

/// The most times that an address may list.
const MOST: usize = 26;

/// Where the same time is looked over with the times of a series, or without.
pub fn series_address(
    (practitioner, centre, service, slot, whom): (&str, &str, &str, &str, &str),
    slots: u16,
    every: Option<Recurrence>,
) -> Result<String, AppError> {
    let number = |text: &str| text.parse::<i64>().map_err(|_| AppError::NotFound);
    let optional = |name: &str, text: &str| match text {
        "" => Ok(String::new()),
        text => number(text).map(|key| format!("&{name}={key}")),
    };
    let every = every.map(|it| format!("&every={}&times={}", it.every_weeks(), it.times())).unwrap_or_default();
    let slots = if slots > 1 { format!("&slots={slots}") } else { String::new() };
    let (service, whom) = (optional("service", service)?, optional("whom", whom)?);
    let (practitioner, centre, slot) = (number(practitioner)?, number(centre)?, number(slot)?);
    Ok(format!("/book/{practitioner}?centre={centre}{service}{whom}&slot={slot}{slots}{every}"))
}

/// The patient that an address or a form names, where it names one.
pub fn whom(named: &str) -> Result<Option<PatientId>, AppError> {
    match named {
        "" => Ok(None),
        named => Ok(Some(named.parse().map_err(|_| AppError::NotFound)?)),
    }
}

/// The appointment that is to be moved, where one is named.
pub fn moved(named: &str) -> Result<Option<AppointmentId>, AppError> {
    match named {
        "" => Ok(None),
        named => Ok(Some(named.parse().map_err(|_| AppError::NotFound)?)),
    }
}

/// A time that was looked over, with what was typed as the reason before.
pub fn review(view: &Viewpoint, found: LookedOver<'_>, reason: String) -> Result<ReviewView, AppError> {
    let LookedOver {
        offering,
        slot,
        until,
        unavailable,
        in_the_way,
        must_say_why,
        need,
        series,
        for_whom,
        entrusting,
        lengths,
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
        hold: until.map(|until| HoldView {
            slot: slot.starts_at.as_second(),
            until: until.as_second(),
            until_time: calendar::clock_at(&centre.zone, until),
        }),
        unavailable,
        in_the_way: in_the_way.map(|id| id.0),
        must_say_why,
        nearest,
        referral: referral::need(need, view.eyes())?,
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

/// Where a visitor signs in or, if `registers`, makes an account, to come back to the time that they chose.
pub fn door(request: HoldRequest, registers: bool) -> String {
    let HoldRequest { practitioner, centre, service, starts_at, slots, .. } = request;
    let service = service.map(|id| format!("&service={id}")).unwrap_or_default();
    let slots = if slots > 1 { format!("&slots={slots}") } else { String::new() };
    let review = format!("/book/{practitioner}?centre={centre}{service}&slot={}{slots}", starts_at.as_second());
    let door = if registers { "register" } else { "sign-in" };
    format!("/{door}?next={}", escape(&review))
}

/// Times of a series, by the clock of their centre.
pub fn occurrences(zone: &Zone, found: Vec<Occurrence>) -> Vec<OccurrenceView> {
    let view = |Occurrence { slot, refusal }| OccurrenceView { slot: TimeView::new(zone, &slot), refusal };
    found.into_iter().map(view).collect()
}

/// The times that an address lists as UTC seconds with commas between; the first 26 of them.
pub fn starts(listed: &str) -> Vec<Timestamp> {
    listed.split(',').filter_map(instant).take(MOST).collect()
}

/// Free times, given as UTC seconds, by the clock of a centre.
pub fn times(directory: &Directory, centre: &Centre, starts: &[i64]) -> Vec<TimeView> {
    let starts = starts.iter().filter_map(|start| Timestamp::from_second(*start).ok());
    starts.map(|at| TimeView::new(&centre.zone, &slot(directory, at))).collect()
}
