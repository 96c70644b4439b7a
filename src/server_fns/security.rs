//! The second factor: setting it up, its recovery codes, disabling it; and resetting someone's.

use leptos::prelude::*;

use crate::{error::AppError, views::security::SecurityView};

/// The state of the reader's second factor; also for users who have to set one up first.
#[server(endpoint = "security", input = server_fn::codec::GetUrl)]
pub async fn security() -> Result<SecurityView, AppError> {
    use crate::{
        domain::policy::must_have_second_factor,
        request::session,
        service::{
            passkey,
            second_factor::{self, State},
        },
    };

    let services = crate::request::context::services()?;
    let identity = crate::request::context::identity();
    let state = second_factor::state(&services, &identity.enroller()).await?;
    let rule = services.directory().await?.settings.second_factor;
    let required = identity.account.as_ref().is_some_and(|account| must_have_second_factor(&account.roles, rule));
    let codes: Option<Vec<String>> = match state {
        State::On { .. } => session::take_once(crate::request::kept::RECOVERY_CODES).await,
        State::Off | State::Begun(_) => None,
    };
    let passkeys = passkey::list(&services, &identity.enroller()).await?;
    let now = services.clock.now();
    let passkeys = super::convert::security::passkeys(passkeys, services.site.is_some(), now);
    Ok(super::convert::security::view(state, required, codes.unwrap_or_default(), passkeys, now))
}

/// Creates a secret for an app.
#[server(endpoint = "begin_second_step")]
pub async fn begin_second_step(current_password: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let identity = crate::request::context::identity();
    let owner = identity.enroller();
    crate::service::second_factor::begin(&services, &owner, &current_password, &identity.address).await?;
    crate::request::context::redirect("/account/security");
    Ok(())
}

/// Enables the second factor, if the code is one of the app's.
#[server(endpoint = "confirm_second_step")]
pub async fn confirm_second_step(second_code: String) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let identity = crate::request::context::identity();
    let (owner, kept) = (identity.enroller(), identity.token_hash.unwrap_or_default());
    let address = &identity.address;
    let codes = crate::service::second_factor::confirm(&services, &owner, &second_code, &kept, address).await?;
    crate::request::session::show_once(crate::request::kept::RECOVERY_CODES, &codes).await?;
    crate::request::context::redirect("/account/security?on=1");
    Ok(())
}

/// Creates new recovery codes.
#[server(endpoint = "renew_recovery_codes")]
pub async fn renew_recovery_codes(current_password: String, second_code: String) -> Result<(), AppError> {
    use crate::service::second_factor;

    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    let said = (current_password.as_str(), second_code.as_str());
    let codes = second_factor::renew_recovery_codes(&services, &actor, said, &address).await?;
    crate::request::session::show_once(crate::request::kept::RECOVERY_CODES, &codes).await?;
    crate::request::context::redirect("/account/security?renewed=1");
    Ok(())
}

/// Disables the second factor.
#[server(endpoint = "end_second_step")]
pub async fn end_second_step(current_password: String, second_code: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    let said = (current_password.as_str(), second_code.as_str());
    crate::service::second_factor::end(&services, &actor, said, &address).await?;
    crate::request::context::redirect("/account/security?off=1");
    Ok(())
}

/// Removes the second factor of someone who has lost it; for staff, requests or confirms that.
#[server(endpoint = "reset_second_step")]
pub async fn reset_second_step(account: String, #[server(default)] back: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = account.parse().map_err(|_| AppError::NotFound)?;
    let done = match crate::service::second_factor::reset(&services, &actor, id).await? {
        true => "reset=1",
        false => "asked=1",
    };
    let page = format!("/admin/users/{id}?{done}");
    crate::request::context::redirect(&crate::domain::address::with_back(&page, &back));
    Ok(())
}
