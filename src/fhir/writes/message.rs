//! Messages between a patient and a practitioner.

use serde_json::Value;

use super::super::{
    communication::{self, MODE},
    context::Context,
    resources::Resource,
    sent::{Element, read},
};
use crate::{
    domain::{
        ids::{PatientId, PractitionerId},
        message::parse,
    },
    error::AppError,
    rest::{
        input::{intent, new_intent},
        problem::Problem,
    },
    service::message::{self, Sending},
};

/// A message to be sent, and its two sides.
struct Written {
    patient: PatientId,
    practitioner: PractitionerId,
    text: String,
}

/// Sends a message, in the thread of its patient and its practitioner. Sent again with the same `Idempotency-Key`, it is one
/// message.
///
/// # Errors
/// An invalid one, or one that would lose something; not found for anyone who is on neither side; that the two no longer share a
/// basis.
pub async fn send(context: &Context, sent: Value) -> Result<Resource, Problem> {
    let own = context.own()?;
    let Written { patient, practitioner, text } = read("Communication", sent, |one| written(one, context, own))?;
    let intent = intent(&context.headers)?.unwrap_or_else(new_intent);
    let (services, actor) = (context.services(), context.actor());
    let thread = message::start(services, actor, patient, practitioner).await?;
    let wanted = parse(&text).unwrap_or_default();
    let made = message::send_by_program(services, actor, Sending { thread, text, intent }).await?;
    let made = communication::one(context, &format!("{thread}-{made}")).await?;
    // Otherwise the key belonged to another message.
    let is_same = made.json()["payload"][0]["contentString"] == wanted;
    if is_same { Ok(made) } else { Err(AppError::FormUsed.into()) }
}

fn written(one: &mut Element, context: &Context, own: PatientId) -> Result<Written, Problem> {
    one.said("status", &["completed"])?;
    one.categories("medium", MODE, "WRITTEN")?;
    one.now("sent", context.now())?;
    let base = &context.base;
    let subject = one.reference("subject", "Patient", base)?.map(PatientId);
    let recipient = one.only("recipient", |to| to.either(("Patient", "Practitioner"), base))?;
    let recipient = recipient.ok_or_else(|| one.wrong("recipient", "name one, as in Practitioner/7."))?;
    let text = one.only("payload", |payload| payload.text("contentString"))?.unwrap_or_default();
    let (patient, practitioner) = match recipient {
        (true, patient) => {
            one.oneself("sender", "Practitioner", context)?;
            (PatientId(patient), PractitionerId(own.0))
        }
        (false, practitioner) => {
            one.oneself("sender", "Patient", context)?;
            (subject.unwrap_or(own), PractitionerId(practitioner))
        }
    };
    if subject.is_some_and(|subject| subject != patient) {
        return Err(one.wrong("subject", "a message to a patient is about that patient."));
    }
    Ok(Written { patient, practitioner, text })
}
