//! Merges two files of one person. What belongs to the person moves to the account that stays; what belongs to signing in ends with
//! the account that goes. [`COLUMNS`] says what happens to every column that names a patient or an account, and a test checks it
//! against the schema.

mod columns;
mod found;
mod moves;

pub use self::{
    columns::{COLUMNS, Fate},
    found::{Clash, Holding, clashes, has_open_offer, holding, reviewed_twice},
    moves::{end_sign_in, move_all},
};
pub use super::audit::parts;
use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::ids::AccountId;

/// Locks these two accounts against additions until the transaction ends; always in the same order.
pub async fn lock(tx: &mut Tx, one: AccountId, other: AccountId) -> StorageResult<()> {
    const ACCOUNTS: &str = "
        select id
        from account
        where id in ($1, $2)
        order by id
        for update";
    const PATIENTS: &str = "
        select id
        from patient
        where id in ($1, $2)
        order by id
        for update";
    if let Conn::Postgres(connection) = &mut **tx {
        for sql in [ACCOUNTS, PATIENTS] {
            sqlx::query(sql).bind(one.0).bind(other.0).execute(&mut **connection).await?;
        }
    }
    Ok(())
}

/// Records that one account is merged into another. Nothing can be moved before that.
pub async fn note(tx: &mut Tx, from: AccountId, into: AccountId, by: AccountId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into account_merge (from_id, into_id, by_id, at)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(SQL).bind(from.0).bind(into.0).bind(by.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// The account that this one was merged into.
pub async fn into(conn: &mut Conn, from: AccountId) -> StorageResult<Option<AccountId>> {
    const SQL: &str = "
        select into_id
        from account_merge
        where from_id = $1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(from.0).fetch_optional(c).await)?;
    Ok(found.map(AccountId))
}
