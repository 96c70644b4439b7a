//! Bulk actions: the runs, and the outcome of each item.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    job::{Holder, Jobs, jobs},
    second::{MaybeSecond, Second},
};
use crate::domain::{bulk::Target, ids::AccountId};

/// The runs still to be worked off.
pub static JOBS: Jobs = jobs!("bulk_run", "asked_at", "'waiting'", "");

/// A run.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BulkRun {
    /// A random key, which addresses contain.
    pub id: String,
    /// The action, as JSON.
    pub deed: String,
    /// The credential epoch of the person who asked.
    pub epoch: i64,
    /// The run that it undoes.
    pub undoes: Option<String>,
    /// `waiting` or `ended`.
    pub stage: String,
    /// How many items are settled.
    pub done: i64,
    /// Of how many.
    pub total: i64,
    /// When it was requested.
    #[sqlx(try_from = "Second")]
    pub asked_at: Timestamp,
    /// When it ended.
    #[sqlx(try_from = "MaybeSecond")]
    pub ended_at: Option<Timestamp>,
}

/// A new run.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// A random key, which addresses contain.
    pub id: String,
    /// The action, as JSON.
    pub deed: String,
    /// The credential epoch of the person who asks.
    pub epoch: i64,
    /// The run that it undoes.
    pub undoes: Option<String>,
    /// The targets, and the people they concern.
    pub items: Vec<(Target, AccountId)>,
}

/// One of its items.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BulkItem {
    /// Its index in the run.
    pub position: i64,
    /// The target: a word, and a key.
    pub target: String,
    /// The key.
    pub target_id: i64,
    /// The target's version when it was seen, where that matters.
    pub version: Option<i64>,
    /// The new start, for actions that set one.
    #[sqlx(try_from = "MaybeSecond")]
    pub starts_at: Option<Timestamp>,
    /// Whom it concerns.
    pub person_id: i64,
    /// The full name of the person it concerns.
    pub full_name: String,
    /// Their email address.
    pub email: String,
    /// `waiting`, `done` or `not_done`.
    pub stage: String,
    /// Why it was not done, as JSON.
    pub why: String,
    /// The key of the row that was created.
    pub made_id: Option<i64>,
}

/// Stores a run; false if its key exists already.
pub async fn ask(tx: &mut Tx, account: AccountId, new: &NewRun, at: i64) -> StorageResult<bool> {
    const RUN: &str = "
        insert into bulk_run (id, account_id, deed, epoch, undoes, stage, total, asked_at)
        values ($1, $2, $3, $4, $5, 'waiting', $6, $7)
        on conflict (id) do nothing";
    const ITEM: &str = "
        insert into bulk_item (run_id, position, target, target_id, version, starts_at, person_id)
        values ($1, $2, $3, $4, $5, $6, $7)";
    let total = i64::try_from(new.items.len()).unwrap_or(i64::MAX);
    let asked = on!(&mut **tx, c => sqlx::query(RUN)
        .bind(new.id.clone())
        .bind(account.0)
        .bind(new.deed.clone())
        .bind(new.epoch)
        .bind(new.undoes.clone())
        .bind(total)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if asked == 0 {
        return Ok(false);
    }
    for (position, (target, person)) in (0i64..).zip(&new.items) {
        let (word, id) = target.stored();
        on!(&mut **tx, c => sqlx::query(ITEM)
            .bind(new.id.clone())
            .bind(position)
            .bind(word)
            .bind(id)
            .bind(target.version())
            .bind(target.starts_at().map(Timestamp::as_second))
            .bind(person.0)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(true)
}

/// One of an account's runs.
pub async fn find(conn: &mut Conn, account: AccountId, id: &str) -> StorageResult<Option<BulkRun>> {
    const SQL: &str = "
        select id, deed, epoch, undoes, stage, done, total, asked_at, ended_at
        from bulk_run
        where account_id = $1
        and id = $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(id.to_owned()).fetch_optional(c).await)?)
}

/// An account's runs, the latest first.
pub async fn latest(conn: &mut Conn, account: AccountId, limit: i64) -> StorageResult<Vec<BulkRun>> {
    const SQL: &str = "
        select id, deed, epoch, undoes, stage, done, total, asked_at, ended_at
        from bulk_run
        where account_id = $1
        order by asked_at desc, id
        limit $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(limit).fetch_all(c).await)?)
}

