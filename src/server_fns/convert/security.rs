//! From where a second step stands to what `server_fns::security` returns.

use super::time_view::ago;
use crate::{
    domain::policy::must_have_second_factor,
    error::AppError,
    request::{context, session},
    service::second_factor::{self, State},
    views::security::{SecurityView, SetupView},
};

/// Under which the session keeps recovery codes until they are shown.
const NEW_CODES: &str = "recovery_codes";

pub async fn view() -> Result<SecurityView, AppError> {
    let services = context::services()?;
    let identity = context::identity();
    let state = second_factor::state(&services, &identity.enroller()).await?;
    let rule = services.directory().await?.settings.second_factor;
    let required = identity.account.is_some_and(|account| must_have_second_factor(&account.roles, rule));
    let nothing = SecurityView { required, since: None, recovery_codes: 0, setup: None, new_codes: Vec::new() };
    Ok(match state {
        State::Off => nothing,
        State::Begun(setup) => {
            let second_factor::Setup { secret, url, squares, size } = setup;
            SecurityView { setup: Some(SetupView { secret, url, squares, size }), ..nothing }
        }
        State::On { since, recovery_codes } => SecurityView {
            since: Some(ago(since, services.clock.now())),
            recovery_codes,
            new_codes: session::take_once(NEW_CODES).await.unwrap_or_default(),
            ..nothing
        },
    })
}

/// Keeps new recovery codes for the next page, which shows them once.
pub async fn show(codes: &[String]) -> Result<(), AppError> {
    session::show_once(NEW_CODES, &codes).await
}
