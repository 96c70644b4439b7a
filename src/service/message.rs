//! Messages between a patient, or whoever the patient trusts with the whole record, and a practitioner with whom they share a ground.
//! A thread can be read for ever, and written in while the ground lasts.

mod list;

pub use list::{Threads, count_unread, list, news};

use jiff::Timestamp;

use super::{
    Failure, Outcome, Services, authorise,
    limits::Key,
    live,
    password::digest,
    refusals::{self, Tried},
    settings,
};
use crate::{
    domain::{
        access::Facts,
        account::Actor,
        ids::{AccountId, MessageId, PatientId, PractitionerId, ThreadId},
        message::{self as rules, Side},
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        access,
        audit::{self, AuditEvent},
        db::{Conn, Tx},
        lock,
        message::{self, Stamp, Thread},
        notice,
    },
};

pub use crate::storage::message::{Found, Listed, Message};

/// Messages on a page of a conversation.
pub const PAGE: i64 = 50;

/// A page of a thread, as one of its readers sees it.
#[derive(Clone, Debug)]
pub struct Conversation {
    /// The thread.
    pub thread: Thread,
    /// On which side the reader stands.
    pub side: Side,
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// Whether there are older ones.
    pub has_older: bool,
    /// Up to which message the reader had read it before.
    pub read_to: i64,
    /// Up to which message the other side has read it.
    pub seen_to: i64,
    /// Whether the reader can write in it now.
    pub may_write: bool,
    /// What the reader was writing; may be empty.
    pub draft: String,
    /// Tells this state of the thread from any other.
    pub stamp: Stamp,
}

/// What someone sends.
#[derive(Clone, Debug)]
pub struct Sending {
    /// In which thread.
    pub thread: ThreadId,
    /// What they wrote.
    pub text: String,
    /// Names one intent: the same text sent again under it is one message. 8 to 64 characters.
    pub intent: String,
}

/// Opens a thread at its end or, with `before`, before one of its messages. With `marks`, what is shown at its end counts as read.
///
/// # Errors
/// Not found for anyone who is on neither side, as if there were no such thread.
pub async fn open(
    services: &Services,
    actor: &Actor,
    id: ThreadId,
    before: Option<MessageId>,
    marks: bool,
) -> Outcome<Conversation> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let input = (actor.clone(), id, (before, marks), services.clock.now());
    let work = services.db.write(input, |tx, (actor, id, (before, marks), now)| {
        Box::pin(open_in(tx, actor, *id, (*before, *marks), *now))
    });
    let opened = work.await.map(|(found, told)| {
        tell(services, &told);
        found
    });
    refusals::told_of(services, actor, Tried::Thread(id), "message.read", opened).await
}

async fn open_in(
    tx: &mut Tx,
    actor: &Actor,
    id: ThreadId,
    (before, marks): (Option<MessageId>, bool),
    now: Timestamp,
) -> Outcome<(Conversation, Vec<AccountId>)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let at = now.as_second();
    let (thread, side, basis) = seat(tx, actor, id, now).await?;
    let mut messages = message::page(tx, id, before, PAGE + 1).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_older = messages.len() > shown;
    if has_older {
        messages.remove(0);
    }
    let read_to = message::read_to(tx, id, me).await?;
    let latest = messages.last().map(|last| last.id).filter(|last| before.is_none() && marks && *last > read_to);
    let mut told = Vec::new();
    if let Some(latest) = latest {
        message::mark_read(tx, id, me, MessageId(latest), at).await?;
        notice::mark_thread_read(tx, me, id, at).await?;
        told = message::readers(tx, &thread, at).await?;
        told.retain(|one| *one != me);
        announce(tx, &told).await?;
    }
    let (by_practitioner, by_patient) = message::seen(tx, &thread).await?;
    let event = AuditEvent::done(at, actor, "message.read", "thread").to(id.0);
    audit::record(tx, &event.in_record_of(thread.patient).on(basis));
    let found = Conversation {
        side,
        messages,
        has_older,
        read_to,
        seen_to: if side == Side::Practitioner { by_patient } else { by_practitioner },
        may_write: ground(tx, &thread, now).await?.is_some(),
        draft: message::draft(tx, id, me).await?,
        stamp: message::stamp(tx, me, at, Some(id)).await?,
        thread,
    };
    Ok((found, told))
}

