//! Messages to the clinic, and its inbox: administrators and front desks take messages, answer and close them. What one of them
//! does shows up on the others' open pages.

use super::{
    By, Outcome, Services, authorise, language,
    limits::{Key, Source},
};
use crate::{
    domain::{
        account::{Actor, Email},
        audit::{Deed, Subject, Thing},
        form::{Field, Problems, text},
        ids::{AccountId, ContactMessageId},
        inbox::{HOLDERS, InboxEvent, Standing},
        notice::NoticeKind,
        ordering::Page,
        patient::LONGEST_NAME,
        policy::{Action, Basis, Resource},
        topic::Topic,
    },
    error::AppError,
    storage::{
        account,
        contact::{self, NewEvent, NewMessage},
        db::{Conn, Tx},
        delivery, lock, notice,
    },
};

pub use crate::storage::contact::{
    ContactMessage, Event,
    list::{InboxFilter, place_of},
};

/// The maximum length of a message and of an answer, in characters.
const LONGEST: usize = 4_000;

/// Stores a message, and tells everyone who handles the inbox.
///
/// # Errors
/// Every field's problem; too many messages from this address.
pub async fn send(services: &Services, name: &str, email: &str, message: &str, address: &str) -> Outcome<()> {
    let mut problems = Problems::default();
    let name = problems.keep(text(Field::Name, name, 1, LONGEST_NAME));
    let email = problems.keep(Email::parse(email));
    let message = problems.keep(text(Field::Message, message, 10, LONGEST));
    let (Some(name), Some(email), Some(message)) = (name, email, message) else {
        return Err(problems.into_vec().into());
    };
    services.limits.count(Key::ContactFrom(Source::of(address)))?;
    let language = language::of_request(&services.directory().await?.settings);
    let by = By::visitor(services).on(Basis::Public);
    let message = NewMessage { name, email: email.as_str().to_owned(), message, language, created_at: by.second() };
    services
        .change(by, message, |tx, by, message| {
            Box::pin(async move {
                contact::insert(tx, message).await?;
                let holders = holders(tx).await?;
                for holder in &holders {
                    // Once, until they have looked.
                    if !notice::has_unread(tx, *holder, NoticeKind::ContactReceived).await? {
                        notice::insert(tx, *holder, NoticeKind::ContactReceived, None, by.second()).await?;
                    }
                }
                tell(tx, holders);
                by.did(tx, Deed::ContactSend, Subject::any(Thing::ContactMessage));
                Ok(())
            })
        })
        .await
}

/// Everyone who handles the inbox, in order.
pub(super) async fn holders(conn: &mut Conn) -> Outcome<Vec<AccountId>> {
    let mut holders = Vec::new();
    for role in HOLDERS {
        holders.extend(account::of_role(conn, *role).await?);
    }
    holders.sort_unstable();
    holders.dedup();
    Ok(holders)
}

/// Like `holders`, with their names.
async fn named_holders(conn: &mut Conn) -> Outcome<Vec<(AccountId, String)>> {
    let mut named = Vec::new();
    for holder in holders(conn).await? {
        named.extend(account::find(conn, holder).await?.map(|found| (holder, found.full_name)));
    }
    Ok(named)
}

/// Makes their open pages reload.
fn tell(tx: &mut Tx, holders: Vec<AccountId>) {
    for holder in holders {
        tx.changed(Topic::Account(holder));
    }
}

/// Messages per page.
pub const PAGE: i64 = 25;

/// A page of the inbox.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// The matching messages.
    pub page: Page<ContactMessage>,
    /// The number of messages in each state.
    pub counts: Vec<(String, i64)>,
    /// Who can handle them.
    pub holders: Vec<(AccountId, String)>,
    /// Whether the reader may export the list as a file.
    pub may_export: bool,
}

/// A page of the matching messages to the clinic.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn inbox(services: &Services, actor: &Actor, filter: &InboxFilter) -> Outcome<Inbox> {
    authorise(actor, Action::AnswerClinicMessages, Resource::Clinic)?;
    let found = rows(services, filter, PAGE + 1).await?;
    let mut conn = services.db.read().await?;
    Ok(Inbox {
        page: Page::cut(found, PAGE, filter.edge),
        counts: contact::count_by_standing(&mut conn).await?,
        holders: named_holders(&mut conn).await?,
        may_export: authorise(actor, Action::ExportLists, Resource::Clinic).is_ok(),
    })
}

/// A page with this many messages. The caller has checked that the actor may see them.
pub(super) async fn rows(services: &Services, filter: &InboxFilter, limit: i64) -> Outcome<Vec<ContactMessage>> {
    let text = filter.text.chars().take(100).collect();
    let filter = InboxFilter { text, limit, ..filter.clone() };
    Ok(contact::list::page(&mut services.db.read().await?, &filter).await?)
}

/// The number of messages that wait for an answer; none for users who don't handle the inbox.
///
/// # Errors
/// A storage failure.
pub async fn count_waiting(services: &Services, actor: &Actor) -> Outcome<i64> {
    match authorise(actor, Action::AnswerClinicMessages, Resource::Clinic) {
        Ok(_) => Ok(contact::count_waiting(&mut services.db.read().await?).await?),
        Err(_) => Ok(0),
    }
}

/// A message, and what can be done with it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The message.
    pub message: ContactMessage,
    /// Its history.
    pub events: Vec<Event>,
    /// Who can handle it.
    pub holders: Vec<(AccountId, String)>,
    /// Whether it can be answered by email from here.
    pub is_mailed: bool,
}

