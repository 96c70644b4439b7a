//! One appointment: its page, its confirmation, cancelling it.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{appointment::AppointmentView, booking::OccurrenceView},
};

/// One appointment, for either of its parties, for anyone who books for its patient, and for its centre's desk.
#[server(endpoint = "appointment", input = server_fn::codec::GetUrl)]
pub async fn appointment(id: String) -> Result<AppointmentView, AppError> {
    use crate::domain::appointment::Status;

    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::appointment::open(&services, &actor, id).await?;
    let view = super::convert::appointment::opened(found);
    if !view.as_patient || view.status != Status::Cancelled {
        return Ok(view);
    }
    let directory = services.directory_for(&actor).await?;
    let times = crate::service::new_times::instead(&services, &directory, &actor, id).await?;
    Ok(super::convert::appointment::with_times(view, &times))
}

/// The slots left out when a series was booked, each with the reason if it is unavailable.
#[server(endpoint = "left_out", input = server_fn::codec::GetUrl)]
pub async fn left_out(id: String, starts: String) -> Result<Vec<OccurrenceView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let starts = super::convert::review::starts(&starts);
    let (zone, left_out) = crate::service::checkout::left_out(&services, &actor, id, &starts).await?;
    Ok(super::convert::review::occurrences(&zone, left_out))
}

/// Approves a request.
#[server(endpoint = "approve_appointment")]
pub async fn approve_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::Approve, "").await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::Approve, &next));
    Ok(())
}

/// Declines a request; the patient is told.
#[server(endpoint = "decline_appointment")]
pub async fn decline_appointment(
    id: String,
    #[server(default)] reason: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::Decline, &reason).await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::Decline, &next));
    Ok(())
}

/// Records that the patient has arrived.
#[server(endpoint = "check_in_appointment")]
pub async fn check_in_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::CheckIn, "").await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::CheckIn, &next));
    Ok(())
}

/// Records that the visit took place.
#[server(endpoint = "complete_appointment")]
pub async fn complete_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::Complete, "").await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::Complete, &next));
    Ok(())
}

/// Records that the patient did not come.
#[server(endpoint = "mark_noshow")]
pub async fn mark_noshow(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::MarkNoshow, "").await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::MarkNoshow, &next));
    Ok(())
}

/// Undoes the record that the patient did not come.
#[server(endpoint = "reinstate_appointment")]
pub async fn reinstate_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::Reinstate, "").await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::Reinstate, &next));
    Ok(())
}

/// Moves an appointment to another time, and shows it.
#[server(endpoint = "reschedule_appointment")]
pub async fn reschedule_appointment(
    id: String,
    centre: String,
    slot: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    use crate::service::reschedule::Move;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let centre = centre.parse().map_err(|_| AppError::NotFound)?;
    let starts_at = super::convert::booking::instant(&slot).ok_or(AppError::BadRequest)?;
    let to = Move { reason, ..Move::to(id, centre, starts_at) };
    crate::service::reschedule::move_to(&services, &actor, to).await?;
    crate::request::context::redirect(&format!("/appointments/{id}?moved=1"));
    Ok(())
}

/// Cancels an appointment, with `rest` also the later ones of its series, with `group` also everyone else's in its group, and shows
/// it; after a group, its practitioner's day.
#[server(endpoint = "cancel_appointment")]
pub async fn cancel_appointment(
    id: String,
    #[server(default)] reason: String,
    #[server(default)] rest: bool,
    #[server(default)] group: bool,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    if group {
        let (found, _) = crate::service::cancel::cancel_group(&services, &actor, id, &reason).await?;
        let when = super::convert::appointment::time(&found);
        crate::request::context::redirect(&format!("/practitioner?from={}&group_cancelled=1", when.day));
        return Ok(());
    }
    let cancelled = if rest {
        crate::service::series::cancel_rest(&services, &actor, id, &reason).await.map(drop)
    } else {
        crate::service::cancel::cancel(&services, &actor, id, &reason).await
    };
    let twice = crate::domain::appointment::CancelRefusal::AlreadyCancelled;
    match cancelled.map_err(AppError::from) {
        // Sent twice: it is already cancelled, and the appointment says so.
        Err(error) if error != AppError::Cancel(twice) => return Err(error),
        _ => {}
    }
    crate::request::context::redirect(&format!("/appointments/{id}?cancelled=1"));
    Ok(())
}
