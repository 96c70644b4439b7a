//! Files in messages. Each is checked like a document and waits with its author's draft; once sent, both sides of the thread, and
//! anyone the patient trusts with the whole record, can open it.

use bytes::Bytes;
use futures::stream::BoxStream;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    Sending, or_drafted, save_draft,
    seat::{ground, seat},
    send,
};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        document::{FileProblem, file_name},
        ids::{AttachmentId, MessageId, PatientId, QuickReplyId, ThreadId},
        message::MOST_FILES,
        message_setup::with_reply,
        policy::Basis,
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services,
        document::{MEGABYTE, Upload, has_room, refused},
        refusals::{self, Tried},
    },
    storage::{
        db::{Conn, Tx},
        error::StorageError,
        files::new_key,
        lock,
        message::attachment::{self as stored, Attachment, NewAttachment},
    },
};

/// A file, streamed.
pub struct OpenedAttachment {
    /// What it is.
    pub attachment: Attachment,
    /// Its bytes.
    pub bytes: BoxStream<'static, Result<Bytes, StorageError>>,
}

/// Whether the actor may attach a file to their draft, and its maximum size in millions of bytes: asked before any of it is
/// received.
///
/// # Errors
/// Not found for anyone who is on neither side; that the two no longer share a basis.
pub async fn may_attach(services: &Services, actor: &Actor, id: ThreadId) -> Outcome<u16> {
    let now = services.clock.now();
    let seen = writable(&mut services.db.read().await?, actor, id, now).await;
    refusals::told_of(services, actor, Tried::Thread(id), Deed::MessageAttach, seen).await?;
    Ok(services.directory().await?.settings.document_megabytes)
}

/// The maximum size of a file, in millions of bytes, for a form that includes one: asked before any of it is received. If nothing
/// can be written any more, the typed text is kept all the same.
///
/// # Errors
/// Not found for anyone who is on neither side.
pub async fn largest(services: &Services, actor: &Actor, id: ThreadId) -> Outcome<u16> {
    let now = services.clock.now();
    let seen = seat(&mut services.db.read().await?, actor, id, now).await;
    refusals::told_of(services, actor, Tried::Thread(id), Deed::MessageSend, seen).await?;
    Ok(services.directory().await?.settings.document_megabytes)
}

/// The patient whose thread it is, and the basis on which the actor writes in it now.
async fn writable(conn: &mut Conn, actor: &Actor, id: ThreadId, now: Timestamp) -> Outcome<(PatientId, Basis)> {
    let (thread, _, basis) = seat(conn, actor, id, now).await?;
    if ground(conn, &thread, now).await?.is_none() {
        return Err(AppError::ThreadClosed.into());
    }
    Ok((thread.patient, basis))
}

/// Adds a file to what the actor writes in a thread. If it is refused or fails, nothing of it is left behind.
///
/// This future must not be dropped halfway: a request runs it in a task of its own. The sweep of document files finds whatever a
/// crash leaves behind.
///
/// # Errors
/// What is wrong with the file; the errors of [`may_attach`].
pub async fn attach(services: &Services, actor: &Actor, id: ThreadId, upload: Upload) -> Outcome<AttachmentId> {
    let most = may_attach(services, actor, id).await?;
    if upload.name.is_empty() && upload.bytes.is_empty() {
        return Err(refused(FileProblem::Missing).into());
    }
    if upload.bytes.len() > usize::from(most) * MEGABYTE {
        return Err(refused(FileProblem::TooLarge(most)).into());
    }
    let room = services.directory().await?.settings.record_megabytes;
    {
        // An early check, before the file is examined; the one that counts is in the transaction.
        let me = actor.id().ok_or(AppError::NotSignedIn)?;
        let mut conn = services.db.read().await?;
        if stored::waiting(&mut conn, id, me).await?.len() >= MOST_FILES {
            return Err(refused(FileProblem::MessageFull).into());
        }
    }
    let checked = services.checker.check(upload.bytes.into()).await?.map_err(refused)?;
    let new = NewAttachment {
        name: file_name(&upload.name, checked.media),
        media: checked.media,
        bytes: i64::try_from(checked.bytes.len()).unwrap_or(i64::MAX),
        sha256: hex::encode(Sha256::digest(&checked.bytes)),
        key: new_key(),
    };
    // The file first, so that a row never points at nothing.
    let added = match services.files.put(&new.key, checked.bytes).await {
        Ok(()) => {
            let input = (id, new.clone(), room);
            let work = services.change(By::now(services, actor), input, |tx, by, (id, new, room)| {
                Box::pin(attach_in(tx, by, *id, (new, *room)))
            });
            work.await
        }
        Err(failure) => Err(failure.into()),
    };
    // If the row may exist despite the error, the sweep decides.
    if added.as_ref().is_err_and(Failure::is_undone) {
        forget_file(services, &new.key).await;
    }
    added
}

