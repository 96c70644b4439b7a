//! An account's threads: listed, counted and searched.

use jiff::Timestamp;
use sqlx::FromRow;

use super::super::{
    db::{Conn, on},
    error::StorageResult,
    second::Second,
};
use crate::domain::{
    ids::{AccountId, ThreadId},
    text::literal,
};

/// Whether account `$1` reads a thread `t` at `$2`: as one of its sides, or as a proxy for the patient's whole record. It is a
/// union, because PostgreSQL would read the whole table for alternatives of which one is a subquery.
macro_rules! is_read {
    () => {
        "t.id in (
            select id
            from thread
            where patient_id = $1
            union all
            select id
            from thread
            where practitioner_id = $1
            union all
            select shared.id
            from proxy
            join thread shared on shared.patient_id = proxy.patient_id
            where account_id = $1
            and scope = 'record'
            and since <= $2
            and until > $2
            and ended_at is null
        )"
    };
}

/// A thread in a list.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Listed {
    /// The primary key of the row.
    pub id: i64,
    /// The patient.
    pub patient: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The practitioner.
    pub practitioner: i64,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// The practitioner's profession.
    pub profession: String,
    /// The author of the latest message; 0 before the first.
    pub author: i64,
    /// The full name of the last message's author.
    pub author_name: String,
    /// What it says.
    pub body: String,
    /// When it was sent; before the first message, when the thread was begun.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
    /// The key of the latest message; 0 before the first.
    pub last: i64,
    /// How many messages from others the account has not read.
    pub unread: i64,
    /// Whether the account has a draft in it.
    pub has_draft: bool,
}

/// An account's threads with messages or its own drafts, latest messages first; starting after a message and thread, or ending
/// before them and in reverse.
pub async fn listed(
    conn: &mut Conn,
    (me, now): (AccountId, i64),
    (place, is_backwards): (Option<&(i64, i64)>, bool),
    (limit, offset): (i64, i64),
) -> StorageResult<Vec<Listed>> {
    macro_rules! threads {
        ($follows:literal, $way:literal) => {
            concat!(
                "
        select t.id, t.patient_id as patient, p.full_name as patient_name, t.practitioner_id as practitioner,
            d.full_name as practitioner_name, o.profession, coalesce(m.author_id, 0) as author,
            coalesce(a.full_name, '') as author_name, coalesce(m.body, '') as body,
            coalesce(m.created_at, t.created_at) as at, t.last_id as last,
            (
                select count(*)
                from message u
                where u.thread_id = t.id
                and u.id > coalesce(r.read_to, 0)
                and u.author_id <> $1
            ) as unread,
            w.body is not null as has_draft
        from thread t
        join account p on p.id = t.patient_id
        join account d on d.id = t.practitioner_id
        join practitioner o on o.id = t.practitioner_id
        left join message m on m.id = t.last_id
        left join account a on a.id = m.author_id
        left join message_read r on r.thread_id = t.id and r.account_id = $1
        left join message_draft w on w.thread_id = t.id and w.account_id = $1
        where ",
                is_read!(),
                "
        and (t.last_id > 0 or w.body is not null)
        and (t.last_id ",
                $follows,
                " $5 or (t.last_id = $5 and t.id ",
                $follows,
                " $6))
        order by t.last_id",
                $way,
                ", t.id",
                $way,
                "
        limit $3 offset $4"
            )
        };
    }
    let sql = if is_backwards { threads!(">", "") } else { threads!("<", " desc") };
    let (last, id) = place.copied().unwrap_or((i64::MAX, 0));
    Ok(on!(conn, c => sqlx::query_as(sql)
        .bind(me.0)
        .bind(now)
        .bind(limit)
        .bind(offset)
        .bind(last)
        .bind(id)
        .fetch_all(c)
        .await)?)
}

/// Counts the messages from others that account `$1` has not read at `$2`; every page runs this.
pub const COUNT_UNREAD: &str = concat!(
    "
    select count(*)
    from thread t
    left join message_read r on r.thread_id = t.id and r.account_id = $1
    join message m on m.thread_id = t.id and m.id > coalesce(r.read_to, 0)
    where ",
    is_read!(),
    "
    and t.last_id > coalesce(r.read_to, 0)
    and m.author_id <> $1"
);

/// How many messages from others an account has not read.
pub async fn count_unread(conn: &mut Conn, me: AccountId, now: i64) -> StorageResult<i64> {
    Ok(on!(conn, c => sqlx::query_scalar(COUNT_UNREAD).bind(me.0).bind(now).fetch_one(c).await)?)
}

/// A stamp that changes whenever something is written or read in threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct Stamp {
    /// The latest message.
    pub last: i64,
    /// The sum of all readers' positions; for one thread, only the others', as its page shows no more.
    pub marks: i64,
}

/// The stamp of one of the account's threads, or of all.
pub async fn stamp(conn: &mut Conn, me: AccountId, now: i64, thread: Option<ThreadId>) -> StorageResult<Stamp> {
    const SQL: &str = concat!(
        "
        select coalesce(max(t.last_id), 0) as last,
            cast(coalesce(sum((
                select sum(r.read_to)
                from message_read r
                where r.thread_id = t.id
                and ($3 = 0 or r.account_id <> $1)
            )), 0) as bigint) as marks
        from thread t
        where ",
        is_read!(),
        "
        and ($3 = 0 or t.id = $3)"
    );
    let thread = thread.map_or(0, |thread| thread.0);
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(me.0).bind(now).bind(thread).fetch_one(c).await)?)
}

/// A search result.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Found {
    /// The primary key of the row.
    pub id: i64,
    /// Its thread.
    pub thread: i64,
    /// The patient.
    pub patient: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The practitioner.
    pub practitioner: i64,
    /// The practitioner's name.
    pub practitioner_name: String,
    /// Who wrote it.
    pub author: i64,
    /// The full name of the message's author.
    pub author_name: String,
    /// What it says.
    pub body: String,
    /// When it was sent.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
}

/// The messages in an account's threads that contain all of up to four folded words, latest first.
pub async fn search(
    conn: &mut Conn,
    (me, now): (AccountId, i64),
    words: &[String],
    (offset, limit): (i64, i64),
) -> StorageResult<Vec<Found>> {
    const SQL: &str = concat!(
        "
        select m.id, t.id as thread, t.patient_id as patient, p.full_name as patient_name,
            t.practitioner_id as practitioner, d.full_name as practitioner_name, m.author_id as author,
            a.full_name as author_name, m.body, m.created_at as at
        from thread t
        join message m on m.thread_id = t.id
        join account p on p.id = t.patient_id
        join account d on d.id = t.practitioner_id
        join account a on a.id = m.author_id
        where ",
        is_read!(),
        "
        and m.folded like $3 escape '\\'
        and m.folded like $4 escape '\\'
        and m.folded like $5 escape '\\'
        and m.folded like $6 escape '\\'
        order by m.id desc
        limit $7 offset $8"
    );
    let pattern = |nth: usize| words.get(nth).map_or_else(|| "%".to_owned(), |word| format!("%{}%", literal(word)));
    Ok(on!(conn, c => sqlx::query_as(SQL)
        .bind(me.0)
        .bind(now)
        .bind(pattern(0))
        .bind(pattern(1))
        .bind(pattern(2))
        .bind(pattern(3))
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?)
}
