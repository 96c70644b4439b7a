//! Accounts, their roles and sign-in names, and the data that makes an account a patient.

mod forget;
mod list;
mod password;
mod person;
mod role;
mod row;
mod search_name;
mod words;

use self::row::AccountRow;
use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    name,
};
use crate::domain::{
    account::{AccountStatus, IdentifierKind, Role},
    ids::AccountId,
    language::Language,
    patient::Registration,
    person_name::NameParts,
    text::search_key,
    topic::Topic,
};

pub use self::forget::{forget, is_never_activated, never_activated};
pub use self::role::{change_roles, count_ever_of_role};
pub use self::row::Account;
pub use self::words::FoundBy;
pub use self::{
    list::{AccountFilter, MOST_COUNTED, Way, list, place_of},
    password::{
        Credentials, credentials, drop_reset_code, find_credentials, forget_password, forget_password_by_code,
        has_epoch, note_password_by_code, put_reset_code, set_password, take_reset_code,
    },
};
pub use self::{
    person::{names, phone_is_anothers, phone_is_taken, phone_number, set_name_parts},
    search_name::set_names,
};
pub(super) use self::{
    search_name::fill_search_names,
    words::{bounds, few_with, fill_words, of_account as words_of, typed as typed_words},
};

/// An account to be created.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// Email address as typed.
    pub email: &'a str,
    /// Full name.
    pub full_name: &'a str,
    /// Telephone number.
    pub phone: &'a str,
    /// Argon2 hash in PHC form.
    pub password_hash: &'a str,
    /// Whether the password must be changed at the next sign-in.
    pub must_change_password: bool,
    /// Whether the account is active.
    pub status: AccountStatus,
    /// When it is created, in UTC seconds.
    pub created_at: i64,
}

/// Stores an account without roles or identifiers.
pub async fn insert(tx: &mut Tx, account: &NewAccount<'_>) -> StorageResult<AccountId> {
    const SQL: &str = "
        insert into account
            (email, full_name, phone, password_hash, must_change_password, status, created_at, search_name,
            given_name, family_name, phone_number)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        returning id";
    let parts = NameParts::of(account.full_name);
    let number = phone_number(tx, account.phone).await?;
    let id = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.email.to_owned())
        .bind(account.full_name.to_owned())
        .bind(account.phone.to_owned())
        .bind(account.password_hash.to_owned())
        .bind(account.must_change_password)
        .bind(account.status.as_str())
        .bind(account.created_at)
        .bind(search_key(account.full_name))
        .bind(parts.given)
        .bind(parts.family)
        .bind(number)
        .fetch_one(c)
        .await)?;
    let id = AccountId(id);
    tx.changed(Topic::People);
    name::add(tx, id, account.full_name).await?;
    words::index(tx, id, (account.full_name, account.email, account.phone)).await?;
    Ok(id)
}

