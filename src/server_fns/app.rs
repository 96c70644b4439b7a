//! Third-party apps: for administrators, who register them, and for patients, who let them in.

use leptos::prelude::*;

use crate::{
    domain::app::AppForm,
    error::AppError,
    views::app::{AppPageView, AppsView, QuestionView},
};

/// The clinic's apps.
#[server(endpoint = "admin_apps")]
pub async fn admin_apps() -> Result<AppsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::app::list(&services, &actor).await?;
    let typed: Option<(String, AppForm)> = crate::request::session::take_once(crate::request::kept::APP).await;
    Ok(super::convert::app::list(found, typed.filter(|(of, _)| of.is_empty()).map(|(_, form)| form)))
}

/// One app.
#[server(endpoint = "admin_app")]
pub async fn admin_app(id: String) -> Result<AppPageView, AppError> {
    use crate::request::{kept, session::take_once};

    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let found = crate::service::app::one(&services, &actor, key).await?;
    let typed: Option<(String, AppForm)> = take_once(kept::APP).await;
    let secret: Option<(i64, String)> = take_once(kept::APP_SECRET).await;
    let typed = typed.filter(|(of, _)| *of == id).map(|(_, form)| form);
    let secret = secret.filter(|(of, _)| *of == key.0).map(|(_, secret)| secret);
    Ok(super::convert::app::page(&found, typed, secret))
}

/// Adds an app; its page then shows the secret once, if it has one.
#[server(endpoint = "add_app")]
pub async fn add_app(#[server(default)] form: AppForm) -> Result<(), AppError> {
    use crate::request::kept;

    let (services, actor) = crate::request::context::request()?;
    let added = crate::service::app::add(&services, &actor, &form).await;
    let (id, secret) = kept::or_keep(kept::APP, &("", &form), added).await?;
    if let Some(secret) = secret {
        crate::request::session::show_once(kept::APP_SECRET, &(id.0, secret)).await?;
    }
    crate::request::context::redirect(&format!("/admin/apps/{id}?added=1"));
    Ok(())
}

/// Changes an app.
#[server(endpoint = "save_app")]
pub async fn save_app(id: String, #[server(default)] form: AppForm) -> Result<(), AppError> {
    use crate::request::kept;

    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let saved = crate::service::app::change(&services, &actor, key, &form).await;
    kept::or_keep(kept::APP, &(&id, &form), saved).await?;
    crate::request::context::redirect(&format!("/admin/apps/{key}?saved=1"));
    Ok(())
}

/// Switches an app on or off.
#[server(endpoint = "set_app_active")]
pub async fn set_app_active(id: String, active: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::app::set_active(&services, &actor, key, active).await?;
    let done = if active { "on" } else { "off" };
    crate::request::context::redirect(&format!("/admin/apps/{key}?{done}=1"));
    Ok(())
}

/// Removes an app.
#[server(endpoint = "remove_app")]
pub async fn remove_app(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::app::remove(&services, &actor, key).await?;
    crate::request::context::redirect("/admin/apps?removed=1");
    Ok(())
}

/// An app's question, by the secret in the address.
#[server(endpoint = "app_question")]
pub async fn app_question(#[server(default)] name: String) -> Result<QuestionView, AppError> {
    use crate::request::context;

    let (services, actor) = context::request()?;
    match crate::service::app_consent::question(&services, &actor, &name).await.map_err(AppError::from) {
        Ok(found) => {
            // Without our script the answer is a form, which leads there.
            context::let_forms_lead_to(found.redirect_uri.origin());
            Ok(super::convert::app::question(found))
        }
        Err(AppError::NotFound) => Ok(QuestionView::Gone),
        Err(error) => Err(error),
    }
}

/// Answers the question, and returns to the app.
#[server(endpoint = "answer_app")]
pub async fn answer_app(name: String, #[server(default)] allow: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let to = crate::service::app_consent::answer(&services, &actor, &name, allow).await?;
    crate::request::context::redirect(&to);
    Ok(())
}

/// Stops an app that the reader has allowed.
#[server(endpoint = "stop_app")]
pub async fn stop_app(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::app_consent::stop(&services, &actor, key).await?;
    crate::request::context::redirect("/record/sharing?stopped=1");
    Ok(())
}
