//! Patients, as they may be seen by themselves, people they trust, those who look after them, and administrators.

use super::{
    context::Context,
    found::{Found, at_once, number},
    resources::{self, PatientContact, Resource},
    search::Query,
    types::{Address, CodeableConcept, Coding, ContactPoint, HumanName, Identifier, Meta, phone, some},
};
use crate::{
    domain::{account::Actor, ids::PatientId, patient::Gender, profile::Profile},
    rest::problem::Problem,
    service::{
        listing::{self, PatientRow, PatientSeen},
        part::Part,
        password::digest,
        patient_list, record, sharing,
    },
};

/// The system of the clinic's patient numbers.
pub const NUMBER: &str = "urn:consulta:patient-number";
/// The system of Medicare card numbers.
pub const MEDICARE: &str = "http://ns.electronichealth.net.au/id/medicare-number";
/// Elements that only readers of the profile see.
const OF_PROFILE: &[&str] = &["gender"];
const VALUE: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

/// A patient's identity, and nothing more.
fn of_row(row: &PatientRow) -> resources::Patient {
    let (telecom, active) = match &row.contact {
        Some((email, number, active)) => {
            let email = some(email).map(|value| ContactPoint { system: "email", value });
            (phone(number).into_iter().chain(email).collect(), Some(*active))
        }
        None => (Vec::new(), None),
    };
    resources::Patient {
        id: row.id.to_string(),
        identifier: vec![Identifier { system: NUMBER, value: row.number.clone() }],
        active,
        name: vec![HumanName::full(&row.name)],
        telecom,
        birth_date: row.date_of_birth.clone(),
        ..resources::Patient::default()
    }
}

fn with_profile(mut person: resources::Patient, profile: &Profile) -> resources::Patient {
    let medicare = some(&profile.medicare).map(|value| Identifier { system: MEDICARE, value });
    person.identifier.extend(medicare);
    if person.telecom.is_empty() {
        person.telecom = phone(&profile.phone);
    }
    person.gender = profile.gender.map(Gender::as_str);
    person.birth_date = profile.date_of_birth.map(|date| date.to_string());
    let address = some(&profile.address).map(|text| Address { text: Some(text), ..Address::default() });
    person.address = address.into_iter().collect();
    let contact = some(&profile.emergency_name).map(|name| PatientContact {
        relationship: some(&profile.emergency_relation).map(|text| CodeableConcept::text(&text)).into_iter().collect(),
        name: HumanName::full(&name),
        telecom: phone(&profile.emergency_phone),
    });
    person.contact = contact.into_iter().collect();
    person
}

/// A patient, as far as their reader may know them.
pub fn whole(seen: &PatientSeen) -> Resource {
    let person = of_row(&seen.row);
    Resource::Patient(Box::new(match &seen.profile {
        Some(profile) => versioned(with_profile(person, profile)),
        None => subsetted(person),
    }))
}

/// Adds the version, as its reader sees it: there is no counter, so it is a digest of the content.
fn versioned(person: resources::Patient) -> resources::Patient {
    let content = serde_json::to_string(&person).unwrap_or_default();
    let version = digest(&content).get(..16).map(str::to_owned);
    resources::Patient { meta: Meta { version_id: version, ..Meta::default() }, ..person }
}

/// Marks the patient as incomplete.
fn subsetted(person: resources::Patient) -> resources::Patient {
    resources::Patient { meta: Meta { tag: vec![Coding::of(VALUE, "SUBSETTED")], ..Meta::default() }, ..person }
}

/// One patient. Reading someone else is audited.
pub async fn one(context: &Context, id: &str) -> Result<Resource, Problem> {
    let found = listing::patient(context.services(), context.actor(), PatientId(number(id)?)).await?;
    Ok(whole(&found))
}

/// Whether the reader could read a patient; reveals nothing about them, so it isn't audited.
pub async fn is_readable(context: &Context, id: &str) -> bool {
    let Ok(id) = number(id).map(PatientId) else { return false };
    context.actor().id() == Some(id.account())
        || record::may_open(context.services(), context.actor(), id).await.unwrap_or(false)
}

