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
        ids::{AppointmentId, PatientId},
        series::Recurrence,
    },
    error::AppError,
    server::origin,
    service::{
        Services,
        booking::{self, BookingRequest},
        directory::{Directory, Offering},
        hold::{self, HoldRequest},
        password::one_time_code,
        proxy, series,
        why::{WhyQuery, why_not},
    },
};

/// The recurrence that an address or a form names, where it names one.
pub fn recurrence(every: &str, times: &str) -> Option<Recurrence> {
    Recurrence::new(every.trim().parse().ok()?, times.trim().parse().ok()?)
}

/// The patient for whom the reader books, where it is not themself.
pub fn whom(reader: &Actor, named: &str) -> Result<Option<PatientId>, AppError> {
    let named: Option<PatientId> = match named {
        "" => None,
        named => Some(named.parse().map_err(|_| AppError::NotFound)?),
    };
    Ok(named.filter(|patient| reader.id() != Some(patient.account())))
}

/// By whose eyes the reader looks at free times.
pub async fn booking_for(services: &Services, reader: &Actor, named: &str) -> Result<Actor, AppError> {
    Ok(proxy::booking_for(services, reader, whom(reader, named)?).await?)
}

/// The chosen slot, kept for the reader where that can be, but for what another site's link chose.
pub async fn review(services: &Services, reader: &Actor, query: ReviewQuery) -> Result<ReviewView, AppError> {
    let whom = whom(reader, &query.whom)?;
    let actor = &proxy::booking_for(services, reader, whom).await?;
    let entrusting = proxy::entrusting(services, reader).await?;
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
    let kept = match whom {
        None if origin::is_anothers() => {
            let request = HoldRequest { service: service.id, ..request };
            hold::kept_until(services, actor, request).await.map_err(AppError::from)
        }
        None => hold::keep(services, actor, request).await.map_err(AppError::from),
        Some(_) => looked_at(services, (reader, actor), &offering, request).await.map(|()| None),
    };
    let (hold, unavailable) = match kept {
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
        whom: whom.map(|patient| patient.0),
        entrusting: entrusting.into_iter().map(|one| (one.patient.0, one.patient_name)).collect(),
        intent: one_time_code() + &one_time_code(),
    })
}

/// Whether a time can be had for somebody else. None is kept for them, and what the reader kept for themself, before they said for whom,
/// is let go: it would stand in the way.
async fn looked_at(
    services: &Services,
    (reader, patient): (&Actor, &Actor),
    offering: &Offering<'_>,
    request: HoldRequest,
) -> Result<(), AppError> {
    if !origin::is_anothers() {
        hold::release(services, reader, request.starts_at.as_second()).await?;
    }
    // What is moved stands in its own way until it is.
    if request.moving {
        return Ok(());
    }
    let Offering { practitioner, centre, service, .. } = *offering;
    let query = WhyQuery {
        practitioner: practitioner.id,
        centre: centre.id,
        service: service.id,
        starts_at: request.starts_at,
    };
    let refusal = why_not(services, patient, query).await?.blockers.first().map(|blocker| blocker.refusal());
    refusal.map_or(Ok(()), |refusal| Err(AppError::Booking { refusal, nearest: Vec::new() }))
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

/// Books a time for the actor, or for whom they book.
pub async fn book_one(
    services: &Services,
    actor: &Actor,
    whom: Option<PatientId>,
    request: BookingRequest,
) -> Result<AppointmentId, AppError> {
    Ok(match whom {
        Some(patient) => proxy::book(services, actor, patient, request).await?,
        None => booking::book(services, actor, request).await?,
    })
}

/// Books those times of a series that are kept; answers with the first.
pub async fn book_series(
    services: &Services,
    actor: &Actor,
    whom: Option<PatientId>,
    request: BookingRequest,
    recurrence: Recurrence,
    keep: &[String],
) -> Result<AppointmentId, AppError> {
    let directory = services.directory_for(actor).await?;
    let centre = directory.centre(request.centre).ok_or(AppError::NotFound)?;
    let keep: Vec<i64> = keep.iter().filter_map(|start| start.parse().ok()).collect();
    let starts = recurrence.starts(&centre.zone, request.starts_at);
    let skip = starts.iter().map(|at| at.as_second()).filter(|start| !keep.contains(start)).collect();
    let made = match whom {
        Some(patient) => series::book_series_by_proxy(services, actor, patient, request, recurrence, skip).await?,
        None => series::book_series(services, actor, request, recurrence, skip).await?,
    };
    made.first().copied().ok_or(AppError::Internal)
}