async fn attach_in(tx: &mut Tx, by: &By, id: ThreadId, (new, room): (&NewAttachment, u16)) -> Outcome<AttachmentId> {
    // A role may have been revoked while the file was being uploaded.
    let by = &by.again(tx).await?;
    let (me, actor, now) = (by.account()?, &by.actor, by.at);
    let (thread, ..) = seat(tx, actor, id, now).await?;
    lock::calendars(tx, [thread.practitioner.account(), thread.patient.account()]).await?;
    lock::documents(tx, thread.patient).await?;
    // Read again: the basis may have ended while the file was being uploaded.
    let (patient, basis) = writable(tx, actor, id, now).await?;
    if stored::waiting(tx, id, me).await?.len() >= MOST_FILES {
        return Err(refused(FileProblem::MessageFull).into());
    }
    has_room(tx, patient, new.bytes, room).await?;
    let made = stored::insert(tx, id, me, new, by.second()).await?;
    by.on(basis).did(tx, Deed::MessageAttach, Subject::from(made).of(patient));
    Ok(made)
}

/// Nothing points at it: if it cannot be deleted now, it is deleted later.
async fn forget_file(services: &Services, key: &str) {
    if let Err(e) = services.files.delete(key).await {
        tracing::warn!(error = %e, "a file that belongs to nothing is left for the sweep");
    }
}

/// Removes a file that the actor has attached but not sent. Returns the thread.
///
/// # Errors
/// Not found for anyone else's, and for one that was sent.
pub async fn detach(services: &Services, actor: &Actor, id: AttachmentId) -> Outcome<ThreadId> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let work = services.change(By::now(services, actor), id, |tx, by, id| Box::pin(detach_in(tx, by, *id))).await;
    let removed = refusals::told_of(services, actor, Tried::Attachment(id), Deed::MessageDetach, work).await?;
    forget_file(services, &removed.file.key).await;
    Ok(removed.thread)
}

async fn detach_in(tx: &mut Tx, by: &By, id: AttachmentId) -> Outcome<Attachment> {
    let me = by.account()?;
    let found = stored::find(tx, id).await?.filter(|found| found.author == me).ok_or(AppError::NotFound)?;
    let (thread, _, basis) = seat(tx, &by.actor, found.thread, by.at).await?;
    // It may be about to be sent.
    lock::documents(tx, thread.patient).await?;
    if !stored::delete_waiting(tx, id, me).await? {
        return Err(AppError::NotFound.into());
    }
    by.on(basis).did(tx, Deed::MessageDetach, Subject::from(id).of(thread.patient));
    Ok(found)
}

/// A file of a thread, for its two sides and people whom the patient trusts; before it is sent, for its author only. The read is
/// audited once the data is ready to be handed over.
///
/// # Errors
/// Not found for anyone else; a storage failure.
pub async fn open_file(services: &Services, actor: &Actor, id: AttachmentId) -> Outcome<OpenedAttachment> {
    let found = found_for(services, actor, id).await;
    let (attachment, patient, basis) =
        refusals::told_of(services, actor, Tried::Attachment(id), Deed::MessageReadFile, found).await?;
    let bytes = services.files.read(&attachment.file.key, 0..u64::MAX).await?;
    let work = services.change(By::now(services, actor).on(basis), (id, patient), |tx, by, (id, patient)| {
        Box::pin(async move {
            by.did(tx, Deed::MessageReadFile, Subject::from(*id).of(*patient));
            Ok(())
        })
    });
    work.await?;
    Ok(OpenedAttachment { attachment, bytes })
}

async fn found_for(services: &Services, actor: &Actor, id: AttachmentId) -> Outcome<(Attachment, PatientId, Basis)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let now = services.clock.now();
    let conn = &mut services.db.read().await?;
    let found = stored::find(conn, id).await?.ok_or(AppError::NotFound)?;
    let (thread, _, basis) = seat(conn, actor, found.thread, now).await?;
    if found.message.is_none() && found.author != me {
        return Err(AppError::NotFound.into());
    }
    Ok((found, thread.patient, basis))
}

/// A submitted form.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The message.
    pub sending: Sending,
    /// A file sent with it.
    pub file: Option<Upload>,
    /// What to do with it.
    pub then: Then,
}

/// What a form's button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// To send the message.
    Send,
    /// Only attaches the file, and keeps the text for later.
    Write,
    /// Appends a quick reply to the text, and keeps it.
    Reply(QuickReplyId),
}

/// Attaches a form's file and sends its message, or keeps the draft, even if part of it is refused. Returns the message that was
/// sent.
///
/// # Errors
/// The errors of [`attach`] and [`send`].
pub async fn send_form(services: &Services, actor: &Actor, letter: Letter) -> Outcome<Option<MessageId>> {
    let Letter { sending, file, then } = letter;
    let (thread, mut text) = (sending.thread, sending.text.clone());
    if let Then::Reply(id) = then {
        text = with_reply(&text, &super::setup::reply(services, actor, id).await?);
    }
    let done = match file {
        Some(file) => attach(services, actor, thread, file).await.map(drop),
        None if then == Then::Write => Err(refused(FileProblem::Missing).into()),
        None => Ok(()),
    };
    let done = match done {
        Ok(()) if then != Then::Send => Ok(None),
        Ok(()) => send(services, actor, sending).await.map(Some),
        Err(failure) => Err(failure),
    };
    // Even if only a file was added.
    if matches!(done, Ok(None)) && !text.trim().is_empty() {
        save_draft(services, actor, thread, &text).await?;
    }
    or_drafted(services, actor, thread, &text, done).await
}
