//! A chosen time, or a series of them, on its way from the address to the booking.

use jiff::Timestamp;

use crate::{
    domain::{
        account::Actor,
        address::escape,
        appointment::Party,
        booking::{BookingRefusal, slot_at},
        directory::Centre,
        ids::{AppointmentId, PatientId},
        series::Recurrence,
        slot::Slot,
        time::Zone,
    },
    error::AppError,
    request::{context, origin, session},
    server_fns::convert::{
        booking::{bookee, instant, service_id, service_view, slot},
        referral,
    },
    service::{
        Services,
        booking::{self, BookingRequest},
        cancel::must_say_why,
        directory::{Directory, Offering},
        hold::{self, HoldRequest},
        password::one_time_code,
        proxy, series,
        why::{WhyQuery, why_not},
    },
    views::{
        booking::{HoldView, OccurrenceView, ReviewQuery, ReviewView},
        time_view::TimeView,
    },
};

/// The recurrence that an address or a form names, where it names one.
pub fn recurrence(every: &str, times: &str) -> Option<Recurrence> {
    Recurrence::new(every.trim().parse().ok()?, times.trim().parse().ok()?)
}

/// Under which the session keeps what was typed as the reason.
const TYPED: &str = "booking_reason";

/// Keeps what was typed for the next review, and answers with its address.
pub async fn show_series(
    (practitioner, centre, service, slot, whom): (&str, &str, &str, &str, &str),
    every: Option<Recurrence>,
    reason: &str,
) -> Result<String, AppError> {
    let number = |text: &str| text.parse::<i64>().map_err(|_| AppError::NotFound);
    let optional = |name: &str, text: &str| match text {
        "" => Ok(String::new()),
        text => number(text).map(|key| format!("&{name}={key}")),
    };
    let every = every.map(|it| format!("&every={}&times={}", it.every_weeks(), it.times())).unwrap_or_default();
    let (service, whom) = (optional("service", service)?, optional("whom", whom)?);
    let (practitioner, centre, slot) = (number(practitioner)?, number(centre)?, number(slot)?);
    let reason: String = reason.chars().take(500).collect();
    if context::identity().actor.id().is_some() {
        session::show_once(TYPED, &(slot, reason)).await?;
    }
    Ok(format!("/book/{practitioner}?centre={centre}{service}{whom}&slot={slot}{every}"))
}

/// The patient for whom the reader books, where it is not themself.
pub fn whom(reader: &Actor, named: &str) -> Result<Option<PatientId>, AppError> {
    let named: Option<PatientId> = match named {
        "" => None,
        named => Some(named.parse().map_err(|_| AppError::NotFound)?),
    };
    Ok(named.filter(|patient| reader.id() != Some(patient.account())))
}

/// The appointment that is to be moved, where one is named.
pub fn moved(named: &str) -> Result<Option<AppointmentId>, AppError> {
    match named {
        "" => Ok(None),
        named => Ok(Some(named.parse().map_err(|_| AppError::NotFound)?)),
    }
}

