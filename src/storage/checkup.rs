//! What the setup check reads from a database.

use super::{
    db::{Conn, on},
    error::StorageResult,
};

/// The clinic's administrators, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Administrators {
    /// Those with an active account.
    pub active: i64,
    /// Those of them who use a second step to sign in.
    pub secured: i64,
}

/// Counts the administrators.
pub async fn administrators(conn: &mut Conn) -> StorageResult<Administrators> {
    const SQL: &str = "
        select count(*) as active, count(f.account_id) as secured
        from account_role r
        join account a on a.id = r.account_id
        left join second_factor f on f.account_id = a.id and f.confirmed_at is not null
        where r.role = 'administrator'
        and a.status = 'active'";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_one(c).await)?)
}

/// The time of the latest audit row, UTC seconds; 0 if there is none.
pub async fn latest_audit(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "select coalesce(max(at), 0) from audit_event";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// The configuration of a PostgreSQL server.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Server {
    /// The server's clock, UTC seconds.
    pub now: i64,
    /// The server's `synchronous_commit`.
    pub synchronous_commit: String,
    /// The standbys that a commit waits for; empty for none.
    pub synchronous_standbys: String,
    /// Whether it syncs writes to disk at all: `on` or `off`.
    pub fsync: String,
    /// Whether pages torn by a power cut can be repaired: `on` or `off`.
    pub full_page_writes: String,
    /// Whether our role is a superuser.
    pub is_superuser: bool,
}

/// The server's configuration; `None` for SQLite.
pub async fn server(conn: &mut Conn) -> StorageResult<Option<Server>> {
    const SQL: &str = "
        select
            extract(epoch from clock_timestamp())::bigint as now,
            current_setting('synchronous_commit') as synchronous_commit,
            current_setting('synchronous_standby_names') as synchronous_standbys,
            current_setting('fsync') as fsync,
            current_setting('full_page_writes') as full_page_writes,
            rolsuper as is_superuser
        from pg_roles
        where rolname = current_user";
    Ok(match conn {
        Conn::Sqlite(_) => None,
        Conn::Postgres(c) => sqlx::query_as(SQL).fetch_optional(&mut **c).await?,
    })
}
