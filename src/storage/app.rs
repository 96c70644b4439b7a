//! Third-party apps that patients can let read their record.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{
    app::{AppFacts, RedirectUri},
    app_scope::Readable,
    ids::{AccountId, AppId},
};

/// Whether an app can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum AppStatus {
    /// It can.
    Active,
    /// An administrator has disabled it.
    Off,
    /// It was removed, and is only kept for its history.
    Removed,
}

impl AppStatus {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// An app.
#[derive(Clone, Debug)]
pub struct App {
    /// The primary key in `app`.
    pub id: AppId,
    /// Its client id.
    pub client_id: String,
    /// SHA-256 of its secret, in hex; `None` if it cannot keep one.
    pub secret_hash: Option<String>,
    /// Its details.
    pub facts: AppFacts,
    /// Whether it can be used.
    pub status: AppStatus,
    /// When it was added.
    pub created_at: Timestamp,
    /// How many patients currently allow it to read their record.
    pub allowed: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    client_id: String,
    name: String,
    secret_hash: Option<String>,
    redirect_uris: String,
    reads: String,
    offline: bool,
    status: String,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    allowed: i64,
}

impl TryFrom<Row> for App {
    type Error = StorageError;

    fn try_from(row: Row) -> StorageResult<Self> {
        let wrong = |column| StorageError::Inconsistent { table: "app", column, id: row.id };
        let addresses: Option<Vec<RedirectUri>> = row.redirect_uris.lines().map(RedirectUri::parse).collect();
        let reads: Option<Vec<Readable>> = row.reads.split(' ').map(Readable::parse).collect();
        Ok(Self {
            id: AppId(row.id),
            facts: AppFacts {
                addresses: addresses.ok_or(wrong("redirect_uris"))?,
                reads: reads.ok_or(wrong("reads"))?,
                name: row.name,
                offline: row.offline,
            },
            status: row.status.parse().map_err(|_| wrong("status"))?,
            client_id: row.client_id,
            secret_hash: row.secret_hash,
            created_at: row.created_at,
            allowed: row.allowed,
        })
    }
}

fn lines(facts: &AppFacts) -> String {
    facts.addresses.iter().map(RedirectUri::as_str).collect::<Vec<_>>().join("\n")
}

fn words(facts: &AppFacts) -> String {
    facts.reads.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(" ")
}

/// Stores an app with this client id and, if it has a secret, its hash.
pub async fn insert(
    tx: &mut Tx,
    (client_id, secret_hash): (&str, Option<&str>),
    facts: &AppFacts,
    by: AccountId,
    at: i64,
) -> StorageResult<AppId> {
    const SQL: &str = "
        insert into app (client_id, name, secret_hash, redirect_uris, reads, offline, created_by, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        returning id";
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(client_id.to_owned())
        .bind(facts.name.clone())
        .bind(secret_hash.map(str::to_owned))
        .bind(lines(facts))
        .bind(words(facts))
        .bind(facts.offline)
        .bind(by.0)
        .bind(at)
        .fetch_one(c)
        .await)?;
    Ok(AppId(id))
}

/// The columns of an app that was not removed; `$1` is now.
macro_rules! select_apps {
    ($rest:literal) => {
        concat!(
            "
        select id, client_id, name, secret_hash, redirect_uris, reads, offline, status, created_at,
            (
                select count(*)
                from app_grant g
                where g.app_id = app.id
                and g.ended_at is null
                and g.ends_at > $1
            ) as allowed
        from app
        where status <> 'removed'",
            $rest
        )
    };
}

/// The apps that were not removed, by name.
pub async fn list(conn: &mut Conn, now: i64) -> StorageResult<Vec<App>> {
    const SQL: &str = select_apps!(
        "
        order by lower(name), id"
    );
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(now).fetch_all(c).await)?;
    rows.into_iter().map(App::try_from).collect()
}

/// Finds an app that was not removed.
pub async fn find(conn: &mut Conn, id: AppId, now: i64) -> StorageResult<Option<App>> {
    const SQL: &str = select_apps!(
        "
        and id = $2"
    );
    let row: Option<Row> = on!(conn, c => sqlx::query_as(SQL).bind(now).bind(id.0).fetch_optional(c).await)?;
    row.map(App::try_from).transpose()
}

/// Finds it by its client id.
pub async fn by_client(conn: &mut Conn, client_id: &str, now: i64) -> StorageResult<Option<App>> {
    const SQL: &str = select_apps!(
        "
        and client_id = $2"
    );
    let row: Option<Row> =
        on!(conn, c => sqlx::query_as(SQL).bind(now).bind(client_id.to_owned()).fetch_optional(c).await)?;
    row.map(App::try_from).transpose()
}

/// Changes an app's details; false if there is none.
pub async fn change(tx: &mut Tx, id: AppId, facts: &AppFacts) -> StorageResult<bool> {
    const SQL: &str = "
        update app
        set name = $2, redirect_uris = $3, reads = $4, offline = $5
        where id = $1
        and status <> 'removed'";
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(facts.name.clone())
        .bind(lines(facts))
        .bind(words(facts))
        .bind(facts.offline)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Enables, disables or removes an app; false if there is none, or it has this status already.
pub async fn set_status(tx: &mut Tx, id: AppId, to: AppStatus) -> StorageResult<bool> {
    const SQL: &str = "
        update app
        set status = $2
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
