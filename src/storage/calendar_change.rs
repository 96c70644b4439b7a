//! The changes in each person's calendar, in strictly increasing order.

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
};
use crate::domain::{
    ids::{AccountId, AppointmentId},
    topic::Topic,
};

/// Records for both parties of an appointment that it has changed, and refreshes the open pages that show it: theirs, those of
/// anyone who books for the patient or reads the whole record, the messages that it may permit, and the list of all. `seq` is the
/// key of the new row in its history.
pub async fn note(tx: &mut Tx, id: AppointmentId, seq: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into calendar_change (account_id, appointment_id, seq)
        select patient_id, id, cast($2 as bigint)
        from appointment
        where id = $1
        union
        select practitioner_id, id, cast($2 as bigint)
        from appointment
        where id = $1
        on conflict (account_id, appointment_id) do update
        set seq = excluded.seq
        returning account_id, exists (
            select 1
            from proxy p
            where p.patient_id = calendar_change.account_id
            and p.ended_at is null
        )";
    const FAMILY: &str = "
        select distinct p.account_id
        from appointment a
        join proxy p on p.patient_id = a.patient_id
        where a.id = $1
        and (p.books or p.scope = 'record')
        and p.ended_at is null";
    let both: Vec<(i64, bool)> = on!(&mut **tx, c => sqlx::query_as(SQL).bind(id.0).bind(seq).fetch_all(c).await)?;
    let mut family = Vec::<i64>::new();
    if both.iter().any(|(_, has_family)| *has_family) {
        family = on!(&mut **tx, c => sqlx::query_scalar(FAMILY).bind(id.0).fetch_all(c).await)?;
    }
    for (person, _) in both {
        tx.changed(Topic::Calendar(AccountId(person)));
    }
    for one in family {
        tx.changed(Topic::Account(AccountId(one)));
    }
    tx.changed(Topic::Appointments);
    Ok(())
}

/// The number of the last change in a person's calendar; 0 before the first.
pub async fn latest(conn: &mut Conn, person: AccountId) -> StorageResult<i64> {
    const SQL: &str = "
        select coalesce(max(seq), 0)
        from calendar_change
        where account_id = $1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(person.0).fetch_one(c).await)?)
}
