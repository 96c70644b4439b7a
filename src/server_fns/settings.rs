//! The administrators' page of settings.

use std::collections::HashMap;

use leptos::prelude::*;

use crate::{error::AppError, views::settings::SettingsView};

/// The clinic's current settings, with the latest changes: to the setting with this key, or to all.
#[server(endpoint = "admin_settings", input = server_fn::codec::GetUrl)]
pub async fn admin_settings(#[server(default)] of: String) -> Result<SettingsView, AppError> {
    use crate::{
        request::{kept, session},
        service::{
            second_factor::again::{self, Besides},
            setting::{self, Rows},
        },
    };

    let (services, actor) = crate::request::context::request()?;
    let chosen = setting::chosen(&services, &actor).await?;
    let zone = services.directory_for(&actor).await?.clinic_zone();
    let changes = match (of.as_str(), setting::may_follow(&actor)) {
        ("", true) => setting::changes(&services, &actor).await?,
        ("", false) => Vec::new(),
        (key, _) => setting::changes_of(&services, &actor, key).await?,
    };
    let changed = setting::changed(&services, &actor).await?;
    let typed: Option<HashMap<String, String>> = session::take_once(kept::SETTINGS).await;
    let can_undo = match session::kept::<Rows>(kept::SETTINGS_BEFORE).await {
        Some(before) => setting::may_put_back(&services, &actor, &before).await?,
        None => false,
    };
    let again = again::again(&services, &actor, Besides::Nothing).await?;
    let view = super::convert::settings::view(&actor, &chosen, &typed.unwrap_or_default(), (changes, &changed), &zone);
    Ok(SettingsView { can_undo, again, ..view })
}

/// Sets values by their keys; for settings that take several, all of them. A value that is as it `was` when the page was rendered
/// is left alone: two people who change different things do not undo each other's changes. Effects on existing appointments have to
/// be confirmed. If refused, a plain form gets its input back.
#[server(endpoint = "save_settings")]
pub async fn save_settings(
    #[server(default)] values: HashMap<String, String>,
    #[server(default)] several: HashMap<String, Vec<String>>,
    #[server(default)] was: HashMap<String, String>,
    #[server(default)] second_code: String,
    #[server(default)] agreed: String,
) -> Result<(), AppError> {
    use crate::{request::kept, service::setting};

    let (services, actor) = crate::request::context::request()?;
    let values = super::convert::settings::typed(values, several);
    let changed = values.iter().filter(|(key, value)| was.get(*key) != Some(*value));
    let changed = changed.map(|(key, value)| (key.clone(), value.clone())).collect();
    let saved = match agreed.as_str() {
        "" => setting::choose_asking(&services, &actor, changed, &second_code).await,
        _ => setting::choose_with(&services, &actor, changed, &second_code).await,
    };
    let before = kept::or_keep(kept::SETTINGS, &values, saved).await?;
    crate::request::session::show_once(kept::SETTINGS_BEFORE, &before).await?;
    crate::request::context::redirect("/admin/settings?saved=1");
    Ok(())
}

/// Follows a preset for every setting.
#[server(endpoint = "follow_preset")]
pub async fn follow_preset(preset: String, #[server(default)] second_code: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let preset = preset.parse().map_err(|()| AppError::BadRequest)?;
    let before = crate::service::setting::follow_with(&services, &actor, preset, &second_code).await?;
    crate::request::session::show_once(crate::request::kept::SETTINGS_BEFORE, &before).await?;
    crate::request::context::redirect("/admin/settings?saved=1");
    Ok(())
}

/// Removes the logo.
#[server(endpoint = "remove_logo")]
pub async fn remove_logo() -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let before = crate::service::clinic_logo::remove(&services, &actor).await?;
    crate::request::session::show_once(crate::request::kept::SETTINGS_BEFORE, &before).await?;
    crate::request::context::redirect("/admin/settings?saved=1");
    Ok(())
}

/// Undoes the last change made in this browser.
#[server(endpoint = "undo_settings")]
pub async fn undo_settings() -> Result<(), AppError> {
    use crate::{
        request::{kept, session},
        service::setting::{self, Rows},
    };

    let (services, actor) = crate::request::context::request()?;
    // Anyone without permission is told so, whatever their session keeps.
    setting::chosen(&services, &actor).await?;
    let before = session::kept::<Rows>(kept::SETTINGS_BEFORE).await.ok_or(AppError::NotFound)?;
    setting::put_back(&services, &actor, before).await?;
    session::take_once::<Rows>(kept::SETTINGS_BEFORE).await;
    crate::request::context::redirect("/admin/settings?undone=1");
    Ok(())
}
