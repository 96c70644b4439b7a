//! Practitioners' working hours: weekly hours and single dates at each centre, and whether they take bookings.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    grouped::grouped,
};
use crate::domain::{
    ids::{AffiliationId, PractitionerId},
    slot::{DatedWindow, WeeklyWindow},
    time::{WallMinute, iso_weekday, weekday_from_iso},
};

#[derive(sqlx::FromRow)]
struct WeeklyRow {
    affiliation_id: i64,
    weekday: i64,
    starts_minute: i64,
    ends_minute: i64,
    valid_from: Option<String>,
    valid_until: Option<String>,
}

impl TryFrom<WeeklyRow> for (AffiliationId, WeeklyWindow) {
    type Error = StorageError;

    fn try_from(row: WeeklyRow) -> StorageResult<Self> {
        let date = |text: &Option<String>| text.as_deref().map(str::parse).transpose().ok();
        let window = (|| {
            let (starts, ends) = (WallMinute::new(row.starts_minute).ok()?, WallMinute::new(row.ends_minute).ok()?);
            let window = WeeklyWindow::new(weekday_from_iso(row.weekday).ok()?, starts, ends).ok()?;
            window.valid(date(&row.valid_from)?, date(&row.valid_until)?).ok()
        })();
        let affiliation = row.affiliation_id;
        let window = window.ok_or(()).map_err(StorageError::inconsistent("weekly_hours", "weekday", affiliation))?;
        Ok((AffiliationId(affiliation), window))
    }
}

/// Everyone's weekly hours, by affiliation.
pub async fn all(conn: &mut Conn) -> StorageResult<HashMap<AffiliationId, Vec<WeeklyWindow>>> {
    const SQL: &str = "
        select affiliation_id, weekday, starts_minute, ends_minute, valid_from, valid_until
        from weekly_hours
        order by affiliation_id, weekday, starts_minute, id";
    let rows: Vec<WeeklyRow> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    let windows: StorageResult<Vec<_>> = rows.into_iter().map(TryInto::try_into).collect();
    Ok(grouped(windows?))
}

/// The weekly hours at one affiliation, in order.
pub async fn of_affiliation(conn: &mut Conn, affiliation: AffiliationId) -> StorageResult<Vec<WeeklyWindow>> {
    const SQL: &str = "
        select affiliation_id, weekday, starts_minute, ends_minute, valid_from, valid_until
        from weekly_hours
        where affiliation_id = $1
        order by weekday, starts_minute, id";
    let rows: Vec<WeeklyRow> = on!(conn, c => sqlx::query_as(SQL).bind(affiliation.0).fetch_all(c).await)?;
    rows.into_iter().map(|row| <(AffiliationId, WeeklyWindow)>::try_from(row).map(|(_, window)| window)).collect()
}

/// Replaces the weekly hours of an affiliation.
pub async fn replace(tx: &mut Tx, affiliation: AffiliationId, hours: &[WeeklyWindow]) -> StorageResult<()> {
    const CLEAR: &str = "delete from weekly_hours where affiliation_id = $1";
    const ADD: &str = "
        insert into weekly_hours (affiliation_id, weekday, starts_minute, ends_minute, valid_from, valid_until)
        values ($1, $2, $3, $4, $5, $6)";
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(affiliation.0).execute(c).await.map(drop))?;
    for window in hours {
        on!(&mut **tx, c => sqlx::query(ADD)
            .bind(affiliation.0)
            .bind(iso_weekday(window.weekday()))
            .bind(i64::from(window.starts().minutes()))
            .bind(i64::from(window.ends().minutes()))
            .bind(window.valid_from().map(|date| date.to_string()))
            .bind(window.valid_until().map(|date| date.to_string()))
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

type DatedRow = (i64, String, i64, i64);

fn dated_window((affiliation, date, starts, ends): DatedRow) -> StorageResult<(AffiliationId, DatedWindow)> {
    let window = (|| {
        let (starts, ends) = (WallMinute::new(starts).ok()?, WallMinute::new(ends).ok()?);
        DatedWindow::new(date.parse().ok()?, starts, ends).ok()
    })();
    let window = window.ok_or(()).map_err(StorageError::inconsistent("dated_hours", "date", affiliation))?;
    Ok((AffiliationId(affiliation), window))
}

/// Everyone's dated hours, starting at a date, by affiliation.
pub async fn dated(conn: &mut Conn, from: Date) -> StorageResult<HashMap<AffiliationId, Vec<DatedWindow>>> {
    const SQL: &str = "
        select affiliation_id, date, starts_minute, ends_minute
        from dated_hours
        where date >= $1
        order by affiliation_id, date, starts_minute, id";
    let rows: Vec<DatedRow> = on!(conn, c => sqlx::query_as(SQL).bind(from.to_string()).fetch_all(c).await)?;
    let windows: StorageResult<Vec<_>> = rows.into_iter().map(dated_window).collect();
    Ok(grouped(windows?))
}

/// The dated hours at one affiliation, starting at a date, in order.
pub async fn dated_of(conn: &mut Conn, affiliation: AffiliationId, from: Date) -> StorageResult<Vec<DatedWindow>> {
    const SQL: &str = "
        select affiliation_id, date, starts_minute, ends_minute
        from dated_hours
        where affiliation_id = $1
        and date >= $2
        order by date, starts_minute, id";
    let rows: Vec<DatedRow> = on!(conn, c => sqlx::query_as(SQL)
        .bind(affiliation.0)
        .bind(from.to_string())
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(|row| dated_window(row).map(|(_, window)| window)).collect()
}

/// Replaces an affiliation's dated hours, starting at a date.
pub async fn replace_dated(
    tx: &mut Tx,
    affiliation: AffiliationId,
    from: Date,
    windows: &[DatedWindow],
) -> StorageResult<()> {
    const CLEAR: &str = "delete from dated_hours where affiliation_id = $1 and date >= $2";
    const ADD: &str = "
        insert into dated_hours (affiliation_id, date, starts_minute, ends_minute)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(affiliation.0).bind(from.to_string()).execute(c).await.map(drop))?;
    for window in windows {
        on!(&mut **tx, c => sqlx::query(ADD)
            .bind(affiliation.0)
            .bind(window.date().to_string())
            .bind(i64::from(window.starts().minutes()))
            .bind(i64::from(window.ends().minutes()))
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// Sets whether a practitioner takes new bookings; false if there is no such practitioner.
pub async fn set_accepting(tx: &mut Tx, practitioner: PractitionerId, accepting: bool) -> StorageResult<bool> {
    const SQL: &str = "
        update practitioner
        set accepting_bookings = $2
        where id = $1";
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(practitioner.0)
        .bind(accepting)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}

/// Sets whether a practitioner requires a referral; false if there is no such practitioner.
pub async fn set_requires_referral(tx: &mut Tx, practitioner: PractitionerId, requires: bool) -> StorageResult<bool> {
    const SQL: &str = "
        update practitioner
        set requires_referral = $2
        where id = $1";
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(practitioner.0)
        .bind(requires)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}
