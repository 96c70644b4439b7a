//! Threads between patients and practitioners: their messages, each account's read position, and drafts.

pub mod attachment;
mod draft;
mod list;
pub mod setup;

pub use self::{
    draft::{delete_draft, draft, put_draft},
    list::{COUNT_UNREAD, Found, Listed, Stamp, count_unread, listed, search, stamp},
};

use jiff::Timestamp;
use sqlx::FromRow;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::{
    ids::{AccountId, MessageId, PatientId, PractitionerId, ThreadId},
    text::fold,
};

/// A thread and its two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The primary key in `thread`.
    pub id: ThreadId,
    /// The patient.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// The practitioner's profession.
    pub profession: String,
    /// Whether the practitioner's account is active.
    pub practises: bool,
    /// Whether the patient has closed their account.
    pub has_left: bool,
}

#[derive(FromRow)]
struct ThreadRow {
    id: i64,
    patient_id: i64,
    patient_name: String,
    practitioner_id: i64,
    practitioner_name: String,
    profession: String,
    practises: bool,
    has_left: bool,
}

impl From<ThreadRow> for Thread {
    fn from(row: ThreadRow) -> Self {
        Self {
            id: ThreadId(row.id),
            patient: PatientId(row.patient_id),
            patient_name: row.patient_name,
            practitioner: PractitionerId(row.practitioner_id),
            practitioner_name: row.practitioner_name,
            profession: row.profession,
            practises: row.practises,
            has_left: row.has_left,
        }
    }
}

/// A thread.
pub async fn find(conn: &mut Conn, id: ThreadId) -> StorageResult<Option<Thread>> {
    const SQL: &str = "
        select t.id, t.patient_id, p.full_name as patient_name, t.practitioner_id, d.full_name as practitioner_name,
            o.profession, d.status = 'active' as practises, p.closed_at is not null as has_left
        from thread t
        join account p on p.id = t.patient_id
        join account d on d.id = t.practitioner_id
        join practitioner o on o.id = t.practitioner_id
        where t.id = $1";
    let row: Option<ThreadRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(row.map(Thread::from))
}

/// The two sides of a thread that may not exist yet, in which case its key is 0; `None` if there is no such patient or
/// practitioner.
pub async fn sides(conn: &mut Conn, patient: PatientId, practitioner: PractitionerId) -> StorageResult<Option<Thread>> {
    const SQL: &str = "
        select coalesce(t.id, 0) as id, n.id as patient_id, p.full_name as patient_name, o.id as practitioner_id,
            d.full_name as practitioner_name, o.profession, d.status = 'active' as practises, p.closed_at is not null as has_left
        from patient n
        join account p on p.id = n.id
        join practitioner o on o.id = $2
        join account d on d.id = o.id
        left join thread t on t.patient_id = n.id and t.practitioner_id = o.id
        where n.id = $1";
    let row: Option<ThreadRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(practitioner.0).fetch_optional(c).await)?;
    Ok(row.map(Thread::from))
}

/// The thread of a pair; begins one if there is none.
pub async fn begin(tx: &mut Tx, patient: PatientId, practitioner: PractitionerId, at: i64) -> StorageResult<ThreadId> {
    const BEGIN: &str = "
        insert into thread (patient_id, practitioner_id, created_at)
        values ($1, $2, $3)
        on conflict (patient_id, practitioner_id) do nothing";
    const FIND: &str = "
        select id
        from thread
        where patient_id = $1
        and practitioner_id = $2";
    let (patient, practitioner) = (patient.0, practitioner.0);
    on!(&mut **tx, c => sqlx::query(BEGIN).bind(patient).bind(practitioner).bind(at).execute(c).await.map(drop))?;
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(FIND).bind(patient).bind(practitioner).fetch_one(c).await)?;
    Ok(ThreadId(id))
}

/// What is sent.
#[derive(Clone, Copy, Debug)]
pub struct NewMessage<'a> {
    /// What it says.
    pub body: &'a str,
    /// The names of its files, which the search also covers.
    pub files: &'a str,
    /// Names the intent.
    pub intent: &'a str,
    /// Whether it is sent automatically, while its author is away.
    pub automatic: bool,
}

/// Adds a message to a thread; `None` if its author's intent has already added one.
pub async fn insert(
    tx: &mut Tx,
    thread: ThreadId,
    author: AccountId,
    new: NewMessage<'_>,
    at: i64,
) -> StorageResult<Option<MessageId>> {
    const INSERT: &str = "
        insert into message (thread_id, author_id, body, folded, created_at, intent, automatic)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (author_id, intent) do nothing
        returning id";
    const NOTE: &str = "
        update thread
        set last_id = $2
        where id = $1
        and last_id < $2";
    let id: Option<i64> = on!(&mut **tx, c => sqlx::query_scalar(INSERT)
        .bind(thread.0)
        .bind(author.0)
        .bind(new.body)
        .bind(fold(&format!("{} {}", new.body, new.files)))
        .bind(at)
        .bind(new.intent)
        .bind(new.automatic)
        .fetch_optional(c)
        .await)?;
    if let Some(id) = id {
        on!(&mut **tx, c => sqlx::query(NOTE).bind(thread.0).bind(id).execute(c).await.map(drop))?;
    }
    Ok(id.map(MessageId))
}

