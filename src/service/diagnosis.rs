//! Diagnoses: made in a consultation, and resolved by their author.

use super::{By, Outcome, Services, consultation, entry, refusals};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        diagnosis::{Diagnosis, DiagnosisForm},
        draft::DraftKind,
        ids::{AppointmentId, EntryId},
        policy::Basis,
        record::EntryKind,
    },
    error::AppError,
    storage::{self, db::Tx, diagnosis, draft, entry::NewEntry},
};

pub use crate::storage::diagnosis::Diagnosed;

/// Adds a diagnosis in a consultation and deletes its draft. Sent twice, it is added once.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled; an invalid form.
pub async fn add(services: &Services, actor: &Actor, id: AppointmentId, form: &DiagnosisForm) -> Outcome<EntryId> {
    keep(services, actor, id, form, true).await
}

/// Like [`add`], for a program: the draft on the page stays as it is.
///
/// # Errors
/// The errors of [`add`].
pub async fn add_by_program(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    form: &DiagnosisForm,
) -> Outcome<EntryId> {
    keep(services, actor, id, form, false).await
}

async fn keep(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    form: &DiagnosisForm,
    is_typed: bool,
) -> Outcome<EntryId> {
    let (by, input) = (By::now(services, actor), (id, form.parse()?, is_typed));
    let work = services.change(by, input, |tx, by, (id, new, is_typed)| Box::pin(keep_in(tx, by, *id, new, *is_typed)));
    refusals::told(services, actor, id, Deed::DiagnosisWrite, work.await).await
}

async fn keep_in(tx: &mut Tx, by: &By, id: AppointmentId, new: &Diagnosis, is_typed: bool) -> Outcome<EntryId> {
    let visit = consultation::writing(tx, &by.actor, id).await?;
    if is_typed {
        draft::delete(tx, (visit.author, id, DraftKind::Diagnosis)).await?;
    }
    let known = diagnosis::of_patient(tx, visit.appointment.patient).await?;
    let same = known.iter().find(|one| {
        let entry = &one.line.entry;
        one.diagnosis == *new
            && one.resolved_at.is_none()
            && entry.author == visit.author
            && entry.appointment == Some(id)
    });
    if let Some(same) = same {
        return Ok(same.line.entry.id);
    }
    let made =
        storage::entry::insert(tx, &NewEntry { kind: EntryKind::Diagnosis, ..visit.entry(&new.name, by.second()) })
            .await?;
    diagnosis::insert(tx, made, new).await?;
    visit.did(tx, by, Deed::DiagnosisWrite, made);
    Ok(made)
}

/// Marks one of the actor's own diagnoses as resolved.
///
/// # Errors
/// Not found for anyone but its author; that it was already resolved or retracted.
pub async fn resolve(services: &Services, actor: &Actor, id: EntryId) -> Outcome<()> {
    let own = entry::own(services, actor, id, Deed::DiagnosisResolve).await?;
    let by = By::now(services, actor).on(Basis::Author);
    let work = services.change(by, own, |tx, by, own| {
        Box::pin(async move {
            if !diagnosis::resolve(tx, own.id, by.second()).await? {
                return Err(AppError::Overtaken.into());
            }
            by.did(tx, Deed::DiagnosisResolve, entry::subject(own));
            Ok(())
        })
    });
    work.await
}
