//! Letters and push messages to be sent: each is queued in the transaction that causes it, taken by one sender at a time, and
//! settled once.

mod desk;
pub mod list;
mod purpose;
mod queue;

pub(super) use self::queue::{queue_letter, queue_notice};
pub use self::{
    desk::{Listed, count_by_status, send_again, sweep, unsent, unsent_by_channel},
    purpose::Purpose,
    queue::{About, queue, queue_about, queue_receipt, queue_sharing, queue_to},
};
use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::{AccountId, AccountInvitationId, ApplicationId, ContactEventId, SubscriptionId},
    notice::{Channel, NoticeKind, Topic},
    topic,
};

/// A letter or a push message that a sender has taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The primary key of the row.
    pub id: i64,
    /// The account it goes to or is sent for; `None` if no one is.
    pub account: Option<AccountId>,
    /// Its purpose.
    pub purpose: Purpose,
    /// The notification topic that its reader chooses it by, if it is about a notice.
    pub topic: Option<Topic>,
    /// The notice that it is about.
    pub notice: Option<i64>,
    /// The invitation that it carries.
    pub invitation: Option<AccountInvitationId>,
    /// The answer to a message to the clinic that it carries.
    pub answer: Option<ContactEventId>,
    /// The application that it is about.
    pub application: Option<ApplicationId>,
    /// The device that it goes to; `None` for a letter.
    pub subscription: Option<SubscriptionId>,
    /// The address that it goes to, unless it goes to the account's.
    pub to_address: Option<String>,
    /// When it was queued, UTC seconds.
    pub created_at: i64,
    /// How many attempts there were, including this one.
    pub tries: i64,
}

/// The outcome of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It was handed over.
    Sent,
    /// It is no longer needed.
    Skipped,
    /// It will be tried again at this instant (UTC seconds), for this reason.
    Later(i64, String),
    /// It cannot be sent, for this reason.
    Dead(String),
}

#[derive(sqlx::FromRow)]
struct TakenRow {
    id: i64,
    account_id: Option<i64>,
    purpose: String,
    topic: Option<String>,
    notice_id: Option<i64>,
    invitation_id: Option<i64>,
    contact_event_id: Option<i64>,
    application_id: Option<i64>,
    subscription_id: Option<i64>,
    to_address: Option<String>,
    created_at: i64,
    tries: i64,
}

/// Turns letters on or off.
pub async fn set_enabled(tx: &mut Tx, enabled: bool) -> StorageResult<()> {
    const SQL: &str = "update mail_state set enabled = $1 where id = 1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(enabled).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether a channel has anything due.
pub async fn any_due(conn: &mut Conn, channel: Channel, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from delivery
        where status = 'queued'
        and due_at <= $1
        and taken_until <= $1
        and (subscription_id is null) = $2
        limit 1";
    let is_letter = channel == Channel::Email;
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(now).bind(is_letter).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Takes due letters for a sender until an instant; after that, another sender may take them. Reminders, of which many are due at
/// once, give way to all others: someone may be waiting for a link, or have a few minutes to take a time.
pub async fn take(tx: &mut Tx, by: &str, times: (i64, i64), limit: i64) -> StorageResult<Vec<Taken>> {
    take_by(tx, Channel::Email, by, times, limit).await
}

/// Takes due push messages in the same way.
pub async fn take_pushes(tx: &mut Tx, by: &str, times: (i64, i64), limit: i64) -> StorageResult<Vec<Taken>> {
    take_by(tx, Channel::Push, by, times, limit).await
}

async fn take_by(
    tx: &mut Tx,
    channel: Channel,
    by: &str,
    (now, until): (i64, i64),
    limit: i64,
) -> StorageResult<Vec<Taken>> {
    // The one statement that differs: SQLite has a single writer, while PostgreSQL's senders skip each other's letters.
    macro_rules! take {
        ($lock:literal) => {
            concat!(
                "
        with due as materialized (
            select id
            from delivery
            where status = 'queued'
            and due_at <= $2
            and taken_until <= $2
            and (subscription_id is null) = $5
            order by coalesce((select n.kind from notice n where n.id = delivery.notice_id), '') = $6, due_at, id
            limit $4",
                $lock,
                "
        )
        update delivery
        set taken_by = $1, taken_until = $3, tries = tries + 1
        where id in (select id from due)
        returning id, account_id, purpose, topic, notice_id, invitation_id, contact_event_id, application_id,
            subscription_id, to_address, created_at, tries"
            )
        };
    }
    let sql: &'static str = match &**tx {
        Conn::Sqlite(_) => take!(""),
        Conn::Postgres(_) => take!("\n            for update skip locked"),
    };
    let rows: Vec<TakenRow> = on!(&mut **tx, c => sqlx::query_as(sql)
        .bind(by.to_owned())
        .bind(now)
        .bind(until)
        .bind(limit)
        .bind(channel == Channel::Email)
        .bind(NoticeKind::AppointmentReminder.as_str())
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            let topic = row.topic.map(|topic| topic.parse::<Topic>()).transpose();
            Ok(Taken {
                id: row.id,
                account: row.account_id.map(AccountId),
                purpose: row.purpose.parse().map_err(StorageError::inconsistent("delivery", "purpose", row.id))?,
                topic: topic.map_err(StorageError::inconsistent("delivery", "topic", row.id))?,
                notice: row.notice_id,
                invitation: row.invitation_id.map(AccountInvitationId),
                answer: row.contact_event_id.map(ContactEventId),
                application: row.application_id.map(ApplicationId),
                subscription: row.subscription_id.map(SubscriptionId),
                to_address: row.to_address,
                created_at: row.created_at,
                tries: row.tries,
            })
        })
        .collect()
}

/// Records the outcome of a letter; false if another sender has taken it in the meantime.
pub async fn settle(tx: &mut Tx, id: i64, by: &str, settled: &Settled, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update delivery
        set status = $3, due_at = $4, error = $5, done_at = $6, taken_by = '', taken_until = 0
        where id = $1
        and taken_by = $2
        and status = 'queued'";
    let (status, due_at, error, done_at) = match settled {
        Settled::Sent => ("sent", now, "", Some(now)),
        Settled::Skipped => ("skipped", now, "", Some(now)),
        Settled::Later(due_at, error) => ("queued", *due_at, error.as_str(), None),
        Settled::Dead(error) => ("dead", now, error.as_str(), Some(now)),
    };
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id)
        .bind(by.to_owned())
        .bind(status)
        .bind(due_at)
        .bind(error.to_owned())
        .bind(done_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if changed == 1 {
        tx.changed(topic::Topic::Letters);
    }
    Ok(changed == 1)
}
