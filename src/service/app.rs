//! Third-party apps that patients can let read their record. Administrators register each one, with the address to which it sends
//! patients back and what it may ask for. An unregistered app can't ask.

use super::{By, Outcome, Services, password};
use crate::{
    domain::{
        account::Actor,
        app::{AppForm, MOST},
        audit::Deed,
        form::{Field, FieldError, Problem},
        ids::AppId,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{app as stored, app_grant, lock},
};

pub use crate::storage::app::{App, AppStatus};

/// The prefix of every app's secret, so that leaked ones are recognised.
const SECRET_PREFIX: &str = "consulta_secret_";

fn manage(services: &Services, actor: &Actor) -> Outcome<By> {
    services.authorise(actor, Action::ManageSettings, Resource::Clinic)
}

/// The clinic's apps, and whether the API is enabled for programs.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<(Vec<App>, bool)> {
    let by = manage(services, actor)?;
    let is_on = services.directory().await?.settings.api_enabled;
    Ok((stored::list(&mut services.db.read().await?, by.second()).await?, is_on))
}

/// One app.
///
/// # Errors
/// Not allowed; not found; a storage failure.
pub async fn one(services: &Services, actor: &Actor, id: AppId) -> Outcome<App> {
    let by = manage(services, actor)?;
    let found = stored::find(&mut services.db.read().await?, id, by.second()).await?;
    Ok(found.ok_or(AppError::NotFound)?)
}

/// Whether this origin belongs to an active app's page, while the API is enabled for programs.
///
/// # Errors
/// A storage failure.
pub async fn has_page_at(services: &Services, origin: &str) -> Outcome<bool> {
    if !services.directory().await?.settings.api_enabled {
        return Ok(false);
    }
    let now = services.clock.now().as_second();
    let apps = stored::list(&mut services.db.read().await?, now).await?;
    let is_there = |app: &App| app.facts.addresses.iter().any(|address| address.is_at(origin));
    Ok(apps.iter().any(|app| app.status == AppStatus::Active && is_there(app)))
}

/// Adds an app. Returns its secret, shown only this once, if it can keep one.
///
/// # Errors
/// Not allowed; an invalid form; that there are too many.
pub async fn add(services: &Services, actor: &Actor, form: &AppForm) -> Outcome<(AppId, Option<String>)> {
    let by = manage(services, actor)?;
    let facts = form.parse()?;
    let secret = form.confidential.then(|| format!("{SECRET_PREFIX}{}", password::secret()));
    let hash = secret.as_deref().map(password::digest);
    // Everyone who uses the app knows it, so it is no secret; but nobody can guess another app's.
    let client: String = password::secret().chars().take(24).collect();
    let added = services.change(by, (facts, client, hash), |tx, by, (facts, client, hash)| {
        Box::pin(async move {
            let me = by.account()?;
            lock::account(tx, me).await?;
            if stored::list(tx, by.second()).await?.len() >= MOST {
                return Err(FieldError::new(Field::ProgramName, Problem::OutOfRange).into());
            }
            let id = stored::insert(tx, (client.as_str(), hash.as_deref()), facts, me, by.second()).await?;
            by.did(tx, Deed::AppAdd, id);
            Ok(id)
        })
    });
    Ok((added.await?, secret))
}

/// Changes an app. Patients' consents stay, limited to what it may ask for from now on: anything else it can no longer read.
///
/// # Errors
/// Not allowed; not found; an invalid form.
pub async fn change(services: &Services, actor: &Actor, id: AppId, form: &AppForm) -> Outcome<()> {
    let by = manage(services, actor)?;
    let facts = form.parse()?;
    services
        .change(by, (id, facts), |tx, by, (id, facts)| {
            Box::pin(async move {
                if !stored::change(tx, *id, facts).await? {
                    return Err(AppError::NotFound.into());
                }
                by.did(tx, Deed::AppChange, *id);
                Ok(())
            })
        })
        .await
}

/// Switches an app on or off. While off it can read nothing; patients' consents are kept.
///
/// # Errors
/// Not allowed; not found, or already so.
pub async fn set_active(services: &Services, actor: &Actor, id: AppId, active: bool) -> Outcome<()> {
    let to = if active { (AppStatus::Active, Deed::AppSwitchOn) } else { (AppStatus::Off, Deed::AppSwitchOff) };
    set_status(services, actor, id, to).await
}

/// Removes an app and ends every consent given to it.
///
/// # Errors
/// Not allowed; not found.
pub async fn remove(services: &Services, actor: &Actor, id: AppId) -> Outcome<()> {
    set_status(services, actor, id, (AppStatus::Removed, Deed::AppRemove)).await
}

async fn set_status(services: &Services, actor: &Actor, id: AppId, to: (AppStatus, Deed)) -> Outcome<()> {
    let by = manage(services, actor)?;
    services
        .change(by, (id, to), |tx, by, (id, (to, deed))| {
            Box::pin(async move {
                if !stored::set_status(tx, *id, *to).await? {
                    return Err(AppError::NotFound.into());
                }
                if *to == AppStatus::Removed {
                    app_grant::end_of_app(tx, *id, by.second()).await?;
                }
                by.did(tx, *deed, *id);
                Ok(())
            })
        })
        .await
}
