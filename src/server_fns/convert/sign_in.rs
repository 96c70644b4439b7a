//! What `server_fns::sign_in` keeps of a form that was refused, for the page that is shown next.

use crate::{domain::patient::RegistrationForm, error::AppError, server::session};

const TYPED: &str = "registration_typed";

/// Keeps what was typed, without the passwords, until it is asked for.
pub async fn keep_typed(form: &RegistrationForm) -> Result<(), AppError> {
    session::show_once(TYPED, &form.without_passwords()).await
}

/// Whether the reader has signed in and no page has greeted them yet; asked once.
pub async fn is_welcome() -> bool {
    session::take_once(session::WELCOME).await.unwrap_or(false)
}

/// What was typed, once.
pub async fn typed() -> Option<RegistrationForm> {
    session::take_once(TYPED).await
}
