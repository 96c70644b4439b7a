//! Inviting people to make an account, and making one by such a link.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        account::Role,
        application::ApplicationForm,
        invite_form::InviteForm,
        patient::{RegistrationForm, Required},
    },
    error::AppError,
};

/// What an administrator sees of the invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitesView {
    /// The latest ones, those that can still be used first.
    pub rows: Vec<InviteRowView>,
    /// Whether people can be invited at all.
    pub is_possible: bool,
    /// What stands in the form; as it was typed where it was refused.
    pub form: InviteForm,
    /// The path of a link that was just made; shown once.
    pub link: Option<String>,
}

/// An invitation in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteRowView {
    /// Its key.
    pub id: i64,
    /// As what they are invited.
    pub role: Role,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub email: String,
    /// Who invites.
    pub inviter: String,
    /// How long ago it was made, in words.
    pub made: String,
    /// What has become of it.
    pub state: InviteState,
    /// The day on which it ends, in words.
    pub ends: String,
}

/// What has become of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    /// It can be used.
    Open,
    /// It was used.
    Used,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Over,
}

/// What the page of an invitation needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedView {
    /// As what they are invited.
    pub role: Role,
    /// Who invites.
    pub inviter: String,
    /// What may not be left out, besides name, email address and password.
    pub required: Required,
    /// What stands in a patient's form.
    pub form: RegistrationForm,
    /// What stands in a practitioner's form.
    pub application: ApplicationForm,
    /// Professions to choose from; others can be typed in.
    pub professions: Vec<String>,
    /// Centres to choose from: key and name.
    pub centres: Vec<(i64, String)>,
}

/// The invitations.
#[server(endpoint = "admin_invitations", input = server_fn::codec::GetUrl)]
pub async fn admin_invitations() -> Result<InvitesView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::account_invitation::list(&services, &actor).await
}

/// Invites someone; the list then shows the link once.
#[server(endpoint = "invite")]
pub async fn invite(#[server(default)] form: InviteForm) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::account_invitation::invite(&services, &actor, &form).await?;
    super::context::redirect("/admin/invitations?made=1");
    Ok(())
}

/// Takes an invitation back.
#[server(endpoint = "revoke_account_invitation")]
pub async fn revoke_account_invitation(id: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::account_invitation::revoke(&services, &actor, key).await?;
    super::context::redirect("/admin/invitations?revoked=1");
    Ok(())
}

/// The invitation with this secret.
#[server(endpoint = "invited", input = server_fn::codec::GetUrl)]
pub async fn invited(token: String) -> Result<InvitedView, AppError> {
    let (services, actor) = super::context::request()?;
    super::convert::account_invitation::seen(&services, &actor, &token).await
}

/// Makes a patient's account by an invitation, and goes to sign-in. A plain form that is refused finds again what was typed.
#[server(endpoint = "register_invited")]
pub async fn register_invited(token: String, #[server(default)] form: RegistrationForm) -> Result<(), AppError> {
    let services = super::context::services()?;
    super::convert::account_invitation::register(&services, &token, &form).await?;
    super::context::redirect("/sign-in?registered=1");
    Ok(())
}
