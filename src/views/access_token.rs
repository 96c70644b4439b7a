//! Someone's own tokens for programs and calendars.

use serde::{Deserialize, Serialize};

use crate::domain::{
    access_token::{Scope, TokenForm},
    account::Again,
};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokensView {
    /// The usable ones, latest first.
    pub rows: Vec<TokenRowView>,
    /// The form's values; as typed if it was refused.
    pub form: TokenForm,
    /// A token that was just created; shown once.
    pub secret: Option<String>,
    /// The name that calendars sign in with.
    pub sign_in_name: String,
    /// Whether creating one requires a code too.
    pub again: Again,
    /// Whether programs can use the API here.
    pub api_enabled: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRowView {
    /// A `PersonalTokenId`.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was created, in words.
    pub made: String,
    /// The day on which it ends, in words.
    pub ends: String,
    /// When and from where it was last used, in words; empty before its first use.
    pub used: String,
}
