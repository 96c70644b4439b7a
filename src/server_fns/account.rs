//! The user's own account: password and devices.

use leptos::prelude::*;

use crate::{error::AppError, views::account::DevicesView};

/// The reader's devices, latest first, and the app passwords and other means by which they sign in besides their password.
#[server(endpoint = "devices", input = server_fn::codec::GetUrl)]
pub async fn devices() -> Result<DevicesView, AppError> {
    use super::convert::{account::device, security};
    use crate::service::{account, passkey, second_factor};

    let (services, actor) = crate::request::context::request()?;
    let this = crate::request::context::identity().token_hash;
    let now = services.clock.now();
    let found = account::devices(&services, &actor).await?;
    let app = second_factor::state(&services, &actor).await?;
    let passkeys = passkey::list(&services, &actor).await?;
    Ok(DevicesView {
        devices: found.into_iter().map(|one| device(one, this.as_deref(), now)).collect(),
        app: security::app(&app, now),
        passkeys: security::passkeys(passkeys, services.site.is_some(), now).known,
    })
}

/// Signs one of the reader's devices out.
#[server(endpoint = "sign_out_device")]
pub async fn sign_out_device(device: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let device = device.parse().map_err(|_| AppError::NotFound)?;
    crate::service::account::sign_out_device(&services, &actor, device).await?;
    crate::request::context::redirect("/account/devices?done=1");
    Ok(())
}

/// Signs the reader out everywhere else; with `tokens`, also everything connected with app passwords and secret addresses.
#[server(endpoint = "sign_out_others")]
pub async fn sign_out_others(#[server(default)] tokens: bool) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let kept = crate::request::context::identity().token_hash.unwrap_or_default();
    crate::service::account::sign_out_others(&services, &actor, &kept, tokens).await?;
    crate::request::context::redirect("/account/devices?done=1");
    Ok(())
}

/// Changes the reader's password and signs their other devices out.
#[server(endpoint = "change_password")]
pub async fn change_password(
    current_password: String,
    password: String,
    password_again: String,
) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let identity = crate::request::context::identity();
    let (owner, kept) = (identity.owner(), identity.token_hash.unwrap_or_default());
    let new = (password.as_str(), password_again.as_str());
    let epoch =
        crate::service::account::change_password(&services, &owner, &current_password, new, &kept, &identity.address)
            .await?;
    crate::request::session::renew(epoch).await?;
    crate::request::context::redirect("/account?password=1");
    Ok(())
}
