//! Inviting people to create an account, and creating one from an invitation link.

use leptos::prelude::*;

use crate::{
    domain::{invite_form::InviteForm, patient::RegistrationForm},
    error::AppError,
    views::account_invitation::{InvitedView, InvitesView},
};

/// The invitations.
#[server(endpoint = "admin_invitations", input = server_fn::codec::GetUrl)]
pub async fn admin_invitations() -> Result<InvitesView, AppError> {
    use crate::request::{kept, session::take_once};

    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::account_invitation::list(&services, &actor).await?;
    let (typed, link) = (take_once(kept::INVITE).await, take_once(kept::INVITE_LINK).await);
    Ok(super::convert::account_invitation::list(found, typed, link, services.clock.now()))
}

/// Invites someone; the list then shows the link once.
#[server(endpoint = "invite")]
pub async fn invite(#[server(default)] form: InviteForm) -> Result<(), AppError> {
    use crate::request::kept;

    let (services, actor) = crate::request::context::request()?;
    let made = crate::service::account_invitation::invite(&services, &actor, &form).await;
    let made = kept::or_keep(kept::INVITE, &form, made).await?;
    crate::request::session::show_once(kept::INVITE_LINK, &format!("/invited/{made}")).await?;
    crate::request::context::redirect("/admin/invitations?made=1");
    Ok(())
}

/// Revokes an invitation.
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
    use crate::request::kept;

    let (services, actor) = crate::request::context::request()?;
    let found = crate::service::account_invitation::look(&services, &token).await?;
    let settings = services.directory().await?.settings.clone();
    let required = crate::domain::patient::Required::from(&settings);
    let directory = crate::service::application::known_directory(&services, &actor).await?;
    let typed = crate::request::session::take_once(kept::APPLICATION).await;
    let join = super::convert::application::form(directory.as_deref(), settings.names_of_practitioners(), typed);
    let typed = kept::sign_in::typed().await;
    Ok(super::convert::account_invitation::seen(found, required, join, typed))
}

/// Creates a patient's account from an invitation, and redirects to sign-in, as after any other registration. If refused, a plain
/// form gets its input back.
#[server(endpoint = "register_invited")]
pub async fn register_invited(token: String, #[server(default)] form: RegistrationForm) -> Result<(), AppError> {
    use crate::{
        request::{kept::sign_in::keep_typed, session::sign_in_name},
        service::account,
    };

    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let registered = account::register_invited(&services, &token, &form, &address).await.map_err(AppError::from);
    if crate::request::context::is_plain_form() {
        let name = form.sign_in_name(&services.directory().await?.settings.login_identifiers);
        if registered.is_ok() {
            sign_in_name::keep(&name);
        } else if account::may_keep_typed(&services, &address) {
            keep_typed(&form).await?;
        }
    }
    registered?;
    crate::request::context::redirect("/sign-in?registered=1");
    Ok(())
}
