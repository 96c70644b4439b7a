//! Rooms and devices, which some kinds of visits need.

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    healthcare_service::Room,
    ids::{CentreId, PractitionerId, RoomId},
    room_form::NewRoom,
};

/// Every room and device, by name.
pub async fn all(conn: &mut Conn) -> StorageResult<Vec<Room>> {
    const SQL: &str = "
        select id, centre_id, name, kind, active
        from room
        order by name, id";
    let rows: Vec<(i64, i64, String, String, bool)> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, centre, name, kind, active)| {
            Ok(Room {
                id: RoomId(id),
                centre: CentreId(centre),
                name,
                kind: kind.parse().map_err(StorageError::inconsistent("room", "kind", id))?,
                active,
            })
        })
        .collect()
}

/// The practitioners at a centre who offer something that can take place in this room.
pub async fn practitioners(conn: &mut Conn, room: RoomId, centre: CentreId) -> StorageResult<Vec<PractitionerId>> {
    const SQL: &str = "
        select distinct p.practitioner_id
        from service_room r
        join practitioner_service p on p.service_id = r.service_id
        join affiliation f on f.practitioner_id = p.practitioner_id
        where r.room_id = $1
        and f.centre_id = $2
        order by p.practitioner_id";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(room.0).bind(centre.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(PractitionerId).collect())
}

/// Stores a room, or a new one without `id`; `None` if its centre has another of that name, or the id does not exist.
pub async fn put(tx: &mut Tx, id: Option<RoomId>, room: &NewRoom, active: bool) -> StorageResult<Option<RoomId>> {
    const INSERT: &str = "
        insert into room (centre_id, name, kind, active)
        values ($1, $2, $3, $4)
        on conflict (centre_id, name) do nothing
        returning id";
    const UPDATE: &str = "
        update room
        set name = $2, kind = $3, active = $4
        where id = $5
        and centre_id = $1
        and not exists (select 1 from room o where o.centre_id = $1 and o.name = $2 and o.id <> $5)
        returning id";
    let stored: Option<i64> = on!(&mut **tx, c => {
        let query = sqlx::query_scalar(if id.is_some() { UPDATE } else { INSERT })
            .bind(room.centre.0)
            .bind(room.name.clone())
            .bind(room.kind.as_str())
            .bind(active);
        match id {
            Some(id) => query.bind(id.0).fetch_optional(c).await,
            None => query.fetch_optional(c).await,
        }
    })?;
    Ok(stored.map(RoomId))
}
