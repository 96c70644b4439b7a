//! From use cases' results to what `server_fns::user` returns.

use super::details::names_form;
use crate::{
    domain::{
        account::{Actor, Role},
        ids::AccountId,
        staff_form::StaffForm,
        user_form::UserForm,
    },
    error::AppError,
    request::{context, session},
    server_fns::convert::admin::day,
    service::{
        Services,
        second_factor::{self, Reset},
        user,
    },
    views::user::{SecondStepView, UserView},
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_user";
/// The same of the form of roles.
const REFUSED_ROLES: &str = "refused_roles";

pub async fn edit(services: &Services, actor: &Actor, id: &str) -> Result<UserView, AppError> {
    let most_administrators = user::most_administrators(services, actor).await?;
    let (found, desks) = match key(id)? {
        Some(key) => (Some(user::find(services, actor, key).await?), user::desks_of(services, actor, key).await?),
        None => (None, Vec::new()),
    };
    let mut names = Vec::new();
    let mut second_step = SecondStepView::default();
    if let Some(found) = &found {
        names = user::names(services, actor, found.id).await?;
        let Reset { is_on, asked_by, possible, takes_two } =
            second_factor::of_account(services, actor, found.id).await?;
        second_step = SecondStepView { is_on, asked_by, possible, takes_two };
    }
    let refused: Option<(String, UserForm, StaffForm)> = session::take_once(REFUSED).await;
    let refused = refused.filter(|(of, ..)| of == id).map(|(_, form, staff)| (form, staff));
    let (typed, chosen) = refused.unzip();
    let refused: Option<(String, StaffForm)> = session::take_once(REFUSED_ROLES).await;
    let chosen = refused.filter(|(of, _)| of == id).map(|(_, staff)| staff).or(chosen.filter(|_| found.is_none()));
    let stored = found.as_ref().map(|found| UserForm {
        name: found.full_name.clone(),
        email: found.email.clone(),
        phone: found.phone.clone(),
        names: Some(names_form(&names)),
    });
    let staff = StaffForm {
        roles: found.as_ref().map(|found| words(&found.roles)).unwrap_or_default(),
        centres: desks.iter().map(ToString::to_string).collect(),
    };
    let directory = services.directory().await?;
    let mut centres: Vec<(i64, String)> = directory.centres().map(|one| (one.id.0, one.name.clone())).collect();
    centres.sort_by(|one, other| (&one.1, one.0).cmp(&(&other.1, other.0)));
    Ok(UserView {
        id: found.as_ref().map(|found| found.id.0),
        name: found.as_ref().map(|found| found.full_name.clone()).unwrap_or_default(),
        form: typed.or(stored).unwrap_or_default(),
        closed: found.as_ref().and_then(|found| found.closed_at).map(day).unwrap_or_default(),
        is_waiting: found.as_ref().is_some_and(|found| found.is_waiting),
        is_self: found.as_ref().is_some_and(|found| actor.id() == Some(found.id)),
        roles: found.map(|found| found.roles).unwrap_or_default(),
        staff: chosen.unwrap_or(staff),
        centres,
        most_administrators,
        sign_in_with: directory.settings.login_identifiers.clone(),
        second_step,
    })
}

fn words(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|role| role.as_str().to_owned()).collect()
}

fn key(id: &str) -> Result<Option<AccountId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}

pub async fn save(
    services: &Services,
    actor: &Actor,
    id: &str,
    (form, staff): (&UserForm, &StaffForm),
) -> Result<(), AppError> {
    let saved = match key(id)? {
        None => user::add_staff(services, actor, form, staff).await.map(drop),
        Some(key) => user::save(services, actor, key, form).await,
    };
    let saved = saved.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_) | AppError::TooManyAdministrators)) && context::is_plain_form() {
        session::show_once(REFUSED, &(id, form, staff)).await?;
    }
    saved
}

pub async fn save_roles(services: &Services, actor: &Actor, id: &str, staff: StaffForm) -> Result<(), AppError> {
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let saved = user::set_roles(services, actor, key, &staff).await.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED_ROLES, &(id, &staff)).await?;
    }
    saved
}
