//! A visitor writes to the clinic.

use super::{
    Outcome, Services,
    limits::{Key, Source},
};
use crate::{
    domain::{
        account::{Actor, Email},
        form::{Field, Problems, text},
        patient::LONGEST_NAME,
        policy::Basis,
    },
    storage::{
        audit::{self, AuditEvent},
        contact::{self, ContactMessage},
    },
};

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
    let message = ContactMessage {
        name,
        email: email.as_str().to_owned(),
        message,
        created_at: services.clock.now().as_second(),
    };
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
