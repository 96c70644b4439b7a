//! Granting and removing roles.

use crate::{
    domain::{account::Role, audit::Deed, ids::AccountId, topic::Topic},
    storage::{
        db::{Conn, Tx, on},
        error::StorageResult,
    },
};

/// How many accounts hold or have held a role, active or not. Removed roles are found in the audit.
pub async fn count_ever_of_role(conn: &mut Conn, role: Role) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from (
            select account_id
            from account_role
            where role = $1
            union
            select entity_id
            from audit_event
            where entity = 'account'
            and action = $2
            and part = $1
        ) as held";
    Ok(on!(conn, c => sqlx::query_scalar(SQL)
        .bind(role.as_str())
        .bind(Deed::AccountTakeRole.as_str())
        .fetch_one(c)
        .await)?)
}

/// Removes roles from an account and grants it others. Its sessions end, as they were opened with other permissions, and so do its
/// exports of records requested in a role that it loses.
pub async fn change_roles(tx: &mut Tx, id: AccountId, take: &[Role], give: &[Role]) -> StorageResult<()> {
    const TAKE: &str = "
        delete from account_role
        where account_id = $1
        and role = $2";
    const GIVE: &str = "
        insert into account_role (account_id, role)
        values ($1, $2)
        on conflict do nothing";
    const FORGET: &str = "
        delete from bulk_export
        where account_id = $1";
    const END: &str = "
        update account
        set credential_epoch = credential_epoch + 1
        where id = $1";
    tx.changed(Topic::People);
    tx.changed(Topic::Sessions(id));
    for role in take {
        on!(&mut **tx, c => sqlx::query(TAKE).bind(id.0).bind(role.as_str()).execute(c).await.map(drop))?;
    }
    if !take.is_empty() {
        on!(&mut **tx, c => sqlx::query(FORGET).bind(id.0).execute(c).await.map(drop))?;
    }
    for role in give {
        on!(&mut **tx, c => sqlx::query(GIVE).bind(id.0).bind(role.as_str()).execute(c).await.map(drop))?;
    }
    on!(&mut **tx, c => sqlx::query(END).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}
