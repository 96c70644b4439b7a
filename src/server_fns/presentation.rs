//! A practitioner's page about their own profile.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{domain::practitioner_form::OwnProfileForm, error::AppError};

/// What a practitioner says about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentationView {
    /// Their key.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// Profession.
    pub profession: String,
    /// Address of their photo, or of the face that is drawn for them.
    pub portrait: String,
    /// Whether that is a photo.
    pub has_photo: bool,
    /// What stands in the form; as it was typed where it was refused.
    pub form: OwnProfileForm,
    /// How many millions of bytes a photo may have that is sent.
    pub most_megabytes: u16,
}

/// The reader's own profile.
#[server(endpoint = "presentation", input = server_fn::codec::GetUrl)]
pub async fn presentation() -> Result<PresentationView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::presentation::own(&services, &actor).await
}

/// Stores what the reader says about themselves. A plain form that is refused finds again what was typed.
#[server(endpoint = "save_presentation")]
pub async fn save_presentation(#[server(default)] form: OwnProfileForm) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::presentation::save(&services, &actor, form).await?;
    super::context::redirect("/practitioner/profile?saved=1");
    Ok(())
}

/// Takes the reader's photo away.
#[server(endpoint = "remove_photo")]
pub async fn remove_photo() -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    crate::service::presentation::remove_photo(&services, &actor).await?;
    super::context::redirect("/practitioner/profile?removed=1");
    Ok(())
}
