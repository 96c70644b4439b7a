//! An account as it is stored and shown.

use std::str::FromStr;

use jiff::Timestamp;

use crate::{
    domain::{
        account::{AccountStatus, Role},
        ids::AccountId,
        language::Language,
        person_name::NameParts,
    },
    storage::{
        error::{StorageError, StorageResult},
        second::{MaybeSecond, Second},
    },
};

/// An account as lists and the signed-in person's own pages show it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The primary key in `account`.
    pub id: AccountId,
    /// Email address.
    pub email: String,
    /// Full name.
    pub full_name: String,
    /// The given and family name.
    pub parts: NameParts,
    /// Telephone number.
    pub phone: String,
    /// Whether the account is active.
    pub status: AccountStatus,
    /// Whether the password must be changed first.
    pub must_change_password: bool,
    /// Its roles, sorted.
    pub roles: Vec<Role>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Whether signing in requires a code as the second step.
    pub second_factor: bool,
    /// Whether its owner can sign in with a passkey.
    pub has_passkey: bool,
    /// When its owner closed it, if it is closed.
    pub closed_at: Option<Timestamp>,
    /// Whether it is still waiting for activation.
    pub is_waiting: bool,
    /// The language that its owner chose; `None` if it is no longer supported.
    pub language: Option<Language>,
}

#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    id: i64,
    email: String,
    full_name: String,
    given_name: String,
    family_name: String,
    phone: String,
    status: String,
    must_change_password: bool,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    second_factor: bool,
    has_passkey: bool,
    #[sqlx(try_from = "MaybeSecond")]
    closed_at: Option<Timestamp>,
    is_waiting: bool,
    language: Option<String>,
    roles: Option<String>,
}

impl TryFrom<AccountRow> for Account {
    type Error = StorageError;

    fn try_from(row: AccountRow) -> StorageResult<Self> {
        let roles = row.roles.as_deref().unwrap_or_default();
        let roles: StorageResult<Vec<Role>> =
            roles.split(',').filter(|role| !role.is_empty()).map(|role| parse("roles", row.id, role)).collect();
        let mut roles = roles?;
        roles.sort_unstable();
        Ok(Self {
            id: AccountId(row.id),
            status: parse("status", row.id, &row.status)?,
            email: row.email,
            full_name: row.full_name,
            parts: NameParts { given: row.given_name, family: row.family_name },
            phone: row.phone,
            must_change_password: row.must_change_password,
            roles,
            created_at: row.created_at,
            second_factor: row.second_factor,
            has_passkey: row.has_passkey,
            closed_at: row.closed_at,
            is_waiting: row.is_waiting,
            language: row.language.and_then(|tag| tag.parse().ok()),
        })
    }
}

pub(super) fn parse<T: FromStr>(column: &'static str, id: i64, text: &str) -> StorageResult<T> {
    text.parse().map_err(StorageError::inconsistent("account", column, id))
}
