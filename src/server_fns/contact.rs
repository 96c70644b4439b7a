//! A visitor writes to the clinic, and the clinic keeps track of what was answered.

use leptos::prelude::*;

use crate::{error::AppError, views::contact::InboxView};

/// Keeps a message for the administrators.
#[server(endpoint = "contact")]
pub async fn send_message(name: String, email: String, message: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    crate::service::contact::send(&services, &name, &email, &message, &address).await?;
    crate::request::context::redirect("/contact?sent=1");
    Ok(())
}

/// Messages to the clinic: those that wait for an answer, or with `show=answered` the others.
#[server(endpoint = "contact_inbox", input = server_fn::codec::GetUrl)]
pub async fn contact_inbox(show: String, after: String) -> Result<InboxView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let kept = super::convert::contact::kept(&show);
    let found = crate::service::contact::inbox(&services, &actor, kept, after.parse().unwrap_or_default()).await?;
    Ok(super::convert::contact::inbox(found, services.clock.now()))
}

/// Records that a message was answered, or that it is open again, and goes back to the list.
#[server(endpoint = "set_message_answered")]
pub async fn set_message_answered(id: String, answered: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::contact::set_answered(&services, &actor, id, answered).await?;
    let back = if answered { "/admin/contact?saved=1" } else { "/admin/contact?show=answered&reopened=1" };
    crate::request::context::redirect(back);
    Ok(())
}
