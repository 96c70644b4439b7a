//! Registering, signing in and out, and setting a new password with a code.

use leptos::prelude::*;

use crate::{
    domain::patient::RegistrationForm,
    error::AppError,
    views::sign_in::{RegistrationView, SignInView, StepView},
};

/// The initial data of the registration page.
#[server(endpoint = "registration", input = server_fn::codec::GetUrl)]
pub async fn registration() -> Result<RegistrationView, AppError> {
    use crate::domain::{patient::Required, settings::Registration};

    let directory = crate::request::context::services()?.directory().await?;
    let mode = directory.settings.registration;
    let required = Required::from(&directory.settings);
    let sign_in_with = directory.settings.login_identifiers.clone();
    let typed = crate::request::kept::sign_in::typed().await;
    Ok(RegistrationView {
        open: mode == Registration::Open,
        by_invitation: mode == Registration::Invite,
        sign_in_with,
        required,
        typed,
    })
}

/// The initial data of the sign-in page.
#[server(endpoint = "sign_in_start", input = server_fn::codec::GetUrl)]
pub async fn sign_in_start() -> Result<SignInView, AppError> {
    use crate::domain::settings::Registration;

    let services = crate::request::context::services()?;
    let directory = services.directory().await?;
    Ok(SignInView {
        sign_in_with: directory.settings.login_identifiers.clone(),
        registration_open: directory.settings.registration == Registration::Open,
        activation: crate::service::account::patient_activation(&services).await?,
        passkeys: services.site.is_some(),
        name: crate::request::session::sign_in_name::take().unwrap_or_default(),
    })
}

/// Creates a patient's account, and redirects to sign-in, whether or not the address was known: that page signs in with the typed
/// values, and after a plain form it has the sign-in name. If refused, a plain form gets its input back.
#[server(endpoint = "register")]
pub async fn register(form: RegistrationForm, #[server(default)] next: String) -> Result<(), AppError> {
    use crate::{
        domain::{
            account::AccountStatus,
            address::{escape, local_path},
            settings::Activation,
        },
        request::{kept::sign_in::keep_typed, session::sign_in_name},
        service::account,
    };

    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let registered = account::register(&services, &form, &address).await.map_err(AppError::from);
    if crate::request::context::is_plain_form() {
        let name = form.sign_in_name(&services.directory().await?.settings.login_identifiers);
        if registered.is_ok() {
            sign_in_name::keep(&name);
        } else if account::may_keep_typed(&services, &address) {
            keep_typed(&form).await?;
        }
    }
    let welcome = match registered? {
        AccountStatus::Active => "registered",
        AccountStatus::Inactive if account::patient_activation(&services).await? == Activation::Email => "verify",
        AccountStatus::Inactive => "waiting",
    };
    let next = local_path(&next).map(|path| format!("&next={}", escape(path))).unwrap_or_default();
    crate::request::context::redirect(&format!("/sign-in?{welcome}=1{next}"));
    Ok(())
}

/// Signs in, and goes where the person wanted to, or to their start page; with a second factor, to the page that asks for its code.
/// If refused, a plain form keeps the name.
#[server(endpoint = "sign_in")]
pub async fn sign_in(
    identifier: String,
    password: String,
    #[server(default)] remember: bool,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use crate::{
        domain::account::Password,
        request::session::{self, device, sign_in_name},
        service::sign_in::{self, Attempt, Step},
    };

    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let token = device::token();
    let attempt = Attempt {
        identifier: &identifier,
        password: Password::attempt(&password),
        address: &address,
        device: &device::hash(&token),
    };
    let step = sign_in::begin(&services, attempt).await;
    if step.is_err() && crate::request::context::is_plain_form() {
        sign_in_name::keep(&identifier);
    }
    match step? {
        Step::In(signed_in) => {
            session::open(&signed_in, remember).await?;
            device::keep(&token);
            crate::request::context::redirect(super::convert::sign_in::start_of(&signed_in, &next));
        }
        Step::Code(halfway) => {
            crate::request::kept::sign_in::keep_halfway(&halfway, remember, &next).await?;
            crate::request::context::redirect("/sign-in/code");
        }
    }
    Ok(())
}

/// The ways to complete the second step for someone who has entered their password in this browser; `None` if no one has.
#[server(endpoint = "sign_in_step", input = server_fn::codec::GetUrl)]
pub async fn sign_in_step() -> Result<Option<StepView>, AppError> {
    use crate::service::sign_in::{self, Ways};

    let Some((halfway, ..)) = crate::request::kept::sign_in::halfway().await else { return Ok(None) };
    let services = crate::request::context::services()?;
    let Ways { code, passkey } = sign_in::ways(&services, &halfway).await?;
    Ok(Some(StepView { code, passkey: passkey && services.site.is_some() }))
}

/// Completes the second step of signing in. If the first was too long ago, it has to be repeated.
#[server(endpoint = "sign_in_code")]
pub async fn sign_in_code(second_code: String) -> Result<(), AppError> {
    use crate::{
        request::session::{self, device},
        service::sign_in,
    };

    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let token = device::token();
    let Some((halfway, remember, next)) = crate::request::kept::sign_in::halfway().await else {
        crate::request::context::redirect("/sign-in?again=1");
        return Ok(());
    };
    let from = (address.as_str(), device::hash(&token));
    match sign_in::finish(&services, &halfway, &second_code, (from.0, &from.1)).await.map_err(AppError::from) {
        Ok(signed_in) => {
            session::open(&signed_in, remember).await?;
            device::keep(&token);
            crate::request::context::redirect(super::convert::sign_in::start_of(&signed_in, &next));
            Ok(())
        }
        Err(AppError::SignInRefused) => {
            crate::request::context::redirect("/sign-in?again=1");
            Ok(())
        }
        Err(refused) => Err(refused),
    }
}

/// Signs this browser out.
#[server(endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    crate::service::account::sign_out(&services, &crate::request::context::identity().owner()).await?;
    crate::request::session::close().await?;
    crate::request::context::have_browser_forget();
    crate::request::context::redirect("/sign-in?signed_out=1");
    Ok(())
}

/// Sets a new password with the one-time code that the clinic issued.
#[server(endpoint = "reset_password")]
pub async fn reset_password(
    email: String,
    code: String,
    password: String,
    password_again: String,
) -> Result<(), AppError> {
    let services = crate::request::context::services()?;
    let address = crate::request::context::identity().address;
    let new = (password.as_str(), password_again.as_str());
    let set = crate::service::account::reset_password(&services, &email, &code, new, &address).await;
    if set.is_err() && crate::request::context::is_plain_form() {
        crate::request::session::sign_in_name::keep(&email);
    }
    set?;
    crate::request::context::redirect("/sign-in?reset=1");
    Ok(())
}
