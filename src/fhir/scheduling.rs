//! IHE ITI Scheduling: `$find` proposes slots, `$hold` keeps one for a few minutes, `$book` books, moves or cancels. Parameters
//! have IHE's names or Medplum's. A refusal is answered with an `OperationOutcome` and the matching status.

use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{
    appointment::{of_time, participant},
    booking::{self, Change},
    bundle::operated,
    calendar::{self, FURTHEST, ScheduleId, SlotId},
    context::Context,
    media::{Searched, Sent},
    outcome::note,
    parameters::{Parameters, SentAppointment},
    resources::{self, Participant, Resource},
    search::is_lenient,
    types::Reference,
    wanted::Wanted,
};
use crate::{
    domain::{booking::slot_at, ids::PatientId},
    rest::{input::instant, problem::Problem},
    service::{
        directory::Offering,
        earliest::free_among,
        hold::{self, HoldRequest},
        proxy,
    },
};

/// The maximum number of slots proposed at once.
const MOST: usize = 200;
/// The parameters of `$find`.
const FIND: [&str; 14] = [
    "start",
    "end",
    "practitioner",
    "organization",
    "location-reference",
    "location-string",
    "specialty",
    "visit-type",
    "service-type",
    "schedule",
    "patient-reference",
    "slots",
    "_count",
    "_format",
];
/// The parameters of `$hold` and `$book`.
const TAKE: [&str; 6] = [
    "appointment-reference",
    "appointment-resource",
    "appointment",
    "patient-reference",
    "patient-resource",
    "comment",
];

/// Proposes free slots, earliest first, for a query. The total is known only if all of them are proposed: claims are not read for
/// slots that aren't.
pub async fn find_by_query(context: Context, Searched(sent, _): Searched) -> Result<Response, Problem> {
    find(&context, &Parameters::of_query(sent)).await
}

/// The same, for `Parameters`.
pub async fn find_by_parameters(context: Context, Sent(sent): Sent) -> Result<Response, Problem> {
    find(&context, &Parameters::read(sent)?).await
}

async fn find(context: &Context, asked: &Parameters) -> Result<Response, Problem> {
    asked.few()?;
    if !is_lenient(&context.headers) {
        asked.only(&FIND)?;
    }
    let (from, until) = between(context, asked)?;
    let most = match asked.texts("_count").first() {
        None => MOST,
        Some(text) => {
            let count = text.parse().ok().filter(|count: &usize| *count > 0);
            count.ok_or_else(|| Problem::bad_request("_count must be a number above 0."))?.min(MOST)
        }
    };
    let slots = match asked.texts("slots").first() {
        None => 1,
        Some(text) => {
            let slots = text.parse().ok().filter(|slots: &u16| *slots > 0);
            slots.ok_or_else(|| Problem::bad_request("slots must be a number above 0."))?
        }
    };
    let patient = whom(context, asked, None)?;
    let directory = context.services().directory_for(context.actor()).await?;
    let viewer = proxy::booking_for(context.services(), context.actor(), patient).await?;
    let mut offerings = Wanted::read(asked, &context.base).among(&directory);
    offerings.retain(|offering| calendar::is_open(context, offering));
    if slots > 1 {
        // There is none if patients can't choose that many.
        let longer = |offering: Offering<'_>| ScheduleId::of(&offering).offering_over(&directory, slots);
        offerings = offerings.into_iter().filter_map(longer).collect();
    }
    let (free, more) = free_among(context.services(), &directory, &viewer, &offerings, (from, until), most).await?;
    let shown = free.iter().map(|time| {
        let mut proposed = of_time(&time.offering, &time.slot, "proposed");
        proposed.participant.extend(patient.map(of_patient));
        Resource::Appointment(Box::new(proposed)).json()
    });
    let shown: Vec<Value> = shown.collect();
    let count = shown.len();
    let said =
        more.then(|| note(&format!("More than {count} times are free. Ask for a shorter period to see the others.")));
    Ok(operated(&context.base, (shown, (!more).then_some(count)), said))
}

/// The instants between which slots are searched; a date means the whole day, in UTC.
fn between(context: &Context, asked: &Parameters) -> Result<(Timestamp, Timestamp), Problem> {
    let bound = |name: &str| {
        let text = asked.texts(name).first().copied();
        let at = instant(name, text)?.ok_or_else(|| Problem::bad_request(&format!("{name} is missing.")))?;
        Ok::<_, Problem>((at, text.is_some_and(|text| text.len() == 10)))
    };
    let ((start, _), (end, is_day)) = (bound("start")?, bound("end")?);
    let end = if is_day { end + SignedDuration::from_hours(24) } else { end };
    let start = start.max(context.services().clock.now());
    if end.duration_since(start) > FURTHEST {
        let words = format!("Ask for at most {} days at a time.", FURTHEST.as_hours() / 24);
        return Err(Problem::bad_request(&words));
    }
    Ok((start, end))
}

/// The patient: the one named, if any.
fn whom(context: &Context, asked: &Parameters, sent: Option<&SentAppointment>) -> Result<Option<PatientId>, Problem> {
    let named = asked.references("patient-reference", "Patient", &context.base);
    let whole = match asked.resource(&["patient-resource"]) {
        None => None,
        Some(person) => {
            let id = person["id"].as_str();
            Some(id.ok_or_else(|| Problem::bad_request("patient-resource: name the patient by their id."))?.to_owned())
        }
    };
    let in_sent = match sent {
        Some(sent) => sent.patient(&context.base)?,
        None => None,
    };
    let mut all: Vec<i64> = in_sent.map(|id| id.0).into_iter().collect();
    match named.as_deref() {
        Some([]) => return Err(Problem::not_found()),
        named => {
            for id in named.unwrap_or_default().iter().chain(&whole) {
                all.push(super::found::number(id)?);
            }
        }
    }
    all.sort_unstable();
    all.dedup();
    match all[..] {
        [] => Ok(None),
        [one] => Ok(Some(PatientId(one))),
        _ => Err(Problem::bad_request("An appointment is for one patient only.")),
    }
}

