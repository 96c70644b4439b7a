//! From use cases' results to what `server_fns::user` returns.

use super::details::names_form;
use crate::server_fns::user::{SecondStepView, UserView};
use crate::{
    domain::{account::Actor, ids::AccountId, user_form::UserForm},
    error::AppError,
    server::session,
    server_fns::context,
    service::{
        Services,
        second_factor::{self, Reset},
        setting, user,
    },
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_user";

pub async fn edit(services: &Services, actor: &Actor, id: &str) -> Result<UserView, AppError> {
    let settings = setting::chosen(services, actor).await?.settings;
    let found = match key(id)? {
        Some(key) => Some(user::find(services, actor, key).await?),
        None => None,
    };
    let mut names = Vec::new();
    let mut second_step = SecondStepView::default();
    if let Some(found) = &found {
        names = user::names(services, actor, found.id).await?;
        let Reset { is_on, asked_by, possible, takes_two } =
            second_factor::of_account(services, actor, found.id).await?;
        second_step = SecondStepView { is_on, asked_by, possible, takes_two };
    }
    let refused: Option<(String, UserForm)> = session::take_once(REFUSED).await;
    let typed = refused.filter(|(of, _)| of == id).map(|(_, form)| form);
    let stored = found.as_ref().map(|found| UserForm {
        name: found.full_name.clone(),
        email: found.email.clone(),
        phone: found.phone.clone(),
        names: Some(names_form(&names)),
    });
    Ok(UserView {
        id: found.as_ref().map(|found| found.id.0),
        name: found.as_ref().map(|found| found.full_name.clone()).unwrap_or_default(),
        form: typed.or(stored).unwrap_or_default(),
        is_self: found.as_ref().is_some_and(|found| actor.id() == Some(found.id)),
        roles: found.map(|found| found.roles).unwrap_or_default(),
        most_administrators: settings.most_administrators,
        sign_in_with: settings.login_identifiers,
        second_step,
    })
}

fn key(id: &str) -> Result<Option<AccountId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}

pub async fn save(services: &Services, actor: &Actor, id: &str, form: UserForm) -> Result<(), AppError> {
    let saved = match key(id)? {
        None => user::add_administrator(services, actor, &form).await.map(drop),
        Some(key) => user::save(services, actor, key, &form).await,
    };
    let saved = saved.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_) | AppError::TooManyAdministrators)) && context::is_plain_form() {
        session::show_once(REFUSED, &(id, &form)).await?;
    }
    saved
}
