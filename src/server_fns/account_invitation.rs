//! Inviting people to make an account, and making one by such a link.

use leptos::prelude::*;

use crate::{
    domain::{invite_form::InviteForm, patient::RegistrationForm},
    error::AppError,
    views::account_invitation::{InvitedView, InvitesView},
};

/// The invitations.
#[server(endpoint = "admin_invitations", input = server_fn::codec::GetUrl)]
pub async fn admin_invitations() -> Result<InvitesView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::account_invitation::list(&services, &actor).await
}

/// Invites someone; the list then shows the link once.
#[server(endpoint = "invite")]
pub async fn invite(#[server(default)] form: InviteForm) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::account_invitation::invite(&services, &actor, &form).await?;
    crate::request::context::redirect("/admin/invitations?made=1");
    Ok(())
}

/// Takes an invitation back.
#[server(endpoint = "revoke_account_invitation")]
pub async fn revoke_account_invitation(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::account_invitation::revoke(&services, &actor, key).await?;
    crate::request::context::redirect("/admin/invitations?revoked=1");
    Ok(())
}

/// The invitation with this secret.
#[server(endpoint = "invited", input = server_fn::codec::GetUrl)]
pub async fn invited(token: String) -> Result<InvitedView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::account_invitation::seen(&services, &actor, &token).await
}

/// Makes a patient's account by an invitation, and goes to sign-in. A plain form that is refused finds again what was typed.
#[server(endpoint = "register_invited")]
pub async fn register_invited(token: String, #[server(default)] form: RegistrationForm) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    super::convert::account_invitation::register(&services, &token, &form).await?;
    crate::request::context::redirect("/sign-in?registered=1");
    Ok(())
}
