//! What signing in and registering keep for the next page.

use crate::{domain::patient::RegistrationForm, error::AppError, request::session, service::sign_in::Halfway};

const TYPED: &str = "registration_typed";
const HALFWAY: &str = "sign_in_halfway";

/// Keeps the input, without the passwords, until it is needed.
pub async fn keep_typed(form: &RegistrationForm) -> Result<(), AppError> {
    session::show_once(TYPED, &form.without_passwords()).await
}

/// Whether the reader has signed in and no page has greeted them yet; true only once.
pub async fn is_welcome() -> bool {
    session::take_once(session::WELCOME).await.unwrap_or(false)
}

/// The kept input, once.
pub async fn typed() -> Option<RegistrationForm> {
    session::take_once(TYPED).await
}

/// Remembers whose password was right, and where they wanted to go. No one is signed in yet.
pub async fn keep_halfway(halfway: &Halfway, remember: bool, next: &str) -> Result<(), AppError> {
    let next: String = next.chars().take(500).collect();
    session::show_once(HALFWAY, &(halfway, remember, next)).await
}

/// Whoever is remembered.
pub async fn halfway() -> Option<(Halfway, bool, String)> {
    session::kept(HALFWAY).await
}