/// Sends a message. Sent again, it returns the message that it made.
///
/// # Errors
/// Not found for anyone who is on neither side; that the two no longer share a ground; an empty or too long text; too many messages.
pub async fn send(services: &Services, actor: &Actor, sending: Sending) -> Outcome<MessageId> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let text = rules::parse(&sending.text)?;
    if !rules::INTENT.contains(&sending.intent.len()) {
        return Err(AppError::BadRequest.into());
    }
    services.limits.count(Key::MessageBy(me))?;
    let id = sending.thread;
    // Another text under the same name is another message: someone went back and wrote on.
    let intent = format!("{id}.{}.{}", digest(&sending.intent), digest(&text));
    let input = (actor.clone(), id, (text, intent), services.clock.now());
    let work = services
        .db
        .write(input, |tx, (actor, id, (text, intent), now)| Box::pin(send_in(tx, actor, *id, (text, intent), *now)));
    let sent = work.await.map(|(made, told)| {
        tell(services, &told);
        made
    });
    refusals::told_of(services, actor, Tried::Thread(id), "message.send", sent).await
}

async fn send_in(
    tx: &mut Tx,
    actor: &Actor,
    id: ThreadId,
    (text, intent): (&str, &str),
    now: Timestamp,
) -> Outcome<(MessageId, Vec<AccountId>)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let at = now.as_second();
    // Checked first, so that no one waits for a thread that is not theirs; and again under the lock.
    let (thread, ..) = seat(tx, actor, id, now).await?;
    lock::calendars(tx, [thread.practitioner.account(), thread.patient.account()]).await?;
    let (thread, side, basis) = seat(tx, actor, id, now).await?;
    if let Some(made) = message::made_by_intent(tx, me, intent).await? {
        return Ok((made, Vec::new()));
    }
    if ground(tx, &thread, now).await?.is_none() {
        return Err(AppError::ThreadClosed.into());
    }
    let made = message::insert(tx, id, me, (text, intent), at).await?.ok_or(AppError::Overtaken)?;
    message::delete_draft(tx, id, me).await?;
    let readers = message::readers(tx, &thread, at).await?;
    let (patient, practitioner) = (thread.patient, thread.practitioner.account());
    for reader in readers.iter().copied().filter(|reader| *reader != me) {
        let about = match side {
            Side::Practitioner => Some(patient).filter(|_| reader != patient.account()),
            // Whoever else reads for the patient finds it in the thread.
            _ if reader != practitioner => continue,
            Side::Proxy => Some(patient),
            Side::Patient => None,
        };
        notice::insert_of_thread(tx, reader, (id, me, about), at).await?;
    }
    announce(tx, &readers).await?;
    let event = AuditEvent::done(at, actor, "message.send", "thread").to(id.0);
    audit::record(tx, &event.in_record_of(patient).on(basis));
    Ok((made, readers))
}

/// Begins the thread of a patient and a practitioner, or finds it.
///
/// # Errors
/// Not found for anyone who is neither of them, nor trusted by the patient with the whole record, and without a ground.
pub async fn start(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    practitioner: PractitionerId,
) -> Outcome<ThreadId> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let input = (actor.clone(), (patient, practitioner), services.clock.now());
    let work = services
        .db
        .write(input, |tx, (actor, pair, now)| Box::pin(async move { start_in(tx, actor, *pair, *now).await }));
    refusals::told_of(services, actor, Tried::For(patient), "message.start", work.await).await
}

async fn start_in(
    tx: &mut Tx,
    actor: &Actor,
    (patient, practitioner): (PatientId, PractitionerId),
    now: Timestamp,
) -> Outcome<ThreadId> {
    let thread = message::sides(tx, patient, practitioner).await?.ok_or(AppError::NotFound)?;
    let (_, basis) = seat_in(tx, actor, &thread, now).await?;
    if thread.id.0 != 0 {
        return Ok(thread.id);
    }
    lock::calendars(tx, [practitioner.account(), patient.account()]).await?;
    ground(tx, &thread, now).await?.ok_or(AppError::NotFound)?;
    let id = message::begin(tx, patient, practitioner, now.as_second()).await?;
    let event = AuditEvent::done(now.as_second(), actor, "message.start", "thread").to(id.0);
    audit::record(tx, &event.in_record_of(patient).on(basis));
    Ok(id)
}

