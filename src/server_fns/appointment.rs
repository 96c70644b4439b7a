//! One appointment: its page, its confirmation, calling it off.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{appointment::AppointmentView, booking::OccurrenceView},
};

/// One appointment, for either of its parties, for whoever books for its patient, and for the desk of its centre.
#[server(endpoint = "appointment", input = server_fn::codec::GetUrl)]
pub async fn appointment(id: String) -> Result<AppointmentView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let (found, party) = crate::service::booking::opened(&services, &actor, id).await?;
    if party == crate::domain::appointment::Party::Staff {
        return super::convert::desk::appointment(&services, &actor, found).await;
    }
    let comes = crate::service::reminder::comes(&services, &found).await?;
    let (of_series, has_lapsed) = crate::service::booking::told_of(&services, &found).await?;
    let mut view = super::convert::appointment::appointment_as(&services, &actor, found, party).await?;
    view.has_lapsed = has_lapsed;
    view.comes = comes;
    if let Some(group) = &mut view.group {
        group.taken = crate::service::booking::size_of_group(&services, &actor, id).await?;
    }
    view.series = super::convert::appointment::series(of_series);
    view.given = super::convert::appointment::given(&services, &actor, id, view.declined).await?;
    view.may_read = view.may_consult
        && crate::service::record::may_open(&services, &actor, crate::domain::ids::PatientId(view.patient)).await?;
    let referral = crate::service::referral::used_for(&services, &actor, id).await?;
    view.referral = referral.map(|found| (found.id.0, found.referrer_name));
    view.may_message = super::convert::message::may_start(&services, &actor, view.patient, view.practitioner).await?;
    view.to_rate = super::convert::rating::after_visit(&services, &actor, &view).await?;
    Ok(view)
}

/// The times that were left out of a series when an appointment of it was booked, each with why it cannot be had, where it cannot.
#[server(endpoint = "left_out", input = server_fn::codec::GetUrl)]
pub async fn left_out(id: String, starts: String) -> Result<Vec<OccurrenceView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    if actor.id().is_none() {
        return Err(AppError::NotSignedIn);
    }
    super::convert::review::left_out(&services, &actor, &id, &starts).await
}

/// Agrees to a request.
#[server(endpoint = "approve_appointment")]
pub async fn approve_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    super::convert::appointment::take_step(&id, Step::Approve, "", &next).await
}

/// Declines a request; the patient is told.
#[server(endpoint = "decline_appointment")]
pub async fn decline_appointment(
    id: String,
    #[server(default)] reason: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    super::convert::appointment::take_step(&id, Step::Decline, &reason, &next).await
}

/// Notes that the patient is there.
#[server(endpoint = "check_in_appointment")]
pub async fn check_in_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    super::convert::appointment::take_step(&id, Step::CheckIn, "", &next).await
}

/// Notes that the visit took place.
#[server(endpoint = "complete_appointment")]
pub async fn complete_appointment(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    super::convert::appointment::take_step(&id, Step::Complete, "", &next).await
}

/// Notes that the patient did not come.
#[server(endpoint = "mark_noshow")]
pub async fn mark_noshow(id: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::appointment::Step;

    super::convert::appointment::take_step(&id, Step::MarkNoshow, "", &next).await
}

/// Moves an appointment to another time, and shows it.
#[server(endpoint = "reschedule_appointment")]
pub async fn reschedule_appointment(
    id: String,
    centre: String,
    slot: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let centre = centre.parse().map_err(|_| AppError::NotFound)?;
    let starts_at = super::convert::booking::instant(&slot).ok_or(AppError::BadRequest)?;
    crate::service::reschedule::reschedule_because(&services, &actor, id, centre, starts_at, &reason).await?;
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
        let when = super::convert::appointment::time(&found)?;
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
