//! Messages to the clinic, and its inbox.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{
        contact::{InboxQuery, InboxView, OpenedView},
        listing::PlaceQuery,
    },
};

/// Stores a message for those who handle the inbox.
#[server(endpoint = "contact")]
pub async fn send_message(name: String, email: String, message: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    crate::service::contact::send(&services, &name, &email, &message, &address).await?;
    crate::request::context::redirect("/contact?sent=1");
    Ok(())
}

/// Messages to the clinic in a state: those that no one has taken, unless otherwise requested.
#[server(endpoint = "contact_inbox", input = server_fn::codec::GetUrl)]
pub async fn contact_inbox(
    #[server(default)] query: InboxQuery,
    #[server(default)] list: PlaceQuery,
) -> Result<InboxView, AppError> {
    use super::convert::listing;

    let (services, actor) = crate::request::context::request()?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    let reader = listing::Reader(&services, &actor);
    let query = super::convert::contact::asked(&services, &actor, query)?;
    let mut filter = super::convert::contact::filter(&query, &list, &zone);
    filter.place = listing::stood(reader, &list, filter.order);
    let found = crate::service::contact::inbox(&services, &actor, &filter).await?;
    Ok(super::convert::contact::inbox(reader, found, filter, services.clock.now()))
}

/// One message to the clinic.
#[server(endpoint = "contact_message", input = server_fn::codec::GetUrl)]
pub async fn contact_message(id: String) -> Result<OpenedView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::contact::open(&services, &actor, key).await?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let typed: Option<(String, String)> = crate::request::session::take_once(crate::request::kept::CLINIC_ANSWER).await;
    let typed = typed.filter(|(about, _)| *about == id).map(|(_, text)| text).unwrap_or_default();
    Ok(super::convert::contact::opened(found, me, typed, services.clock.now()))
}

/// Assigns a message to someone, or with an empty `to` to no one.
#[server(endpoint = "assign_contact_message")]
pub async fn assign_contact_message(id: String, to: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let to = match to.as_str() {
        "" => None,
        to => Some(to.parse().map_err(|_| AppError::NotFound)?),
    };
    crate::service::contact::assign(&services, &actor, key, to).await?;
    crate::request::context::redirect(&format!("/inbox/{key}?saved=1"));
    Ok(())
}

/// Marks a message as answered in another way, closes it, or opens it again.
#[server(endpoint = "settle_contact_message")]
pub async fn settle_contact_message(id: String, standing: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let standing = standing.parse().map_err(|_| AppError::BadRequest)?;
    crate::service::contact::settle(&services, &actor, key, standing).await?;
    crate::request::context::redirect(&format!("/inbox/{key}?saved=1"));
    Ok(())
}

/// Answers a message by email. If refused, a plain form gets its input back.
#[server(endpoint = "answer_contact_message")]
pub async fn answer_contact_message(id: String, seen: String, #[server(default)] text: String) -> Result<(), AppError> {
    use crate::request::kept;

    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let seen = seen.parse().map_err(|_| AppError::BadRequest)?;
    let answer = crate::service::contact::answer(&services, &actor, key, seen, &text).await;
    let is_kept = |error: &AppError| matches!(error, AppError::Invalid(_) | AppError::Overtaken);
    kept::or_keep_if(is_kept, kept::CLINIC_ANSWER, &(&id, &text), answer).await?;
    crate::request::context::redirect(&format!("/inbox/{key}?sent=1"));
    Ok(())
}
