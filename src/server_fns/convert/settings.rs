//! From how the clinic decides to what `server_fns::settings` returns, and back.

use std::collections::HashMap;

use jiff::Timestamp;

use super::record::clinic_zone;
use crate::{
    domain::{
        account::Actor,
        settings::{CATALOGUE, Setting, Settings},
        time::Zone,
    },
    error::AppError,
    request::{context, session},
    service::{
        Services,
        setting::{self, Rows},
    },
    storage::setting::SettingChange,
    views::{
        settings::{ChangeView, SettingView, SettingsView},
        time_view::TimeView,
    },
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_settings";
/// Under which it keeps what was stored before the last change.
const BEFORE: &str = "settings_before";

pub async fn view(services: &Services, actor: &Actor) -> Result<SettingsView, AppError> {
    let chosen = setting::chosen(services, actor).await?;
    let zone = clinic_zone(&*services.directory_for(actor).await?);
    let changes = if setting::may_follow(actor) { setting::changes(services, actor).await? } else { Vec::new() };
    let defaults = Settings::preset(chosen.preset);
    let typed: HashMap<String, String> = session::take_once(REFUSED).await.unwrap_or_default();
    let value = |setting: &Setting| {
        let stored = setting.value(&chosen.settings);
        let value = typed.get(setting.key()).unwrap_or(&stored).clone();
        (setting.key().to_owned(), SettingView { value, stored, preset: setting.value(&defaults) })
    };
    let can_undo = match session::kept::<Rows>(BEFORE).await {
        Some(before) => setting::may_put_back(services, actor, &before).await?,
        None => false,
    };
    Ok(SettingsView {
        preset: chosen.preset,
        values: CATALOGUE.iter().filter(|setting| setting::may_choose(actor, setting.group)).map(value).collect(),
        is_whole: setting::may_follow(actor),
        can_undo,
        asks_code: context::identity().account.is_some_and(|account| account.second_factor),
        changes: changes.into_iter().map(|one| change(one, &zone)).collect(),
    })
}

fn change(found: SettingChange, zone: &Zone) -> ChangeView {
    let SettingChange { key, old_value, new_value, by, at } = found;
    let at = Timestamp::from_second(at).unwrap_or_default();
    ChangeView { key, old: old_value, new: new_value, by: by.unwrap_or_default(), when: TimeView::instant(zone, at) }
}

pub async fn save(
    services: &Services,
    actor: &Actor,
    (mut values, several): (HashMap<String, String>, HashMap<String, Vec<String>>),
    was: &HashMap<String, String>,
    code: &str,
) -> Result<(), AppError> {
    values.extend(several.into_iter().map(|(key, chosen)| (key, chosen.join(","))));
    let changed = values.iter().filter(|(key, value)| was.get(*key) != Some(*value));
    let changed = changed.map(|(key, value)| (key.clone(), value.clone())).collect();
    let saved = setting::choose_with(services, actor, changed, code).await.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED, &values).await?;
    }
    session::show_once(BEFORE, &saved?).await
}

pub async fn follow(services: &Services, actor: &Actor, preset: &str, code: &str) -> Result<(), AppError> {
    let preset = preset.parse().map_err(|()| AppError::BadRequest)?;
    let before = setting::follow_with(services, actor, preset, code).await?;
    session::show_once(BEFORE, &before).await
}

pub async fn undo(services: &Services, actor: &Actor) -> Result<(), AppError> {
    // Who may not is told so, whatever their session keeps.
    setting::chosen(services, actor).await?;
    let before = session::kept::<Rows>(BEFORE).await.ok_or(AppError::NotFound)?;
    setting::put_back(services, actor, before).await?;
    session::take_once::<Rows>(BEFORE).await;
    Ok(())
}
