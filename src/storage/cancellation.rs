//! How appointments are cancelled: who, how long before the start and why, in the words of `domain::cancellation`. It is classified
//! once, when an appointment `a` is cancelled by an event `e`, and kept with the appointment for figures and lists.

use super::{
    db::{Db, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{cancellation::Kind, ids::AppointmentId};

/// Who cancelled.
macro_rules! who_cancelled {
    () => {
        "
                case
                    when e.actor_id is null then 'nobody'
                    when e.actor_id = a.practitioner_id and e.from_status = 'pending' then 'declined'
                    when e.actor_id = a.practitioner_id then 'practitioner'
                    when e.actor_id = a.patient_id or exists (
                        select 1
                        from proxy p
                        where p.patient_id = a.patient_id
                        and p.account_id = e.actor_id
                    ) then 'patient'
                    else 'clinic'
                end"
    };
}

/// How long before the start.
macro_rules! cancelled_ahead {
    () => {
        "
                case
                    when a.starts_at - e.at < 86400 then 'day'
                    when a.starts_at - e.at < 172800 then 'two-days'
                    when a.starts_at - e.at < 604800 then 'week'
                    else 'longer'
                end"
    };
}

/// Why, by the codes of `domain::automatic`, including the sentences that earlier versions stored.
macro_rules! why_cancelled {
    () => {
        "
                case
                    when e.actor_id is null then 'unanswered'
                    when e.reason = '' then 'unsaid'
                    when e.reason like '\u{1f}closed\u{1f}%' then 'closed'
                    when e.reason in ('\u{1f}time_gone', 'This time is no longer available') then 'time-gone'
                    when e.reason = '\u{1f}handed_over' then 'handed-over'
                    when e.reason in ('\u{1f}earlier_time', 'an earlier time from the waiting list') then 'earlier-time'
                    when e.reason in ('\u{1f}account_closed', 'I''ve closed my account') then 'account-closed'
                    else 'written'
                end"
    };
}

/// Classifies appointments by their last cancellation.
macro_rules! classify {
    ($which:literal) => {
        concat!(
            "
        update appointment as a
        set cancelled_how = (
            select ",
            who_cancelled!(),
            " || '.' || ",
            cancelled_ahead!(),
            " || '.' || ",
            why_cancelled!(),
            "
            from appointment_event e
            where e.appointment_id = a.id
            and e.to_status = 'cancelled'
            order by e.id desc
            limit 1
        )
        where ",
            $which
        )
    };
}

/// Whether an appointment is cancelled and how matches a pattern; an empty pattern matches any appointment.
macro_rules! is_cancelled_like {
    ($pattern:literal) => {
        concat!(
            "
        and (",
            $pattern,
            " = '' or (a.status = 'cancelled' and a.cancelled_how like ",
            $pattern,
            "))"
        )
    };
}

pub(crate) use is_cancelled_like;

/// Keeps how an appointment has just been cancelled.
pub async fn classify(tx: &mut Tx, id: AppointmentId) -> StorageResult<()> {
    const SQL: &str = classify!("a.id = $1");
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// The same for all appointments that are cancelled.
pub async fn classify_all(tx: &mut Tx) -> StorageResult<()> {
    const SQL: &str = classify!("a.status = 'cancelled'");
    tx.run(SQL).await
}

/// Classifies those that an older version cancelled without. Safe to run in any number of processes at once.
///
/// # Errors
/// A failure of the storage.
pub(super) async fn fill(db: &Db) -> StorageResult<()> {
    const FIND: &str = "
        select a.id
        from appointment a
        where a.status = 'cancelled'
        and a.cancelled_how is null
        and exists (
            select 1
            from appointment_event e
            where e.appointment_id = a.id
            and e.to_status = 'cancelled'
        )";
    let mut conn = db.read().await?;
    let found: Vec<i64> = on!(&mut conn, c => sqlx::query_scalar(FIND).fetch_all(c).await)?;
    drop(conn);
    for some in found.chunks(500) {
        let fill = db.write(some.to_vec(), |tx, some| {
            Box::pin(async move {
                for id in some {
                    classify(tx, AppointmentId(*id)).await?;
                }
                Ok::<_, StorageError>(())
            })
        });
        fill.await?;
    }
    Ok(())
}

/// The pattern for a kind of cancellation; empty for none.
#[must_use]
pub fn pattern(kind: Option<Kind>) -> String {
    kind.map_or_else(String::new, |kind| kind.words().map(|word| word.unwrap_or("%")).join("."))
}
