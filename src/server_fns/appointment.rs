//! One appointment: its page, its confirmation, calling it off.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{appointment::AppointmentView, booking::OccurrenceView},
};

/// One appointment, for either of its parties, for whoever books for its patient, and for the desk of its centre.
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

/// The times that were left out of a series when an appointment of it was booked, each with why it cannot be had, where it cannot.
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

/// Agrees to a request.
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

/// Notes that the patient is there.
#[server(endpoint = "check_in_appointment")]
pub async fn check_in_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::CheckIn, "").await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::CheckIn, &next));
    Ok(())
}

/// Notes that the visit took place.
#[server(endpoint = "complete_appointment")]
pub async fn complete_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::Complete, "").await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::Complete, &next));
    Ok(())
}

/// Notes that the patient did not come.
#[server(endpoint = "mark_noshow")]
pub async fn mark_noshow(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::visit::take_step(&services, &actor, id, Step::MarkNoshow, "").await?;
    crate::request::context::redirect(&super::convert::appointment::after(id, Step::MarkNoshow, &next));
    Ok(())
}

/// Takes back that the patient did not come.
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

/// Calls an appointment off, with `rest` also the later ones of its series, with `group` also those of everyone else in its group,
/// and shows it; after a group its practitioner's day.
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
        // Sent twice: what was wanted is done, and the appointment says so.
        Err(error) if error != AppError::Cancel(twice) => return Err(error),
        _ => {}
    }
    crate::request::context::redirect(&format!("/appointments/{id}?cancelled=1"));
    Ok(())
}
