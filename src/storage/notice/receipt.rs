//! Receipts: letters about what their readers did themselves. Those who got a calendar entry by letter also get its updates by
//! letter.

use crate::{
    domain::{
        ids::{AccountId, AppointmentId},
        notice::{NoticeKind, Topic},
    },
    storage::{
        appointment::Appointment,
        db::{Tx, on},
        delivery,
        error::StorageResult,
    },
};

/// Sends a receipt to an account for what it did with an appointment: to one of its parties, or to someone who books for its
/// patient. The clinic needs no letter about its own work. A receipt is never unread, and so does not appear behind the bell.
pub async fn insert_receipt(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    found: &Appointment,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice (account_id, kind, appointment_id, created_at, read_at, receipt)
        select a.id, $2, $3, $4, $4, true
        from account a
        where a.id = $1
        and (
            a.id in ($5, $6)
            or exists (
                select 1
                from proxy p
                where p.account_id = a.id
                and p.patient_id = $5
                and p.books
                and p.since <= $4
                and p.until > $4
                and p.ended_at is null
            )
        )
        returning id";
    let written: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(found.id.0)
        .bind(at)
        .bind(found.patient.0)
        .bind(found.practitioner.0)
        .fetch_optional(c)
        .await)?;
    let Some(id) = written else { return Ok(()) };
    // Practitioners get it with the topic that brought the entry: bookings, or moved appointments.
    let is_practitioner = account == found.practitioner.account();
    let topic = if is_practitioner { Topic::Bookings } else { kind.topic() };
    let is_queued = delivery::queue_letter(tx, id, topic, at).await?;
    if is_practitioner && !is_queued && heard_of_move(tx, account, found.id).await? {
        delivery::queue_letter(tx, id, NoticeKind::AppointmentMoved.topic(), at).await?;
    }
    Ok(())
}

/// Whether an account was notified that someone else moved this appointment, which includes a calendar entry.
pub async fn heard_of_move(tx: &mut Tx, account: AccountId, appointment: AppointmentId) -> StorageResult<bool> {
    const SQL: &str = "
        select exists (
            select 1
            from notice
            where account_id = $1
            and kind = $2
            and appointment_id = $3
            and not receipt
        )";
    Ok(on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(NoticeKind::AppointmentMoved.as_str())
        .bind(appointment.0)
        .fetch_one(c)
        .await)?)
}
