//! The last days of temporary care and proxies that an earlier version stored in UTC.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};

/// A last day still in UTC.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct UtcDay {
    /// Its table: `relationship`, `proxy` or `invitation`.
    pub what: String,
    /// The primary key of the row.
    pub row_id: i64,
    /// The UTC midnight that ends it; `None` if it is gone.
    pub until: Option<i64>,
}

/// Some of them.
pub async fn of_utc(conn: &mut Conn, most: i64) -> StorageResult<Vec<UtcDay>> {
    const SQL: &str = "
        select u.what, u.row_id, coalesce(r.until, p.until, i.until) as until
        from utc_last_day u
        left join care_relationship r on u.what = 'relationship' and r.id = u.row_id
        left join proxy p on u.what = 'proxy' and p.id = u.row_id
        left join proxy_invitation i on u.what = 'invitation' and i.id = u.row_id
        order by u.what, u.row_id
        limit $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(most).fetch_all(c).await)?)
}

/// Marks it as converted and, if asked to, moves it, unless someone has chosen another day meanwhile. False if another process has
/// done so.
pub async fn settle(tx: &mut Tx, day: &UtcDay, until: Option<i64>) -> StorageResult<bool> {
    const FORGET: &str = "
        delete from utc_last_day
        where what = $1
        and row_id = $2";
    const RELATIONSHIP: &str = "update care_relationship set until = $2 where id = $1 and until = $3";
    const PROXY: &str = "update proxy set until = $2 where id = $1 and until = $3";
    const INVITATION: &str = "update proxy_invitation set until = $2 where id = $1 and until = $3";
    let forgotten = on!(&mut **tx, c => sqlx::query(FORGET)
        .bind(day.what.clone())
        .bind(day.row_id)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    let Some(until) = until.filter(|_| forgotten == 1) else { return Ok(forgotten == 1) };
    let sql = match day.what.as_str() {
        "relationship" => RELATIONSHIP,
        "proxy" => PROXY,
        _ => INVITATION,
    };
    on!(&mut **tx, c => sqlx::query(sql).bind(day.row_id).bind(until).bind(day.until).execute(c).await.map(drop))?;
    Ok(true)
}
