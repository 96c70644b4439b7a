//! The end of the chain, and appending to it.

use sqlx::postgres::PgConnection;

use super::{
    expected::Expected,
    key::AuditKey,
    written::{Head, Written},
};
use crate::{
    domain::topic::Topic,
    storage::{
        db::{Conn, Tx, on},
        error::{StorageError, StorageResult},
    },
};

/// A row with its place and its hashes.
struct Link {
    seq: i64,
    row: Written,
    prev_hash: String,
    hash: String,
}

/// Binds rows as arrays, `$1` to `$13`, and the end that they make, `$14` and `$15`.
macro_rules! bound {
    ($query:expr, $links:expr) => {{
        let links: &[Link] = $links;
        let numbers = |of: fn(&Link) -> i64| links.iter().map(of).collect::<Vec<_>>();
        let keys = |of: fn(&Link) -> Option<i64>| links.iter().map(of).collect::<Vec<_>>();
        let texts = |of: fn(&Link) -> &String| links.iter().map(|link| of(link).clone()).collect::<Vec<_>>();
        $query
            .bind(numbers(|link| link.seq))
            .bind(numbers(|link| link.row.at))
            .bind(keys(|link| link.row.actor_id))
            .bind(texts(|link| &link.row.action))
            .bind(texts(|link| &link.row.entity))
            .bind(keys(|link| link.row.entity_id))
            .bind(keys(|link| link.row.patient_id))
            .bind(texts(|link| &link.row.part))
            .bind(texts(|link| &link.row.basis))
            .bind(texts(|link| &link.row.outcome))
            .bind(texts(|link| &link.prev_hash))
            .bind(texts(|link| &link.hash))
            .bind(numbers(|link| link.row.times))
            .bind(links.last().map(|link| link.seq))
            .bind(links.last().map(|link| link.hash.clone()))
    }};
}

/// The end of the chain.
pub async fn head(conn: &mut Conn) -> StorageResult<Head> {
    const SQL: &str = "
        select seq, hash, chained_after, key_id, keyed_after
        from audit_head
        where id = 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_one(c).await)?)
}

/// Appends the queued rows to the chain.
pub async fn join_chain(tx: &mut Tx) -> StorageResult<()> {
    let rows = std::mem::take(&mut tx.audited);
    if rows.is_empty() {
        return Ok(());
    }
    let key = tx.audit_key.clone();
    tx.changed(Topic::Audit);
    let (expected, is_locked) = (tx.expected.clone(), tx.has_locked_chain);
    match &mut **tx {
        Conn::Sqlite(_) => append_each(tx, &key, rows).await,
        Conn::Postgres(connection) if is_locked => {
            let end = lock(connection).await?;
            append_at_once(connection, &links(&key, end, rows)?).await
        }
        Conn::Postgres(connection) => append_in_turn(connection, &key, rows, &expected).await,
    }
}

/// Links rows to the chain's end.
fn links(key: &AuditKey, head: Head, rows: Vec<Written>) -> StorageResult<Vec<Link>> {
    if head.key_id != key.id() {
        return Err(StorageError::AuditKey);
    }
    let (mut seq, mut prev_hash) = (head.seq, head.hash);
    let link = |row: Written| {
        seq += 1;
        let hash = row.hash(key, &prev_hash, seq);
        Link { seq, row, prev_hash: std::mem::replace(&mut prev_hash, hash.clone()), hash }
    };
    Ok(rows.into_iter().map(link).collect())
}

