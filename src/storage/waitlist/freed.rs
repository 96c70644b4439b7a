//! Slots that became free and have not been offered to anyone yet. They are recorded with the change that freed them.

use jiff::Timestamp;

use crate::domain::ids::{FreedSlotId, PractitionerId};
use crate::storage::{
    db::{Conn, Tx, on},
    error::StorageResult,
    hold::{Freed, freed},
};

/// Records that a slot became free, if anyone is waiting for one.
pub async fn note_freed(tx: &mut Tx, freed: &Freed, at: Timestamp) -> StorageResult<()> {
    const SQL: &str = "
        insert into freed_slot (practitioner_id, centre_id, starts_at, ends_at, created_at)
        select cast($1 as bigint), cast($2 as bigint), cast($3 as bigint), cast($4 as bigint), cast($5 as bigint)
        where exists (select 1 from waitlist_entry where status = 'waiting')
        and $3 > $5";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(freed.practitioner.0)
        .bind(freed.centre.0)
        .bind(freed.slot.starts_at.as_second())
        .bind(freed.slot.ends_at.as_second())
        .bind(at.as_second())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The first recorded slots, in the order in which they were recorded.
pub async fn freed_slots(conn: &mut Conn) -> StorageResult<Vec<FreedSlotId>> {
    const SQL: &str = "
        select id
        from freed_slot
        order by id
        limit 100";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).fetch_all(c).await)?;
    Ok(ids.into_iter().map(FreedSlotId).collect())
}

/// Deletes the slots recorded before `at`: they are no longer offered.
pub async fn forget_freed(tx: &mut Tx, at: Timestamp) -> StorageResult<()> {
    const SQL: &str = "delete from freed_slot where created_at < $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(at.as_second()).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes the recorded slots of a practitioner.
pub async fn forget_freed_of(tx: &mut Tx, practitioner: PractitionerId) -> StorageResult<()> {
    const SQL: &str = "delete from freed_slot where practitioner_id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(practitioner.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Takes a recorded slot off the list; `None` if someone else already has.
pub async fn take_freed(tx: &mut Tx, id: FreedSlotId) -> StorageResult<Option<Freed>> {
    const SQL: &str = "
        delete from freed_slot
        where id = $1
        returning practitioner_id, centre_id, starts_at, ends_at";
    let rows = on!(&mut **tx, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    Ok(freed(rows)?.pop())
}
