//! Rows of the audit, and their hashes.

use jiff::Timestamp;

use super::key::AuditKey;

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
    /// UTC seconds as stored, so that even rows that were tampered with can be read, and are detected.
    pub at: i64,
    /// The actor; `None` for visitors and automatic events.
    pub actor_id: Option<i64>,
    /// What they did.
    pub action: String,
    /// The kind of thing it was done to.
    pub entity: String,
    /// To which one.
    pub entity_id: Option<i64>,
    /// The patient whose record it is.
    pub patient_id: Option<i64>,
    /// The part of the thing.
    pub part: String,
    /// The ground.
    pub basis: String,
    /// `done`, or the reason for a refusal.
    pub outcome: String,
    /// How often: identical refusals within a minute share one row.
    pub times: i64,
}

impl Written {
    /// When it happened.
    #[must_use]
    pub fn happened_at(&self) -> Timestamp {
        Timestamp::from_second(self.at).unwrap_or_default()
    }

    /// The hash in hex: the HMAC-SHA-256 under the key of the JSON array of the previous hash, the place, and every field in the
    /// order of this type.
    #[must_use]
    pub fn hash(&self, key: &AuditKey, prev_hash: &str, seq: i64) -> String {
        let Self { at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, times } = self;
        let row = serde_json::json!([
            prev_hash, seq, at, actor_id, action, entity, entity_id, patient_id, part, basis, outcome, times
        ]);
        key.digest(&row.to_string())
    }

    /// The hash of a row older than keys: plain SHA-256, without a count.
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
    /// The last row's hash; empty if there is none.
    pub hash: String,
    /// The last row that is older than the chain.
    pub chained_after: i64,
    /// Which key signs the rows after `keyed_after`; see [`AuditKey::id`].
    pub key_id: String,
    /// The last row that is older than that key.
    pub keyed_after: i64,
}
