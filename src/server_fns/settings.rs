//! The administrators' page about how the clinic decides.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::{error::AppError, views::settings::SettingsView};

/// How the clinic decides now.
#[server(endpoint = "admin_settings", input = server_fn::codec::GetUrl)]
pub async fn admin_settings() -> Result<SettingsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::settings::view(&services, &actor).await
}

/// Chooses values by their keys; of those that take several, each. What is as it `was` when the page was made is left alone: two
/// people who change different things do not undo each other's. A plain form that is refused finds again what was typed.
#[server(endpoint = "save_settings")]
pub async fn save_settings(
    #[server(default)] values: HashMap<String, String>,
    #[server(default)] several: HashMap<String, Vec<String>>,
    #[server(default)] was: HashMap<String, String>,
    #[server(default)] second_code: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::settings::save(&services, &actor, (values, several), &was, &second_code).await?;
    crate::request::context::redirect("/admin/settings?saved=1");
    Ok(())
}

/// Follows a preset in everything.
#[server(endpoint = "follow_preset")]
pub async fn follow_preset(preset: String, #[server(default)] second_code: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::settings::follow(&services, &actor, &preset, &second_code).await?;
    crate::request::context::redirect("/admin/settings?saved=1");
    Ok(())
}

/// Takes the last change of this browser back.
#[server(endpoint = "undo_settings")]
pub async fn undo_settings() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::settings::undo(&services, &actor).await?;
    crate::request::context::redirect("/admin/settings?undone=1");
    Ok(())
}