/// Gives an account a role; does nothing if it has the role.
pub async fn add_role(tx: &mut Tx, id: AccountId, role: Role) -> StorageResult<()> {
    const SQL: &str = "
        insert into account_role (account_id, role)
        values ($1, $2)
        on conflict do nothing";
    tx.changed(Topic::People);
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(role.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

/// Reserves a sign-in name; false if it is taken.
pub async fn add_identifier(tx: &mut Tx, id: AccountId, kind: IdentifierKind, value_norm: &str) -> StorageResult<bool> {
    const SQL: &str = "
        insert into account_identifier (kind, value_norm, account_id)
        values ($1, $2, $3)
        on conflict do nothing";
    let added = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(kind.as_str())
        .bind(value_norm.to_owned())
        .bind(id.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(added == 1)
}

/// Whether this name is another account's sign-in name of a different kind.
pub async fn is_anothers_name(
    conn: &mut Conn,
    id: AccountId,
    (kind, value): (IdentifierKind, &str),
    others: &[IdentifierKind],
) -> StorageResult<bool> {
    for other in others.iter().filter(|other| **other != kind) {
        let found = find_credentials(conn, *other, &other.compared(value)).await?;
        if found.is_some_and(|owner| owner.id != id.0) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The kinds of sign-in names that an account has.
pub async fn identifier_kinds(conn: &mut Conn, id: AccountId) -> StorageResult<Vec<IdentifierKind>> {
    const SQL: &str = "
        select kind
        from account_identifier
        where account_id = $1";
    let kinds: Vec<String> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_all(c).await)?;
    let lacks = StorageError::Inconsistent { table: "account_identifier", column: "kind", id: id.0 };
    kinds.iter().map(|kind| kind.parse()).collect::<Result<_, ()>>().map_err(|()| lacks)
}

/// Stores the data that makes an account a patient.
pub async fn insert_patient(tx: &mut Tx, id: AccountId, number: &str, patient: &Registration) -> StorageResult<()> {
    const SQL: &str = "
        insert into patient
            (id, number, date_of_birth, gender, blood_group, address, emergency_name, emergency_phone, medicare)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let medicare = patient.names.iter().find(|(kind, value)| *kind == IdentifierKind::Medicare && !value.is_empty());
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(number.to_owned())
        .bind(patient.date_of_birth.map(|date| date.to_string()))
        .bind(patient.gender.map(|gender| gender.as_str()))
        .bind(patient.blood_group.clone())
        .bind(patient.address.clone())
        .bind(patient.emergency_name.clone())
        .bind(patient.emergency_phone.clone())
        .bind(medicare.map(|(_, value)| value.clone()))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether there is any account at all.
pub async fn any(conn: &mut Conn) -> StorageResult<bool> {
    const SQL: &str = "select id from account limit 1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// One account with its roles.
pub async fn find(conn: &mut Conn, id: AccountId) -> StorageResult<Option<Account>> {
    const SQL: &str = "
        select a.id, a.email, a.full_name, a.given_name, a.family_name, a.phone, a.status, a.must_change_password,
            a.created_at, a.closed_at, a.is_waiting, a.language,
            exists (
                select 1
                from second_factor f
                where f.account_id = a.id
                and f.confirmed_at is not null
            ) as second_factor,
            exists (
                select 1
                from passkey k
                where k.account_id = a.id
            ) as has_passkey,
            (select string_agg(r.role, ',') from account_role r where r.account_id = a.id) as roles
        from account a
        where a.id = $1";
    let row: Option<AccountRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Account::try_from).transpose()
}

/// Stores an account owner's name and contact details. Sign-in names are stored elsewhere.
pub async fn set_contact(tx: &mut Tx, id: AccountId, full_name: &str, email: &str, phone: &str) -> StorageResult<()> {
    const SQL: &str = "
        update account
        set email = $2
        where id = $1";
    tx.changed(Topic::People);
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(email.to_owned()).execute(c).await.map(drop))?;
    set_names(tx, id, full_name, phone).await?;
    words::index(tx, id, (full_name, email, phone)).await
}

/// Stores the language that an account's owner chose.
pub async fn set_language(tx: &mut Tx, id: AccountId, language: Language) -> StorageResult<()> {
    const SQL: &str = "
        update account
        set language = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(language.tag()).execute(c).await.map(drop))?;
    Ok(())
}

/// Activates or deactivates an account; false if there is none or nothing changed. Deactivating ends all its sessions.
pub async fn set_status(tx: &mut Tx, id: AccountId, status: AccountStatus) -> StorageResult<bool> {
    const SQL: &str = "
        update account
        set status = $2,
            closed_at = null,
            is_waiting = false,
            credential_epoch = case when $2 = 'inactive' then credential_epoch + 1 else credential_epoch end
        where id = $1
        and status <> $2";
    tx.changed(Topic::People);
    tx.changed(Topic::Sessions(id));
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(status.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Marks an account as waiting for activation.
pub async fn set_waiting(tx: &mut Tx, id: AccountId) -> StorageResult<()> {
    const SQL: &str = "
        update account
        set is_waiting = true
        where id = $1
        and status = 'inactive'";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Marks an inactive account as closed by its owner.
pub async fn set_closed(tx: &mut Tx, id: AccountId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        update account
        set closed_at = $2
        where id = $1
        and status = 'inactive'";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether an account is active.
pub async fn is_active(conn: &mut Conn, id: AccountId) -> StorageResult<bool> {
    const SQL: &str = "select count(*) from account where id = $1 and status = 'active'";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_one(c).await)?;
    Ok(count == 1)
}

/// How many accounts wait for activation.
pub async fn count_waiting(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "select count(*) from account where status = 'inactive' and is_waiting";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// How many active accounts hold each role.
pub async fn count_by_role(conn: &mut Conn) -> StorageResult<Vec<(String, i64)>> {
    const SQL: &str = "
        select r.role, count(*)
        from account_role r
        join account a on a.id = r.account_id
        where a.status = 'active'
        group by r.role";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// The active accounts of a role, by key.
pub async fn of_role(conn: &mut Conn, role: Role) -> StorageResult<Vec<AccountId>> {
    const SQL: &str = "
        select a.id
        from account a
        join account_role r on r.account_id = a.id
        where r.role = $1
        and a.status = 'active'
        order by a.id";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(role.as_str()).fetch_all(c).await)?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// A practitioner's registration number, if known.
pub async fn provider_number(conn: &mut Conn, id: AccountId) -> StorageResult<Option<String>> {
    const SQL: &str = "select coalesce(provider_number, '') from practitioner where id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?)
}
