//! Accounts that were registered and never activated.

use crate::{
    domain::ids::AccountId,
    storage::{
        db::{Conn, Tx, on},
        error::StorageResult,
    },
};

/// Accounts after this one that have waited since before an instant (UTC seconds) for their owners to activate them, by key. Empty
/// if no emails are sent: accounts then wait for an administrator.
pub async fn never_activated(
    conn: &mut Conn,
    before: i64,
    after: AccountId,
    limit: i64,
) -> StorageResult<Vec<AccountId>> {
    const SQL: &str = "
        select a.id
        from email_verification v
        join account a on a.id = v.account_id
        where v.since < $1
        and a.status = 'inactive'
        and a.id > $2
        and exists (
            select 1
            from mail_state
            where enabled
        )
        order by a.id
        limit $3";
    let ids: Vec<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(before).bind(after.0).bind(limit).fetch_all(c).await)?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// Whether an account is one of these.
pub async fn is_never_activated(conn: &mut Conn, id: AccountId, before: i64) -> StorageResult<bool> {
    let found = never_activated(conn, before, AccountId(id.0 - 1), 1).await?;
    Ok(found.contains(&id))
}

/// Deletes an account and everything that registering created. Where anything else refers to it, the database refuses
/// ([`crate::storage::error::StorageError::is_still_needed`]).
pub async fn forget(tx: &mut Tx, id: AccountId) -> StorageResult<()> {
    const ALL: [&str; 12] = [
        "delete from delivery where account_id = $1",
        "delete from notice where account_id = $1",
        "delete from notice_preference where account_id = $1",
        "delete from mail_link where account_id = $1",
        "delete from email_verification where account_id = $1",
        "delete from reset_code where account_id = $1",
        "delete from account_word where account_id = $1",
        "delete from name_word where account_id = $1",
        "delete from account_identifier where account_id = $1",
        "delete from account_role where account_id = $1 and role = 'patient'",
        "delete from patient where id = $1",
        "delete from account where id = $1",
    ];
    for sql in ALL {
        on!(&mut **tx, c => sqlx::query(sql).bind(id.0).execute(c).await.map(drop))?;
    }
    Ok(())
}
