//! An unsent referral letter, as last typed.

use crate::domain::ids::{AccountId, AppointmentId};
use crate::storage::{
    db::{Conn, Tx, on},
    error::StorageResult,
};

/// Saves a draft in an appointment, replacing the previous one.
pub async fn keep_draft(
    tx: &mut Tx,
    account: AccountId,
    appointment: AppointmentId,
    body: &str,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into draft (account_id, appointment_id, kind, body, updated_at)
        values ($1, $2, 'referral', $3, $4)
        on conflict (account_id, appointment_id, kind) do update
        set body = excluded.body, updated_at = excluded.updated_at";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(appointment.0)
        .bind(body)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The saved draft.
pub async fn find_draft(
    conn: &mut Conn,
    account: AccountId,
    appointment: AppointmentId,
) -> StorageResult<Option<String>> {
    const SQL: &str = "
        select body
        from draft
        where account_id = $1
        and appointment_id = $2
        and kind = 'referral'";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).bind(appointment.0).fetch_optional(c).await)?)
}

/// Deletes the draft.
pub async fn drop_draft(tx: &mut Tx, account: AccountId, appointment: AppointmentId) -> StorageResult<()> {
    const SQL: &str = "
        delete from draft
        where account_id = $1
        and appointment_id = $2
        and kind = 'referral'";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(appointment.0).execute(c).await.map(drop))?;
    Ok(())
}
