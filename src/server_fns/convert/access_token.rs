//! Converts use cases' results to the views of `server_fns::access_token`.

use jiff::Timestamp;

use super::{admin::day, time_view::ago};
use crate::{
    domain::access_token::{Purpose, TokenForm},
    service::personal_token::{Own, PersonalToken},
    views::access_token::{TokenRowView, TokensView},
    words::tr,
};

/// The tokens, with a refused form, and the token just created.
pub fn tokens(own: Own, purpose: &str, typed: Option<TokenForm>, secret: Option<String>, now: Timestamp) -> TokensView {
    let row = |one: PersonalToken| TokenRowView {
        id: one.id.0,
        name: one.name,
        scopes: one.scopes,
        made: ago(one.created_at, now),
        ends: day(one.expires_at),
        used: one
            .last_used_at
            .map(|at| tr!(AccUsedFrom, when = ago(at, now), from = one.last_used_from))
            .unwrap_or_default(),
    };
    let purpose: Purpose = purpose.parse().unwrap_or_default();
    TokensView {
        rows: own.tokens.into_iter().map(row).collect(),
        form: typed.unwrap_or_else(|| TokenForm::usual(purpose)),
        secret,
        sign_in_name: own.name,
        again: own.again,
        api_enabled: own.api_enabled,
    }
}
