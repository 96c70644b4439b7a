//! When practitioners work: weekly hours at each centre, and whether they take bookings.

use std::collections::HashMap;

use super::{
    db::{Conn, Tx, on},
    directory::grouped,
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::{AffiliationId, CentreId, PractitionerId},
    slot::WeeklyWindow,
    time::{WallMinute, Zone, iso_weekday, weekday_from_iso},
};

type Row = (i64, i64, i64, i64);

/// The hours of everybody, by affiliation.
pub async fn all(conn: &mut Conn) -> StorageResult<HashMap<AffiliationId, Vec<WeeklyWindow>>> {
    const SQL: &str = "
        select affiliation_id, weekday, starts_minute, ends_minute
        from weekly_hours
        order by affiliation_id, weekday, starts_minute";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    let windows: StorageResult<Vec<_>> = rows.into_iter().map(window).collect();
    Ok(grouped(windows?))
}

/// The hours at one affiliation, in order.
pub async fn of_affiliation(conn: &mut Conn, affiliation: AffiliationId) -> StorageResult<Vec<WeeklyWindow>> {
    const SQL: &str = "
        select affiliation_id, weekday, starts_minute, ends_minute
        from weekly_hours
        where affiliation_id = $1
        order by weekday, starts_minute";
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(affiliation.0).fetch_all(c).await)?;
    rows.into_iter().map(|row| window(row).map(|(_, window)| window)).collect()
}

fn window((affiliation, weekday, starts, ends): Row) -> StorageResult<(AffiliationId, WeeklyWindow)> {
    let window = (|| {
        let (starts, ends) = (WallMinute::new(starts).ok()?, WallMinute::new(ends).ok()?);
        WeeklyWindow::new(weekday_from_iso(weekday).ok()?, starts, ends).ok()
    })();
    let window = window.ok_or(()).map_err(StorageError::inconsistent("weekly_hours", "weekday", affiliation))?;
    Ok((AffiliationId(affiliation), window))
}

/// Puts these hours in place of those of an affiliation.
pub async fn replace(tx: &mut Tx, affiliation: AffiliationId, hours: &[WeeklyWindow]) -> StorageResult<()> {
    const CLEAR: &str = "delete from weekly_hours where affiliation_id = $1";
    const ADD: &str = "
        insert into weekly_hours (affiliation_id, weekday, starts_minute, ends_minute)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(affiliation.0).execute(c).await.map(drop))?;
    for window in hours {
        on!(&mut **tx, c => sqlx::query(ADD)
            .bind(affiliation.0)
            .bind(iso_weekday(window.weekday()))
            .bind(i64::from(window.starts().minutes()))
            .bind(i64::from(window.ends().minutes()))
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// What a booking with a practitioner at a centre depends on.
#[derive(Clone, Debug)]
pub struct Terms {
    /// Their work there.
    pub affiliation: AffiliationId,
    /// Whether they take new bookings.
    pub accepting: bool,
    /// The centre's zone.
    pub zone: Zone,
}

/// The terms of an active practitioner at a centre; `None` when they do not work there.
pub async fn terms(conn: &mut Conn, practitioner: PractitionerId, centre: CentreId) -> StorageResult<Option<Terms>> {
    const SQL: &str = "
        select f.id, p.accepting_bookings, c.time_zone
        from affiliation f
        join practitioner p on p.id = f.practitioner_id
        join account a on a.id = p.id
        join centre c on c.id = f.centre_id
        where f.practitioner_id = $1
        and f.centre_id = $2
        and a.status = 'active'";
    let row: Option<(i64, bool, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).bind(centre.0).fetch_optional(c).await)?;
    row.map(|(id, accepting, zone)| {
        Ok(Terms {
            affiliation: AffiliationId(id),
            accepting,
            zone: Zone::parse(&zone).map_err(StorageError::inconsistent("centre", "time_zone", centre.0))?,
        })
    })
    .transpose()
}

/// Switches whether a practitioner takes new bookings; false when there is no such practitioner.
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
