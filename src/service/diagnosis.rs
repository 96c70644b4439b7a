//! Diagnoses: made in a consultation, and resolved by their author.

use super::{Failure, Outcome, Services, consultation, entry, refusals};
use crate::{
    domain::{
        account::Actor,
        diagnosis::{Diagnosis, DiagnosisForm},
        draft::DraftKind,
        ids::{AppointmentId, EntryId},
        record::EntryKind,
    },
    error::AppError,
    storage::{self, audit, db::Tx, diagnosis, draft, entry::NewEntry},
};

pub use crate::storage::diagnosis::Diagnosed;

/// Adds a diagnosis in a consultation and deletes its draft. Sent twice, it is added once.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled; what is wrong with the form.
pub async fn add(services: &Services, actor: &Actor, id: AppointmentId, form: &DiagnosisForm) -> Outcome<EntryId> {
    let input = (actor.clone(), id, form.parse()?, services.clock.now().as_second());
    let work = services.db.write(input, |tx, (actor, id, new, at)| Box::pin(add_in(tx, actor, *id, new, *at)));
    refusals::told(services, actor, id, "diagnosis.write", work.await).await
}

async fn add_in(tx: &mut Tx, actor: &Actor, id: AppointmentId, new: &Diagnosis, at: i64) -> Outcome<EntryId> {
    let visit = consultation::begun(tx, actor, id).await?;
    draft::delete(tx, (visit.author, id, DraftKind::Diagnosis)).await?;
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
        storage::entry::insert(tx, &NewEntry { kind: EntryKind::Diagnosis, ..visit.entry(&new.name, at) }).await?;
    diagnosis::insert(tx, made, new).await?;
    visit.audit(tx, actor, "diagnosis.write", made, at);
    Ok(made)
}

/// Marks one of the actor's own diagnoses as resolved.
///
/// # Errors
/// Not found for anyone but its author; that it was already resolved or retracted.
pub async fn resolve(services: &Services, actor: &Actor, id: EntryId) -> Outcome<()> {
    let own = entry::own(services, actor, id, "diagnosis.resolve").await?;
    let input = (actor.clone(), own, services.clock.now().as_second());
    let work = services.db.write(input, |tx, (actor, own, at)| {
        Box::pin(async move {
            if !diagnosis::resolve(tx, own.id, *at).await? {
                return Err(AppError::Overtaken.into());
            }
            audit::record(tx, &entry::by_author(*at, actor, "diagnosis.resolve", own));
            Ok::<_, Failure>(())
        })
    });
    work.await
}