/// The run that undoes one, if there is one.
pub async fn undone_by(conn: &mut Conn, account: AccountId, id: &str) -> StorageResult<Option<String>> {
    const SQL: &str = "
        select id
        from bulk_run
        where account_id = $1
        and undoes = $2
        order by asked_at desc
        limit 1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).bind(id.to_owned()).fetch_optional(c).await)?)
}

/// The items of a run, in order.
pub async fn items(conn: &mut Conn, id: &str) -> StorageResult<Vec<BulkItem>> {
    const SQL: &str = "
        select i.position, i.target, i.target_id, i.version, i.starts_at, i.person_id, a.full_name, a.email,
            i.stage, i.why, i.made_id
        from bulk_item i
        join account a on a.id = i.person_id
        where i.run_id = $1
        order by i.position";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.to_owned()).fetch_all(c).await)?)
}

/// The first item that is to be done.
pub async fn next(conn: &mut Conn, id: &str) -> StorageResult<Option<BulkItem>> {
    const SQL: &str = "
        select i.position, i.target, i.target_id, i.version, i.starts_at, i.person_id, a.full_name, a.email,
            i.stage, i.why, i.made_id
        from bulk_item i
        join account a on a.id = i.person_id
        where i.run_id = $1
        and i.stage = 'waiting'
        order by i.position
        limit 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.to_owned()).fetch_optional(c).await)?)
}

/// Records an item's outcome: the key it created, or why it was not done; false if it is already settled.
pub async fn settle(tx: &mut Tx, id: &str, position: i64, outcome: Result<Option<i64>, String>) -> StorageResult<bool> {
    const SQL: &str = "
        update bulk_item
        set stage = $3, why = $4, made_id = $5
        where run_id = $1
        and position = $2
        and stage = 'waiting'";
    let (stage, why, made) = match outcome {
        Ok(made) => ("done", String::new(), made),
        Err(why) => ("not_done", why, None),
    };
    let settled = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.to_owned())
        .bind(position)
        .bind(stage)
        .bind(why.clone())
        .bind(made)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(settled == 1)
}

/// Records why the remaining items are not done.
pub async fn settle_rest(tx: &mut Tx, id: &str, why: &str) -> StorageResult<()> {
    const SQL: &str = "
        update bulk_item
        set stage = 'not_done', why = $2
        where run_id = $1
        and stage = 'waiting'";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.to_owned()).bind(why.to_owned()).execute(c).await.map(drop))?;
    Ok(())
}

/// Ends a run; false if this process no longer holds it.
pub async fn end(tx: &mut Tx, holder: &Holder, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update bulk_run
        set ended_at = $2, done = total
        where id = $1";
    if !JOBS.end(tx, holder, "ended").await? {
        return Ok(false);
    }
    on!(&mut **tx, c => sqlx::query(SQL).bind(holder.id.clone()).bind(at).execute(c).await.map(drop))?;
    Ok(true)
}

/// Releases a run, so that any process can continue it.
pub async fn give_back(tx: &mut Tx, holder: &Holder) -> StorageResult<()> {
    const SQL: &str = "
        update bulk_run
        set taken_by = '', taken_until = 0
        where id = $1
        and taken_by = $2";
    on!(&mut **tx, c => sqlx::query(SQL).bind(holder.id.clone()).bind(holder.by.clone()).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes runs that ended before an instant.
pub async fn sweep(tx: &mut Tx, before: i64) -> StorageResult<()> {
    const SQL: &str = "
        delete from bulk_run
        where stage = 'ended'
        and ended_at < $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(before).execute(c).await.map(drop))?;
    Ok(())
}
