//! Lists of appointments for the dashboards.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::agenda::{AgendaView, OwnListView, PatientView},
};

/// The reader's own appointments as a patient.
#[server(endpoint = "patient_appointments", input = server_fn::codec::GetUrl)]
pub async fn patient_appointments(page: String) -> Result<PatientView, AppError> {
    use super::convert::appointment::appointments;
    use crate::service::agenda;

    let (services, actor) = crate::request::context::request()?;
    let page = page.parse().unwrap_or(1).clamp(1, 10_000);
    let found = agenda::of_patient(&services, &actor, page).await?;
    let next_in =
        found.upcoming.first().map(|next| super::convert::agenda::distance(&services, next)).unwrap_or_default();
    Ok(PatientView {
        upcoming: appointments(&services, &actor, found.upcoming).await?,
        past: appointments(&services, &actor, found.past).await?,
        more: found.more,
        page,
        next_in,
    })
}

/// The reader's own appointments as a practitioner, one after the other.
#[server(endpoint = "own_list", input = server_fn::codec::GetUrl)]
pub async fn own_list(past: bool, #[server(default)] page: String) -> Result<OwnListView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let page = page.parse().unwrap_or(1).clamp(1, 10_000);
    super::convert::agenda::own_list(&services, &actor, past, page).await
}

/// The reader's own day as a practitioner, or with `week` as the view their week: today's unless a date is given.
#[server(endpoint = "agenda", input = server_fn::codec::GetUrl)]
pub async fn agenda(#[server(default)] from: String, #[server(default)] view: String) -> Result<AgendaView, AppError> {
    use crate::service::agenda::{Span, of_practitioner};

    let (services, actor) = crate::request::context::request()?;
    let span = if view == "week" { Span::Week } else { Span::Day };
    let agenda = of_practitioner(&services, &actor, span, from.parse().ok()).await?;
    super::convert::agenda::agenda(&services, &actor, agenda).await
}
