//! The audit: who did what to which thing, on what basis, with which outcome. Only ever added to.

use super::{
    db::{Tx, on},
    error::StorageResult,
};
use crate::domain::{account::Actor, policy::Basis};

/// One row of the audit.
#[derive(Clone, Debug)]
pub struct AuditEvent<'a> {
    /// UTC seconds.
    pub at: i64,
    /// Who.
    pub actor: &'a Actor,
    /// What they did: a verb of the clinic, such as `appointment.book`.
    pub action: &'static str,
    /// To what kind of thing.
    pub entity: &'static str,
    /// To which one.
    pub entity_id: Option<i64>,
    /// On what ground.
    pub basis: Option<Basis>,
    /// `done`, or why not.
    pub outcome: &'static str,
}

/// Adds a row.
pub async fn record(tx: &mut Tx, event: &AuditEvent<'_>) -> StorageResult<()> {
    const SQL: &str = "
        insert into audit_event (at, actor_id, action, entity, entity_id, basis, outcome)
        values ($1, $2, $3, $4, $5, $6, $7)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(event.at)
        .bind(event.actor.id().map(|id| id.0))
        .bind(event.action)
        .bind(event.entity)
        .bind(event.entity_id)
        .bind(event.basis.map_or("", Basis::as_str))
        .bind(event.outcome)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
