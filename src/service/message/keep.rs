//! Keeping a message as a note in the record: by the thread's practitioner, if they may add to the record.

use jiff::Timestamp;

use super::seat::seat;
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        ids::{EntryId, MessageId, PatientId, ThreadId},
        message::Side,
        note::title,
        record::EntryKind,
        time::Zone,
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services, record,
        refusals::{self, Tried},
    },
    storage::{
        db::{Conn, Tx},
        entry::{self, NewEntry},
        message::{self, setup},
        note::{self, Version},
    },
    words::{self, Reader, calendar, tr},
};

/// Whether someone on the practitioner's side may add other people's messages to the patient's record: as with files, they must be
/// able to read the record.
pub(super) async fn may_keep(conn: &mut Conn, actor: &Actor, patient: PatientId, now: Timestamp) -> Outcome<bool> {
    match record::ground(conn, actor, patient, now).await {
        Ok(access) => Ok(access.reach.takes_files()),
        Err(Failure::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Keeps one message of a thread as a note. If it was kept before, nothing changes. Returns the record's entry.
///
/// # Errors
/// Not found for anyone but the thread's practitioner, without a basis to add to the record, and for a message without text.
pub async fn keep(services: &Services, actor: &Actor, thread: ThreadId, id: MessageId) -> Outcome<EntryId> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let zone = services.directory().await?.clinic_zone();
    let by = By::now(services, actor);
    let input = ((thread, id), (zone, words::reader()));
    let work = services.change(by, input, |tx, by, (ids, written)| Box::pin(keep_in(tx, by, *ids, written)));
    refusals::told_of(services, actor, Tried::Thread(thread), Deed::MessageKeep, work.await).await
}

/// The note is in the language of the person who keeps it.
async fn keep_in(
    tx: &mut Tx,
    by: &By,
    (thread, id): (ThreadId, MessageId),
    (zone, reader): &(Zone, Reader),
) -> Outcome<EntryId> {
    let (actor, now) = (&by.actor, by.at);
    let (thread, side, _) = seat(tx, actor, thread, now).await?;
    if side != Side::Practitioner || !may_keep(tx, actor, thread.patient, now).await? {
        return Err(AppError::NotFound.into());
    }
    let access = record::ground(tx, actor, thread.patient, now).await?;
    let found = message::one(tx, thread.id, id).await?.filter(|found| !found.body.is_empty());
    let found = found.ok_or(AppError::NotFound)?;
    if let Some(kept) = setup::kept_as(tx, id).await? {
        return Ok(kept);
    }
    let sent = zone.tz().to_datetime(found.at);
    let (first, heading) = reader.read(|| {
        let first = tr!(KeptMessage, name = found.author_name, when = calendar::full_moment(sent));
        (first, tr!(KeptMessageTitle, text = found.body))
    });
    let body = format!("{first}\n\n{}", found.body);
    let (author, at) = (thread.practitioner.account(), by.second());
    let heading = title(&heading);
    let line =
        NewEntry { patient: thread.patient, author, appointment: None, kind: EntryKind::Note, title: &heading, at };
    let made = entry::insert(tx, &line).await?;
    note::insert(tx, made, &Version { version: 1, body, reason: String::new(), at: now }).await?;
    if !setup::keep(tx, id, made).await? {
        return Err(AppError::Overtaken.into());
    }
    by.on(access.basis).did(tx, Deed::NoteWrite, Subject::from(made).of(thread.patient).part("kept message"));
    Ok(made)
}
