//! From use cases' results to what `server_fns::appointment` returns.

use crate::server_fns::{appointment::AppointmentView, time_view::TimeView};
use crate::{
    domain::{
        account::Actor,
        appointment::{Status, Step, open_steps},
        healthcare_service::VisitMode,
        time::Zone,
    },
    error::AppError,
    server_fns::{context, sign_in::local_path},
    service::{
        Services,
        cancel::{may_cancel, must_say_why},
        stranded, visit,
    },
    storage::appointment::Appointment,
};

/// What a party may see of an appointment of theirs.
pub async fn appointment(services: &Services, actor: &Actor, found: Appointment) -> Result<AppointmentView, AppError> {
    let directory = services.directory().await?;
    let may_cancel = may_cancel(services, actor, &found, &directory.settings);
    let must_say_why = may_cancel && must_say_why(services, actor, &found, &directory.settings);
    let steps = if actor.id() == Some(found.practitioner.account()) {
        open_steps(found.status, found.slot.starts_at, services.clock.now())
    } else {
        Vec::new()
    };
    let agreed = matches!(found.status, Status::Booked | Status::Arrived | Status::CheckedIn | Status::Fulfilled);
    let may_consult = agreed && actor.id() == Some(found.practitioner.account());
    let outside_hours = actor.id() != Some(found.patient.account())
        && found.slot.starts_at > services.clock.now()
        && stranded::is_outside(&directory, &found);
    let is_party = [found.patient.account(), found.practitioner.account()].map(Some).contains(&actor.id());
    let zone = Zone::parse(&found.time_zone).map_err(|_| AppError::Internal)?;
    Ok(AppointmentView {
        id: found.id.0,
        practitioner: found.practitioner.0,
        practitioner_name: found.practitioner_name,
        profession: found.profession,
        patient_name: found.patient_name,
        centre: found.centre.0,
        centre_name: found.centre_name,
        centre_place: found.centre_address,
        centre_phone: found.centre_phone,
        when: TimeView::new(&zone, &found.slot),
        minutes: (found.slot.ends_at.as_second() - found.slot.starts_at.as_second()) / 60,
        service: found.service.map(|id| id.0),
        service_name: found.service_name,
        is_online: found.mode == Some(VisitMode::Online),
        room: found.room_name,
        instructions: if is_party && found.status.holds_its_time() { found.instructions } else { String::new() },
        in_series: found.series.is_some(),
        status: found.status,
        wording: directory.settings.status_words,
        reason: found.reason,
        as_patient: actor.id() == Some(found.patient.account()),
        may_cancel,
        must_say_why,
        may_consult,
        steps,
        outside_hours,
        to_rate: Vec::new(),
    })
}

/// Takes a step for the reader and returns to where they were, else to the appointment.
pub async fn take_step(id: &str, step: Step, reason: &str, next: &str) -> Result<(), AppError> {
    let (services, actor) = context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    visit::take_step(&services, &actor, id, step, reason).await?;
    let here = format!("/appointments/{id}?done=1");
    context::redirect(local_path(next).unwrap_or(&here));
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
