//! Everything held about a patient, for their data export.

use super::{
    Outcome, Services,
    forecast::{self, Foreseen},
    reason, timeline,
};
use crate::{
    domain::{
        account::{Actor, IdentifierKind},
        ids::PatientId,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        audit::{self, AuditFilter, Named},
        export::{self, Held},
        imported::{self, Whole},
        passkey::{self, Passkey},
    },
};

pub use crate::storage::export::Step;

/// A patient's data export.
#[derive(Debug)]
pub struct Export {
    /// The record.
    pub record: timeline::RecordPage,
    /// What was imported from another system, with its resources.
    pub brought_in: Vec<Whole>,
    /// The account.
    pub account: Account,
    /// The names with which its owner signs in.
    pub names: Vec<(IdentifierKind, String)>,
    /// Their passkeys.
    pub passkeys: Vec<Passkey>,
    /// Everything else.
    pub held: Held,
    /// The no-show forecast of their upcoming visits, where the clinic uses it.
    pub forecasts: Vec<Foreseen>,
    /// Who read the record or changed something in it, latest first.
    pub readings: Vec<Named>,
}

/// The actor's own, as a patient.
///
/// # Errors
/// The errors of [`timeline::download`].
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Export> {
    let record = timeline::download(services, actor).await?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let conn = &mut services.db.read().await?;
    let found = account::find(conn, me).await?.ok_or(AppError::NotFound)?;
    let names = account::names(conn, me).await?;
    let passkeys = passkey::of_account(conn, me).await?;
    let brought_in = imported::page(conn, &timeline::all_imported(PatientId(me.0))).await?;
    let mut held = export::held(conn, PatientId(me.0)).await?;
    for step in &mut held.steps {
        step.reason = reason::said(std::mem::take(&mut step.reason));
    }
    let forecasts = forecast::of_patient(services, conn, PatientId(me.0)).await?;
    let limit = super::audit::EXPORT;
    let filter = AuditFilter { of: Some(PatientId(me.0)), until: i64::MAX, limit, ..AuditFilter::default() };
    let readings = audit::search(conn, &filter).await?;
    Ok(Export { record, brought_in, account: found, names, passkeys, held, forecasts, readings })
}