/// One message. Reading it is recorded.
///
/// # Errors
/// Not allowed; not found.
pub async fn open(services: &Services, actor: &Actor, id: ContactMessageId) -> Outcome<Opened> {
    let by = services.authorise(actor, Action::AnswerClinicMessages, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let message = contact::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let events = contact::events(&mut conn, id).await?;
    let named = named_holders(&mut conn).await?;
    drop(conn);
    by.saw(services, Deed::ContactRead, subject(id)).await?;
    Ok(Opened { message, events, holders: named, is_mailed: services.mail.is_some() })
}

fn subject(id: ContactMessageId) -> Subject<'static> {
    Subject::one(Thing::ContactMessage, id.0)
}

/// The message, locked until the transaction ends, for an actor who still handles the inbox; and everyone who does.
async fn hold(tx: &mut Tx, by: &By, id: ContactMessageId) -> Outcome<(AccountId, ContactMessage, Vec<AccountId>)> {
    let me = by.account()?;
    // Roles are granted and revoked under this lock too.
    lock::account(tx, me).await?;
    let holders = holders(tx).await?;
    if !holders.contains(&me) {
        return Err(AppError::Forbidden.into());
    }
    lock::contact_message(tx, id).await?;
    let message = contact::find(tx, id).await?.ok_or(AppError::NotFound)?;
    Ok((me, message, holders))
}

/// Assigns a waiting message to someone who handles the inbox, or with `None` to no one. Does nothing if it is already so.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; overtaken if it is no longer waiting.
pub async fn assign(services: &Services, actor: &Actor, id: ContactMessageId, to: Option<AccountId>) -> Outcome<()> {
    let by = services.authorise(actor, Action::AnswerClinicMessages, Resource::Clinic)?;
    let work = services.change(by, (id, to), |tx, by, (id, to)| {
        Box::pin(async move {
            let (me, message, holders) = hold(tx, by, *id).await?;
            if to.is_some_and(|to| !holders.contains(&to)) {
                return Err(AppError::NotFound.into());
            }
            if message.standing.is_settled() {
                return Err(AppError::Overtaken.into());
            }
            if message.assigned_to.map(|(whose, _)| whose) == *to {
                return Ok(());
            }
            let (standing, kind) = match to {
                Some(_) => (Standing::Assigned, InboxEvent::Assigned),
                None => (Standing::Open, InboxEvent::Released),
            };
            contact::set_standing(tx, *id, standing, *to).await?;
            contact::add_event(tx, *id, NewEvent { kind, by: me, to: *to, body: "", at: by.second() }).await?;
            by.did(tx, Deed::ContactAssign, subject(*id));
            tell(tx, holders);
            Ok(())
        })
    });
    work.await
}

/// Marks a message as answered in another way, as needing no answer, or as waiting again. Does nothing if it is already so.
///
/// # Errors
/// Not allowed, or no longer allowed; not found.
pub async fn settle(services: &Services, actor: &Actor, id: ContactMessageId, wanted: Standing) -> Outcome<()> {
    let by = services.authorise(actor, Action::AnswerClinicMessages, Resource::Clinic)?;
    let work = services.change(by, (id, wanted), |tx, by, (id, wanted)| {
        Box::pin(async move {
            let (me, message, holders) = hold(tx, by, *id).await?;
            let whose = message.assigned_to.map(|(whose, _)| whose);
            let (standing, kind, deed) = match (wanted, whose) {
                (Standing::Answered, _) => (Standing::Answered, InboxEvent::Marked, Deed::ContactAnswer),
                (Standing::Closed, _) => (Standing::Closed, InboxEvent::Closed, Deed::ContactClose),
                (_, Some(_)) => (Standing::Assigned, InboxEvent::Reopened, Deed::ContactReopen),
                (_, None) => (Standing::Open, InboxEvent::Reopened, Deed::ContactReopen),
            };
            if message.standing == standing {
                return Ok(());
            }
            contact::set_standing(tx, *id, standing, whose).await?;
            contact::add_event(tx, *id, NewEvent { kind, by: me, to: None, body: "", at: by.second() }).await?;
            by.did(tx, deed, subject(*id));
            tell(tx, holders);
            Ok(())
        })
    });
    work.await
}

/// Answers a message by email. `seen` is the key of the last event that the author saw, 0 for none: of two people who answer at
/// once, only one succeeds, and a form sent twice sends one email.
///
/// # Errors
/// Not allowed, or no longer allowed; not found, including where no email is sent; an invalid answer; overtaken.
pub async fn answer(services: &Services, actor: &Actor, id: ContactMessageId, seen: i64, body: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::AnswerClinicMessages, Resource::Clinic)?;
    let body = text(Field::ContactAnswer, body, 1, LONGEST)?;
    let work = services.change(by, (id, seen, body), |tx, by, (id, seen, body)| {
        Box::pin(async move {
            let (me, message, holders) = hold(tx, by, *id).await?;
            let last = contact::events(tx, *id).await?.last().map_or(0, |event| event.id.0);
            if last != *seen {
                return Err(AppError::Overtaken.into());
            }
            let event = NewEvent { kind: InboxEvent::Answered, by: me, to: None, body, at: by.second() };
            let event = contact::add_event(tx, *id, event).await?;
            if !delivery::queue_about(tx, me, delivery::About::Answer(event), by.second()).await? {
                return Err(AppError::NotFound.into());
            }
            let whose = message.assigned_to.map(|(whose, _)| whose);
            contact::set_standing(tx, *id, Standing::Answered, whose).await?;
            by.did(tx, Deed::ContactReply, subject(*id));
            tell(tx, holders);
            Ok(())
        })
    });
    work.await
}
