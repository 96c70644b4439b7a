//! Outgoing email as administrators see it.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::{
        listing::PlaceQuery,
        mail::{LetterQuery, LettersView, MailView},
    },
};

/// Outgoing email.
#[server(endpoint = "admin_mail", input = server_fn::codec::GetUrl)]
pub async fn admin_mail() -> Result<MailView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let now = services.clock.now();
    Ok(super::convert::mail::desk(crate::service::mail::desk(&services, &actor).await?, now))
}

/// A page of emails and notifications, sent or not. `again` for an open page that reloads by itself.
#[server(endpoint = "admin_letters", input = server_fn::codec::GetUrl)]
pub async fn admin_letters(
    #[server(default)] query: LetterQuery,
    #[server(default)] list: PlaceQuery,
    #[server(default)] again: bool,
) -> Result<LettersView, AppError> {
    use super::convert::listing;
    use crate::service::mail;

    let (services, actor) = crate::request::context::request()?;
    let query = super::convert::mail::asked(&services, &actor, query)?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    let reader = listing::Reader(&services, &actor);
    let mut filter = super::convert::mail::filter(&query, &list, &zone);
    filter.place = listing::stood(reader, &list, filter.order);
    let found = match again {
        true => mail::letters_again(&services, &actor, &filter).await?,
        false => mail::letters(&services, &actor, &filter).await?,
    };
    Ok(super::convert::mail::listed(reader, found, filter, &zone))
}

/// Retries a failed email.
#[server(endpoint = "send_mail_again")]
pub async fn send_mail_again(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::mail::send_again(&services, &actor, id).await?;
    crate::request::context::redirect("/admin/mail?again=1");
    Ok(())
}

/// Sends the reader a test email.
#[server(endpoint = "send_test_mail")]
pub async fn send_test_mail() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::mail::send_test(&services, &actor).await?;
    crate::request::context::redirect("/admin/mail?tested=1");
    Ok(())
}
