//! The audit: who did what to which thing, on what basis, and with what outcome. It is append-only and a chain: each row carries
//! the hash of the previous one, so that a changed, missing or moved row shows. The hashes are keyed, so that the database alone is
//! not enough to forge it.

mod chain;
mod key;
mod merged;
mod search;

pub(super) use self::chain::join_chain;
pub use self::{
    key::AuditKey,
    merged::parts,
    search::{AuditFilter, Named, Way, search},
};

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    account::Actor,
    audit::{Deed, Subject},
    policy::Basis,
};

/// An event for the audit.
#[derive(Clone, Copy, Debug)]
pub struct AuditEvent<'a> {
    /// UTC seconds.
    pub at: i64,
    /// Who.
    pub actor: &'a Actor,
    /// What they did.
    pub deed: Deed,
    /// To what.
    pub subject: Subject<'a>,
    /// The ground for it.
    pub basis: Option<Basis>,
    /// `done`, or why not.
    pub outcome: &'static str,
    /// How often; usually once.
    pub times: i64,
}

impl<'a> AuditEvent<'a> {
    /// An event that was carried out.
    #[must_use]
    pub fn done(at: i64, actor: &'a Actor, deed: Deed, subject: impl Into<Subject<'a>>) -> Self {
        Self { at, actor, deed, subject: subject.into(), basis: None, outcome: "done", times: 1 }
    }

    /// The same, with another outcome.
    #[must_use]
    pub fn but(self, outcome: &'static str) -> Self {
        Self { outcome, ..self }
    }
}

/// A row of the audit as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stored {
    /// Its place in the chain, from 1.
    pub seq: i64,
    /// Its content.
    #[sqlx(flatten)]
    pub written: Written,
    /// The hash of the row before it.
    pub prev_hash: String,
    /// Its own, in hex; see [`Written::hash`].
    pub hash: String,
    /// The version of that hash: 1 for rows older than keys, 2 since.
    pub version: i64,
}

/// The content of an audit row.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Written {
    /// UTC seconds.
    pub at: i64,
    /// The actor; none for visitors and automatic events.
    pub actor_id: Option<i64>,
    /// What they did.
    pub action: String,
    /// To what kind of thing.
    pub entity: String,
    /// To which one.
    pub entity_id: Option<i64>,
    /// Whose record.
    pub patient_id: Option<i64>,
    /// Which part of it.
    pub part: String,
    /// The ground.
    pub basis: String,
    /// `done`, or why not.
    pub outcome: String,
    /// How often: equal refusals within a minute share one row.
    pub times: i64,
}

impl Written {
    /// In hex: the HMAC-SHA-256 under the key of the JSON array of the previous hash, the place, and every field in the order of
    /// this type.
    #[must_use]
    pub fn hash(&self, key: &AuditKey, prev_hash: &str, seq: i64) -> String {
        let Self { at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, times } = self;
        let row = serde_json::json!([
            prev_hash, seq, at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, times
        ]);
        key.digest(&row.to_string())
    }

    /// The same for a row older than keys: plain SHA-256, without a count.
    #[must_use]
    pub fn first_hash(&self, prev_hash: &str, seq: i64) -> String {
        let Self { at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, .. } = self;
        let row = serde_json::json!([
            prev_hash, seq, at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome
        ]);
        AuditKey::default().digest(&row.to_string())
    }
}

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Head {
    /// The last row's place.
    pub seq: i64,
    /// The last row's hash; empty where there is none.
    pub hash: String,
    /// The last row that is older than the chain.
    pub chained_after: i64,
    /// Which key signs the rows after `keyed_after`; see [`AuditKey::id`].
    pub key_id: String,
    /// The last row that is older than that key.
    pub keyed_after: i64,
}

/// Queues a row, which is written when the transaction's work is done; if the work is undone, so is the row.
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

/// The end of the chain.
pub async fn head(conn: &mut Conn) -> StorageResult<Head> {
    const SQL: &str = "
        select seq, hash, chained_after, key_id, keyed_after
        from audit_head
        where id = 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).fetch_one(c).await)?)
}

/// Makes the transaction's key the chain's, if the chain has none yet or, with `renew`, another one. Returns the chain's end, and
/// whether anything changed.
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

/// Up to `limit` rows after a place, in order.
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
