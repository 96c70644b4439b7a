//! Messages between a patient, or someone the patient trusts with the whole record, and a practitioner with whom they share a
//! basis. A thread can be read for ever, and written in while the basis lasts.

pub mod attachment;
pub mod keep;
mod list;
mod reading;
mod seat;
pub mod setup;

pub use list::{Threads, count_unread, list, news, part};
pub use reading::{Conversation, PAGE, mark_read, one, open};
pub(super) use seat::{account_changed, ground_changed};

use jiff::Timestamp;

use self::seat::{announce, ground, seat, seat_in};
use super::{
    By, Failure, Outcome, Services,
    limits::Key,
    password::digest,
    refusals::{self, Tried},
};
use crate::{
    domain::{
        access::ProxyScope,
        account::Actor,
        audit::{Deed, Subject},
        ids::{MessageId, PatientId, PractitionerId, ThreadId},
        message::{self as rules, Side},
    },
    error::AppError,
    storage::{
        db::Tx,
        lock,
        message::{self, NewMessage},
        notice, sharing,
    },
};

pub use crate::storage::message::{
    Found, Listed, Message, Thread,
    attachment::Attachment,
    setup::{AwayMessage, QuickReply},
};

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct Sending {
    /// The thread.
    pub thread: ThreadId,
    /// The text as it was typed.
    pub text: String,
    /// Identifies one intent: sent again under it, the same text is one message. 8 to 64 characters.
    pub intent: String,
}

/// Sends a message with the files that the actor has attached. Sent again, it returns the message that it made.
///
/// # Errors
/// Not found for anyone who is on neither side; that the two no longer share a basis; a text that is too long, or empty without any
/// file; too many messages.
pub async fn send(services: &Services, actor: &Actor, sending: Sending) -> Outcome<MessageId> {
    sent(services, actor, sending, true).await
}

/// Sends a message for a program: the draft and files that its owner has on the page stay there. Sent again, even with another text
/// or to another thread, it returns the message that it made.
///
/// # Errors
/// The errors of [`send`]; an empty text.
pub async fn send_by_program(services: &Services, actor: &Actor, sending: Sending) -> Outcome<MessageId> {
    sent(services, actor, sending, false).await
}

async fn sent(services: &Services, actor: &Actor, sending: Sending, is_typed: bool) -> Outcome<MessageId> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let text = rules::parse(&sending.text)?;
    if !rules::INTENT.contains(&sending.intent.len()) {
        return Err(AppError::BadRequest.into());
    }
    services.limits.count(Key::MessageBy(me))?;
    let id = sending.thread;
    let intent = match is_typed {
        // Another text under the same intent is another message: someone went back and continued writing.
        true => format!("{id}.{}.{}", digest(&sending.intent), digest(&text)),
        false => format!("program.{}", digest(&sending.intent)),
    };
    let by = By::now(services, actor);
    let input = (id, text, intent, is_typed);
    let work = services.change(by, input, |tx, by, (id, text, intent, is_typed)| {
        Box::pin(send_in(tx, by, *id, (text, intent, *is_typed)))
    });
    refusals::told_of(services, actor, Tried::Thread(id), Deed::MessageSend, work.await).await
}

async fn send_in(
    tx: &mut Tx,
    by: &By,
    id: ThreadId,
    (text, intent, is_typed): (&str, &str, bool),
) -> Outcome<MessageId> {
    let (me, at, now) = (by.account()?, by.second(), by.at);
    // Checked first, so that no one waits for a thread that is not theirs; and again under the lock.
    let (thread, ..) = seat(tx, &by.actor, id, now).await?;
    lock::calendars(tx, [thread.practitioner.account(), thread.patient.account()]).await?;
    let (thread, side, basis) = seat(tx, &by.actor, id, now).await?;
    if let Some(made) = message::made_by_intent(tx, me, intent).await? {
        return Ok(made);
    }
    if ground(tx, &thread, now).await?.is_none() {
        return Err(AppError::ThreadClosed.into());
    }
    let files = if is_typed {
        // No file is added to this account's draft meanwhile.
        lock::documents(tx, thread.patient).await?;
        message::attachment::waiting(tx, id, me).await?
    } else {
        Vec::new()
    };
    rules::refuse_empty(text, files.len())?;
    let names: Vec<&str> = files.iter().map(|one| one.file.name.as_str()).collect();
    let written = NewMessage { body: text, files: &names.join(" "), intent, automatic: false };
    let made = message::insert(tx, id, me, written, at).await?.ok_or(AppError::Overtaken)?;
    if is_typed {
        message::attachment::send(tx, id, me, made).await?;
        message::delete_draft(tx, id, me).await?;
    }
    if side != Side::Practitioner {
        say_away(tx, &thread, now).await?;
    }
    let readers = message::readers(tx, &thread, at).await?;
    let (patient, practitioner) = (thread.patient, thread.practitioner.account());
    for reader in readers.iter().copied().filter(|reader| *reader != me) {
        let about = match side {
            Side::Practitioner => Some(patient).filter(|_| reader != patient.account()),
            // Others who read for the patient find it in the thread.
            _ if reader != practitioner => continue,
            Side::Proxy => Some(patient),
            Side::Patient => None,
        };
        notice::insert_of_thread(tx, reader, (id, me, about), at).await?;
    }
    announce(tx, &readers);
    by.on(basis).did(tx, Deed::MessageSend, Subject::from(id).of(patient));
    Ok(made)
}

