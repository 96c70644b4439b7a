//! Requests that have not been matched against the current directory.

use super::{Entry, EntryRow, Matched, convert};
use crate::{
    domain::{
        ids::{PatientId, PractitionerId, WaitlistEntryId},
        slot::Slot,
    },
    storage::{
        db::{Conn, Tx, on},
        error::{StorageError, StorageResult},
    },
};

/// The waiting requests that were last matched by an earlier version of the directory, or before `at` (UTC seconds): the more
/// urgent first, then those that have waited longer; few enough at a time that freed slots are soon offered. Requests with an open
/// offer are matched once it has ended.
pub async fn unmatched(conn: &mut Conn, now: Matched) -> StorageResult<Vec<Entry>> {
    const SQL: &str = select_entry!(
        "
        where e.status = 'waiting'
        and (e.matched_version < $1 or e.matched_at < $2)
        and p.status = 'active'
        and not exists (select 1 from waitlist_offer o where o.entry_id = e.id and o.status = 'open')
        order by e.urgency desc, e.created_at, e.id
        limit 100"
    );
    let rows: Vec<EntryRow> = on!(conn, c => sqlx::query_as(SQL).bind(now.version).bind(now.at).fetch_all(c).await)?;
    convert(rows)
}

/// Records that a request was matched; false if it is no longer waiting, or was matched by another process in the meantime.
pub async fn set_matched(tx: &mut Tx, id: WaitlistEntryId, last: Matched, now: Matched) -> StorageResult<bool> {
    const SQL: &str = "
        update waitlist_entry
        set matched_version = $2,
            matched_at = $3
        where id = $1
        and status = 'waiting'
        and matched_version = $4
        and matched_at = $5";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(now.version)
        .bind(now.at)
        .bind(last.version)
        .bind(last.at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// The directory versions at which waiting requests were last matched.
pub async fn versions(conn: &mut Conn) -> StorageResult<Vec<i64>> {
    const SQL: &str = "
        select distinct matched_version
        from waitlist_entry
        where status = 'waiting'";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_all(c).await)?)
}

/// The slots of a practitioner that a patient was ever offered.
pub async fn offered_times(
    conn: &mut Conn,
    patient: PatientId,
    practitioner: PractitionerId,
) -> StorageResult<Vec<Slot>> {
    const SQL: &str = "
        select o.starts_at, o.ends_at
        from waitlist_offer o
        join waitlist_entry e on e.id = o.entry_id
        where e.patient_id = $1
        and o.practitioner_id = $2";
    let rows: Vec<(i64, i64)> =
        on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(practitioner.0).fetch_all(c).await)?;
    let instant = |second| {
        jiff::Timestamp::from_second(second).map_err(StorageError::inconsistent("waitlist_offer", "starts_at", 0))
    };
    rows.into_iter().map(|(starts, ends)| Ok(Slot { starts_at: instant(starts)?, ends_at: instant(ends)? })).collect()
}
