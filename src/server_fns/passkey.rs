//! Passkeys: adding, renaming and removing one's own, and signing in with one.

use leptos::prelude::*;

use crate::error::AppError;

/// Begins to add a passkey; returns the options for the browser, as JSON.
#[server(endpoint = "begin_passkey")]
pub async fn begin_passkey(
    passkey_name: String,
    current_password: String,
    #[server(default)] second_code: String,
) -> Result<String, AppError> {
    use crate::{request::kept, service::passkey};

    let services = crate::request::context::services()?;
    let identity = crate::request::context::identity();
    let (owner, said) = (identity.enroller(), (current_password.as_str(), second_code.as_str()));
    let begun = passkey::begin_adding(&services, &owner, &passkey_name, said, &identity.address).await?;
    crate::request::session::show_once(kept::PASSKEY, &begun.challenge).await?;
    Ok(begun.options)
}

/// Adds the passkey that the browser created.
#[server(endpoint = "add_passkey")]
pub async fn add_passkey(credential: String) -> Result<(), AppError> {
    use crate::{
        request::{kept, session},
        service::passkey,
    };

    let services = crate::request::context::services()?;
    let owner = crate::request::context::identity().enroller();
    let challenge = session::take_once(kept::PASSKEY).await;
    passkey::add(&services, &owner, challenge, &credential).await?;
    crate::request::context::redirect("/account/security?passkey_added=1");
    Ok(())
}

/// Renames a passkey.
#[server(endpoint = "rename_passkey")]
pub async fn rename_passkey(id: String, passkey_name: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::passkey::rename(&services, &actor, id, &passkey_name).await?;
    crate::request::context::redirect("/account/security?passkey_renamed=1");
    Ok(())
}

/// Removes a passkey.
#[server(endpoint = "remove_passkey")]
pub async fn remove_passkey(
    id: String,
    current_password: String,
    #[server(default)] second_code: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let said = (current_password.as_str(), second_code.as_str());
    crate::service::passkey::remove(&services, &actor, id, said, &address).await?;
    crate::request::context::redirect("/account/security?passkey_removed=1");
    Ok(())
}

/// Begins to sign in with a passkey or, with `step`, to complete the second step with one; returns the options for the browser, as
/// JSON.
#[server(endpoint = "ask_passkey")]
pub async fn ask_passkey(#[server(default)] step: bool) -> Result<String, AppError> {
    use crate::{request::kept, service::passkey};

    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let halfway = match step {
        true => Some(kept::sign_in::halfway().await.ok_or(AppError::SignInRefused)?.0),
        false => None,
    };
    let begun = passkey::begin_sign_in(&services, halfway.as_ref(), &address).await?;
    crate::request::session::show_once(kept::PASSKEY, &begun.challenge).await?;
    Ok(begun.options)
}

/// Begins to ask the reader for a passkey once more, before something sensitive; returns the options for the browser, as JSON.
#[server(endpoint = "ask_passkey_again")]
pub async fn ask_passkey_again() -> Result<String, AppError> {
    use crate::{request::kept, service::passkey};

    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    let begun = passkey::again::begin_again(&services, &actor, &address).await?;
    crate::request::session::show_once(kept::PASSKEY, &begun.challenge).await?;
    Ok(begun.options)
}

/// The code that a form sends in exchange for the answer of the browser's passkey.
#[server(endpoint = "confirm_passkey_again")]
pub async fn confirm_passkey_again(credential: String) -> Result<String, AppError> {
    use crate::{
        request::{kept, session},
        service::passkey,
    };

    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    let challenge = session::take_once(kept::PASSKEY).await;
    Ok(passkey::again::confirm_again(&services, &actor, challenge, &credential, &address).await?)
}

/// Signs in with the answer of the browser's passkey, and goes where the person wanted to.
#[server(endpoint = "sign_in_passkey")]
pub async fn sign_in_passkey(
    credential: String,
    #[server(default)] step: bool,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::{
        request::{
            kept,
            session::{self, device},
        },
        service::passkey,
    };

    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let token = device::token();
    let challenge = session::take_once(kept::PASSKEY).await;
    // After a password, it says where they wanted to go.
    let halfway = if step { kept::sign_in::halfway().await } else { None };
    let (remember, next) = halfway.map_or((false, next), |(_, remember, next)| (remember, next));
    let from = (address.as_str(), device::hash(&token));
    let signed_in = passkey::sign_in(&services, challenge, &credential, (from.0, &from.1)).await?;
    session::open(&signed_in, remember).await?;
    device::keep(&token);
    crate::request::context::redirect(super::convert::sign_in::start_of(&signed_in, &next));
    Ok(())
}