/// Posts in the thread that its practitioner is away, once per absence, without notifying anyone.
async fn say_away(tx: &mut Tx, thread: &Thread, now: Timestamp) -> Outcome<()> {
    let Some(away) = setup::away_now(tx, thread.practitioner, now).await? else { return Ok(()) };
    let intent = format!("away.{}.{}", thread.id, away.ends_at.as_second());
    let written = NewMessage { body: &away.body, files: "", intent: &intent, automatic: true };
    // It has been posted if there is a message with this intent.
    message::insert(tx, thread.id, thread.practitioner.account(), written, now.as_second()).await?;
    Ok(())
}

/// Begins the thread of a patient and a practitioner, or finds it.
///
/// # Errors
/// Not found for anyone who is neither of them, nor trusted by the patient with the whole record, and without a basis.
pub async fn start(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    practitioner: PractitionerId,
) -> Outcome<ThreadId> {
    actor.id().ok_or(AppError::NotSignedIn)?;
    let by = By::now(services, actor);
    let work = services.change(by, (patient, practitioner), |tx, by, pair| Box::pin(start_in(tx, by, *pair)));
    refusals::told_of(services, actor, Tried::For(patient), Deed::MessageStart, work.await).await
}

async fn start_in(tx: &mut Tx, by: &By, (patient, practitioner): (PatientId, PractitionerId)) -> Outcome<ThreadId> {
    let thread = message::sides(tx, patient, practitioner).await?.ok_or(AppError::NotFound)?;
    let (_, basis) = seat_in(tx, &by.actor, &thread, by.at).await?;
    if thread.id.0 != 0 {
        return Ok(thread.id);
    }
    lock::calendars(tx, [practitioner.account(), patient.account()]).await?;
    ground(tx, &thread, by.at).await?.ok_or(AppError::NotFound)?;
    let id = message::begin(tx, patient, practitioner, by.second()).await?;
    by.on(basis).did(tx, Deed::MessageStart, Subject::from(id).of(patient));
    Ok(id)
}

/// Passes on the result of sending a message: if it was refused, the `typed` text is kept as the draft, so that nothing has to be
/// typed again.
///
/// # Errors
/// The error of sending.
pub async fn or_drafted<T>(
    services: &Services,
    actor: &Actor,
    thread: ThreadId,
    typed: &str,
    sent: Outcome<T>,
) -> Outcome<T> {
    let is_kept = matches!(
        sent,
        Err(Failure::Refused(AppError::Invalid(_) | AppError::TooManyAttempts(_) | AppError::ThreadClosed))
    );
    if is_kept && !typed.trim().is_empty() {
        // If keeping it fails, the refusal is what has to be reported.
        drop(save_draft(services, actor, thread, typed).await);
    }
    sent
}

/// The patients for whom the actor can open a thread with this practitioner: themselves, without a name, and those who trust them
/// with the whole record.
///
/// # Errors
/// A storage failure.
pub async fn writes_for(
    services: &Services,
    actor: &Actor,
    practitioner: PractitionerId,
) -> Outcome<Vec<(PatientId, String)>> {
    let Some(me) = actor.id() else { return Ok(Vec::new()) };
    let now = services.clock.now().as_second();
    let trusting = sharing::proxies_of(&mut services.db.read().await?, me, now).await?;
    let trusting = trusting.into_iter().filter(|proxy| proxy.account == me && proxy.scope == ProxyScope::Record);
    let mut all = vec![(PatientId(me.0), String::new())];
    all.extend(trusting.map(|proxy| (proxy.patient, proxy.patient_name)));
    let mut found = Vec::new();
    for one in all {
        if may_start(services, actor, one.0, practitioner).await? {
            found.push(one);
        }
    }
    Ok(found)
}

/// Whether the actor can open a thread between these two: it exists, or they share a basis.
///
/// # Errors
/// A storage failure.
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

/// Saves the actor's draft in a thread. An empty text deletes it.
///
/// # Errors
/// Not found for anyone who is on neither side.
pub async fn save_draft(services: &Services, actor: &Actor, id: ThreadId, text: &str) -> Outcome<()> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let by = By::now(services, actor);
    let work = services.change(by, (id, me, rules::draft(text)), |tx, by, (id, me, text)| {
        Box::pin(async move {
            seat(tx, &by.actor, *id, by.at).await?;
            Ok(message::put_draft(tx, *id, *me, text, by.second()).await?)
        })
    });
    refusals::told_of(services, actor, Tried::Thread(id), Deed::MessageDraft, work.await).await
}
