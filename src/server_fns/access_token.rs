//! Tokens that people create for their programs and calendars.

use leptos::prelude::*;

use crate::{domain::access_token::TokenForm, error::AppError, views::access_token::TokensView};

/// The reader's tokens, and the form for a new one of this purpose.
#[server(endpoint = "access_tokens")]
pub async fn access_tokens(#[server(default)] purpose: String) -> Result<TokensView, AppError> {
    use crate::request::{kept, session::take_once};

    let (services, actor) = crate::request::context::request()?;
    let own = crate::service::personal_token::list(&services, &actor).await?;
    let (typed, secret) = (take_once(kept::ACCESS_TOKEN).await, take_once(kept::NEW_ACCESS_TOKEN).await);
    Ok(super::convert::access_token::tokens(own, &purpose, typed, secret, services.clock.now()))
}

/// Creates a token; the page then shows it once.
#[server(endpoint = "make_access_token")]
pub async fn make_access_token(
    #[server(default)] form: TokenForm,
    #[server(default)] current_password: String,
    #[server(default)] second_code: String,
) -> Result<(), AppError> {
    use crate::request::kept;

    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    let said = (current_password.as_str(), second_code.as_str());
    let made = crate::service::personal_token::make(&services, &actor, &form, said, &address).await;
    let secret = kept::or_keep(kept::ACCESS_TOKEN, &form, made).await?;
    crate::request::session::show_once(kept::NEW_ACCESS_TOKEN, &secret).await?;
    crate::request::context::redirect("/account/tokens?made=1");
    Ok(())
}

/// Revokes one of the reader's tokens.
#[server(endpoint = "revoke_access_token")]
pub async fn revoke_access_token(id: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    crate::service::personal_token::revoke(&services, &actor, key).await?;
    crate::request::context::redirect("/account/tokens?revoked=1");
    Ok(())
}
