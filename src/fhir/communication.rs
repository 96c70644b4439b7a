//! Messages between patients and practitioners, from the reader's own threads. Reading them here doesn't mark them as read on the
//! site.

use super::{
    context::Context,
    found::{Found, at_once, kept, number},
    resources::{self, Payload, Resource},
    search::Query,
    types::{CodeableConcept, Meta, Reference, instant},
};
use crate::{
    domain::ids::{MessageId, ThreadId},
    rest::problem::Problem,
    service::message::{self, Listed, Message, Thread},
};

/// The code system of communication modes.
pub const MODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";

fn of_message(thread: &Thread, one: &Message) -> Resource {
    let patient = Reference::named("Patient", thread.patient, &thread.patient_name);
    let practitioner = Reference::named("Practitioner", thread.practitioner, &thread.practitioner_name);
    let (sender, recipient) = if one.author == thread.practitioner.0 {
        (practitioner, patient.clone())
    } else if one.author == thread.patient.0 {
        (patient.clone(), practitioner)
    } else {
        // Someone whom the patient trusts.
        (Reference::by_name(&one.author_name), practitioner)
    };
    Resource::Communication(Box::new(resources::Communication {
        id: format!("{}-{}", thread.id, one.id),
        meta: Meta::changed(one.at),
        status: "completed",
        medium: vec![CodeableConcept::of(MODE, "WRITTEN")],
        subject: Reference::named("Patient", thread.patient, &thread.patient_name),
        recipient: vec![recipient],
        sender,
        sent: instant(one.at),
        payload: vec![Payload { content_string: one.body.clone() }],
    }))
}

/// One message, whose id combines the keys of its thread and its own.
pub async fn one(context: &Context, id: &str) -> Result<Resource, Problem> {
    context.own()?;
    let (thread, id) = id.split_once('-').ok_or_else(Problem::not_found)?;
    let (thread, id) = (ThreadId(number(thread)?), number(id)?);
    let before = MessageId(id.saturating_add(1));
    let found = message::open(context.services(), context.actor(), thread, Some(before)).await?;
    let one = found.messages.iter().find(|one| one.id == id).ok_or_else(Problem::not_found)?;
    Ok(of_message(&found.thread, one))
}

/// Where a page starts, in the list of threads and within a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// The page of the list of threads.
    page: i64,
    /// The thread on it.
    index: usize,
    /// The message before which it starts; 0 for the latest.
    before: i64,
}

impl Place {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let place = Self {
            page: parts.next()?.parse().ok()?,
            index: parts.next()?.parse().ok()?,
            before: parts.next()?.parse().ok()?,
        };
        (parts.next().is_none() && place.page > 0 && place.before >= 0).then_some(place)
    }

    fn text(self) -> String {
        format!("{}.{}.{}", self.page, self.index, self.before)
    }
}

/// Messages, thread by thread, latest first. A page contains one thread.
pub async fn all(context: &Context, query: &Query) -> Result<Found, Problem> {
    context.own()?;
    if let Some(ids) = query.codes("_id") {
        let mut resources = Vec::new();
        for id in ids {
            resources.extend(kept(Box::pin(one(context, id))).await?);
        }
        return Ok(at_once(resources, query));
    }
    let begins = query.after.as_deref().map_or(Some(Place { page: 1, index: 0, before: 0 }), Place::parse);
    let place = begins.ok_or_else(|| Problem::bad_request("_after isn't one that we gave you."))?;
    let threads = message::list(context.services(), context.actor(), "", place.page).await?;
    let next_page = threads.more.then(|| Place { page: place.page + 1, index: 0, before: 0 }.text());
    let Some((index, thread)) =
        threads.rows.iter().enumerate().skip(place.index).find(|(_, one)| is_meant(context, query, one))
    else {
        return Ok(Found { resources: Vec::new(), total: None, next: next_page });
    };
    let before = if index == place.index { place.before } else { 0 };
    let before_message = (before > 0).then_some(MessageId(before));
    let found = message::open(context.services(), context.actor(), ThreadId(thread.id), before_message).await?;
    let shown: Vec<&Message> = found.messages.iter().rev().take(query.count).collect();
    let older = found.has_older || found.messages.len() > shown.len();
    let next = match shown.last() {
        Some(last) if older => Some(Place { index, before: last.id, ..place }.text()),
        _ if index + 1 < threads.rows.len() => Some(Place { index: index + 1, before: 0, ..place }.text()),
        _ => next_page,
    };
    let resources = shown.into_iter().map(|one| of_message(&found.thread, one)).collect();
    Ok(Found { resources, total: None, next })
}

/// Whether a thread matches the search.
fn is_meant(context: &Context, query: &Query, thread: &Listed) -> bool {
    let patient = [("Patient", thread.patient.to_string())];
    let sides = [("Patient", thread.patient.to_string()), ("Practitioner", thread.practitioner.to_string())];
    let base = &context.base;
    ["patient", "subject"].iter().all(|name| query.admits(name, base, &patient))
        && ["sender", "recipient"].iter().all(|name| query.admits(name, base, &sides))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_it_was_written() {
        let place = Place { page: 2, index: 3, before: 40 };
        assert_eq!(Place::parse(&place.text()), Some(place));
        for wrong in ["", "1", "1.2", "0.0.0", "1.0.-1", "1.0.0.0", "a.b.c"] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
    }
}
