//! An administrator's page about one user, or a new administrator.

use leptos::prelude::*;

use crate::{
    domain::{staff_form::StaffForm, user_form::UserForm},
    error::AppError,
    views::user::UserView,
};

/// A user to be changed, or a new member of staff where the key is `new`.
#[server(endpoint = "admin_user", input = server_fn::codec::GetUrl)]
pub async fn admin_user(id: String) -> Result<UserView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::user::edit(&services, &actor, &id).await
}

/// Stores how a user is called and reached, or makes an account for someone who works here where the key is `new`. A plain form that
/// is refused finds again what was typed.
#[server(endpoint = "save_user")]
pub async fn save_user(
    id: String,
    #[server(default)] form: UserForm,
    #[server(default)] staff: StaffForm,
) -> Result<(), AppError> {
    use crate::domain::account::Role;

    let (services, actor) = crate::request::context::request()?;
    super::convert::user::save(&services, &actor, &id, (&form, &staff)).await?;
    let role = staff.roles.first().and_then(|word| word.parse::<Role>().ok()).map_or("", Role::as_str);
    let done = if id == "new" { format!("added=1&role={role}") } else { "saved=1".to_owned() };
    crate::request::context::redirect(&format!("/admin/users?{done}"));
    Ok(())
}

/// Gives a user these roles, and takes those of the same kind that are not among them.
#[server(endpoint = "save_roles")]
pub async fn save_roles(id: String, #[server(default)] staff: StaffForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::user::save_roles(&services, &actor, &id, staff).await?;
    crate::request::context::redirect(&format!("/admin/users/{id}?roles=1"));
    Ok(())
}
