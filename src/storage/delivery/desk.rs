//! Letters as administrators see them, until they are deleted.

use jiff::Timestamp;

use crate::{
    domain::{notice::Channel, topic::Topic},
    storage::{
        db::{Conn, Tx, on},
        error::StorageResult,
        second::Second,
    },
};

/// Queues a letter again that was given up or waits for its next attempt; false if it is neither.
pub async fn send_again(tx: &mut Tx, id: i64, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update delivery
        set status = 'queued', due_at = $2, created_at = $2, tries = 0, done_at = null
        where id = $1
        and (status = 'dead' or (status = 'queued' and tries > 0 and taken_until <= $2))";
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id)
        .bind(now)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if changed == 1 {
        tx.changed(Topic::Letters);
    }
    Ok(changed == 1)
}

/// A letter or a push message as administrators see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    /// The primary key of the row.
    pub id: i64,
    /// The account that it goes to; `None` if it goes to an address only.
    pub account_id: Option<i64>,
    /// The name of its owner.
    pub full_name: Option<String>,
    /// To which address.
    pub email: String,
    /// The topic of its notice, or else its purpose.
    pub kind: String,
    /// `queued`, `sent`, `dead` or `skipped`.
    pub status: String,
    /// When it was queued.
    #[sqlx(try_from = "Second")]
    pub created_at: Timestamp,
    /// When the next attempt is due.
    #[sqlx(try_from = "Second")]
    pub due_at: Timestamp,
    /// How many attempts there were.
    pub tries: i64,
    /// Why the last attempt failed.
    pub error: String,
    /// The host of the push service that it goes to; `None` for an email.
    pub host: Option<String>,
}

impl Listed {
    /// How it goes.
    #[must_use]
    pub fn channel(&self) -> Channel {
        if self.host.is_some() { Channel::Push } else { Channel::Email }
    }
}

/// The columns and joins of a [`Listed`], before the query's condition.
macro_rules! select_listed {
    () => {
        "
        select d.id, own.id as account_id, own.full_name,
            coalesce(d.to_address, i.email, m.email, p.email, own.email, '') as email, coalesce(d.topic, d.purpose) as kind,
            d.status, d.created_at, d.due_at, d.tries, d.error, s.host
        from delivery d
        left join account own on own.id = d.account_id
            and d.to_address is null
            and d.invitation_id is null
            and d.contact_event_id is null
            and d.application_id is null
        left join account_invitation i on i.id = d.invitation_id
        left join contact_event e on e.id = d.contact_event_id
        left join contact_message m on m.id = e.message_id
        left join application p on p.id = d.application_id
        left join push_subscription s on s.id = d.subscription_id"
    };
}
pub(super) use select_listed;

/// The latest letters that were not sent, and the latest test letters.
pub async fn unsent(conn: &mut Conn, limit: i64) -> StorageResult<Vec<Listed>> {
    const SQL: &str = concat!(
        select_listed!(),
        "
        where d.status in ('dead', 'queued')
        or d.purpose = 'test'
        order by d.id desc
        limit $1"
    );
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(limit).fetch_all(c).await)?)
}

/// How many letters have each status, counting those queued after an instant and all that are still to be sent.
pub async fn count_by_status(conn: &mut Conn, after: i64) -> StorageResult<Vec<(String, i64)>> {
    const SQL: &str = "
        select case when status = 'queued' and error <> '' then 'failed' else status end as state, count(*)
        from delivery
        where status in ('queued', 'dead')
        or created_at > $1
        group by case when status = 'queued' and error <> '' then 'failed' else status end";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(after).fetch_all(c).await)?)
}

/// How many emails and push messages are waiting, have failed and will be tried again, or were given up: channel, state and number.
pub async fn unsent_by_channel(conn: &mut Conn) -> StorageResult<Vec<(String, String, i64)>> {
    const SQL: &str = "
        select
            case when subscription_id is null then 'email' else 'push' end as channel,
            case when status = 'dead' then 'dead' when error <> '' then 'failed' else 'queued' end as state,
            count(*)
        from delivery
        where status in ('queued', 'dead')
        group by 1, 2";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?)
}

/// Deletes letters that were settled before an instant (UTC seconds), and links that expired before it.
pub async fn sweep(tx: &mut Tx, settled_before: i64, now: i64) -> StorageResult<()> {
    const LETTERS: &str = "
        delete from delivery
        where status <> 'queued'
        and done_at < $1";
    const LINKS: &str = "
        delete from mail_link
        where expires_at < $1";
    on!(&mut **tx, c => sqlx::query(LETTERS).bind(settled_before).execute(c).await.map(drop))?;
    on!(&mut **tx, c => sqlx::query(LINKS).bind(now).execute(c).await.map(drop))?;
    Ok(())
}
