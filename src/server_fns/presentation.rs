//! A practitioner's page about their own profile.

use leptos::prelude::*;

use crate::{domain::practitioner_form::OwnProfileForm, error::AppError, views::presentation::PresentationView};

/// The reader's own profile.
#[server(endpoint = "presentation", input = server_fn::codec::GetUrl)]
pub async fn presentation() -> Result<PresentationView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::presentation::own(&services, &actor).await
}

/// Stores what the reader says about themselves. A plain form that is refused finds again what was typed.
#[server(endpoint = "save_presentation")]
pub async fn save_presentation(#[server(default)] form: OwnProfileForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::presentation::save(&services, &actor, form).await?;
    crate::request::context::redirect("/practitioner/profile?saved=1");
    Ok(())
}

/// Takes the reader's photo away.
#[server(endpoint = "remove_photo")]
pub async fn remove_photo() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    crate::service::presentation::remove_photo(&services, &actor).await?;
    crate::request::context::redirect("/practitioner/profile?removed=1");
    Ok(())
}
