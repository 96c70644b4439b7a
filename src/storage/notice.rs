//! Notices: an outbox of what people should be told. They are written in the transaction that causes them.

mod series;
mod stranded;

pub use self::{
    series::fold,
    stranded::{asked_because, asked_to_move, insert_stranded},
};
use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::{AccountId, AppointmentId, EntryId, OfferId, PatientId, ThreadId},
    notice::NoticeKind,
};

/// The appointment's current details, and who has just done what to it (at `$4`): the rest of a notice of kind `$2` about
/// appointment `$3`. The reason is included only if something is taken away.
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

/// Tells an account about something.
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
        of_that_moment!()
    );
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(appointment.map(|id| id.0))
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Tells an account what someone did, or is about to do.
pub async fn insert_of_person(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    person: AccountId,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice (account_id, kind, person_id, created_at)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(person.0)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Tells an account about something concerning a patient's record.
pub async fn insert_of_patient(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    patient: PatientId,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice (account_id, kind, patient_id, created_at)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(patient.0)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Tells a patient, and anyone who books for them, about one of their appointments, except for the account `except`.
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
        from account
        where id <> $5
        and (
            id = $1
            or id in (
                select account_id
                from proxy
                where patient_id = $1
                and books
                and since <= $4
                and until > $4
                and ended_at is null
            )
        )
        order by id"
    );
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(patient.0)
        .bind(kind.as_str())
        .bind(appointment.0)
        .bind(at)
        .bind(except.map_or(0, |account| account.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Tells an account about an offer from the waiting list.
pub async fn insert_of_offer(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    offer: OfferId,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice (account_id, kind, offer_id, created_at)
        values ($1, $2, $3, $4)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(offer.0)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Tells an account about a line of a patient's record.
pub async fn insert_of_entry(
    tx: &mut Tx,
    account: AccountId,
    kind: NoticeKind,
    (entry, patient): (EntryId, PatientId),
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into notice (account_id, kind, entry_id, patient_id, created_at)
        values ($1, $2, $3, $4, $5)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(kind.as_str())
        .bind(entry.0)
        .bind(patient.0)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Tells an account that someone wrote in a thread; if a notice of that thread is still unread, that one counts it too. It names the
/// patient if they are someone other than its reader and its writer.
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
        values ($1, $2, $3, $4, $5, $6)";
    let kind = NoticeKind::MessageReceived.as_str();
    let folded: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(FOLD)
        .bind(account.0)
        .bind(kind)
        .bind(thread.0)
        .bind(at)
        .bind(by.0)
        .fetch_optional(c)
        .await)?;
    if folded.is_some() {
        return Ok(());
    }
    on!(&mut **tx, c => sqlx::query(INSERT)
        .bind(account.0)
        .bind(kind)
        .bind(thread.0)
        .bind(at)
        .bind(by.0)
        .bind(about.map(|patient| patient.0))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Marks an account's notices of a thread as read: the account has just read the thread.
pub async fn mark_thread_read(tx: &mut Tx, account: AccountId, thread: ThreadId, now: i64) -> StorageResult<()> {
    const SQL: &str = "
        update notice
        set read_at = $3
        where account_id = $1
        and thread_id = $2
        and read_at is null";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(thread.0).bind(now).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether an account has an unread notice of this kind.
pub async fn has_unread(conn: &mut Conn, account: AccountId, kind: NoticeKind) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from notice
        where account_id = $1
        and kind = $2
        and read_at is null";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).bind(kind.as_str()).fetch_one(c).await)?;
    Ok(count > 0)
}

/// How many unread notices an account has.
pub async fn count_unread(conn: &mut Conn, account: AccountId) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from notice
        where account_id = $1
        and read_at is null";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_one(c).await)?)
}

/// A notice, with everything its wording needs.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// The appointment it is about.
    pub appointment_id: Option<AppointmentId>,
    /// The record line it is about.
    pub entry_id: Option<EntryId>,
    /// The thread it is about.
    pub thread_id: Option<ThreadId>,
    /// The practitioner or field that it refers the patient to.
    pub referred_to: Option<String>,
    /// The appointment's start at that time, or the offered time, in UTC seconds.
    pub starts_at: Option<i64>,
    /// The zone of its centre.
    pub time_zone: Option<String>,
    /// The patient's name.
    pub patient: Option<String>,
    /// Whether the reader is the patient whose record it is about.
    pub is_patient: bool,
    /// Whether it is about a patient for whom the reader books.
    pub of_entrusted: bool,
    /// The name of the appointment's or the offer's practitioner, or of the author of the line; else of the person it is about.
    pub practitioner: Option<String>,
    /// Whether the reader is the appointment's practitioner.
    pub is_practitioner: bool,
    /// Who did it; `None` if it happened automatically.
    pub by: Option<String>,
    /// Whether they are clinic administrators.
    pub by_clinic: bool,
    /// Why; may be empty.
    pub reason: String,
    /// What was closed, if it asks for another time because of that; else empty.
    pub closed: String,
    /// How many further appointments of its series it also covers.
    pub more: i64,
    /// When it was written, UTC seconds.
    pub created_at: i64,
    /// Whether it has been read.
    pub read: bool,
}

#[derive(sqlx::FromRow)]
struct NoticeRow {
    id: i64,
    kind: String,
    appointment_id: Option<i64>,
    entry_id: Option<i64>,
    thread_id: Option<i64>,
    referred_to: Option<String>,
    starts_at: Option<i64>,
    time_zone: Option<String>,
    patient: Option<String>,
    is_patient: bool,
    of_entrusted: bool,
    practitioner: Option<String>,
    is_practitioner: bool,
    done_by: Option<String>,
    by_clinic: bool,
    reason: String,
    closed: String,
    more: i64,
    created_at: i64,
    read_at: Option<i64>,
}

/// The latest notices of an account.
pub async fn latest(conn: &mut Conn, account: AccountId, limit: i64) -> StorageResult<Vec<Notice>> {
    const SQL: &str = "
        select n.id, n.kind, n.appointment_id, n.entry_id, n.thread_id, coalesce(t.full_name, r.to_field) as referred_to,
            coalesce(n.starts_at, a.starts_at, o.starts_at) as starts_at, coalesce(n.time_zone, c.time_zone) as time_zone,
            p.full_name as patient, coalesce($1 = n.patient_id, false) as is_patient,
            coalesce($1 not in (a.patient_id, a.practitioner_id), false) as of_entrusted,
            d.full_name as practitioner, coalesce($1 = a.practitioner_id, false) as is_practitioner,
            b.full_name as done_by,
            coalesce(n.by_id not in (a.patient_id, a.practitioner_id), false) and exists (
                select 1 from account_role where account_id = n.by_id and role = 'administrator'
            ) as by_clinic,
            n.reason, n.closed, n.more, n.created_at, n.read_at
        from notice n
        left join appointment a on a.id = n.appointment_id
        left join waitlist_offer o on o.id = n.offer_id
        left join centre c on c.id = coalesce(a.centre_id, o.centre_id)
        left join entry e on e.id = n.entry_id
        left join referral r on r.entry_id = n.entry_id
        left join account t on t.id = r.to_practitioner_id
        left join account p on p.id = coalesce(a.patient_id, n.patient_id)
        left join account b on b.id = n.by_id
        left join account d on d.id = coalesce(a.practitioner_id, o.practitioner_id, e.author_id, n.person_id)
        where n.account_id = $1
        order by n.id desc
        limit $2";
    let rows: Vec<NoticeRow> = on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(limit).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Notice {
                kind: row.kind.parse().map_err(StorageError::inconsistent("notice", "kind", row.id))?,
                appointment_id: row.appointment_id.map(AppointmentId),
                entry_id: row.entry_id.map(EntryId),
                thread_id: row.thread_id.map(ThreadId),
                referred_to: row.referred_to,
                starts_at: row.starts_at,
                time_zone: row.time_zone,
                patient: row.patient,
                is_patient: row.is_patient,
                of_entrusted: row.of_entrusted,
                practitioner: row.practitioner,
                is_practitioner: row.is_practitioner,
                by: row.done_by,
                by_clinic: row.by_clinic,
                reason: row.reason,
                closed: row.closed,
                more: row.more,
                created_at: row.created_at,
                read: row.read_at.is_some(),
            })
        })
        .collect()
}

/// Marks all of an account's notices as read.
pub async fn mark_read(tx: &mut Tx, account: AccountId, now: i64) -> StorageResult<()> {
    const SQL: &str = "
        update notice
        set read_at = $2
        where account_id = $1
        and read_at is null";
    on!(&mut **tx, c => sqlx::query(SQL).bind(account.0).bind(now).execute(c).await.map(drop))?;
    Ok(())
}
