//! Claims: one row for each five minutes that a person or a room is taken. The key (resource, cell, lane) rules out every overlap,
//! for appointments of any length, on both databases. Lane 0 is the normal one; a deliberate overbooking takes the next.

mod busy;
mod owner;

pub use self::{
    busy::{Asked, Asker, Moving, busy_cells, busy_cells_of},
    owner::Owner,
};
use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::{
    ids::{AppointmentId, ResourceId},
    slot::Slot,
    time,
};

/// A claim on the time of a person or a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The person or room whose time is taken.
    pub resource: ResourceId,
    /// The time claimed.
    pub slot: Slot,
}

/// Claims up to three spans. False if someone else holds part of them; the change must then be abandoned. Everyone takes cells in
/// the same order, so that bookings cannot deadlock.
pub async fn take(tx: &mut Tx, owner: Owner, spans: &[Span]) -> StorageResult<bool> {
    let (claimed, wanted) = insert(tx, owner, spans, false).await?;
    Ok(claimed == wanted)
}

/// The same for a new owner, unless anyone claims any of the first span, in any lane. Its calendar must be locked.
pub async fn take_clear(tx: &mut Tx, owner: Owner, spans: &[Span]) -> StorageResult<bool> {
    let (claimed, wanted) = insert(tx, owner, spans, true).await?;
    Ok(claimed == wanted)
}

/// Claims the cells that are free, or none if the first span has to be clear and is not; returns how many were claimed, and how
/// many were wanted.
async fn insert(tx: &mut Tx, owner: Owner, spans: &[Span], is_clear: bool) -> StorageResult<(i64, i64)> {
    const SQL: &str = "
        with recursive wanted (resource_id, cell, last) as (
            select cast($1 as bigint), cast($2 as bigint), cast($3 as bigint)
            union all
            select cast($4 as bigint), cast($5 as bigint), cast($6 as bigint)
            union all
            select cast($7 as bigint), cast($8 as bigint), cast($9 as bigint)
        ), span (resource_id, cell, last) as (
            select resource_id, cell, last from wanted where cell <= last
            union all
            select resource_id, cell + 1, last from span where cell < last
        )
        insert into claim (resource_id, cell, lane, appointment_id, hold_id, session_id)
        select resource_id, cell, 0, cast($10 as bigint), cast($11 as bigint), cast($12 as bigint)
        from span
        where $13
        or not exists (
            select 1
            from claim c
            where c.resource_id = $1
            and c.cell between $2 and $3
        )
        order by resource_id, cell
        on conflict (resource_id, cell, lane) do nothing";
    let bounds = |n: usize| {
        spans.get(n).map_or((0, 1, 0), |span| {
            let (first, last) = time::cells(span.slot.starts_at, span.slot.ends_at).into_inner();
            (span.resource.0, first, last)
        })
    };
    let (a, b, c) = (bounds(0), bounds(1), bounds(2));
    let [appointment, hold, session] = owner.columns();
    let claimed = on!(&mut **tx, connection => sqlx::query(SQL)
        .bind(a.0)
        .bind(a.1)
        .bind(a.2)
        .bind(b.0)
        .bind(b.1)
        .bind(b.2)
        .bind(c.0)
        .bind(c.1)
        .bind(c.2)
        .bind(appointment)
        .bind(hold)
        .bind(session)
        .bind(!is_clear)
        .execute(connection)
        .await
        .map(|done| done.rows_affected()))?;
    let wanted: i64 = [a, b, c].iter().map(|(_, first, last)| last - first + 1).sum();
    Ok((i64::try_from(claimed).unwrap_or(-1), wanted))
}

/// The owners' keys by kind; -1 for a missing kind.
fn merged(owners: &[Owner]) -> [i64; 3] {
    let mut keys = [-1; 3];
    for (kind, id) in owners.iter().flat_map(|owner| owner.columns().into_iter().enumerate()) {
        keys[kind] = id.unwrap_or(keys[kind]);
    }
    keys
}

/// Claims those parts of the spans that these owners do not already hold; what they hold will be handed over. False as for
/// [`take`].
pub async fn take_beyond(tx: &mut Tx, owner: Owner, spans: &[Span], given_back: &[Owner]) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from claim
        where resource_id = $1
        and cell between $2 and $3
        and lane = 0
        and (appointment_id = $4 or session_id = $5)";
    let [appointment, _, session] = merged(given_back);
    let mut had = 0;
    for span in spans {
        let cells = time::cells(span.slot.starts_at, span.slot.ends_at);
        let (first, last) = cells.into_inner();
        let count: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
            .bind(span.resource.0)
            .bind(first)
            .bind(last)
            .bind(appointment)
            .bind(session)
            .fetch_one(c)
            .await)?;
        had += count;
    }
    let (claimed, wanted) = insert(tx, owner, spans, false).await?;
    Ok(claimed + had == wanted)
}

/// Claims a person's time regardless of other claims, in the first free lane above them. False if someone took that lane at the
/// same moment.
pub async fn take_beside(tx: &mut Tx, owner: Owner, span: &Span) -> StorageResult<bool> {
    const SQL: &str = "
        with recursive free (lane) as (
            select coalesce(max(lane) + 1, 0)
            from claim
            where resource_id = $1
            and cell between $2 and $3
        ), span (cell) as (
            select cast($2 as bigint)
            union all
            select cell + 1 from span where cell < $3
        )
        insert into claim (resource_id, cell, lane, appointment_id, hold_id, session_id)
        select cast($1 as bigint), span.cell, free.lane, cast($4 as bigint), cast($5 as bigint), cast($6 as bigint)
        from span
        cross join free
        where true
        order by span.cell
        on conflict (resource_id, cell, lane) do nothing";
    let (first, last) = time::cells(span.slot.starts_at, span.slot.ends_at).into_inner();
    let [appointment, hold, session] = owner.columns();
    let claimed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(span.resource.0)
        .bind(first)
        .bind(last)
        .bind(appointment)
        .bind(hold)
        .bind(session)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(i64::try_from(claimed) == Ok(last - first + 1))
}

/// Whether anyone but these owners claims any of this time, in any lane.
pub async fn is_claimed(conn: &mut Conn, span: &Span, except: &[Owner]) -> StorageResult<bool> {
    const SQL: &str = "
        select cell
        from claim
        where resource_id = $1
        and cell between $2 and $3
        and coalesce(appointment_id, 0) <> $4
        and coalesce(hold_id, 0) <> $5
        and coalesce(session_id, 0) <> $6
        limit 1";
    let cells = time::cells(span.slot.starts_at, span.slot.ends_at);
    let [appointment, hold, session] = merged(except);
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(span.resource.0)
        .bind(*cells.start())
        .bind(*cells.end())
        .bind(appointment)
        .bind(hold)
        .bind(session)
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some())
}

/// Whether an appointment claims any of this time.
pub async fn is_booked(conn: &mut Conn, span: &Span) -> StorageResult<bool> {
    const SQL: &str = "
        select cell
        from claim
        where resource_id = $1
        and cell between $2 and $3
        and appointment_id is not null
        limit 1";
    let (first, last) = time::cells(span.slot.starts_at, span.slot.ends_at).into_inner();
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(span.resource.0)
        .bind(first)
        .bind(last)
        .fetch_optional(c)
        .await)?;
    Ok(found.is_some())
}

/// Releases an appointment's claims.
pub async fn release(tx: &mut Tx, id: AppointmentId) -> StorageResult<()> {
    const SQL: &str = "delete from claim where appointment_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}