/// Patients: the reader and those who trust them, or those that staff find by name. The latter continue from a page number, because
/// they are sorted by name.
pub async fn all(context: &Context, query: &Query) -> Result<Found, Problem> {
    let (services, actor) = (context.services(), context.actor());
    let me = context.own()?;
    if let Some(ids) = query.codes("_id") {
        let mut resources = Vec::new();
        for id in ids {
            if is_readable(context, id).await {
                resources.push(one(context, id).await?);
            }
        }
        return at_hand(query, resources);
    }
    if let Some(known) = numbered(context, query).await? {
        return at_hand(query, known.iter().map(whole).collect());
    }
    refuse_any(query, OF_PROFILE)?;
    let (number, skipped) = match query.after.as_deref() {
        None => (1, 0),
        Some(text) => place(text).ok_or_else(|| Problem::bad_request("_after isn't one that we gave you."))?,
    };
    // For a single number, the list knows whose it is.
    let number_alone = query.identifiers("identifier", NUMBER).filter(|all| all.len() == 1);
    let named = ["name", "family", "given"].iter().find_map(|name| query.words(name));
    let named = named.or(number_alone.and_then(|all| all.first().copied())).unwrap_or_default();
    let is_app = matches!(actor, Actor::App { .. });
    let (mut rows, more) = match is_app {
        true if number > 1 => (Vec::new(), false),
        true => (vec![listing::patient(services, actor, me).await?.row], false),
        false => {
            let found = listing::patients(services, actor, named, None, &Part::Numbered(number)).await?;
            (found.rows, found.has_next)
        }
    };
    // Staff may see anyone they find; patients find themselves, and those who trust them.
    let is_patient = rows.iter().all(|row| row.id == me);
    if is_patient && number == 1 && !is_app {
        for proxy in sharing::entrusted(services, actor).await? {
            if is_readable(context, &proxy.patient.to_string()).await {
                rows.push(listing::patient(services, actor, proxy.patient).await?.row);
            }
        }
    }
    let next = match rows.len() > skipped + query.count {
        true => Some(format!("{number}.{}", skipped + query.count)),
        false => more.then(|| format!("{}.0", number + 1)),
    };
    if !rows.is_empty() && rows.iter().all(|row| row.contact.is_none()) {
        refuse_any(query, &["active", "telecom", "phone", "email"])?;
    }
    let shown = rows.iter().skip(skipped).take(query.count);
    let resources = shown.map(|row| Resource::Patient(Box::new(subsetted(of_row(row))))).collect();
    Ok(Found { resources, total: None, next })
}

/// The patients with the requested keys or numbers.
fn at_hand(query: &Query, found: Vec<Resource>) -> Result<Found, Problem> {
    let lacks =
        |is: fn(&resources::Patient) -> bool| found.iter().any(|one| matches!(one, Resource::Patient(one) if is(one)));
    if lacks(|one| one.active.is_none()) {
        refuse_any(query, &["active"])?;
    }
    // A profile comes with its version.
    if lacks(|one| one.meta.version_id.is_none()) {
        refuse_any(query, OF_PROFILE)?;
    }
    Ok(at_once(found, query))
}

/// Refuses a search by elements that the reader does not see.
fn refuse_any(query: &Query, names: &[&str]) -> Result<(), Problem> {
    let refused = names.iter().find(|name| query.names(name));
    let words = |name| format!("{name}: you can't look people up by it.");
    refused.map_or(Ok(()), |name| Err(Problem::bad_request(&words(name))))
}

/// The patients with the requested numbers, if the reader may know each of them by it; `None` if the list has to be searched.
async fn numbered(context: &Context, query: &Query) -> Result<Option<Vec<PatientSeen>>, Problem> {
    let (services, actor) = (context.services(), context.actor());
    let numbers = query.identifiers("identifier", NUMBER).filter(|_| !matches!(actor, Actor::App { .. }));
    let mut found = Vec::new();
    for number in numbers.iter().flatten() {
        let Some(id) = patient_list::numbered(services, actor, number).await? else { return Ok(None) };
        found.push(listing::patient(services, actor, id).await?);
    }
    Ok(numbers.map(|_| found))
}

/// The page of the list, and how many of it were shown before.
fn place(text: &str) -> Option<(i64, usize)> {
    let (number, skipped) = text.split_once('.')?;
    Some((number.parse().ok().filter(|number| (1..10_000).contains(number))?, skipped.parse().ok()?))
}
