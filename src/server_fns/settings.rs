//! The administrators' page about how the clinic decides.

use std::collections::HashMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::{domain::settings::Preset, error::AppError};

/// How the clinic decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsView {
    /// What holds where nothing else was chosen.
    pub preset: Preset,
    /// Whether the reader decides on everything, and so on the preset; else on what is listed.
    pub is_whole: bool,
    /// Each key with its value as it is stored, and what the preset says; what was typed, where that was refused.
    pub values: HashMap<String, SettingView>,
    /// Whether the last change of this browser can be taken back.
    pub can_undo: bool,
    /// Whether the reader has to enter the code of their second step to change who reads records, or how people sign in.
    pub asks_code: bool,
    /// The latest changes, the latest first.
    pub changes: Vec<ChangeView>,
}

/// A change of a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// Which.
    pub key: String,
    /// Its value before; none stands for the preset's.
    pub old: Option<String>,
    /// Its value after.
    pub new: Option<String>,
    /// Who changed it; empty from the command line.
    pub by: String,
    /// When, by the clock of the clinic.
    pub when: TimeView,
}

/// What stands in a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingView {
    /// Its value as it is stored, or as it was typed.
    pub value: String,
    /// As it is stored.
    pub stored: String,
    /// The preset's.
    pub preset: String,
}

/// How the clinic decides now.
#[server(endpoint = "admin_settings", input = server_fn::codec::GetUrl)]
pub async fn admin_settings() -> Result<SettingsView, AppError> {
    let (services, actor) = super::context::request()?;
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
    let (services, actor) = super::context::request()?;
    super::convert::settings::save(&services, &actor, (values, several), &was, &second_code).await?;
    super::context::redirect("/admin/settings?saved=1");
    Ok(())
}

/// Follows a preset in everything.
#[server(endpoint = "follow_preset")]
pub async fn follow_preset(preset: String, #[server(default)] second_code: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::settings::follow(&services, &actor, &preset, &second_code).await?;
    super::context::redirect("/admin/settings?saved=1");
    Ok(())
}

/// Takes the last change of this browser back.
#[server(endpoint = "undo_settings")]
pub async fn undo_settings() -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::settings::undo(&services, &actor).await?;
    super::context::redirect("/admin/settings?undone=1");
    Ok(())
}
