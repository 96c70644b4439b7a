//! A referral's visits: which can be booked, using one up, and giving it back.

use jiff::Timestamp;

use crate::domain::{
    ids::{AppointmentId, EntryId, PatientId, PractitionerId},
    referral::Permit,
    topic::Topic,
};
use crate::storage::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};

/// A patient's referrals that are open and have visits left, whoever they are addressed to and whenever they end.
pub async fn permits(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<(Permit, i64)>> {
    const SQL: &str = "
        select r.entry_id, r.to_practitioner_id, r.to_field, r.valid_until, r.visits_allowed - r.visits_used
        from referral r
        join entry e on e.id = r.entry_id and e.retracted_at is null
        where r.patient_id = $1
        and r.status in ('sent', 'accepted')
        and r.visits_used < r.visits_allowed
        order by r.entry_id";
    type Row = (i64, Option<i64>, Option<String>, i64, i64);
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    rows.into_iter()
        .map(|(id, to, field, until, left)| {
            let odd = StorageError::inconsistent("referral", "valid_until", id);
            let valid_until = Timestamp::from_second(until).map_err(odd)?;
            Ok((Permit { id: EntryId(id), to: to.map(PractitionerId), field, valid_until }, left))
        })
        .collect()
}

/// Uses up a visit of a referral for an appointment; false if none is left, or if the referral was closed or redirected since it
/// was read.
pub async fn spend(tx: &mut Tx, permit: &Permit, appointment: AppointmentId) -> StorageResult<bool> {
    const SPEND: &str = "
        update referral
        set visits_used = visits_used + 1
        where entry_id = $1
        and visits_used < visits_allowed
        and status in ('sent', 'accepted')
        and to_practitioner_id is not distinct from $2
        and to_field is not distinct from $3";
    const NOTE: &str = "
        insert into referral_use (appointment_id, referral_id)
        values ($1, $2)";
    let spent = on!(&mut **tx, c => sqlx::query(SPEND)
        .bind(permit.id.0)
        .bind(permit.to.map(|to| to.0))
        .bind(permit.field.as_deref())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if spent == 1 {
        on!(&mut **tx, c => sqlx::query(NOTE).bind(appointment.0).bind(permit.id.0).execute(c).await.map(drop))?;
        tx.changed(Topic::Referrals);
    }
    Ok(spent == 1)
}

/// Gives back the visit that an appointment used, if it was booked with a referral.
pub async fn give_back(tx: &mut Tx, appointment: AppointmentId) -> StorageResult<Option<EntryId>> {
    const TAKE: &str = "
        delete from referral_use
        where appointment_id = $1
        returning referral_id";
    const RETURN: &str = "
        update referral
        set visits_used = visits_used - 1
        where entry_id = $1";
    let from: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(TAKE).bind(appointment.0).fetch_optional(c).await)?;
    if let Some(id) = from {
        on!(&mut **tx, c => sqlx::query(RETURN).bind(id).execute(c).await.map(drop))?;
        tx.changed(Topic::Referrals);
    }
    Ok(from.map(EntryId))
}
