//! A practitioner's page about their own profile.

use leptos::prelude::*;

use crate::{domain::practitioner_form::OwnProfileForm, error::AppError, views::presentation::PresentationView};

/// The reader's own profile.
#[server(endpoint = "presentation", input = server_fn::codec::GetUrl)]
pub async fn presentation() -> Result<PresentationView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let own = crate::service::presentation::own(&services, &actor).await?;
    let typed = crate::request::session::take_once(crate::request::kept::PRESENTATION).await;
    let most_megabytes = crate::service::presentation::may_send_photo(&services, &actor).await?;
    let directory = services.directory().await?;
    let average = services.averages().await?.of(crate::domain::rating::Subject::Practitioner(own.0));
    Ok(super::convert::presentation::own(&directory, own, (typed, most_megabytes), average))
}

/// Stores what the reader says about themselves. If refused, a plain form gets its input back.
#[server(endpoint = "save_presentation")]
pub async fn save_presentation(#[server(default)] form: OwnProfileForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let saved = crate::service::presentation::save(&services, &actor, &form).await;
    crate::request::kept::or_keep(crate::request::kept::PRESENTATION, &form, saved).await?;
    crate::request::context::redirect("/practitioner/profile?saved=1");
    Ok(())
}

/// Removes the reader's photo.
#[server(endpoint = "remove_photo")]
pub async fn remove_photo() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::presentation::remove_photo(&services, &actor).await?;
    crate::request::context::redirect("/practitioner/profile?removed=1");
    Ok(())
}
