//! What a database says when the way Consulta is set up is looked over.

use super::{
    db::{Conn, on},
    error::StorageResult,
};

/// How many people can administer the clinic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Administrators {
    /// All whose account is active.
    pub active: i64,
    /// Those of them who sign in with a second step.
    pub secured: i64,
}

/// Who administers the clinic.
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

/// When the latest row of the audit says it was written, UTC seconds; 0 if there is none.
pub async fn latest_audit(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "select coalesce(max(at), 0) from audit_event";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// How a PostgreSQL server is set up.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Server {
    /// What time it is there, UTC seconds.
    pub now: i64,
    /// What a commit waits for.
    pub synchronous_commit: String,
    /// Which standbys a commit waits for; empty for none.
    pub synchronous_standbys: String,
    /// Whether it has the disk write at all: `on` or `off`.
    pub fsync: String,
    /// Whether a page that was half written when the power went can be mended: `on` or `off`.
    pub full_page_writes: String,
    /// Whether our role may do anything on it.
    pub is_superuser: bool,
}

/// How the server is set up, if it is one.
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
