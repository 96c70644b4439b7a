//! Notices: an outbox of notifications. They are written in the transaction that causes them, together with the letters to those
//! who want email. Any change to someone's notices refreshes their open pages.

mod announcement;
mod read;
mod receipt;
mod series;
mod stranded;
mod told;
mod unread;

use self::told::told;
pub use self::{
    announcement::{add_announcement, last_announcement_but, sweep_announcements},
    read::{Notice, NoticeFilter, find, latest},
    receipt::{heard_of_move, insert_receipt},
    series::fold,
    stranded::{asked_because, asked_to_move, insert_stranded},
    unread::{count_unread, has_unread, mark_read, mark_thread_read},
};
use super::{
    db::{Tx, on},
    delivery::{self, Purpose},
    error::StorageResult,
};
use crate::domain::{
    ids::{AccountId, AppointmentId, EntryId, OfferId, PatientId, ThreadId},
    notice::NoticeKind,
    topic::Topic,
};

/// SQL for the rest of a notice of kind `$2` about appointment `$3`: the appointment's current details, and who has just done what
/// to it (at `$4`). The reason is included only if something is taken away.
macro_rules! of_that_moment {
    () => {
        "
            (select starts_at from appointment where id = $3),
            (select c.time_zone from appointment a join centre c on c.id = a.centre_id where a.id = $3),
            (select actor_id from appointment_event where appointment_id = $3 and at = $4 order by id desc limit 1),
            coalesce((
                select case
                    when reason = 'moved' then ''
                    when $2 in ('appointment.cancelled', 'appointment.declined', 'appointment.moved') then reason
                    else ''
                end
                from appointment_event
                where appointment_id = $3
                and at = $4
                order by id desc
                limit 1
            ), '')"
    };
}

/// Notifies an account, also by a letter to its former address.
pub async fn insert_at_both(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    former: &str,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice (account_id, kind, created_at)
        values ($1, $2, $3)
        returning id";
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(at)
        .fetch_one(c)
        .await)?;
    told(tx, account, id, kind, at).await?;
    delivery::queue_to(tx, account, (Purpose::Notice, Some((id, kind.topic()))), former, at).await
}

/// Notifies an account.
pub async fn insert(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    appointment: Option<AppointmentId>,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = concat!(
        "
        insert into notice (account_id, kind, appointment_id, created_at, starts_at, time_zone, by_id, reason)
        select $1, $2, $3, $4,",
        of_that_moment!(),
        "
        returning id"
    );
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(appointment.map(|id| id.0))
        .bind(at)
        .fetch_one(c)
        .await)?;
    told(tx, account, id, kind, at).await
}

/// What a notice is about, besides its kind.
#[derive(Clone, Copy, Debug)]
pub enum About<'a> {
    /// What a person did or is about to do.
    Person(AccountId),
    /// A patient's record.
    Patient(PatientId),
    /// An entry in a patient's record.
    Entry(EntryId, PatientId),
    /// An offer from the waiting list.
    Offer(OfferId),
    /// An announcement, by the key of the run that sends it.
    Announcement(&'a str),
}

/// Notifies an account of something.
pub async fn insert_about(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    about: About<'_>,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice (account_id, kind, person_id, patient_id, entry_id, offer_id, announcement_id, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        returning id";
    let (mut person, mut patient, mut entry, mut offer, mut announcement) = (None, None, None, None, None);
    match about {
        About::Person(id) => person = Some(id.0),
        About::Patient(id) => patient = Some(id.0),
        About::Entry(id, of) => (entry, patient) = (Some(id.0), Some(of.0)),
        About::Offer(id) => offer = Some(id.0),
        About::Announcement(run) => announcement = Some(run.to_owned()),
    }
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(person)
        .bind(patient)
        .bind(entry)
        .bind(offer)
        .bind(announcement)
        .bind(at)
        .fetch_one(c)
        .await)?;
    told(tx, account, id, kind, at).await
}

/// Whether an account was notified of this about a person after an instant.
pub async fn was_told_of(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    person: AccountId,
    since: i64,
) -> StorageResult<bool> {
    const SQL: &str = "
        select exists (
            select 1
            from notice
            where account_id = $1
            and kind = $2
            and person_id = $3
            and created_at > $4
        )";
    Ok(on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(person.0)
        .bind(since)
        .fetch_one(c)
        .await)?)
}

/// Notifies a patient, and anyone who books for them, of a change to one of their appointments, except the account `except`.
pub async fn insert_for_patient(
    tx: &mut Tx,
    patient: PatientId,
    except: Option<AccountId>,
    kind: NoticeKind,
    appointment: AppointmentId,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = concat!(
        "
        insert into notice (account_id, kind, appointment_id, created_at, starts_at, time_zone, by_id, reason)
        select id, $2, $3, $4,",
        of_that_moment!(),
        "
        from (
            select id
            from account
            where id = $1
            union
            select account_id
            from proxy
            where patient_id = $1
            and books
            and since <= $4
            and until > $4
            and ended_at is null
        ) as told
        where id <> $5
        order by id
        returning account_id, id"
    );
    let written: Vec<(i64, i64)> = on!(&mut **tx, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(kind.as_str())
        .bind(appointment.0)
        .bind(at)
        .bind(except.map_or(0, |account| account.0))
        .fetch_all(c)
        .await)?;
    for (account, id) in written {
        told(tx, AccountId(account), id, kind, at).await?;
    }
    Ok(())
}

/// Notifies an account of a message in a thread; an unread notice about the same thread is extended instead. It names the patient
/// if they are neither its reader nor its writer.
pub async fn insert_of_thread(
    tx: &mut Tx,
    account: AccountId,
    (thread, by, about): (ThreadId, AccountId, Option<PatientId>),
    at: i64,
) -> StorageResult<()> {
    const FOLD: &str = "
        update notice
        set more = more + 1, created_at = $4, by_id = $5
        where account_id = $1
        and kind = $2
        and thread_id = $3
        and read_at is null
        returning id";
    const INSERT: &str = "
        insert into notice (account_id, kind, thread_id, created_at, by_id, patient_id)
        values ($1, $2, $3, $4, $5, $6)
        returning id";
    let kind = NoticeKind::MessageReceived;
    let folded: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(FOLD)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(thread.0)
        .bind(at)
        .bind(by.0)
        .fetch_optional(c)
        .await)?;
    if folded.is_some() {
        tx.changed(Topic::Account(account));
        return Ok(());
    }
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(INSERT)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(thread.0)
        .bind(at)
        .bind(by.0)
        .bind(about.map(|patient| patient.0))
        .fetch_one(c)
        .await)?;
    told(tx, account, id, kind, at).await
}
