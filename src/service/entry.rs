//! Individual entries of the record: reading one in full, and what its author can still do with it.

use super::{
    By, Outcome, Services,
    consultation::Visit,
    record::{self, Asked},
    refusals::{self, Refusal},
};
use crate::{
    domain::{
        account::{Actor, Role},
        audit::{Deed, Subject},
        form::{self, Field},
        ids::{AccountId, EntryId, PatientId},
        policy::{Basis, holds},
        record::EntryKind,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        db::Tx,
        diagnosis::{self, Diagnosed},
        entry::{self, Entry, NewEntry},
        lock,
        note::{self, Version},
    },
};

pub use crate::storage::entry::Line;

/// An entry of the record with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The entry.
    pub line: Line,
    /// The appointment in which it was written.
    pub appointment: Option<Appointment>,
    /// A note's versions, oldest first.
    pub versions: Vec<Version>,
    /// The diagnosis, if the entry is one.
    pub diagnosis: Option<Diagnosed>,
    /// Whether the reader wrote it.
    pub is_author: bool,
}

/// One entry in full, for anyone who may read it.
///
/// # Errors
/// Not found if the reader's basis does not cover it.
pub async fn read(services: &Services, actor: &Actor, id: EntryId) -> Outcome<Detail> {
    let asked = record::ask(services, actor, id).await?;
    let found = detail(services, actor, &asked).await;
    record::told(services, actor, &asked, found).await
}

async fn detail(services: &Services, actor: &Actor, asked: &Asked) -> Outcome<Detail> {
    asked.seen(None)?;
    let (found, id) = (&asked.entry, asked.entry.id);
    let conn = &mut services.db.read().await?;
    let line = entry::line(conn, id).await?.ok_or(AppError::NotFound)?;
    let appointment = match found.appointment {
        Some(id) => appointment::find(conn, id).await?,
        None => None,
    };
    let versions = match found.kind {
        EntryKind::Note => note::versions(conn, id).await?,
        _ => Vec::new(),
    };
    let diagnosis = diagnosis::find(conn, id).await?;
    Ok(Detail { line, appointment, versions, diagnosis, is_author: actor.id() == Some(found.author) })
}

/// Retracts one of the actor's own entries as an error. It can still be read as such.
///
/// # Errors
/// Not found for anyone but its author; a missing reason; that it was already retracted.
pub async fn retract(services: &Services, actor: &Actor, id: EntryId, reason: &str) -> Outcome<()> {
    retract_as_seen(services, actor, id, reason, None).await
}

/// Like [`retract`], only if the given version of a note is still the latest, if one is given.
///
/// # Errors
/// The errors of [`retract`].
pub async fn retract_as_seen(
    services: &Services,
    actor: &Actor,
    id: EntryId,
    reason: &str,
    seen: Option<i64>,
) -> Outcome<()> {
    let own = own(services, actor, id, Deed::EntryRetract).await?;
    let reason = form::text(Field::Reason, reason, 3, 500)?;
    let by = By::now(services, actor).on(Basis::Author);
    let work = services.change(by, (own, reason, seen), |tx, by, (own, reason, seen)| {
        Box::pin(async move {
            lock::entry(tx, own.id).await?;
            if let Some(seen) = *seen {
                let versions = note::versions(tx, own.id).await?;
                if versions.last().is_none_or(|last| last.version != seen) {
                    return Err(AppError::Overtaken.into());
                }
            }
            if !entry::retract(tx, own.id, own.author, reason, by.second()).await? {
                return Err(AppError::Overtaken.into());
            }
            by.did(tx, Deed::EntryRetract, subject(own));
            Ok(())
        })
    });
    work.await
}

/// Whether the actor may change what this author wrote in a patient's record. An entry written as a practitioner can be changed
/// only by someone who still is one.
pub(super) fn is_theirs(actor: &Actor, author: AccountId, patient: PatientId) -> bool {
    actor.id() == Some(author) && (patient.account() == author || holds(actor, &[Role::Practitioner]))
}

/// An entry that the actor wrote, may still change, and has not retracted. Attempts by others are audited.
///
/// # Errors
/// Not found if it is not theirs; that it was retracted.
pub(super) async fn own(services: &Services, actor: &Actor, id: EntryId, deed: Deed) -> Outcome<Entry> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let found = entry::find(&mut services.db.read().await?, id).await?;
    let is_theirs = |found: &Entry| is_theirs(actor, found.author, found.patient);
    match found {
        Some(found) if is_theirs(&found) && found.retracted_at.is_none() => Ok(found),
        Some(found) if is_theirs(&found) => Err(AppError::Overtaken.into()),
        Some(found) => {
            let refusal = Refusal::of(deed, subject(&found).part(found.kind.as_str()));
            refusals::note(services, actor, refusal).await?;
            Err(AppError::NotFound.into())
        }
        None => Err(AppError::NotFound.into()),
    }
}

/// An entry as the subject of an audit row.
pub(super) fn subject(entry: &Entry) -> Subject<'static> {
    Subject::from(entry.id).of(entry.patient)
}

impl Visit {
    /// A note to be added in this appointment; the caller may change its kind.
    pub(super) fn entry<'a>(&self, title: &'a str, at: i64) -> NewEntry<'a> {
        NewEntry {
            patient: self.appointment.patient,
            author: self.author,
            appointment: Some(self.appointment.id),
            kind: EntryKind::Note,
            title,
            at,
        }
    }

    /// Audits what was added.
    pub(super) fn did(&self, tx: &mut Tx, by: &By, deed: Deed, id: EntryId) {
        by.on(self.basis).did(tx, deed, Subject::from(id).of(self.appointment.patient));
    }
}
