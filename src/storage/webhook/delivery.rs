//! Webhook messages: queued, taken by one sender at a time, settled.

use jiff::Timestamp;

use crate::{
    domain::{
        ids::{WebhookDeliveryId, WebhookId},
        webhook::Event,
    },
    storage::{
        db::{Conn, Tx, on},
        error::{StorageError, StorageResult},
        second::Second,
    },
};

/// The state of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// It waits to be sent, or sent again.
    Queued,
    /// It has arrived.
    Sent,
    /// It was given up.
    Dead,
}

/// A message.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The primary key in `webhook_delivery`.
    pub id: WebhookDeliveryId,
    /// The event.
    pub event: String,
    /// Where it stands.
    pub state: State,
    /// When it was queued.
    pub created_at: Timestamp,
    /// How many attempts there were.
    pub tries: i64,
    /// The last answer.
    pub code: Option<i64>,
    /// Why the last attempt failed; empty otherwise.
    pub error: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    event: String,
    status: String,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    tries: i64,
    code: Option<i64>,
    error: String,
}

impl TryFrom<Row> for Delivery {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let wrong = StorageError::Inconsistent { table: "webhook_delivery", column: "status", id: row.id };
        Ok(Self {
            id: WebhookDeliveryId(row.id),
            event: row.event,
            state: row.status.parse().map_err(|_| wrong)?,
            created_at: row.created_at,
            tries: row.tries,
            code: row.code,
            error: row.error,
        })
    }
}

/// Formats UTC seconds for programs.
pub(super) fn instant(second: i64) -> String {
    Timestamp::from_second(second).unwrap_or_default().to_string()
}

/// Queues a message. `data` is our own JSON, without anything that a person typed.
pub async fn put(tx: &mut Tx, hook: WebhookId, event: Event, data: &str, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into webhook_delivery (webhook_id, event, body, created_at, due_at)
        values ($1, $2, $3, $4, $4)";
    let body = format!(r#"{{"event":"{}","at":"{}","data":{data}}}"#, event.as_str(), instant(at));
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(hook.0)
        .bind(event.as_str())
        .bind(body)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Queues a message once more, whatever its outcome.
pub async fn copy(tx: &mut Tx, id: WebhookDeliveryId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into webhook_delivery (webhook_id, event, body, created_at, due_at)
        select webhook_id, event, body, $2, $2
        from webhook_delivery
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// The webhook of a message.
pub async fn of_delivery(conn: &mut Conn, id: WebhookDeliveryId) -> StorageResult<Option<WebhookId>> {
    const SQL: &str = "select webhook_id from webhook_delivery where id = $1";
    let hook: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(hook.map(WebhookId))
}

/// The latest messages of a webhook.
pub async fn deliveries(conn: &mut Conn, hook: WebhookId, most: i64) -> StorageResult<Vec<Delivery>> {
    const SQL: &str = "
        select id, event, status, created_at, tries, code, error
        from webhook_delivery
        where webhook_id = $1
        order by id desc
        limit $2";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(hook.0).bind(most).fetch_all(c).await)?;
    rows.into_iter().map(Delivery::try_from).collect()
}

/// The webhooks with messages due.
pub async fn with_due(conn: &mut Conn, now: i64) -> StorageResult<Vec<WebhookId>> {
    const SQL: &str = "
        select distinct d.webhook_id
        from webhook_delivery d
        join webhook w on w.id = d.webhook_id
        where d.status = 'queued'
        and d.due_at <= $1
        and d.taken_until <= $1
        and w.status = 'active'";
    let hooks: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(now).fetch_all(c).await)?;
    Ok(hooks.into_iter().map(WebhookId).collect())
}

/// A message to be sent now.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Taken {
    /// The primary key of the row.
    pub id: i64,
    /// Its webhook.
    pub webhook_id: i64,
    /// The event.
    pub event: String,
    /// What is sent.
    pub body: String,
    /// When it was queued, UTC seconds.
    pub created_at: i64,
    /// How many attempts there were, including this one.
    pub tries: i64,
}

/// Takes a webhook's first due message, until an instant. Only one sender at a time works on a webhook, so that messages arrive in
/// order. The pluses make both searches use the index of waiting messages, not of all that the webhook was ever sent.
pub async fn take(tx: &mut Tx, hook: WebhookId, (now, until): (i64, i64)) -> StorageResult<Option<Taken>> {
    const SQL: &str = "
        update webhook_delivery
        set taken_until = $2, tries = tries + 1
        where status = 'queued'
        and taken_until <= $1
        and id in (
            select d.id
            from webhook_delivery d
            join webhook w on w.id = d.webhook_id
            where d.status = 'queued'
            and d.due_at <= $1
            and d.taken_until <= $1
            and +d.webhook_id = $3
            and w.status = 'active'
            and not exists (
                select 1
                from webhook_delivery o
                where +o.webhook_id = $3
                and o.status = 'queued'
                and o.due_at <= $1
                and o.taken_until > $1
            )
            order by d.due_at, d.id
            limit 1
        )
        returning id, webhook_id, event, body, created_at, tries";
    Ok(on!(&mut **tx, c => sqlx::query_as(SQL).bind(now).bind(until).bind(hook.0).fetch_optional(c).await)?)
}

/// The outcome of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It has arrived.
    Sent,
    /// It will be tried again at this instant (UTC seconds).
    Later(i64),
    /// It was given up.
    Dead,
}

/// Records the outcome of an attempt: the answer, and why it failed.
pub async fn settle(
    tx: &mut Tx,
    id: i64,
    settled: &Settled,
    (code, error): (Option<i64>, &str),
    now: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        update webhook_delivery
        set status = $2, due_at = $3, code = $4, error = $5, done_at = $6, taken_until = 0
        where id = $1
        and status = 'queued'";
    let (state, due, done) = match settled {
        Settled::Sent => (State::Sent, now, Some(now)),
        Settled::Later(due) => (State::Queued, *due, None),
        Settled::Dead => (State::Dead, now, Some(now)),
    };
    let state: &'static str = state.into();
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id)
        .bind(state)
        .bind(due)
        .bind(code)
        .bind(error.to_owned())
        .bind(done)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Deletes messages settled before an instant, and those waiting for a removed webhook.
pub async fn sweep(tx: &mut Tx, before: i64) -> StorageResult<()> {
    const DONE: &str = "
        delete from webhook_delivery
        where done_at <= $1";
    const NEVER: &str = "
        delete from webhook_delivery
        where done_at is null
        and created_at <= $1
        and webhook_id in (
            select id
            from webhook
            where status <> 'active'
        )";
    on!(&mut **tx, c => sqlx::query(DONE).bind(before).execute(c).await.map(drop))?;
    on!(&mut **tx, c => sqlx::query(NEVER).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
