//! An administrator's page about one user, or a new member of staff.

use leptos::prelude::*;

use crate::{
    domain::{practice_form::PracticeForm, staff_form::StaffForm, user_form::UserForm},
    error::AppError,
    views::user::UserView,
};

/// A user to be edited, or a new member of staff if the key is `new`.
#[server(endpoint = "admin_user", input = server_fn::codec::GetUrl)]
pub async fn admin_user(id: String) -> Result<UserView, AppError> {
    use super::convert::user::{self as convert, Typed};
    use crate::request::{kept, session::take_once};

    let (services, actor) = crate::request::context::request()?;
    let known = crate::service::user::to_edit(&services, &actor, convert::key(&id)?).await?;
    let typed = Typed { form: take_once(kept::USER).await, roles: take_once(kept::ROLES).await };
    let issued = take_once(kept::EMAIL_CODE).await;
    Ok(convert::edit(&*services.directory().await?, &actor, &id, known, (typed, issued)))
}

/// Stores a user's name and contact details, and returns to the list with its query `back`; or creates an account for a member of
/// staff if the key is `new`. If refused, a plain form gets its input back.
#[server(endpoint = "save_user")]
pub async fn save_user(
    id: String,
    #[server(default)] form: UserForm,
    #[server(default)] staff: StaffForm,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use crate::{
        domain::account::Role,
        request::{kept, undo},
        service::{edit::Edit, user},
    };

    let (services, actor) = crate::request::context::request()?;
    let saved = match super::convert::user::key(&id)? {
        None => user::add_staff(&services, &actor, &form, &staff).await.map(|_| None),
        Some(key) => user::save(&services, &actor, key, &form).await.map(|change| Some(Edit::User(key, change))),
    };
    let is_kept = |error: &AppError| matches!(error, AppError::Invalid(_) | AppError::TooManyAdministrators);
    undo::edited(kept::or_keep_if(is_kept, kept::USER, &(&id, &form, &staff), saved).await?).await?;
    let role = staff.roles.first().and_then(|word| word.parse::<Role>().ok()).map_or("", Role::as_str);
    let path = if id == "new" {
        format!("/admin/users?added=1&role={role}")
    } else {
        super::convert::admin::users(&back, "edited=1")
    };
    crate::request::context::redirect(&path);
    Ok(())
}

/// Issues a code with which a user confirms their new email address, which their page then shows once.
#[server(endpoint = "issue_email_code")]
pub async fn issue_email_code(id: String, #[server(default)] back: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let made = crate::service::email_change::issue_code(&services, &actor, key).await?;
    crate::request::session::show_once(crate::request::kept::EMAIL_CODE, &(&id, made.code)).await?;
    crate::request::context::redirect(&crate::domain::address::with_back(&format!("/admin/users/{id}"), &back));
    Ok(())
}

/// Makes a user a patient or a practitioner.
#[server(endpoint = "give_role")]
pub async fn give_role(
    id: String,
    role: String,
    #[server(default)] form: PracticeForm,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    use crate::{domain::account::Role, service::user};

    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    match role.parse() {
        Ok(Role::Practitioner) => user::make_practitioner(&services, &actor, key, &form).await?,
        Ok(Role::Patient) => user::make_patient(&services, &actor, key).await?,
        _ => return Err(AppError::BadRequest),
    }
    crate::request::context::redirect(&crate::domain::address::with_back(&format!("/admin/users/{id}?given=1"), &back));
    Ok(())
}

/// Revokes a user's role of patient or practitioner.
#[server(endpoint = "take_role")]
pub async fn take_role(id: String, role: String, #[server(default)] back: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let role = role.parse().map_err(|_| AppError::BadRequest)?;
    crate::service::user::take_role(&services, &actor, key, role).await?;
    crate::request::context::redirect(&crate::domain::address::with_back(&format!("/admin/users/{id}?given=1"), &back));
    Ok(())
}

/// Grants a user these roles, and revokes those of the same kind that are not among them.
#[server(endpoint = "save_roles")]
pub async fn save_roles(
    id: String,
    #[server(default)] staff: StaffForm,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let saved = crate::service::user::set_roles(&services, &actor, key, &staff).await;
    let change = crate::request::kept::or_keep(crate::request::kept::ROLES, &(&id, &staff), saved).await?;
    crate::request::undo::edited(Some(crate::service::edit::Edit::Roles(key, change))).await?;
    crate::request::context::redirect(&crate::domain::address::with_back(&format!("/admin/users/{id}?roles=1"), &back));
    Ok(())
}
