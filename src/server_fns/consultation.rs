//! The consultation of an appointment: what its practitioner sees, opening it and finishing it.

use leptos::prelude::*;

use crate::{error::AppError, views::consultation::ConsultationView};

/// The consultation of one of the reader's appointments.
#[server(endpoint = "consultation", input = server_fn::codec::GetUrl)]
pub async fn consultation(id: String) -> Result<ConsultationView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    let found = crate::service::consultation::read(&services, &actor, id).await?;
    let may_read = crate::service::record::may_open(&services, &actor, found.appointment.patient).await?;
    let may_refer = crate::service::referral::may_refer(&services, &found.appointment).await?;
    Ok(super::convert::consultation::consultation(found, (may_read, may_refer)))
}

/// Opens a consultation, and shows it.
#[server(endpoint = "open_consultation")]
pub async fn open_consultation(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::consultation::open(&services, &actor, id).await?;
    crate::request::context::redirect(&crate::domain::address::consultation(id));
    Ok(())
}

/// Ends a consultation, and shows its appointment.
#[server(endpoint = "finish_consultation")]
pub async fn finish_consultation(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = super::convert::entry::key(&actor, &id)?;
    crate::service::consultation::finish(&services, &actor, id).await?;
    crate::request::context::redirect(&format!("/appointments/{id}?finished=1"));
    Ok(())
}