/// The message that its author's intent has added.
pub async fn made_by_intent(conn: &mut Conn, author: AccountId, intent: &str) -> StorageResult<Option<MessageId>> {
    const SQL: &str = "
        select id
        from message
        where author_id = $1
        and intent = $2";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(author.0).bind(intent).fetch_optional(c).await)?;
    Ok(id.map(MessageId))
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Message {
    /// The primary key of the row.
    pub id: i64,
    /// Who wrote it.
    pub author: i64,
    /// The author's full name.
    pub author_name: String,
    /// What it says.
    pub body: String,
    /// When it was sent.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
    /// Whether it was sent automatically, while its author was away.
    pub automatic: bool,
}

/// The thread of a message.
pub async fn thread_of(conn: &mut Conn, id: MessageId) -> StorageResult<Option<ThreadId>> {
    const SQL: &str = "
        select thread_id
        from message
        where id = $1";
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(found.map(ThreadId))
}

/// One message of a thread.
pub async fn one(conn: &mut Conn, thread: ThreadId, id: MessageId) -> StorageResult<Option<Message>> {
    const SQL: &str = "
        select m.id, m.author_id as author, a.full_name as author_name, m.body, m.created_at as at, m.automatic
        from message m
        join account a on a.id = m.author_id
        where m.thread_id = $1
        and m.id = $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(thread.0).bind(id.0).fetch_optional(c).await)?)
}

/// The latest messages of a thread, oldest first; with `before`, those before that one.
pub async fn page(
    conn: &mut Conn,
    thread: ThreadId,
    before: Option<MessageId>,
    limit: i64,
) -> StorageResult<Vec<Message>> {
    const SQL: &str = "
        select m.id, m.author_id as author, a.full_name as author_name, m.body, m.created_at as at, m.automatic
        from message m
        join account a on a.id = m.author_id
        where m.thread_id = $1
        and m.id < $2
        order by m.id desc
        limit $3";
    let before = before.map_or(i64::MAX, |before| before.0);
    let mut found: Vec<Message> =
        on!(conn, c => sqlx::query_as(SQL).bind(thread.0).bind(before).bind(limit).fetch_all(c).await)?;
    found.reverse();
    Ok(found)
}

/// The last message that an account has read in a thread; 0 if none.
pub async fn read_to(conn: &mut Conn, thread: ThreadId, account: AccountId) -> StorageResult<i64> {
    const SQL: &str = "
        select read_to
        from message_read
        where thread_id = $1
        and account_id = $2";
    let found: Option<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(thread.0).bind(account.0).fetch_optional(c).await)?;
    Ok(found.unwrap_or(0))
}

/// Records the last message that an account has read in a thread. It never goes back.
pub async fn mark_read(tx: &mut Tx, thread: ThreadId, account: AccountId, to: MessageId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into message_read (thread_id, account_id, read_to, read_at)
        values ($1, $2, $3, $4)
        on conflict (thread_id, account_id) do update
        set read_to = excluded.read_to, read_at = excluded.read_at
        where message_read.read_to < excluded.read_to";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(thread.0)
        .bind(account.0)
        .bind(to.0)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// The last message read by the practitioner of a thread, and by anyone on the patient's side.
pub async fn seen(conn: &mut Conn, thread: &Thread) -> StorageResult<(i64, i64)> {
    const SQL: &str = "
        select coalesce(max(case when account_id = $2 then read_to end), 0),
            coalesce(max(case when account_id <> $2 then read_to end), 0)
        from message_read
        where thread_id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(thread.id.0).bind(thread.practitioner.0).fetch_one(c).await)?)
}

/// The current readers of a thread: its two sides, and proxies for the patient's whole record.
pub async fn readers(conn: &mut Conn, thread: &Thread, now: i64) -> StorageResult<Vec<AccountId>> {
    const SQL: &str = "
        select account_id
        from proxy
        where patient_id = $1
        and scope = 'record'
        and since <= $2
        and until > $2
        and ended_at is null
        group by account_id
        order by account_id";
    let trusted: Vec<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(thread.patient.0).bind(now).fetch_all(c).await)?;
    let mut all = vec![thread.patient.account(), thread.practitioner.account()];
    for one in trusted.into_iter().map(AccountId) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    Ok(all)
}

/// Everyone who reads a thread together with this account at `now`: the other side, and proxies for patients' whole records.
pub async fn correspondents(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<Vec<AccountId>> {
    const SQL: &str = "
        select practitioner_id
        from thread
        where patient_id = $1
        union
        select patient_id
        from thread
        where practitioner_id = $1
        union
        select p.account_id
        from thread t
        join proxy p on p.patient_id = t.patient_id
        where t.practitioner_id = $1
        and p.scope = 'record'
        and p.since <= $2
        and p.until > $2
        and p.ended_at is null";
    let all: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).bind(now).fetch_all(c).await)?;
    Ok(all.into_iter().map(AccountId).collect())
}
