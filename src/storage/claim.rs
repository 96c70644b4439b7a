//! Claims: one row for each five minutes that a person is spoken for. The key (person, cell) forbids every overlap, for
//! appointments of any length, on both databases.

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::{AppointmentId, PractitionerId, ResourceId},
    slot::Slot,
    time,
};

/// Claims the time of both people. False when a part of it belongs to another appointment: then the transaction must be
/// given up. Cells are taken in one order by everybody, so that two bookings never wait for each other in a circle.
pub async fn take(tx: &mut Tx, id: AppointmentId, people: [ResourceId; 2], slot: &Slot) -> StorageResult<bool> {
    const SQL: &str = "
        with recursive span (cell) as (
            select cast($1 as bigint)
            union all
            select cell + 1 from span where cell < $2
        ), person (resource_id) as (
            select cast($3 as bigint)
            union all
            select cast($4 as bigint)
        )
        insert into claim (resource_id, cell, appointment_id)
        select person.resource_id, span.cell, cast($5 as bigint)
        from person
        cross join span
        where true
        order by person.resource_id, span.cell
        on conflict (resource_id, cell) do nothing";
    let cells = time::cells(slot.starts_at, slot.ends_at);
    let (first, last) = (*cells.start(), *cells.end());
    let claimed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(first)
        .bind(last)
        .bind(people[0].0)
        .bind(people[1].0)
        .bind(id.0)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(i64::try_from(claimed).is_ok_and(|n| n == 2 * (last - first + 1)))
}

/// Whether any of this time of a person is claimed by another appointment.
pub async fn is_claimed(conn: &mut Conn, who: ResourceId, slot: &Slot, except: AppointmentId) -> StorageResult<bool> {
    const SQL: &str = "
        select cell
        from claim
        where resource_id = $1
        and cell between $2 and $3
        and appointment_id <> $4
        limit 1";
    let cells = time::cells(slot.starts_at, slot.ends_at);
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(who.0)
        .bind(*cells.start())
        .bind(*cells.end())
        .bind(except.0)
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some())
}

/// Frees the time that an appointment claimed.
pub async fn release(tx: &mut Tx, id: AppointmentId) -> StorageResult<()> {
    const SQL: &str = "delete from claim where appointment_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// The claimed cells of a person in `first..=last`, in order. One row travels, whatever their number.
pub async fn busy_cells(conn: &mut Conn, who: ResourceId, first: i64, last: i64) -> StorageResult<Vec<i64>> {
    const SQL: &str = "
        select string_agg(cast(cell as text), ' ')
        from claim
        where resource_id = $1
        and cell between $2 and $3";
    let cells: Option<String> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(who.0)
        .bind(first)
        .bind(last)
        .fetch_one(c)
        .await)?;
    parse_cells(who.0, cells.as_deref().unwrap_or_default())
}

/// The claimed cells in `first..=last` of up to ten people at once, as (person, cells).
pub async fn busy_cells_of_page(
    conn: &mut Conn,
    people: &[PractitionerId],
    first: i64,
    last: i64,
) -> StorageResult<Vec<(PractitionerId, Vec<i64>)>> {
    const SQL: &str = "
        select resource_id, string_agg(cast(cell as text), ' ')
        from claim
        where resource_id in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        and cell between $1 and $2
        group by resource_id";
    let id = |n: usize| people.get(n).map_or(0, |person| person.0);
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(first)
        .bind(last)
        .bind(id(0))
        .bind(id(1))
        .bind(id(2))
        .bind(id(3))
        .bind(id(4))
        .bind(id(5))
        .bind(id(6))
        .bind(id(7))
        .bind(id(8))
        .bind(id(9))
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(|(person, cells)| Ok((PractitionerId(person), parse_cells(person, &cells)?))).collect()
}

fn parse_cells(person: i64, cells: &str) -> StorageResult<Vec<i64>> {
    cells
        .split_ascii_whitespace()
        .map(|cell| cell.parse().map_err(StorageError::inconsistent("claim", "cell", person)))
        .collect()
}
