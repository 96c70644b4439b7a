//! Lists of appointments for the dashboards.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{
        agenda::{AgendaView, OwnListView, PatientView},
        appointment_list::AppointmentQuery,
        listing::PlaceQuery,
    },
};

/// The reader's own appointments as a patient.
#[server(endpoint = "patient_appointments", input = server_fn::codec::GetUrl)]
pub async fn patient_appointments(page: String) -> Result<PatientView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let page = page.parse().unwrap_or(1).clamp(1, 10_000);
    let found = crate::service::board::own(&services, &actor, page).await?;
    Ok(super::convert::agenda::own(found, page, services.clock.now()))
}

/// A list of the reader's own appointments as a practitioner.
#[server(endpoint = "own_list", input = server_fn::codec::GetUrl)]
pub async fn own_list(
    #[server(default)] query: AppointmentQuery,
    #[server(default)] list: PlaceQuery,
) -> Result<OwnListView, AppError> {
    use super::convert::{appointment_list, listing};
    use crate::domain::ordering::Order;

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    // They are the reader's own, by time.
    let query = AppointmentQuery { practitioner: String::new(), patient: String::new(), ..query };
    let list = PlaceQuery { sort: String::new(), ..list };
    let reader = listing::Reader(&services, &actor);
    let zone = appointment_list::zone(&directory, &query);
    let mut filter = appointment_list::filter(&query, &list, &zone, services.clock.now());
    filter.place = listing::stood(reader, &list, Order { by: filter.by, descending: filter.latest_first });
    let found = crate::service::board::own_list(&services, &actor, &filter).await?;
    Ok(super::convert::agenda::own_list(reader, &directory, filter, found))
}

/// The reader's own day as a practitioner, or with `week` as the view their week: today's unless a date is given.
#[server(endpoint = "agenda", input = server_fn::codec::GetUrl)]
pub async fn agenda(#[server(default)] from: String, #[server(default)] view: String) -> Result<AgendaView, AppError> {
    use crate::service::{agenda::Span, board::board};

    let (services, actor) = crate::request::context::request()?;
    let span = if view == "week" { Span::Week } else { Span::Day };
    super::convert::agenda::agenda(board(&services, &actor, span, from.parse().ok()).await?)
}