async fn append_each(tx: &mut Tx, key: &AuditKey, rows: Vec<Written>) -> StorageResult<()> {
    const INSERT: &str = "
        insert into audit_event
        (seq, at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, prev_hash, hash, times, version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 2)";
    const END: &str = "
        update audit_head
        set seq = $1, hash = $2
        where id = 1";
    let links = links(key, head(tx).await?, rows)?;
    for Link { seq, row, prev_hash, hash } in &links {
        on!(&mut **tx, c => sqlx::query(INSERT)
            .bind(seq)
            .bind(row.at)
            .bind(row.actor_id)
            .bind(&row.action)
            .bind(&row.entity)
            .bind(row.entity_id)
            .bind(row.patient_id)
            .bind(&row.part)
            .bind(&row.basis)
            .bind(&row.outcome)
            .bind(prev_hash)
            .bind(hash)
            .bind(row.times)
            .execute(c)
            .await
            .map(drop))?;
    }
    if let Some(Link { seq, hash, .. }) = links.last() {
        on!(&mut **tx, c => sqlx::query(END).bind(seq).bind(hash).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Appends rows where the chain is expected to end: one round trip locks the end and, if it is there, writes the rows and the new
/// end, so that the lock is held for as short as possible. If another process came first, they are written where it really ends.
///
/// The turn ends before the commit: the next change of this process then waits for this one in the database, already expecting what
/// this one makes. If this one is undone after all, the next finds the old end.
async fn append_in_turn(
    connection: &mut PgConnection,
    key: &AuditKey,
    rows: Vec<Written>,
    expected: &Expected,
) -> StorageResult<()> {
    let mut turn = expected.turn().await;
    let begins_at = match turn.take() {
        Some(known) => {
            let links = links(key, known.clone(), rows.clone())?;
            let found = append_if(connection, &links, &known).await?;
            if found == known {
                *turn = Some(end_of(&links, known));
                return Ok(());
            }
            found
        }
        None => lock(connection).await?,
    };
    let links = links(key, begins_at.clone(), rows)?;
    append_at_once(connection, &links).await?;
    *turn = Some(end_of(&links, begins_at));
    Ok(())
}

/// The end of a chain that ended at `before`, with these rows.
fn end_of(links: &[Link], before: Head) -> Head {
    match links.last() {
        Some(Link { seq, hash, .. }) => Head { seq: *seq, hash: hash.clone(), ..before },
        None => before,
    }
}

/// Locks the chain's end until the transaction ends, and reads it.
async fn lock(connection: &mut PgConnection) -> StorageResult<Head> {
    const SQL: &str = "
        select seq, hash, chained_after, key_id, keyed_after
        from audit_head
        where id = 1
        for update";
    Ok(sqlx::query_as(SQL).fetch_one(connection).await?)
}

/// Locks the chain's end, and appends rows if it is the expected one; returns the one found.
async fn append_if(connection: &mut PgConnection, links: &[Link], expected: &Head) -> StorageResult<Head> {
    const SQL: &str = "
        with head as (
            select id, seq, hash, chained_after, key_id, keyed_after
            from audit_head
            where id = 1
            for update
        ), same as (
            select id
            from head
            where seq = $16
            and hash = $17
            and chained_after = $18
            and key_id = $19
            and keyed_after = $20
        ), added as (
            insert into audit_event
            (seq, at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, prev_hash, hash, times,
            version)
            select line.*, 2
            from same
            cross join unnest(
                $1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[]
            ) as line
        ), moved as (
            update audit_head
            set seq = $14, hash = $15
            from same
            where audit_head.id = same.id
        )
        select seq, hash, chained_after, key_id, keyed_after
        from head";
    let found = bound!(sqlx::query_as(SQL), links)
        .bind(expected.seq)
        .bind(&expected.hash)
        .bind(expected.chained_after)
        .bind(&expected.key_id)
        .bind(expected.keyed_after);
    Ok(found.fetch_one(connection).await?)
}

/// Appends rows to the chain, whose end is locked.
async fn append_at_once(connection: &mut PgConnection, links: &[Link]) -> StorageResult<()> {
    const SQL: &str = "
        with added as (
            insert into audit_event
            (seq, at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, prev_hash, hash, times,
            version)
            select *, 2
            from unnest(
                $1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::bigint[]
            )
        )
        update audit_head
        set seq = $14, hash = $15
        where id = 1";
    bound!(sqlx::query(SQL), links).execute(connection).await?;
    Ok(())
}
