//! Receipts: letters about what their readers did themselves. Whoever got a calendar entry when they booked gets its update by one.

use crate::{
    domain::{
        ids::AccountId,
        notice::{NoticeKind, Topic},
    },
    storage::{
        appointment::Appointment,
        db::{Tx, on},
        delivery,
        error::StorageResult,
    },
};

/// Confirms to an account what it did with an appointment: to one of its parties, or to whoever books for its patient. The clinic needs
/// no letter about its own work. It is nothing that its reader has not read, and so not behind the bell.
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
    delivery::queue_letter(tx, id, topic(kind, account == found.practitioner.account()), at).await
}

/// Practitioners get such letters if they get those about bookings, which bring the entries.
pub(super) fn topic(kind: NoticeKind, is_practitioner: bool) -> Topic {
    if is_practitioner { Topic::Bookings } else { kind.topic() }
}
