//! Which app may read what of which patient's record.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{
    access::Term,
    app_scope::AppScopes,
    ids::{AppId, GrantId, PatientId},
};

/// What a patient currently allows an app.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The primary key in `app_grant`.
    pub id: GrantId,
    /// Which app.
    pub app_name: String,
    /// What it may read.
    pub scopes: AppScopes,
    /// When the patient allowed it.
    pub given_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    app_name: String,
    scopes: String,
    #[sqlx(try_from = "Second")]
    given_at: Timestamp,
    #[sqlx(try_from = "Second")]
    ends_at: Timestamp,
}

/// What a patient allowed an app that is enabled, to decide whether it may read.
pub async fn terms(conn: &mut Conn, app: AppId, patient: PatientId) -> StorageResult<Vec<Term>> {
    const SQL: &str = "
        select g.id, g.given_at, g.ends_at, g.ended_at
        from app_grant g
        join app on app.id = g.app_id
        where g.app_id = $1
        and g.patient_id = $2
        and g.ended_at is null
        and app.status = 'active'";
    let rows: Vec<(i64, i64, i64, Option<i64>)> =
        on!(conn, c => sqlx::query_as(SQL).bind(app.0).bind(patient.0).fetch_all(c).await)?;
    let term = |(id, since, until, ended): (i64, i64, i64, Option<i64>)| -> StorageResult<Term> {
        let odd = |column| StorageError::Inconsistent { table: "app_grant", column, id };
        let instant = |column, second| jiff::Timestamp::from_second(second).map_err(|_| odd(column));
        Ok(Term {
            since: instant("given_at", since)?,
            until: Some(instant("ends_at", until)?),
            ended_at: ended.map(|at| instant("ended_at", at)).transpose()?,
        })
    };
    rows.into_iter().map(term).collect()
}

/// What a patient currently allows apps, by app name.
pub async fn of_patient(conn: &mut Conn, patient: PatientId, now: i64) -> StorageResult<Vec<Grant>> {
    const SQL: &str = "
        select g.id, app.name as app_name, g.scopes, g.given_at, g.ends_at
        from app_grant g
        join app on app.id = g.app_id
        where g.patient_id = $1
        and g.ended_at is null
        and g.ends_at > $2
        order by lower(app.name), g.id";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(now).fetch_all(c).await)?;
    let grant = |row: Row| Grant {
        id: GrantId(row.id),
        app_name: row.app_name,
        scopes: AppScopes::parse(&row.scopes),
        given_at: row.given_at,
        ends_at: row.ends_at,
    };
    Ok(rows.into_iter().map(grant).collect())
}

/// Replaces what a patient allows an app. The patient's account must be locked.
pub async fn put(
    tx: &mut Tx,
    (app, patient): (AppId, PatientId),
    scopes: &AppScopes,
    now: i64,
    ends_at: i64,
) -> StorageResult<GrantId> {
    const CHANGE: &str = "
        update app_grant
        set scopes = $3, given_at = $4, ends_at = $5
        where app_id = $1
        and patient_id = $2
        and ended_at is null
        returning id";
    const ADD: &str = "
        insert into app_grant (app_id, patient_id, scopes, given_at, ends_at)
        values ($1, $2, $3, $4, $5)
        returning id";
    for sql in [CHANGE, ADD] {
        let id: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(sql)
            .bind(app.0)
            .bind(patient.0)
            .bind(scopes.text())
            .bind(now)
            .bind(ends_at)
            .fetch_optional(c)
            .await)?;
        if let Some(id) = id {
            return Ok(GrantId(id));
        }
    }
    Err(StorageError::Inconsistent { table: "app_grant", column: "id", id: 0 })
}

/// Ends a patient's grant and returns its app; `None` if they have no such grant.
pub async fn end(tx: &mut Tx, patient: PatientId, id: GrantId, at: i64) -> StorageResult<Option<AppId>> {
    const SQL: &str = "
        update app_grant
        set ended_at = $3
        where id = $2
        and patient_id = $1
        and ended_at is null
        returning app_id";
    let app: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(patient.0)
        .bind(id.0)
        .bind(at)
        .fetch_optional(c)
        .await)?;
    Ok(app.map(AppId))
}

/// Ends every patient's grants to an app.
pub async fn end_of_app(tx: &mut Tx, app: AppId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        update app_grant
        set ended_at = $2
        where app_id = $1
        and ended_at is null";
    on!(&mut **tx, c => sqlx::query(SQL).bind(app.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}
