//! Webhooks of the clinic's own programs: each message is queued in the transaction that causes it.

mod delivery;

pub use self::delivery::{
    Delivery, Settled, State, Taken, copy, deliveries, of_delivery, put, settle, sweep, take, with_due,
};

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
};
use crate::domain::{
    ids::{AccountId, AppointmentId, WebhookId},
    webhook::Event,
};

/// Whether a webhook is active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Status {
    /// It is.
    Active,
    /// Someone has turned it off.
    Paused,
    /// It could not be reached for too long.
    Stopped,
    /// It was removed, and is only kept for its history.
    Removed,
}

impl Status {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A webhook of one of the clinic's own programs.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The primary key in `webhook`.
    pub id: WebhookId,
    /// The clinic's name for it.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// The secret that signs messages; sealed.
    pub secret: String,
    /// The events that it receives.
    pub events: Vec<Event>,
    /// Whether it is told anything.
    pub status: Status,
    /// When it was added.
    pub created_at: Timestamp,
    /// Since when no message has arrived.
    pub failing_since: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    url: String,
    secret: String,
    events: String,
    status: String,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    #[sqlx(try_from = "MaybeSecond")]
    failing_since: Option<Timestamp>,
}

impl TryFrom<Row> for Webhook {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let wrong = |column| StorageError::Inconsistent { table: "webhook", column, id: row.id };
        let words = row.events.split(',').filter(|word| !word.is_empty());
        let events: Result<Vec<Event>, _> = words.map(str::parse).collect();
        Ok(Self {
            id: WebhookId(row.id),
            events: events.map_err(|_| wrong("events"))?,
            status: row.status.parse().map_err(|_| wrong("status"))?,
            name: row.name,
            url: row.url,
            secret: row.secret,
            created_at: row.created_at,
            failing_since: row.failing_since,
        })
    }
}

/// Stores one.
pub async fn insert(
    tx: &mut Tx,
    (name, url, secret): (&str, &str, &str),
    events: &[Event],
    by: AccountId,
    at: i64,
) -> StorageResult<WebhookId> {
    const SQL: &str = "
        insert into webhook (name, url, secret, events, created_by, created_at)
        values ($1, $2, $3, $4, $5, $6)
        returning id";
    let events: Vec<&str> = events.iter().map(|event| event.as_str()).collect();
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(name.to_owned())
        .bind(url.to_owned())
        .bind(secret.to_owned())
        .bind(format!(",{},", events.join(",")))
        .bind(by.0)
        .bind(at)
        .fetch_one(c)
        .await)?;
    Ok(WebhookId(id))
}

/// The webhooks that were not removed, latest first.
pub async fn list(conn: &mut Conn) -> StorageResult<Vec<Webhook>> {
    const SQL: &str = "
        select id, name, url, secret, events, status, created_at, failing_since
        from webhook
        where status <> 'removed'
        order by id desc";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    rows.into_iter().map(Webhook::try_from).collect()
}

/// Finds a webhook that was not removed.
pub async fn find(conn: &mut Conn, id: WebhookId) -> StorageResult<Option<Webhook>> {
    const SQL: &str = "
        select id, name, url, secret, events, status, created_at, failing_since
        from webhook
        where id = $1
        and status <> 'removed'";
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Webhook::try_from).transpose()
}

/// Turns a webhook on or off, or removes it; false if there is none, or it has this status already. Turning it on clears its
/// failures.
pub async fn set_status(tx: &mut Tx, id: WebhookId, to: Status) -> StorageResult<bool> {
    const SQL: &str = "
        update webhook
        set status = $2, failing_since = null
        where id = $1
        and status not in ('removed', $2)";
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(to.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Records whether a message arrived.
pub async fn note_answer(tx: &mut Tx, id: WebhookId, arrived: bool, at: i64) -> StorageResult<()> {
    const ARRIVED: &str = "
        update webhook
        set failing_since = null
        where id = $1
        and failing_since is not null";
    const FAILED: &str = "
        update webhook
        set failing_since = $2
        where id = $1
        and failing_since is null";
    if arrived {
        on!(&mut **tx, c => sqlx::query(ARRIVED).bind(id.0).execute(c).await.map(drop))?;
    } else {
        on!(&mut **tx, c => sqlx::query(FAILED).bind(id.0).bind(at).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Stops a webhook that has been failing since before an instant; false if it has not, or is no longer active.
pub async fn stop(tx: &mut Tx, id: WebhookId, failing_before: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update webhook
        set status = 'stopped'
        where id = $1
        and status = 'active'
        and failing_since <= $2";
    let stopped = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(failing_before)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(stopped == 1)
}

/// The webhooks that receive an event.
async fn listening(conn: &mut Conn, event: Event) -> StorageResult<Vec<i64>> {
    const SQL: &str = "
        select id
        from webhook
        where status = 'active'
        and events like '%,' || $1 || ',%'
        order by id";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(event.as_str()).fetch_all(c).await)?)
}

/// Tells the listening webhooks that something of this kind and key has changed, and how, in one of our own words.
pub async fn tell(
    tx: &mut Tx,
    event: Event,
    (kind, key): (&'static str, i64),
    change: &str,
    at: i64,
) -> StorageResult<()> {
    for id in listening(tx, event).await? {
        let data = format!(r#"{{"{kind}":{key},"change":"{change}"}}"#);
        put(tx, WebhookId(id), event, &data, at).await?;
    }
    Ok(())
}

/// The same for an appointment, with its current times and status.
pub async fn tell_of_appointment(tx: &mut Tx, event: Event, id: AppointmentId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        select starts_at, ends_at, status
        from appointment
        where id = $1";
    let hooks = listening(tx, event).await?;
    if hooks.is_empty() {
        return Ok(());
    }
    let (starts, ends, status): (i64, i64, String) =
        on!(&mut **tx, c => sqlx::query_as(SQL).bind(id.0).fetch_one(c).await)?;
    let (starts, ends) = (delivery::instant(starts), delivery::instant(ends));
    let data = format!(r#"{{"appointment":{id},"starts_at":"{starts}","ends_at":"{ends}","status":"{status}"}}"#);
    for hook in hooks {
        put(tx, WebhookId(hook), event, &data, at).await?;
    }
    Ok(())
}