/// How the sending of a message ends: what was `typed` and refused is kept as the draft, so that nothing has to be typed again.
///
/// # Errors
/// What the sending answered.
pub async fn or_drafted<T>(
    services: &Services,
    actor: &Actor,
    thread: ThreadId,
    typed: Option<&str>,
    sent: Outcome<T>,
) -> Outcome<T> {
    let is_kept = matches!(sent, Err(Failure::Refused(AppError::Invalid(_) | AppError::TooManyAttempts(_))));
    if let Some(typed) = typed.filter(|typed| is_kept && !typed.trim().is_empty()) {
        // If it cannot be kept, that the message was refused is what has to be said.
        drop(save_draft(services, actor, thread, typed).await);
    }
    sent
}

/// The actor as a patient, if they can open a thread with this practitioner.
///
/// # Errors
/// The storage's failure.
pub async fn writes_as(services: &Services, actor: &Actor, practitioner: PractitionerId) -> Outcome<Option<PatientId>> {
    let Some(me) = actor.id().map(|me| PatientId(me.0)) else { return Ok(None) };
    Ok(may_start(services, actor, me, practitioner).await?.then_some(me))
}

/// Whether the actor can open a thread of these two: there is one, or they share a ground.
///
/// # Errors
/// The storage's failure.
pub async fn may_start(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    practitioner: PractitionerId,
) -> Outcome<bool> {
    if actor.id().is_none() {
        return Ok(false);
    }
    let now = services.clock.now();
    let conn = &mut services.db.read().await?;
    let Some(thread) = message::sides(conn, patient, practitioner).await? else { return Ok(false) };
    match seat_in(conn, actor, &thread, now).await {
        Ok(_) => Ok(thread.id.0 != 0 || ground(conn, &thread, now).await?.is_some()),
        Err(Failure::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Keeps what the actor is writing in a thread. An empty text is forgotten.
///
/// # Errors
/// Not found for anyone who is on neither side.
pub async fn save_draft(services: &Services, actor: &Actor, id: ThreadId, text: &str) -> Outcome<()> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let input = (actor.clone(), (id, me), rules::draft(text), services.clock.now());
    let work = services.db.write(input, |tx, (actor, (id, me), text, now)| {
        Box::pin(async move {
            seat(tx, actor, *id, *now).await?;
            Ok(message::put_draft(tx, *id, *me, text, now.as_second()).await?)
        })
    });
    refusals::told_of(services, actor, Tried::Thread(id), "message.draft", work.await).await
}

/// A thread, and on which side and ground the actor is in it.
async fn seat(conn: &mut Conn, actor: &Actor, id: ThreadId, now: Timestamp) -> Outcome<(Thread, Side, Basis)> {
    let thread = message::find(conn, id).await?.ok_or(AppError::NotFound)?;
    let (side, basis) = seat_in(conn, actor, &thread, now).await?;
    Ok((thread, side, basis))
}

/// On which side and ground the actor is in a thread.
///
/// # Errors
/// Not found for anyone who is on neither side.
async fn seat_in(conn: &mut Conn, actor: &Actor, thread: &Thread, now: Timestamp) -> Outcome<(Side, Basis)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let (patient, practitioner) = (thread.patient, thread.practitioner);
    let side = Side::of(me, patient, practitioner);
    let resource = match side {
        Side::Proxy => {
            let facts = access::facts(conn, me, patient).await?;
            Resource::Entrusted(patient, rules::in_their_place(&facts, now))
        }
        Side::Patient | Side::Practitioner => Resource::Appointment { patient, practitioner },
    };
    // Whoever lacks the role is told no more than anyone else.
    let basis = authorise(actor, Action::UseMessages, resource).map_err(|_| AppError::NotFound)?;
    Ok((side, if side == Side::Patient { Basis::Own } else { basis }))
}

/// The ground on which the two sides of a thread write to each other now.
async fn ground(conn: &mut Conn, thread: &Thread, now: Timestamp) -> Outcome<Option<Basis>> {
    let treating = settings(conn).await?.treating;
    let facts = access::facts(conn, thread.practitioner.account(), thread.patient).await?;
    Ok(rules::ground(&Facts { is_practitioner: thread.practises, treating, ..facts }, now))
}

/// Tells the open pages of these accounts, in the transaction; [`tell`] follows after the commit.
async fn announce(tx: &mut Tx, accounts: &[AccountId]) -> Outcome<()> {
    for account in accounts {
        live::announce(tx, live::of_account(*account)).await?;
    }
    Ok(())
}

fn tell(services: &Services, accounts: &[AccountId]) {
    for account in accounts {
        services.live.changed(live::of_account(*account));
    }
}
