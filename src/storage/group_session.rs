//! Group sessions: a practitioner's slot that several patients share, seat by seat.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::{CentreId, PractitionerId, RoomId, ServiceId, SessionId},
    slot::Slot,
};

/// A seat that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The session.
    pub session: SessionId,
    /// Whether it is the first, in which case the session must still claim its time.
    pub is_first: bool,
    /// The session's room.
    pub room: Option<RoomId>,
}

/// Takes a seat in a practitioner's session of a service, creating the session with its first seat; `None` if it is full.
pub async fn take_seat(
    tx: &mut Tx,
    (practitioner, centre): (PractitionerId, CentreId),
    service: ServiceId,
    slot: &Slot,
    capacity: u32,
) -> StorageResult<Option<Seat>> {
    const SQL: &str = "
        insert into group_session
            (practitioner_id, service_id, centre_id, starts_at, ends_at, seats_taken)
        values ($1, $2, $3, $4, $5, 1)
        on conflict (practitioner_id, service_id, starts_at) do update
        set seats_taken = group_session.seats_taken + 1,
            centre_id = case when group_session.seats_taken = 0 then excluded.centre_id else group_session.centre_id end,
            ends_at = case when group_session.seats_taken = 0 then excluded.ends_at else group_session.ends_at end
        where group_session.seats_taken = 0
        or (group_session.seats_taken < $6 and group_session.centre_id = $3 and group_session.ends_at = $5)
        returning id, seats_taken, room_id";
    let row: Option<(i64, i64, Option<i64>)> = on!(&mut **tx, c => sqlx::query_as(SQL)
        .bind(practitioner.0)
        .bind(service.0)
        .bind(centre.0)
        .bind(slot.starts_at.as_second())
        .bind(slot.ends_at.as_second())
        .bind(i64::from(capacity))
        .fetch_optional(c)
        .await)?;
    Ok(row.map(|(id, taken, room)| Seat { session: SessionId(id), is_first: taken == 1, room: room.map(RoomId) }))
}

/// Records the room of a session.
pub async fn set_room(tx: &mut Tx, session: SessionId, room: Option<RoomId>) -> StorageResult<()> {
    const SQL: &str = "
        update group_session
        set room_id = $2
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(session.0).bind(room.map(|id| id.0)).execute(c).await.map(drop))?;
    Ok(())
}

/// Gives a seat back; after the last one, the session's time is free again.
pub async fn leave(tx: &mut Tx, session: SessionId) -> StorageResult<()> {
    const SQL: &str = "
        update group_session
        set seats_taken = seats_taken - 1
        where id = $1
        and seats_taken > 0
        returning seats_taken";
    const FREE: &str = "delete from claim where session_id = $1";
    let left: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(SQL).bind(session.0).fetch_optional(c).await)?;
    if left == Some(0) {
        on!(&mut **tx, c => sqlx::query(FREE).bind(session.0).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// How many seats of a session are taken.
pub async fn seats_taken(conn: &mut Conn, session: SessionId) -> StorageResult<i64> {
    const SQL: &str = "select seats_taken from group_session where id = $1";
    let taken: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(session.0).fetch_optional(c).await)?;
    Ok(taken.unwrap_or_default())
}

/// The start times of a practitioner's sessions of a service at a centre in `from..to`, and how many seats each has left. A seat
/// that the asker would give back counts as free.
pub async fn begun(
    conn: &mut Conn,
    (practitioner, centre): (PractitionerId, CentreId),
    service: ServiceId,
    capacity: u32,
    given_back: Option<SessionId>,
    (from, to): (Timestamp, Timestamp),
) -> StorageResult<Vec<(Slot, u32)>> {
    const SQL: &str = "
        select starts_at, ends_at, seats_taken - case when id = $6 then 1 else 0 end
        from group_session
        where practitioner_id = $1
        and centre_id = $2
        and service_id = $3
        and seats_taken > case when id = $6 then 1 else 0 end
        and starts_at >= $4
        and starts_at < $5
        order by starts_at";
    let rows: Vec<(i64, i64, i64)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(practitioner.0)
        .bind(centre.0)
        .bind(service.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .bind(given_back.map_or(0, |session| session.0))
        .fetch_all(c)
        .await)?;
    let instant =
        |second| Timestamp::from_second(second).map_err(StorageError::inconsistent("group_session", "starts_at", 0));
    rows.into_iter()
        .map(|(from, to, taken)| {
            let left = capacity.saturating_sub(u32::try_from(taken).unwrap_or(capacity));
            Ok((Slot { starts_at: instant(from)?, ends_at: instant(to)? }, left))
        })
        .collect()
}
