//! A page of a thread, as one of its readers sees it.

use super::{
    keep::may_keep,
    seat::{announce, ground, seat},
    setup,
};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        ids::{MessageId, ThreadId},
        message::Side,
    },
    error::AppError,
    service::{
        By, Outcome, Services,
        refusals::{self, Tried},
    },
    storage::{
        db::Tx,
        message::{
            self, Message, Stamp, Thread,
            attachment::Attachment,
            setup::{AwayMessage, QuickReply},
        },
        notice,
    },
};

/// Messages per page of a conversation.
pub const PAGE: i64 = 50;

/// A page of a thread, as one of its readers sees it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// The thread.
    pub thread: Thread,
    /// Which side the reader is on.
    pub side: Side,
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub has_older: bool,
    /// The last message that the reader has read.
    pub read_to: i64,
    /// The last message that the other side has read.
    pub seen_to: i64,
    /// Whether the reader can write in it now.
    pub may_write: bool,
    /// The reader's draft; may be empty.
    pub draft: String,
    /// The files of the messages.
    pub files: Vec<Attachment>,
    /// The files attached to the reader's draft.
    pub waiting: Vec<Attachment>,
    /// The absence message that patients read; only for them.
    pub away: Option<AwayMessage>,
    /// The practitioner's quick replies; only for them.
    pub replies: Vec<QuickReply>,
    /// The messages kept as notes, each with its entry in the record.
    pub kept: Vec<(i64, i64)>,
    /// Whether the reader may keep messages.
    pub may_keep: bool,
    /// The maximum size of a file, in millions of bytes.
    pub most_megabytes: u16,
    /// Distinguishes this state of the thread from any other.
    pub stamp: Stamp,
}

/// Opens a thread at its end or, with `before`, before one of its messages. Opening does not mark it as read.
///
/// # Errors
/// Not found for anyone who is on neither side, as if there were no such thread.
pub async fn open(
    services: &Services,
    actor: &Actor,
    id: ThreadId,
    before: Option<MessageId>,
) -> Outcome<Conversation> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let most = services.directory().await?.settings.document_megabytes;
    let input = (id, (before, most));
    let work =
        services.change(By::now(services, actor), input, |tx, by, (id, how)| Box::pin(open_in(tx, by, *id, *how)));
    refusals::told_of(services, actor, Tried::Thread(id), Deed::MessageRead, work.await).await
}

async fn open_in(
    tx: &mut Tx,
    by: &By,
    id: ThreadId,
    (before, most_megabytes): (Option<MessageId>, u16),
) -> Outcome<Conversation> {
    let (me, at, now) = (by.account()?, by.second(), by.at);
    let (thread, side, basis) = seat(tx, &by.actor, id, now).await?;
    // First: any change by others from here on, whether it is read below or not, changes the stamp.
    let stamp = message::stamp(tx, me, at, Some(id)).await?;
    let mut messages = message::page(tx, id, before, PAGE + 1).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_older = messages.len() > shown;
    if has_older {
        messages.remove(0);
    }
    let read_to = message::read_to(tx, id, me).await?;
    let (files, kept) = match (messages.first(), messages.last()) {
        (Some(first), Some(last)) => {
            let part = (MessageId(first.id), MessageId(last.id));
            (message::attachment::sent(tx, id, part).await?, message::setup::kept(tx, id, part).await?)
        }
        _ => (Vec::new(), Vec::new()),
    };
    let (away, replies, may_keep) = if side == Side::Practitioner {
        let replies = message::setup::replies(tx, thread.practitioner).await?;
        (None, replies, may_keep(tx, &by.actor, thread.patient, now).await?)
    } else {
        (setup::away_now(tx, thread.practitioner, now).await?, Vec::new(), false)
    };
    let (by_practitioner, by_patient) = message::seen(tx, &thread).await?;
    by.on(basis).did(tx, Deed::MessageRead, Subject::from(id).of(thread.patient));
    let found = Conversation {
        side,
        messages,
        has_older,
        read_to,
        seen_to: if side == Side::Practitioner { by_patient } else { by_practitioner },
        may_write: ground(tx, &thread, now).await?.is_some(),
        draft: message::draft(tx, id, me).await?,
        files,
        waiting: message::attachment::waiting(tx, id, me).await?,
        away,
        replies,
        kept,
        may_keep,
        most_megabytes,
        stamp,
        thread,
    };
    Ok(found)
}

/// One message with its files, in its thread. It is audited like every read of a thread.
///
/// # Errors
/// Not found for anyone who is on neither side of its thread.
pub async fn one(services: &Services, actor: &Actor, id: MessageId) -> Outcome<(Thread, Message, Vec<Attachment>)> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let thread = message::thread_of(&mut services.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let found = open(services, actor, thread, Some(MessageId(id.0.saturating_add(1)))).await?;
    let one = found.messages.into_iter().find(|one| one.id == id.0).ok_or(AppError::NotFound)?;
    let files = found.files.into_iter().filter(|file| file.message == Some(id)).collect();
    Ok((found.thread, one, files))
}

/// Marks a thread as read up to one of its messages, never backwards. It tells the actor nothing: the reading has its own audit
/// row.
///
/// # Errors
/// Not found for anyone who is on neither side, or if the message is not in this thread.
pub async fn mark_read(services: &Services, actor: &Actor, id: ThreadId, to: MessageId) -> Outcome<()> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let by = By::now(services, actor);
    let work = services.change(by, (id, to), |tx, by, (id, to)| Box::pin(mark_read_in(tx, by, *id, *to)));
    refusals::told_of(services, actor, Tried::Thread(id), Deed::MessageRead, work.await).await
}

async fn mark_read_in(tx: &mut Tx, by: &By, id: ThreadId, to: MessageId) -> Outcome<()> {
    let (me, at) = (by.account()?, by.second());
    let (thread, ..) = seat(tx, &by.actor, id, by.at).await?;
    message::one(tx, id, to).await?.ok_or(AppError::NotFound)?;
    let is_news = message::read_to(tx, id, me).await? < to.0;
    message::mark_read(tx, id, me, to, at).await?;
    // Notices belong to the thread: while there is more to read in it, they stay.
    let latest = message::page(tx, id, None, 1).await?;
    if latest.iter().all(|latest| latest.id <= to.0) {
        notice::mark_thread_read(tx, me, id, at).await?;
    }
    if is_news {
        let readers = message::readers(tx, &thread, at).await?;
        announce(tx, &readers);
    }
    Ok(())
}
