//! The audit: who did what to which thing, on what basis, and with what outcome. It is append-only and a chain: each row carries
//! the hash of the previous one, so that a changed, missing or moved row shows. The hashes are keyed, so that the database alone is
//! not enough to forge it.

mod chain;
mod expected;
mod key;
mod merged;
mod search;
mod written;

pub use self::{
    chain::head,
    key::AuditKey,
    merged::parts,
    search::{AuditFilter, Named, Way, find, search},
    written::{Head, Stored, Written},
};
pub(super) use self::{chain::join_chain, expected::Expected};

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    account::Actor,
    audit::{Deed, Subject},
    ids::AccountId,
    policy::Basis,
};

/// An event for the audit.
#[derive(Clone, Copy, Debug)]
pub struct AuditEvent<'a> {
    /// UTC seconds.
    pub at: i64,
    /// Whoever did it.
    pub actor: &'a Actor,
    /// What they did.
    pub deed: Deed,
    /// To what.
    pub subject: Subject<'a>,
    /// The basis for it.
    pub basis: Option<Basis>,
    /// `done`, or the reason for a refusal.
    pub outcome: &'static str,
    /// How often; usually once.
    pub times: i64,
}

impl<'a> AuditEvent<'a> {
    /// An event that succeeded.
    #[must_use]
    pub fn done(at: i64, actor: &'a Actor, deed: Deed, subject: impl Into<Subject<'a>>) -> Self {
        Self { at, actor, deed, subject: subject.into(), basis: None, outcome: "done", times: 1 }
    }

    /// The same event with another outcome.
    #[must_use]
    pub fn but(self, outcome: &'static str) -> Self {
        Self { outcome, ..self }
    }
}

/// Queues a row, which is written at the end of the transaction; if the work is undone, so is the row.
pub fn record(tx: &mut Tx, event: &AuditEvent<'_>) {
    let Subject { thing, id, patient, part } = event.subject;
    tx.audited.push(Written {
        at: event.at,
        actor_id: event.actor.id().map(|id| id.0),
        action: event.deed.as_str().to_owned(),
        entity: thing.as_str().to_owned(),
        entity_id: id,
        patient_id: patient.map(|id| id.0),
        part: part.to_owned(),
        basis: event.basis.map_or("", Basis::as_str).to_owned(),
        outcome: event.outcome.to_owned(),
        times: event.times,
    });
}

/// Whether the audit already records that an account did the same since `since` (UTC seconds).
pub async fn has_noted(
    conn: &mut Conn,
    actor: AccountId,
    (deed, subject): (Deed, Subject<'_>),
    since: i64,
) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from audit_event
        where actor_id = $1
        and at >= $2
        and action = $3
        and part = $4
        and coalesce(patient_id, 0) = $5
        and outcome = 'done'";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(actor.0)
        .bind(since)
        .bind(deed.as_str())
        .bind(subject.part.to_owned())
        .bind(subject.patient.map_or(0, |id| id.0))
        .fetch_one(c)
        .await)?;
    Ok(count > 0)
}

/// Adopts the transaction's key as the chain's, if the chain has none yet or, with `renew`, even if it has another. Returns the
/// chain's end, and whether anything changed.
///
/// # Errors
/// [`StorageError::AuditKey`] if another key is in use.
pub async fn begin_key(tx: &mut Tx, renew: bool) -> StorageResult<(Head, bool)> {
    const LOCK: &str = "update audit_head set seq = seq where id = 1";
    const SQL: &str = "
        update audit_head
        set key_id = $1, keyed_after = seq
        where id = 1";
    let id = tx.audit_key.id();
    on!(&mut **tx, c => sqlx::query(LOCK).execute(c).await.map(drop))?;
    tx.has_locked_chain = true;
    let found = head(tx).await?;
    if found.key_id == id {
        return Ok((found, false));
    }
    if !found.key_id.is_empty() && !renew {
        return Err(StorageError::AuditKey);
    }
    on!(&mut **tx, c => sqlx::query(SQL).bind(id).execute(c).await.map(drop))?;
    Ok((head(tx).await?, true))
}

/// Up to `limit` rows after a place in the chain, in order.
pub async fn after(conn: &mut Conn, seq: i64, limit: i64) -> StorageResult<Vec<Stored>> {
    const SQL: &str = "
        select seq, at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, prev_hash, hash,
        times, version
        from audit_event
        where seq > $1
        order by seq
        limit $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(seq).bind(limit).fetch_all(c).await)?)
}
