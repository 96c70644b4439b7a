//! People's choices of notifications: topics, channels and quiet hours.

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::AccountId,
    notice::{Channel, Topic},
    quiet_hours::QuietHours,
    time::Zone,
};

/// The topics that an account has made a choice about for a channel, and whether each is wanted.
pub async fn of(conn: &mut Conn, account: AccountId, channel: Channel) -> StorageResult<Vec<(Topic, bool)>> {
    const SQL: &str = "
        select topic, wanted
        from notice_preference
        where account_id = $1
        and channel = $2";
    let rows: Vec<(String, bool)> =
        on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(channel.as_str()).fetch_all(c).await)?;
    // Topics that no longer exist are ignored.
    Ok(rows.into_iter().filter_map(|(topic, wanted)| Some((topic.parse().ok()?, wanted))).collect())
}

/// Stores whether an account wants a topic on a channel.
pub async fn put(
    tx: &mut Tx,
    account: AccountId,
    (topic, channel): (Topic, Channel),
    wanted: bool,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice_preference (account_id, topic, channel, wanted)
        values ($1, $2, $3, $4)
        on conflict (account_id, topic, channel) do update
        set wanted = excluded.wanted";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(topic.as_str())
        .bind(channel.as_str())
        .bind(wanted)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Quiet hours as they are stored.
#[derive(sqlx::FromRow)]
struct QuietRow {
    from_minute: i64,
    until_minute: i64,
    time_zone: String,
}

/// An account's quiet hours, if it has any.
pub async fn quiet_hours(conn: &mut Conn, account: AccountId) -> StorageResult<Option<QuietHours>> {
    const SQL: &str = "
        select from_minute, until_minute, time_zone
        from quiet_hours
        where account_id = $1";
    let row: Option<QuietRow> = on!(conn, c => sqlx::query_as(SQL).bind(account.0).fetch_optional(c).await)?;
    let odd = |_| StorageError::Inconsistent { table: "quiet_hours", column: "time_zone", id: account.0 };
    let hours = |row: QuietRow| {
        let zone = Zone::parse(&row.time_zone).map_err(odd)?;
        Ok(QuietHours { from: row.from_minute, until: row.until_minute, zone })
    };
    row.map(hours).transpose()
}

/// Stores quiet hours; `None` removes them.
pub async fn put_quiet_hours(tx: &mut Tx, account: AccountId, hours: Option<&QuietHours>) -> StorageResult<()> {
    const PUT: &str = "
        insert into quiet_hours (account_id, from_minute, until_minute, time_zone)
        values ($1, $2, $3, $4)
        on conflict (account_id) do update
        set from_minute = excluded.from_minute, until_minute = excluded.until_minute, time_zone = excluded.time_zone";
    const DELETE: &str = "delete from quiet_hours where account_id = $1";
    let Some(hours) = hours else {
        on!(&mut **tx, c => sqlx::query(DELETE).bind(account.0).execute(c).await.map(drop))?;
        return Ok(());
    };
    on!(&mut **tx, c => sqlx::query(PUT)
        .bind(account.0)
        .bind(hours.from)
        .bind(hours.until)
        .bind(hours.zone.name())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
