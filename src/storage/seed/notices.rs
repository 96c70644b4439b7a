//! Recent notices of the demo accounts. No letters are sent, as their addresses do not exist.

use crate::{
    domain::{
        ids::{PatientId, PractitionerId, ThreadId},
        notice::NoticeKind,
    },
    storage::{
        db::{Tx, on},
        error::StorageResult,
    },
};

/// New bookings, requests and cancellations since an instant.
pub async fn to_practitioner(tx: &mut Tx, practitioner: PractitionerId, since: i64) -> StorageResult<()> {
    const BOOKED: &str = "
        insert into notice (account_id, kind, appointment_id, created_at, starts_at, time_zone, by_id)
        select a.practitioner_id,
            case when a.status = 'pending' then cast($3 as text) else cast($4 as text) end,
            a.id, a.created_at, a.starts_at, c.time_zone, a.patient_id
        from appointment a
        join centre c on c.id = a.centre_id
        where a.practitioner_id = $1
        and a.created_at >= $2
        and a.session_id is null
        order by a.created_at, a.id";
    const CANCELLED: &str = "
        insert into notice (account_id, kind, appointment_id, created_at, starts_at, time_zone, by_id, reason)
        select a.practitioner_id, $3, a.id, e.at, a.starts_at, c.time_zone, a.patient_id, e.reason
        from appointment a
        join centre c on c.id = a.centre_id
        join appointment_event e on e.appointment_id = a.id
        where a.practitioner_id = $1
        and e.to_status = 'cancelled'
        and e.actor_id = a.patient_id
        and e.at >= $2
        order by e.at, e.id";
    on!(&mut **tx, c => sqlx::query(BOOKED)
        .bind(practitioner.0)
        .bind(since)
        .bind(NoticeKind::RequestReceived.as_str())
        .bind(NoticeKind::AppointmentReceived.as_str())
        .execute(c)
        .await
        .map(drop))?;
    on!(&mut **tx, c => sqlx::query(CANCELLED)
        .bind(practitioner.0)
        .bind(since)
        .bind(NoticeKind::AppointmentCancelled.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Prescriptions and referrals, already read; and a message in this thread at an instant.
pub async fn to_patient(tx: &mut Tx, patient: PatientId, (thread, at): (ThreadId, i64)) -> StorageResult<()> {
    const WRITTEN: &str = "
        insert into notice (account_id, kind, entry_id, patient_id, created_at, read_at)
        select e.patient_id,
            case when e.kind = 'referral' then cast($2 as text) else cast($3 as text) end,
            e.id, e.patient_id, e.at, e.at
        from entry e
        where e.patient_id = $1
        and e.kind in ('prescription', 'referral')
        order by e.at, e.id";
    const MESSAGE: &str = "
        insert into notice (account_id, kind, thread_id, created_at, by_id)
        select t.patient_id, $2, t.id, $3, t.practitioner_id
        from thread t
        where t.id = $1";
    on!(&mut **tx, c => sqlx::query(WRITTEN)
        .bind(patient.0)
        .bind(NoticeKind::ReferralSent.as_str())
        .bind(NoticeKind::PrescriptionSigned.as_str())
        .execute(c)
        .await
        .map(drop))?;
    on!(&mut **tx, c => sqlx::query(MESSAGE)
        .bind(thread.0)
        .bind(NoticeKind::MessageReceived.as_str())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
