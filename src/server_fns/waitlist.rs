//! The waiting list: a patient's wishes and offers, and for staff the people waiting.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{
        listing::PlaceQuery,
        waitlist::{OpenedWishView, TypedWish, WaiterQuery, WaiterView, WaitersView, WaitlistView, WishFormView},
    },
};

/// The reader's wishes and offers.
#[server(endpoint = "waitlist", input = server_fn::codec::GetUrl)]
pub async fn waitlist() -> Result<WaitlistView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let own = crate::service::waitlist::own(&services, &actor).await?;
    Ok(super::convert::waitlist::own(&*services.directory().await?, own, services.clock.now()))
}

/// The initial form for a wish: for a practitioner, or to bring an appointment forward.
#[server(endpoint = "wish_form", input = server_fn::codec::GetUrl)]
pub async fn wish_form(
    #[server(default)] practitioner: String,
    #[server(default)] centre: String,
    #[server(default)] service: String,
    #[server(default)] moving: String,
) -> Result<WishFormView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (practitioner, moving) = (practitioner.parse().ok(), moving.parse().ok());
    let about = crate::service::waitlist::wishable(&services, &actor, practitioner, moving).await?;
    let typed = crate::request::session::take_once(crate::request::kept::WISH).await;
    super::convert::waitlist::form(about, typed, (centre, service))
}

/// Puts a wish on the waiting list, and shows the list. If refused, the page gets its input back.
#[server(endpoint = "join_waitlist")]
pub async fn join_waitlist(
    practitioner: String,
    #[server(default)] moving: String,
    #[server(default)] form: TypedWish,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (wanted, wish) = super::convert::waitlist::wished((&practitioner, &moving), &form)?;
    let joined = crate::service::waitlist::join(&services, &actor, wanted, &wish).await.map_err(AppError::from);
    if matches!(joined, Err(AppError::Invalid(_))) {
        crate::request::session::show_once(crate::request::kept::WISH, &form).await?;
    }
    joined?;
    crate::request::context::redirect("/waitlist?joined=1");
    Ok(())
}

/// Withdraws one of the reader's wishes.
#[server(endpoint = "withdraw_wish")]
pub async fn withdraw_wish(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::waitlist::withdraw(&services, &actor, id).await?;
    crate::request::context::redirect("/waitlist?withdrawn=1");
    Ok(())
}

/// Accepts an offer to the reader, and shows the appointment.
#[server(endpoint = "accept_offer")]
pub async fn accept_offer(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let accepted = crate::service::waitlist::accept(&services, &actor, id).await?;
    let how = if accepted.moved { "moved" } else { "booked" };
    crate::request::context::redirect(&format!("/appointments/{}?{how}=1", accepted.appointment));
    Ok(())
}

/// Declines an offer to the reader.
#[server(endpoint = "decline_offer")]
pub async fn decline_offer(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::waitlist::decline(&services, &actor, id).await?;
    crate::request::context::redirect("/waitlist?declined=1");
    Ok(())
}

/// The people waiting for a slot that the reader, as a practitioner, could offer.
#[server(endpoint = "waiters", input = server_fn::codec::GetUrl)]
pub async fn waiters() -> Result<Vec<WaiterView>, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::waitlist::concerning(&services, &actor).await?;
    Ok(super::convert::waitlist::waiters(&*services.directory().await?, found, services.clock.now()))
}

/// The whole waiting list, for an administrator. `again` for an open page that reloads by itself.
#[server(endpoint = "admin_waiters", input = server_fn::codec::GetUrl)]
pub async fn admin_waiters(
    #[server(default)] query: WaiterQuery,
    #[server(default)] list: PlaceQuery,
    #[server(default)] again: bool,
) -> Result<WaitersView, AppError> {
    use super::convert::listing;

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let reader = listing::Reader(&services, &actor);
    let query = super::convert::waitlist::asked(&services, &actor, query)?;
    let mut filter = super::convert::waitlist::filter(&query, &list, &directory.clinic_zone());
    filter.place = listing::stood(reader, &list, filter.order);
    let found = match again {
        true => crate::service::waitlist::everybody_again(&services, &actor, &filter).await?,
        false => crate::service::waitlist::everybody(&services, &actor, &filter).await?,
    };
    Ok(super::convert::waitlist::everybody(reader, &directory, found, &filter, services.clock.now()))
}

/// One request, with the offers made for it, for an administrator.
#[server(endpoint = "admin_waiter", input = server_fn::codec::GetUrl)]
pub async fn admin_waiter(id: String) -> Result<OpenedWishView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let opened = crate::service::waitlist::open(&services, &actor, id).await?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::waitlist::opened(&directory, opened, services.clock.now()))
}

/// Sets how urgent a wish is, and returns to `next`.
#[server(endpoint = "set_urgency")]
pub async fn set_urgency(id: String, urgency: String, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::domain::waitlist::Urgency;

    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let urgency = urgency.parse().ok().and_then(Urgency::from_number).ok_or(AppError::BadRequest)?;
    crate::service::waitlist::set_urgency(&services, &actor, id, urgency).await?;
    crate::request::context::redirect(
        crate::domain::address::local_path(&next).unwrap_or("/practitioner/waitlist?saved=1"),
    );
    Ok(())
}
