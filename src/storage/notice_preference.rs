//! What people chose to hear of by email.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::{ids::AccountId, notice::Topic};

/// The topics that an account has chosen about, with whether it wants them.
pub async fn of(conn: &mut Conn, account: AccountId) -> StorageResult<Vec<(Topic, bool)>> {
    const SQL: &str = "
        select topic, wanted
        from notice_preference
        where account_id = $1
        and channel = 'email'";
    let rows: Vec<(String, bool)> = on!(conn, c => sqlx::query_as(SQL).bind(account.0).fetch_all(c).await)?;
    // A topic that there is no longer has no one to ask.
    Ok(rows.into_iter().filter_map(|(topic, wanted)| Some((topic.parse().ok()?, wanted))).collect())
}

/// Stores whether an account wants to hear of a topic.
pub async fn put(tx: &mut Tx, account: AccountId, topic: Topic, wanted: bool) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice_preference (account_id, topic, channel, wanted)
        values ($1, $2, 'email', $3)
        on conflict (account_id, topic, channel) do update
        set wanted = excluded.wanted";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(topic.as_str())
        .bind(wanted)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
