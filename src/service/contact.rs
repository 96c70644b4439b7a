//! A visitor writes to the clinic, and the clinic keeps track of what was answered.

use super::{
    Failure, Outcome, Services, authorise,
    limits::{Key, Source},
};
use crate::{
    domain::{
        account::{Actor, Email},
        form::{Field, Problems, text},
        patient::LONGEST_NAME,
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        audit::{self, AuditEvent},
        contact::{self, NewMessage},
    },
};

pub use crate::storage::contact::{ContactMessage, Kept};

/// Stores a message for the administrators.
///
/// # Errors
/// Every field's problem; too many messages from this address.
pub async fn send(services: &Services, name: &str, email: &str, message: &str, address: &str) -> Outcome<()> {
    let mut problems = Problems::default();
    let name = problems.keep(text(Field::Name, name, 1, LONGEST_NAME));
    let email = problems.keep(Email::parse(email));
    let message = problems.keep(text(Field::Message, message, 10, 4_000));
    let (Some(name), Some(email), Some(message)) = (name, email, message) else {
        return Err(problems.into_vec().into());
    };
    services.limits.count(Key::ContactFrom(Source::of(address)))?;
    let message =
        NewMessage { name, email: email.as_str().to_owned(), message, created_at: services.clock.now().as_second() };
    services
        .db
        .write(message, |tx, message| {
            Box::pin(async move {
                contact::insert(tx, message).await?;
                let event = AuditEvent::done(message.created_at, &Actor::Visitor, "contact.send", "contact_message")
                    .on(Basis::Public);
                audit::record(tx, &event);
                Ok(())
            })
        })
        .await
}

/// Messages on a page.
pub const PAGE: i64 = 25;

/// A page of messages to the clinic after one of them, or the first with 0, and whether there are more.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn inbox(services: &Services, actor: &Actor, kept: Kept, after: i64) -> Outcome<(Vec<ContactMessage>, bool)> {
    authorise(actor, Action::ReadContactMessages, Resource::Clinic)?;
    let mut found = contact::list(&mut services.db.read().await?, kept, after, PAGE + 1).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > shown;
    found.truncate(shown);
    Ok((found, more))
}

/// Records that a message was answered, or that it is open again. If that is so already, nothing changes.
///
/// # Errors
/// Not allowed; not found.
pub async fn set_answered(services: &Services, actor: &Actor, id: i64, answered: bool) -> Outcome<()> {
    let basis = authorise(actor, Action::ReadContactMessages, Resource::Clinic)?;
    let input = (actor.clone(), id, answered, basis, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, id, answered, basis, at)| {
            Box::pin(async move {
                let me = actor.id().ok_or(AppError::NotSignedIn)?;
                if !contact::exists(tx, *id).await? {
                    return Err(AppError::NotFound.into());
                }
                if contact::set_answered(tx, *id, answered.then_some((me, *at))).await? {
                    let action = if *answered { "contact.answer" } else { "contact.reopen" };
                    audit::record(tx, &AuditEvent::done(*at, actor, action, "contact_message").to(*id).on(*basis));
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}
