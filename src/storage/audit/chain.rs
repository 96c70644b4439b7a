//! The end of the chain, and appending to it.

use sqlx::postgres::PgConnection;

use super::{
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

/// The end of the chain.
pub async fn head(conn: &mut Conn) -> StorageResult<Head> {
    const SQL: &str = "
        select seq, hash, chained_after, key_id, keyed_after
        from audit_head
        where id = 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_one(c).await)?)
}

/// Appends the queued rows to the chain. On PostgreSQL the chain's end stays locked until the commit, so as few round trips as
/// possible are made: one to lock and read it, one to write the rows and the new end.
pub async fn join_chain(tx: &mut Tx) -> StorageResult<()> {
    let rows = std::mem::take(&mut tx.audited);
    if rows.is_empty() {
        return Ok(());
    }
    let key = tx.audit_key.clone();
    tx.changed(Topic::Audit);
    match &mut **tx {
        Conn::Sqlite(_) => append_each(tx, &key, rows).await,
        Conn::Postgres(connection) => append_at_once(connection, &key, rows).await,
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

async fn append_at_once(connection: &mut PgConnection, key: &AuditKey, rows: Vec<Written>) -> StorageResult<()> {
    const LOCK: &str = "
        select seq, hash, chained_after, key_id, keyed_after
        from audit_head
        where id = 1
        for update";
    const APPEND: &str = "
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
    let head: Head = sqlx::query_as(LOCK).fetch_one(&mut *connection).await?;
    let links = links(key, head, rows)?;
    let Some(Link { seq, hash, .. }) = links.last() else { return Ok(()) };
    let numbers = |of: fn(&Link) -> i64| links.iter().map(of).collect::<Vec<_>>();
    let keys = |of: fn(&Link) -> Option<i64>| links.iter().map(of).collect::<Vec<_>>();
    let texts = |of: fn(&Link) -> &String| links.iter().map(|link| of(link).clone()).collect::<Vec<_>>();
    sqlx::query(APPEND)
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
        .bind(seq)
        .bind(hash)
        .execute(connection)
        .await?;
    Ok(())
}
