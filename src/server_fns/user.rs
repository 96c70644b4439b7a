//! An administrator's page about one user, or a new administrator.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        account::{IdentifierKind, Role},
        user_form::UserForm,
    },
    error::AppError,
};

/// A user to be changed, or a new administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Their key; none for a new one.
    pub id: Option<i64>,
    /// Their name as stored; empty for a new one.
    pub name: String,
    /// What stands in the form; as it was typed where it was refused.
    pub form: UserForm,
    /// What they may act as.
    pub roles: Vec<Role>,
    /// Whether it is the reader's own account.
    pub is_self: bool,
    /// How many administrators the clinic may have, if that is limited.
    pub most_administrators: Option<u32>,
    /// What people sign in with here.
    pub sign_in_with: Vec<IdentifierKind>,
    /// Their second step.
    pub second_step: SecondStepView,
}

/// Somebody's second step of signing in, as an administrator sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondStepView {
    /// Whether there is one.
    pub is_on: bool,
    /// Who asked to take it away, where a second administrator has to confirm that.
    pub asked_by: Option<String>,
    /// Whether the reader can ask for it or confirm it.
    pub possible: bool,
    /// Whether it takes two administrators.
    pub takes_two: bool,
}

/// A user to be changed, or a new administrator where the key is `new`.
#[server(endpoint = "admin_user", input = server_fn::codec::GetUrl)]
pub async fn admin_user(id: String) -> Result<UserView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::user::edit(&services, &actor, &id).await
}

/// Stores how a user is called and reached, or makes an administrator where the key is `new`. A plain form that is refused finds
/// again what was typed.
#[server(endpoint = "save_user")]
pub async fn save_user(id: String, #[server(default)] form: UserForm) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::user::save(&services, &actor, &id, form).await?;
    let done = if id == "new" { "added=1&role=administrator" } else { "saved=1" };
    super::context::redirect(&format!("/admin/users?{done}"));
    Ok(())
}
