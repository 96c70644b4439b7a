//! What was changed about the settings, and by whom.

use std::collections::HashSet;

use crate::{
    domain::{
        account::Actor,
        policy::{Action, Resource},
        settings::{Group, Setting},
    },
    error::AppError,
    service::{Outcome, Services, authorise},
    storage::setting::{self as stored, SettingChange},
};

/// The number of changes that the page shows.
const CHANGES: i64 = 50;

/// The latest changes of settings, newest first.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn changes(services: &Services, actor: &Actor) -> Outcome<Vec<SettingChange>> {
    authorise(actor, Action::ManageSettings, Resource::Clinic)?;
    Ok(stored::changes(&mut services.db.read().await?, CHANGES).await?)
}

/// The settings that were ever changed.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn changed(services: &Services, actor: &Actor) -> Outcome<HashSet<String>> {
    // For anyone who may decide on any setting; the page shows only those that are theirs.
    authorise(actor, Action::ManageSettings, Resource::Setting(Group::Booking))?;
    Ok(stored::changed_keys(&mut services.db.read().await?).await?.into_iter().collect())
}

/// The latest changes of one setting, newest first, for anyone who may decide on it.
///
/// # Errors
/// No such setting; not allowed; a storage failure.
pub async fn changes_of(services: &Services, actor: &Actor, key: &str) -> Outcome<Vec<SettingChange>> {
    let setting = Setting::find(key).ok_or(AppError::NotFound)?;
    authorise(actor, Action::ManageSettings, Resource::Setting(setting.group))?;
    Ok(stored::changes_of(&mut services.db.read().await?, setting.key(), CHANGES).await?)
}
