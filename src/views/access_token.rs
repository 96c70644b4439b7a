//! Someone's own tokens for programs and calendars.

use serde::{Deserialize, Serialize};

use crate::domain::{
    access_token::{Scope, TokenForm},
    account::Again,
};

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokensView {
    /// Those that can be used, latest first.
    pub rows: Vec<TokenRowView>,
    /// What stands in the form; as it was typed where it was refused.
    pub form: TokenForm,
    /// One that was just made; shown once.
    pub secret: Option<String>,
    /// What a calendar signs in with.
    pub sign_in_name: String,
    /// Whether making one takes a code as well.
    pub again: Again,
    /// Whether programs can use the API here.
    pub api_enabled: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRowView {
    /// Its key.
    pub id: i64,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it was made, in words.
    pub made: String,
    /// The day on which it ends, in words.
    pub ends: String,
    /// When and from where it was last used, in words; empty before its first use.
    pub used: String,
}