/// Whose appointment is being moved, where that is somebody else than the reader.
pub async fn moved_for(
    services: &Services,
    reader: &Actor,
    moving: Option<AppointmentId>,
) -> Result<Option<String>, AppError> {
    let Some(id) = moving.filter(|_| reader.id().is_some()) else { return Ok(None) };
    let (found, _) = booking::opened(services, reader, id).await?;
    let is_own = reader.id() == Some(found.patient.account());
    Ok((!is_own).then_some(found.patient_name))
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
        moving: moved(&query.moving)?,
    };
    let directory = services.directory_for(actor).await?;
    let offering = match request.moving.is_some() {
        true => directory.offering_again(request.practitioner, request.centre, request.service),
        false => directory.offering(request.practitioner, request.centre, request.service),
    };
    let offering = offering.ok_or(AppError::NotFound)?;
    let Offering { practitioner, centre, service, .. } = offering;
    let referral = match request.moving.is_some() {
        true => None,
        false => referral::need(services, actor, practitioner, request.starts_at).await?,
    };
    let slot = slot_at(service, request.starts_at);
    let kept = kept(services, reader, whom, request).await;
    let (hold, unavailable) = match kept {
        Ok(until) => (until, None),
        // The page says it in its own place, with the way to one.
        Err(AppError::Booking { refusal: BookingRefusal::NeedsReferral, .. }) if referral.is_some() => (None, None),
        Err(refused @ AppError::Booking { .. }) => (None, Some(refused)),
        Err(error) => return Err(error),
    };
    let in_the_way = match &unavailable {
        Some(AppError::Booking { refusal: BookingRefusal::PatientBusy, .. }) if request.moving.is_none() => {
            booking::in_the_way(services, reader, whom, &slot).await?
        }
        _ => None,
    };
    let named = |patient: PatientId| entrusting.iter().find(|one| one.patient == patient);
    let mut for_whom = whom.and_then(named).map(|one| one.patient_name.clone());
    let must_say_why = match request.moving {
        Some(id) => {
            let (found, party) = booking::opened(services, reader, id).await?;
            // Their own name tells nobody anything.
            if reader.id() != Some(found.patient.account()) {
                for_whom = Some(found.patient_name.clone());
            }
            must_say_why(services, party, &found, &directory.settings)
        }
        None => false,
    };
    let nearest = match &unavailable {
        Some(AppError::Booking { nearest, .. }) => times(&directory, centre, nearest),
        _ => Vec::new(),
    };
    let series = match recurrence(&query.every, &query.times) {
        Some(recurrence) => occurrences(services, actor, &offering, recurrence, request.starts_at).await?,
        None => Vec::new(),
    };
    let typed: Option<(i64, String)> = session::take_once(TYPED).await;
    let reason = typed.filter(|(slot, _)| *slot == request.starts_at.as_second()).map(|(_, reason)| reason);
    Ok(ReviewView {
        practitioner: bookee(practitioner),
        centre: centre.id.0,
        centre_name: centre.name.clone(),
        centre_place: centre.place(),
        slot: TimeView::new(&centre.zone, &slot),
        service: service_view(practitioner, service),
        hold: hold.map(|until| HoldView {
            slot: request.starts_at.as_second(),
            until: until.as_second(),
            until_time: centre.zone.tz().to_datetime(until).strftime("%H:%M").to_string(),
        }),
        unavailable,
        in_the_way: in_the_way.map(|id| id.0),
        daily_limit: directory.settings.max_per_patient_per_day,
        must_say_why,
        nearest,
        referral,
        series,
        whom: whom.map(|patient| patient.0),
        for_whom,
        entrusting: entrusting.into_iter().map(|one| (one.patient.0, one.patient_name)).collect(),
        reason: reason.unwrap_or_default(),
        intent: one_time_code() + &one_time_code(),
    })
}

/// Until when the time is kept for the reader; what they held as a visitor is theirs once they have signed in.
async fn kept(
    services: &Services,
    reader: &Actor,
    whom: Option<PatientId>,
    request: HoldRequest,
) -> Result<Option<Timestamp>, AppError> {
    if *reader == Actor::Visitor {
        let held: Option<String> = session::kept(session::HELD).await;
        let until = match held {
            Some(visitor) => hold::visitors_until(services, &visitor, request).await?,
            None => None,
        };
        return match until {
            Some(until) => Ok(Some(until)),
            None => Ok(hold::keep_or_look(services, reader, whom, request).await?),
        };
    }
    if origin::is_anothers() {
        return Ok(hold::kept_until(services, reader, request).await?);
    }
    let held: Option<String> = session::take_once(session::HELD).await;
    if let (Some(visitor), None) = (held, whom) {
        hold::take_over(services, reader, &visitor, request).await?;
    }
    Ok(hold::keep_or_look(services, reader, whom, request).await?)
}

