//! Notes: added in a consultation, and amended by their author in a new version. Earlier versions can still be read.

use super::{Outcome, Services, consultation, entry, refusals};
use crate::{
    domain::{
        account::Actor,
        draft::DraftKind,
        form::{self, Field},
        ids::{AppointmentId, EntryId},
        note::{NoteForm, title},
        record::EntryKind,
    },
    error::AppError,
    storage::{
        audit::{self, AuditEvent},
        db::Tx,
        draft,
        entry::NewEntry,
        note::{self, Version},
    },
};

/// Adds a note in a consultation and deletes its draft. Does nothing if the note is blank, or if the author has already written
/// exactly this in it: the form was sent twice.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled; that it is too long.
pub async fn add(services: &Services, actor: &Actor, id: AppointmentId, form: &NoteForm) -> Outcome<Option<EntryId>> {
    let input = (actor.clone(), id, form.parse()?, services.clock.now().as_second());
    let work =
        services.db.write(input, |tx, (actor, id, text, at)| Box::pin(add_in(tx, actor, *id, text.as_deref(), *at)));
    refusals::told(services, actor, id, "note.write", work.await).await
}

async fn add_in(
    tx: &mut Tx,
    actor: &Actor,
    id: AppointmentId,
    text: Option<&str>,
    at: i64,
) -> Outcome<Option<EntryId>> {
    let visit = consultation::begun(tx, actor, id).await?;
    draft::delete(tx, (visit.author, id, DraftKind::Note)).await?;
    let Some(text) = text else { return Ok(None) };
    if let Some(same) = note::find_same(tx, id, visit.author, text).await? {
        return Ok(Some(same));
    }
    let title = title(text);
    let new = NewEntry { kind: EntryKind::Note, ..visit.entry(&title, at) };
    let made = crate::storage::entry::insert(tx, &new).await?;
    let first = Version { version: 1, body: text.to_owned(), reason: String::new(), at };
    note::insert(tx, made, &first).await?;
    visit.audit(tx, actor, "note.write", made, at);
    Ok(Some(made))
}

/// Amends one of the actor's own notes with a new version. Does nothing if the text is unchanged.
///
/// # Errors
/// Not found for anyone but its author; a missing reason or text; that it was retracted or amended in the meantime.
pub async fn amend(services: &Services, actor: &Actor, id: EntryId, text: &str, reason: &str) -> Outcome<()> {
    let own = entry::own(services, actor, id, "note.amend").await?;
    let mut problems = form::Problems::default();
    let text = problems.keep(form::text(Field::Note, text, 1, crate::domain::note::LONGEST));
    let reason = problems.keep(form::text(Field::AmendReason, reason, 3, 500));
    let (Some(body), Some(reason)) = (text, reason) else { return Err(problems.into_vec().into()) };
    if own.kind != EntryKind::Note {
        return Err(AppError::NotFound.into());
    }
    let at = services.clock.now().as_second();
    let new = Version { version: 0, body, reason, at };
    let work = services.db.write((actor.clone(), own, new), |tx, (actor, own, new)| {
        Box::pin(async move {
            let before = note::versions(tx, own.id).await?;
            let last = before.last().ok_or(AppError::NotFound)?;
            if last.body == new.body {
                return Ok(());
            }
            let new = Version { version: last.version + 1, ..new.clone() };
            if !note::insert(tx, own.id, &new).await? {
                return Err(AppError::Overtaken.into());
            }
            let event = AuditEvent::done(new.at, actor, "note.amend", "entry").to(own.id.0);
            audit::record(tx, &event.on(crate::domain::policy::Basis::Author).in_record_of(own.patient));
            Ok(())
        })
    });
    work.await
}
