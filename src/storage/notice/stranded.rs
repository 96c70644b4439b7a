//! Notices that ask patients to choose another time, and whether that is still necessary.

use super::told::told;
use crate::{
    domain::{
        ids::{AccountId, AppointmentId, PatientId, PractitionerId},
        notice::NoticeKind,
    },
    storage::{
        db::{Conn, Tx, on},
        error::StorageResult,
    },
};

/// Asks a patient, and anyone who books for them, to choose another time because of a named closure.
pub async fn insert_stranded(
    tx: &mut Tx,
    patient: PatientId,
    appointment: AppointmentId,
    (by, (closed, name)): (AccountId, (&str, &str)),
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice (account_id, kind, appointment_id, created_at, starts_at, time_zone, by_id, closed, reason)
        select id, 'appointment.stranded', $2, $3,
            (select starts_at from appointment where id = $2),
            (select c.time_zone from appointment a join centre c on c.id = a.centre_id where a.id = $2),
            $4, $5, $6
        from account
        where id = $1
        or id in (
            select account_id
            from proxy
            where patient_id = $1
            and books
            and since <= $3
            and until > $3
            and ended_at is null
        )
        order by id
        returning account_id, id";
    let written: Vec<(i64, i64)> = on!(&mut **tx, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(appointment.0)
        .bind(at)
        .bind(by.0)
        .bind(closed)
        .bind(name)
        .fetch_all(c)
        .await)?;
    for (account, id) in written {
        told(tx, AccountId(account), id, NoticeKind::AppointmentStranded, at).await?;
    }
    Ok(())
}

/// The upcoming appointments, of one practitioner if named, whose patients were asked to choose another time and not told since
/// that they need not.
pub async fn asked_to_move(
    conn: &mut Conn,
    practitioner: Option<PractitionerId>,
    now: i64,
) -> StorageResult<Vec<AppointmentId>> {
    const SQL: &str = "
        select distinct a.id
        from appointment a
        join notice n on n.appointment_id = a.id
        where n.account_id = a.patient_id
        and n.kind = 'appointment.stranded'
        and n.starts_at = a.starts_at
        and a.starts_at > $1
        and a.status in ('pending', 'booked')
        and ($2 = 0 or a.practitioner_id = $2)
        and not exists (
            select 1
            from notice k
            where k.appointment_id = a.id
            and k.account_id = a.patient_id
            and k.kind = 'appointment.kept'
            and k.id > n.id
        )
        order by a.id";
    let only = practitioner.map_or(0, |practitioner| practitioner.0);
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(now).bind(only).fetch_all(c).await)?;
    Ok(ids.into_iter().map(AppointmentId).collect())
}

/// The closed place and the closure's name, as of the last time that an appointment's patient was asked to change its present time.
pub async fn asked_because(conn: &mut Conn, id: AppointmentId) -> StorageResult<Option<(String, String)>> {
    const SQL: &str = "
        select n.closed, n.reason
        from notice n
        join appointment a on a.id = n.appointment_id
        where a.id = $1
        and n.account_id = a.patient_id
        and n.kind = 'appointment.stranded'
        and n.starts_at = a.starts_at
        order by n.id desc
        limit 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?)
}