/// Holds a time for the visitor while they sign in or register, and answers with where to do so. What cannot be held can still be
/// booked, unless someone else is first.
pub async fn hold_for_visitor(
    services: &Services,
    (practitioner, centre, service, slot): (&str, &str, &str, &str),
    registers: bool,
) -> Result<String, AppError> {
    let (practitioner, centre) = (practitioner.parse(), centre.parse());
    let request = HoldRequest {
        practitioner: practitioner.map_err(|_| AppError::NotFound)?,
        centre: centre.map_err(|_| AppError::NotFound)?,
        service: service_id(service)?,
        starts_at: instant(slot).ok_or(AppError::BadRequest)?,
        moving: None,
    };
    let identity = context::identity();
    let known: Option<String> = session::kept(session::HELD).await;
    let visitor = known.clone().unwrap_or_else(|| one_time_code() + &one_time_code());
    let from = (visitor.as_str(), identity.address.as_str());
    match hold::keep_for_visitor(services, &identity.actor, from, request).await.map_err(AppError::from) {
        Ok(Some(_)) if known.is_none() => session::show_once(session::HELD, &visitor).await?,
        // The review says what is missing.
        Ok(_) | Err(AppError::Booking { refusal: BookingRefusal::NeedsReferral, .. }) => {}
        Err(error) => return Err(error),
    }
    let HoldRequest { practitioner, centre, service, starts_at, .. } = request;
    let service = service.map(|id| format!("&service={id}")).unwrap_or_default();
    let review = format!("/book/{practitioner}?centre={centre}{service}&slot={}", starts_at.as_second());
    let door = if registers { "register" } else { "sign-in" };
    Ok(format!("/{door}?next={}", escape(&review)))
}

/// The times that were left out of the series of an appointment, given as UTC seconds with commas between; the first 26 of them.
pub async fn left_out(
    services: &Services,
    actor: &Actor,
    id: &str,
    starts: &str,
) -> Result<Vec<OccurrenceView>, AppError> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let (found, party) = booking::opened(services, actor, id).await?;
    let eyes = match party {
        Party::Patient => booking_for(services, actor, &found.patient.to_string()).await?,
        _ => actor.clone(),
    };
    let zone = Zone::parse(&found.time_zone).map_err(|_| AppError::Internal)?;
    let length = found.slot.ends_at.duration_since(found.slot.starts_at);
    let mut left_out = Vec::new();
    for starts_at in starts.split(',').filter_map(instant).take(26) {
        let query =
            WhyQuery { practitioner: found.practitioner, centre: found.centre, service: found.service, starts_at };
        // What has been withdrawn since cannot be asked about any more.
        let refusal = match why_not(services, &eyes, query).await {
            Ok(why) => why.blockers.first().map(|blocker| blocker.refusal()),
            Err(_) => None,
        };
        let slot = Slot { starts_at, ends_at: starts_at.checked_add(length).unwrap_or(starts_at) };
        left_out.push(OccurrenceView { slot: TimeView::new(&zone, &slot), refusal });
    }
    Ok(left_out)
}

/// Free times, given as UTC seconds with commas between, by the clock of a centre; the first 26 of them.
pub async fn nearest(
    services: &Services,
    actor: &Actor,
    centre: &str,
    starts: &str,
) -> Result<Vec<TimeView>, AppError> {
    let directory = services.directory_for(actor).await?;
    let centre = centre.parse().ok().and_then(|id| directory.centre(id)).ok_or(AppError::NotFound)?;
    let starts: Vec<i64> = starts.split(',').filter_map(|start| start.parse().ok()).take(26).collect();
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

/// Books those times of a series that are kept; answers with the first, and with the starts (UTC seconds) that were left out.
pub async fn book_series(
    services: &Services,
    actor: &Actor,
    whom: Option<PatientId>,
    request: BookingRequest,
    recurrence: Recurrence,
    keep: &[String],
) -> Result<(AppointmentId, Vec<i64>), AppError> {
    let directory = services.directory_for(actor).await?;
    let centre = directory.centre(request.centre).ok_or(AppError::NotFound)?;
    let keep: Vec<i64> = keep.iter().filter_map(|start| start.parse().ok()).collect();
    let starts = recurrence.starts(&centre.zone, request.starts_at);
    let skip: Vec<i64> = starts.iter().map(|at| at.as_second()).filter(|start| !keep.contains(start)).collect();
    let left_out = skip.clone();
    let made = match whom {
        Some(patient) => series::book_series_by_proxy(services, actor, patient, request, recurrence, skip).await?,
        None => series::book_series(services, actor, request, recurrence, skip).await?,
    };
    Ok((made.first().copied().ok_or(AppError::Internal)?, left_out))
}
