//! A chosen time, or a series of them, on its way from the address to the booking.

use jiff::Timestamp;

use crate::server_fns::{
    booking::{HoldView, OccurrenceView, ReviewQuery, ReviewView},
    convert::{
        booking::{bookee, instant, service_id, service_view, slot},
        referral,
    },
    time_view::TimeView,
};
use crate::{
    domain::{
        account::Actor,
        booking::{BookingRefusal, slot_at},
        directory::Centre,
        ids::AppointmentId,
        series::Recurrence,
    },
    error::AppError,
    service::{
        Services,
        booking::BookingRequest,
        directory::{Directory, Offering},
        hold::{self, HoldRequest},
        password::one_time_code,
        series,
        why::{WhyQuery, why_not},
    },
};

/// The recurrence that an address or a form names, where it names one.
pub fn recurrence(every: &str, times: &str) -> Option<Recurrence> {
    Recurrence::new(every.trim().parse().ok()?, times.trim().parse().ok()?)
}

/// The chosen slot, kept for the reader where that can be.
pub async fn review(services: &Services, actor: &Actor, query: ReviewQuery) -> Result<ReviewView, AppError> {
    let request = HoldRequest {
        practitioner: query.practitioner.parse().map_err(|_| AppError::NotFound)?,
        centre: query.centre.parse().map_err(|_| AppError::NotFound)?,
        service: service_id(&query.service)?,
        starts_at: instant(&query.slot).ok_or(AppError::BadRequest)?,
        moving: query.moving,
    };
    let directory = services.directory_for(actor).await?;
    let offering = match request.moving {
        true => directory.offering_again(request.practitioner, request.centre, request.service),
        false => directory.offering(request.practitioner, request.centre, request.service),
    };
    let offering = offering.ok_or(AppError::NotFound)?;
    let Offering { practitioner, centre, service, .. } = offering;
    let referral = match request.moving {
        true => None,
        false => referral::need(services, actor, practitioner, request.starts_at).await?,
    };
    let (hold, unavailable) = match hold::keep(services, actor, request).await.map_err(AppError::from) {
        Ok(until) => (until, None),
        // The page says it in its own place, with the way to one.
        Err(AppError::Booking { refusal: BookingRefusal::NeedsReferral, .. }) if referral.is_some() => (None, None),
        Err(refused @ AppError::Booking { .. }) => (None, Some(refused)),
        Err(error) => return Err(error),
    };
    let nearest = match &unavailable {
        Some(AppError::Booking { nearest, .. }) => times(&directory, centre, nearest),
        _ => Vec::new(),
    };
    let series = match recurrence(&query.every, &query.times) {
        Some(recurrence) => occurrences(services, actor, &offering, recurrence, request.starts_at).await?,
        None => Vec::new(),
    };
    Ok(ReviewView {
        practitioner: bookee(practitioner),
        centre: centre.id.0,
        centre_name: centre.name.clone(),
        centre_place: centre.place(),
        slot: TimeView::new(&centre.zone, &slot_at(service, request.starts_at)),
        service: service_view(practitioner, service),
        hold: hold.map(|until| HoldView {
            slot: request.starts_at.as_second(),
            until: until.as_second(),
            until_time: centre.zone.tz().to_datetime(until).strftime("%H:%M").to_string(),
        }),
        unavailable,
        nearest,
        referral,
        series,
        intent: one_time_code() + &one_time_code(),
    })
}

/// Free times, given as UTC seconds with commas between, by the clock of a centre; the first eight of them.
pub async fn nearest(
    services: &Services,
    actor: &Actor,
    centre: &str,
    starts: &str,
) -> Result<Vec<TimeView>, AppError> {
    let directory = services.directory_for(actor).await?;
    let centre = centre.parse().ok().and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
    let starts: Vec<i64> = starts.split(',').filter_map(|start| start.parse().ok()).take(8).collect();
    Ok(times(&directory, centre, &starts))
}

fn times(directory: &Directory, centre: &Centre, starts: &[i64]) -> Vec<TimeView> {
    let starts = starts.iter().filter_map(|start| Timestamp::from_second(*start).ok());
    starts.map(|at| TimeView::new(&centre.zone, &slot(directory, at))).collect()
}

async fn occurrences(
    services: &Services,
    actor: &Actor,
    offering: &Offering<'_>,
    recurrence: Recurrence,
    first: Timestamp,
) -> Result<Vec<OccurrenceView>, AppError> {
    let Offering { practitioner, centre, service, .. } = *offering;
    let mut visits = crate::service::referral::visits(services, actor, practitioner, first).await?;
    let mut occurrences = Vec::new();
    for starts_at in recurrence.starts(&centre.zone, first) {
        let query = WhyQuery { practitioner: practitioner.id, centre: centre.id, service: service.id, starts_at };
        let why = why_not(services, actor, query).await?;
        let mut refusal = why.blockers.first().map(|blocker| blocker.refusal());
        // Each of them takes a visit of a referral.
        match &mut visits {
            Some(0) if refusal.is_none() => refusal = Some(BookingRefusal::NeedsReferral),
            Some(left) if refusal.is_none() => *left -= 1,
            _ => {}
        }
        occurrences.push(OccurrenceView { slot: TimeView::new(&centre.zone, &why.slot), refusal });
    }
    Ok(occurrences)
}

/// Books those times of a series that are kept; answers with the first.
pub async fn book_series(
    services: &Services,
    actor: &Actor,
    request: BookingRequest,
    recurrence: Recurrence,
    keep: &[String],
) -> Result<AppointmentId, AppError> {
    let directory = services.directory_for(actor).await?;
    let centre = directory.centre(request.centre).ok_or(AppError::NotFound)?;
    let keep: Vec<i64> = keep.iter().filter_map(|start| start.parse().ok()).collect();
    let starts = recurrence.starts(&centre.zone, request.starts_at);
    let skip = starts.iter().map(|at| at.as_second()).filter(|start| !keep.contains(start)).collect();
    let made = series::book_series(services, actor, request, recurrence, skip).await?;
    made.first().copied().ok_or(AppError::Internal)
}
