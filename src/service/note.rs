//! Notes: added in a consultation, and amended by their author in a new version. Earlier versions can still be read.

use super::{By, Outcome, Services, consultation, entry, refusals};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        draft::DraftKind,
        form::{self, Field},
        ids::{AppointmentId, EntryId},
        note::{NoteForm, title},
        policy::Basis,
        record::EntryKind,
    },
    error::AppError,
    storage::{
        db::Tx,
        draft,
        entry::{self as stored, NewEntry},
        lock,
        note::{self, Version},
    },
};

/// Adds a note in a consultation and deletes its draft. Does nothing if the note is blank, or if the author has already written
/// exactly this in it: the form was sent twice.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled; that it is too long.
pub async fn add(services: &Services, actor: &Actor, id: AppointmentId, form: &NoteForm) -> Outcome<Option<EntryId>> {
    let input = (id, form.parse()?);
    let by = By::now(services, actor);
    let work = services.change(by, input, |tx, by, (id, text)| Box::pin(add_in(tx, by, *id, text.as_deref())));
    refusals::told(services, actor, id, Deed::NoteWrite, work.await).await
}

async fn add_in(tx: &mut Tx, by: &By, id: AppointmentId, text: Option<&str>) -> Outcome<Option<EntryId>> {
    let visit = consultation::writing(tx, &by.actor, id).await?;
    draft::delete(tx, (visit.author, id, DraftKind::Note)).await?;
    let Some(text) = text else { return Ok(None) };
    if let Some(same) = note::find_same(tx, id, visit.author, text).await? {
        return Ok(Some(same));
    }
    let title = title(text);
    let new = NewEntry { kind: EntryKind::Note, ..visit.entry(&title, by.second()) };
    let made = crate::storage::entry::insert(tx, &new).await?;
    let first = Version { version: 1, body: text.to_owned(), reason: String::new(), at: by.at };
    note::insert(tx, made, &first).await?;
    visit.did(tx, by, Deed::NoteWrite, made);
    Ok(Some(made))
}

/// Amends one of the actor's own notes with a new version. Does nothing if the text is unchanged.
///
/// # Errors
/// Not found for anyone but its author; a missing reason or text; that it was retracted or amended in the meantime.
pub async fn amend(services: &Services, actor: &Actor, id: EntryId, text: &str, reason: &str) -> Outcome<()> {
    amend_as_seen(services, actor, id, (text, reason), None).await
}

/// Like [`amend`], only if the given version is still the latest, if one is given.
///
/// # Errors
/// The errors of [`amend`].
pub async fn amend_as_seen(
    services: &Services,
    actor: &Actor,
    id: EntryId,
    (text, reason): (&str, &str),
    seen: Option<i64>,
) -> Outcome<()> {
    let own = entry::own(services, actor, id, Deed::NoteAmend).await?;
    let mut problems = form::Problems::default();
    let text = problems.keep(form::text(Field::Note, text, 1, crate::domain::note::LONGEST));
    let reason = problems.keep(form::text(Field::AmendReason, reason, 3, 500));
    let (Some(body), Some(reason)) = (text, reason) else { return Err(problems.into_vec().into()) };
    if own.kind != EntryKind::Note {
        return Err(AppError::NotFound.into());
    }
    let by = By::now(services, actor).on(Basis::Author);
    let new = Version { version: 0, body, reason, at: by.at };
    let work = services.change(by, (own, new, seen), |tx, by, (own, new, seen)| {
        Box::pin(async move {
            lock::entry(tx, own.id).await?;
            if stored::find(tx, own.id).await?.is_none_or(|found| found.retracted_at.is_some()) {
                return Err(AppError::Overtaken.into());
            }
            let before = note::versions(tx, own.id).await?;
            let last = before.last().ok_or(AppError::NotFound)?;
            if seen.is_some_and(|seen| seen != last.version) {
                return Err(AppError::Overtaken.into());
            }
            if last.body == new.body {
                return Ok(());
            }
            let new = Version { version: last.version + 1, ..new.clone() };
            if !note::insert(tx, own.id, &new).await? {
                return Err(AppError::Overtaken.into());
            }
            by.did(tx, Deed::NoteAmend, Subject::from(own.id).of(own.patient));
            Ok(())
        })
    });
    work.await
}
