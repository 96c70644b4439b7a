//! Individual lines of the record: reading one in full, and what its author can still do with it.

use super::{
    Failure, Outcome, Services,
    consultation::Visit,
    record::{self, Asked},
    refusals::{self, Refusal},
};
use crate::{
    domain::{
        account::Actor,
        form::{self, Field},
        ids::EntryId,
        policy::Basis,
        record::EntryKind,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        audit::{self, AuditEvent},
        db::Tx,
        diagnosis::{self, Diagnosed},
        entry::{self, Entry, NewEntry},
        note::{self, Version},
    },
};

pub use crate::storage::entry::Line;

/// A line of the record with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The line.
    pub line: Line,
    /// The appointment that it was written in.
    pub appointment: Option<Appointment>,
    /// A note's versions, the first one first.
    pub versions: Vec<Version>,
    /// The diagnosis that it is.
    pub diagnosis: Option<Diagnosed>,
    /// Whether the reader wrote it.
    pub is_author: bool,
}

/// One line in full, for anyone who may read it.
///
/// # Errors
/// Not found if the reader's ground does not cover it.
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
    let own = own(services, actor, id, "entry.retract").await?;
    let reason = form::text(Field::Reason, reason, 3, 500)?;
    let input = (actor.clone(), own, reason, services.clock.now().as_second());
    let work = services.db.write(input, |tx, (actor, own, reason, at)| {
        Box::pin(async move {
            if !entry::retract(tx, own.id, own.author, reason, *at).await? {
                return Err(AppError::Overtaken.into());
            }
            audit::record(tx, &by_author(*at, actor, "entry.retract", own));
            Ok::<_, Failure>(())
        })
    });
    work.await
}

/// An entry that the actor wrote and has not retracted. Attempts by others are logged.
///
/// # Errors
/// Not found if it is not theirs; that it was retracted.
pub(super) async fn own(services: &Services, actor: &Actor, id: EntryId, action: &'static str) -> Outcome<Entry> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = entry::find(&mut services.db.read().await?, id).await?;
    match found {
        Some(found) if found.author == me && found.retracted_at.is_none() => Ok(found),
        Some(found) if found.author == me => Err(AppError::Overtaken.into()),
        Some(found) => {
            let (entity, part, outcome) = ("entry", found.kind.as_str().to_owned(), "refused");
            let (entity_id, patient) = (Some(found.id.0), Some(found.patient));
            refusals::note(services, actor, Refusal { action, entity, entity_id, patient, part, outcome }).await?;
            Err(AppError::NotFound.into())
        }
        None => Err(AppError::NotFound.into()),
    }
}

/// The audit row for what authors do with their own entries.
pub(super) fn by_author<'a>(at: i64, actor: &'a Actor, action: &'static str, own: &Entry) -> AuditEvent<'a> {
    AuditEvent::done(at, actor, action, "entry").to(own.id.0).on(Basis::Author).in_record_of(own.patient)
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

    /// Writes down that something was added.
    pub(super) fn audit(&self, tx: &mut Tx, actor: &Actor, action: &'static str, id: EntryId, at: i64) {
        let event = AuditEvent::done(at, actor, action, "entry").to(id.0).on(self.basis);
        audit::record(tx, &event.in_record_of(self.appointment.patient));
    }
}