fn of_patient(patient: PatientId) -> Participant {
    Participant { actor: Reference::to("Patient", patient), ..participant("Patient", patient, "", "tentative") }
}

/// The target: a free slot, or an existing appointment.
enum Meant {
    Time(SlotId),
    Appointment(String),
}

struct Taken {
    meant: Meant,
    sent: Option<SentAppointment>,
    patient: Option<PatientId>,
    comment: String,
}

async fn taken(context: &Context, sent: Value) -> Result<Taken, Problem> {
    let asked = Parameters::read(sent)?;
    if !is_lenient(&context.headers) {
        asked.only(&TAKE)?;
    }
    let sent =
        asked.resource(&["appointment-resource", "appointment"]).cloned().map(SentAppointment::read).transpose()?;
    let referred = asked.references("appointment-reference", "Appointment", &context.base);
    let id = match (&sent, referred.as_deref()) {
        (_, Some([id])) => Some(id.clone()),
        (_, Some(_)) => return Err(Problem::not_found()),
        (Some(sent), None) => Some(sent.id.clone()).filter(|id| !id.is_empty()),
        (None, None) => return Err(Problem::bad_request("appointment-reference is missing.")),
    };
    let meant = match (id, &sent) {
        (Some(id), _) if super::found::number(&id).is_ok() => Meant::Appointment(id),
        (Some(id), sent) if SlotId::parse(&id).is_some() => {
            let time = SlotId::parse(&id).ok_or_else(Problem::not_found)?;
            sent.iter().try_for_each(|sent| sent.fits(time, &context.base))?;
            Meant::Time(time)
        }
        (_, Some(sent)) => {
            let directory = context.services().directory_for(context.actor()).await?;
            Meant::Time(sent.time(&directory, &context.base)?)
        }
        _ => return Err(Problem::not_found()),
    };
    let comment = asked.texts("comment").first().map_or_else(String::new, |text| (*text).to_owned());
    Ok(Taken { meant, patient: whom(context, &asked, sent.as_ref())?, sent, comment })
}

/// Holds a slot for the caller, replacing any other that they hold.
pub async fn hold(context: Context, Sent(sent): Sent) -> Result<Response, Problem> {
    let (services, actor) = (context.services(), context.actor());
    let Taken { meant: Meant::Time(time), patient, .. } = taken(&context, sent).await? else {
        return Err(Problem::bad_request("Only a free time can be held: this one is already an appointment."));
    };
    let request = HoldRequest { target: time.target(), moving: None };
    let other = patient.filter(|patient| actor.id() != Some(patient.account()));
    let kept = match other {
        None => hold::keep(services, actor, request).await?,
        Some(patient) => hold::keep_by_proxy(services, actor, patient, request).await?,
    };
    let Some(until) = kept else {
        let words = "This time can't be held, but you may still be able to book it.";
        return Err(Problem::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "not_held", words));
    };
    let directory = services.directory_for(actor).await?;
    let offering = time.offering(&directory).ok_or_else(Problem::not_found)?;
    let mut held = of_time(&offering, &slot_at(offering.service, time.starts_at), "pending");
    held.participant.extend(patient.or(actor.id().map(|id| PatientId(id.0))).map(of_patient));
    let said = note(&format!("Held until {until}."));
    Ok(operated(&context.base, (vec![shown(held)], Some(1)), Some(said)))
}

fn shown(one: resources::Appointment) -> Value {
    Resource::Appointment(Box::new(one)).json()
}

/// Books a slot, or moves or cancels an appointment.
pub async fn book(context: Context, Sent(sent): Sent) -> Result<Response, Problem> {
    let Taken { meant, sent, patient, comment } = taken(&context, sent).await?;
    let is_cancelled = sent.as_ref().is_some_and(|sent| sent.status == "cancelled");
    let done = match (meant, sent) {
        (Meant::Appointment(id), Some(mut sent)) => {
            // A change may come with the appointment as it was, or as it should be.
            if !is_cancelled {
                sent.status.clear();
            }
            if sent.comment.is_empty() {
                sent.comment = comment;
            }
            booking::json(&context, &booking::change(&context, &id, Change::of(&sent, &context.base)?).await?)
        }
        (Meant::Appointment(_), None) => {
            return Err(Problem::bad_request("appointment-resource is missing: say what to change."));
        }
        (Meant::Time(time), _) if is_cancelled => released(&context, time).await?,
        (Meant::Time(time), sent) => {
            let reason = sent.map(|sent| sent.reason()).filter(|reason| !reason.is_empty()).unwrap_or(comment);
            booking::json(&context, &booking::book(&context, time, patient, reason).await?)
        }
    };
    Ok(operated(&context.base, (vec![done], Some(1)), None))
}

/// Releases a held slot.
async fn released(context: &Context, time: SlotId) -> Result<Value, Problem> {
    let (services, actor) = (context.services(), context.actor());
    if super::appointment::held_until(context, time).await?.is_none() {
        return Err(Problem::not_found());
    }
    hold::release(services, actor, time.starts_at).await?;
    let directory = services.directory_for(actor).await?;
    let offering = time.offering(&directory).ok_or_else(Problem::not_found)?;
    Ok(shown(of_time(&offering, &slot_at(offering.service, time.starts_at), "cancelled")))
}
