//! From use cases' results to what `server_fns::appointment` returns.

use crate::{
    domain::{
        account::Actor,
        address::local_path,
        appointment::{Party, Status, Step, open_steps},
        calendar_view::local_date,
        directory::Practitioner,
        healthcare_service::VisitMode,
        ids::AppointmentId,
        time::Zone,
    },
    error::AppError,
    request::context,
    server_fns::convert::booking::{bookee, service_view},
    service::{
        Services, booking,
        cancel::{may_cancel, must_say_why, party_of},
        stranded, visit,
    },
    storage::appointment::{Appointment, Given},
    views::{
        appointment::{AppointmentView, GivenView, GroupView},
        time_view::TimeView,
    },
};

/// What the actor may see of an appointment in which they are a party, or which they see as staff.
pub async fn appointment(services: &Services, actor: &Actor, found: Appointment) -> Result<AppointmentView, AppError> {
    let party = party_of(actor, &found).unwrap_or(Party::Staff);
    appointment_as(services, actor, found, party).await
}

/// What is seen of an appointment from this side of it.
pub async fn appointment_as(
    services: &Services,
    actor: &Actor,
    found: Appointment,
    party: Party,
) -> Result<AppointmentView, AppError> {
    let directory = services.directory().await?;
    let may_cancel = party != Party::Staff && may_cancel(services, party, &found, &directory.settings);
    let must_say_why = may_cancel && must_say_why(services, party, &found, &directory.settings);
    let steps = if party == Party::Practitioner {
        open_steps(found.status, found.slot.starts_at, services.clock.now())
    } else {
        Vec::new()
    };
    let agreed = matches!(found.status, Status::Booked | Status::Arrived | Status::CheckedIn | Status::Fulfilled);
    let may_consult = agreed && party == Party::Practitioner;
    let outside_hours = party != Party::Patient
        && found.slot.starts_at > services.clock.now()
        && stranded::is_outside(&directory, &found);
    let title = directory.practitioner(found.practitioner).map(Practitioner::title);
    let capacity = directory.service(found.service).map_or(1, |service| service.capacity);
    let group = found.session.filter(|_| party == Party::Practitioner);
    let group = group.map(|id| GroupView { id: id.0, places: capacity, taken: 0 });
    let asked = match party {
        Party::Patient => stranded::asked_because(services, &directory, &found).await?,
        Party::Practitioner | Party::Staff => None,
    };
    let fee = directory.practitioner(found.practitioner).filter(|_| party == Party::Patient).and_then(|person| {
        let own = directory.services_of(person).find(|service| service.id == found.service)?;
        service_view(person, own).price.or(bookee(person).fee)
    });
    let zone = Zone::parse(&found.time_zone).map_err(|_| AppError::Internal)?;
    let is_ahead = local_date(&zone, found.slot.starts_at) > local_date(&zone, services.clock.now());
    Ok(AppointmentView {
        id: found.id.0,
        practitioner: found.practitioner.0,
        practitioner_name: found.practitioner_name,
        profession: title.unwrap_or(found.profession),
        patient: found.patient.0,
        patient_name: found.patient_name,
        centre: found.centre.0,
        centre_name: found.centre_name,
        centre_place: found.centre_address,
        centre_phone: found.centre_phone,
        fee,
        when: TimeView::new(&zone, &found.slot),
        minutes: (found.slot.ends_at.as_second() - found.slot.starts_at.as_second()) / 60,
        service: found.service.map(|id| id.0),
        service_name: found.service_name,
        is_online: found.mode == Some(VisitMode::Online),
        room: found.room_name,
        instructions: if party != Party::Staff && found.status.holds_its_time() {
            found.instructions
        } else {
            String::new()
        },
        group,
        in_series: found.series.is_some(),
        status: found.status,
        declined: found.declined,
        wording: directory.settings.status_words,
        reason: found.reason,
        as_patient: party == Party::Patient,
        by_proxy: party == Party::Patient && actor.id() != Some(found.patient.account()),
        may_cancel,
        must_say_why,
        limit_minutes: directory.settings.cancel_cutoff_minutes,
        has_lapsed: false,
        series: Vec::new(),
        may_consult,
        asked: asked.map(|cause| (cause.closed, cause.name)),
        is_ahead,
        may_read: false,
        referral: None,
        steps,
        outside_hours,
        given: Vec::new(),
        comes: false,
        may_message: false,
        at_desk: false,
        patient_phone: String::new(),
        to_rate: Vec::new(),
    })
}

/// When an appointment is, where it takes place.
pub fn time(found: &Appointment) -> Result<TimeView, AppError> {
    let zone = Zone::parse(&found.time_zone).map_err(|_| AppError::Internal)?;
    Ok(TimeView::new(&zone, &found.slot))
}

/// The appointments of a series, each with its key.
pub fn series(found: Vec<Appointment>) -> Vec<(i64, TimeView)> {
    let view = |one: Appointment| Some((one.id.0, TimeView::new(&Zone::parse(&one.time_zone).ok()?, &one.slot)));
    found.into_iter().filter_map(view).collect()
}

/// The reasons that were given with what was done to an appointment.
pub async fn given(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    declined: bool,
) -> Result<Vec<GivenView>, AppError> {
    let given = booking::reasons(services, actor, id).await?;
    let view = |Given { from, to, by, reason }| {
        let what = match (from, to) {
            (None, _) => "Why the rules were overridden",
            (Some(Status::Pending), Status::Cancelled) if declined => "Why it was declined",
            (_, Status::Cancelled) => "Why it was cancelled",
            _ => "Why it was changed",
        };
        GivenView { what: what.to_owned(), by: by.unwrap_or_default(), reason }
    };
    Ok(given.into_iter().map(view).collect())
}

/// Takes a step for the reader and returns to where they were, else to the appointment.
pub async fn take_step(id: &str, step: Step, reason: &str, next: &str) -> Result<(), AppError> {
    let (services, actor) = context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    visit::take_step(&services, &actor, id, step, reason).await?;
    let done = match step {
        Step::Approve => "approved",
        Step::Decline => "declined",
        Step::CheckIn => "checked_in",
        Step::Complete => "completed",
        Step::MarkNoshow => "missed",
    };
    let here = format!("/appointments/{id}");
    let next = local_path(next).unwrap_or(&here);
    let joint = if next.contains('?') { '&' } else { '?' };
    context::redirect(&format!("{next}{joint}{done}=1"));
    Ok(())
}

/// The same for several, in order.
pub async fn appointments(
    services: &Services,
    actor: &Actor,
    found: Vec<Appointment>,
) -> Result<Vec<AppointmentView>, AppError> {
    let mut views = Vec::with_capacity(found.len());
    for one in found {
        views.push(appointment(services, actor, one).await?);
    }
    Ok(views)
}
