//! The types of resources that there are, each with what it is searched by. Routes and the CapabilityStatement follow from this table,
//! so neither has anything that the other lacks.

use futures::future::BoxFuture;

use super::{
    appointment, audit_event, calendar, communication,
    context::Context,
    directory, encounter, patient, record,
    resources::Resource,
    search::{Param, Query, Type},
};
use crate::rest::problem::Problem;

/// Finds one resource by its id.
pub type Reading = for<'a> fn(&'a Context, &'a str) -> BoxFuture<'a, Result<Resource, Problem>>;
/// Finds a page of them.
pub type Searching = for<'a> fn(&'a Context, &'a Query) -> BoxFuture<'a, Result<Found, Problem>>;

/// A page of what was found.
#[derive(Debug, Default)]
pub struct Found {
    pub resources: Vec<Resource>,
    /// How many there are on all pages, where that is known.
    pub total: Option<usize>,
    /// After what the next page begins, if there is one.
    pub next: Option<String>,
}

/// A reference that can be followed in a search.
pub struct Include {
    pub name: &'static str,
    /// Where in the resource it is.
    pub path: &'static [&'static str],
    /// The type of what is sent along.
    pub kind: &'static str,
}

/// A type of resources.
pub struct Kind {
    pub name: &'static str,
    /// Whether it is part of the directory, which a setting opens to everyone.
    pub is_directory: bool,
    /// What it is searched by, besides `_id`.
    pub params: &'static [Param],
    pub includes: &'static [Include],
    pub read: Reading,
    pub search: Searching,
}

const fn token(name: &'static str) -> Param {
    Param { name, r#type: Type::Token }
}

const fn string(name: &'static str) -> Param {
    Param { name, r#type: Type::String }
}

const fn reference(name: &'static str) -> Param {
    Param { name, r#type: Type::Reference }
}

const fn date(name: &'static str) -> Param {
    Param { name, r#type: Type::Date }
}

const fn include(name: &'static str, path: &'static [&'static str], kind: &'static str) -> Include {
    Include { name, path, kind }
}

/// Whose line of a record it is.
const OF_PATIENT: [Param; 2] = [reference("patient"), reference("subject")];

/// Every type.
pub static KINDS: [Kind; 18] = [
    Kind {
        name: "Practitioner",
        is_directory: true,
        params: &[string("name"), token("gender"), token("communication"), token("active")],
        includes: &[],
        read: |context, id| Box::pin(directory::practitioner(context, id)),
        search: |context, query| Box::pin(directory::practitioners(context, query)),
    },
    Kind {
        name: "PractitionerRole",
        is_directory: true,
        params: &[
            reference("practitioner"),
            reference("organization"),
            reference("location"),
            reference("service"),
            token("specialty"),
            token("role"),
            token("active"),
        ],
        includes: &[
            include("practitioner", &["practitioner"], "Practitioner"),
            include("organization", &["organization"], "Organization"),
            include("location", &["location"], "Location"),
            include("service", &["healthcareService"], "HealthcareService"),
        ],
        read: |context, id| Box::pin(directory::role(context, id)),
        search: |context, query| Box::pin(directory::roles(context, query)),
    },
    Kind {
        name: "Organization",
        is_directory: true,
        params: &[string("name"), token("identifier"), string("address"), string("address-city"), token("active")],
        includes: &[],
        read: |context, id| Box::pin(directory::organization(context, id)),
        search: |context, query| Box::pin(directory::organizations(context, query)),
    },
    Kind {
        name: "Location",
        is_directory: true,
        params: &[string("name"), string("address"), string("address-city"), reference("organization"), token("status")],
        includes: &[include("organization", &["managingOrganization"], "Organization")],
        read: |context, id| Box::pin(directory::location(context, id)),
        search: |context, query| Box::pin(directory::locations(context, query)),
    },
    Kind {
        name: "HealthcareService",
        is_directory: true,
        params: &[string("name"), reference("location"), token("active")],
        includes: &[include("location", &["location"], "Location")],
        read: |context, id| Box::pin(directory::service(context, id)),
        search: |context, query| Box::pin(directory::services(context, query)),
    },
    Kind {
        name: "Schedule",
        is_directory: true,
        params: &[reference("actor"), token("service-type"), token("active")],
        includes: &[include("actor", &["actor"], "Practitioner")],
        read: |context, id| Box::pin(calendar::schedule(context, id)),
        search: |context, query| Box::pin(calendar::schedules(context, query)),
    },
    Kind {
        name: "Slot",
        is_directory: true,
        params: &[reference("schedule"), date("start"), token("status")],
        includes: &[include("schedule", &["schedule"], "Schedule")],
        read: |context, id| Box::pin(calendar::slot(context, id)),
        search: |context, query| Box::pin(calendar::slots(context, query)),
    },
    Kind {
        name: "Patient",
        is_directory: false,
        params: &[string("name"), token("identifier")],
        includes: &[],
        read: |context, id| Box::pin(patient::one(context, id)),
        search: |context, query| Box::pin(patient::all(context, query)),
    },
    Kind {
        name: "Appointment",
        is_directory: false,
        params: &[
            reference("patient"),
            reference("practitioner"),
            reference("actor"),
            reference("location"),
            date("date"),
            token("status"),
        ],
        includes: &[
            include("patient", &["participant", "actor"], "Patient"),
            include("practitioner", &["participant", "actor"], "Practitioner"),
            include("location", &["participant", "actor"], "Location"),
        ],
        read: |context, id| Box::pin(appointment::one(context, id)),
        search: |context, query| Box::pin(appointment::all(context, query)),
    },
    Kind {
        name: "Encounter",
        is_directory: false,
        params: &[
            reference("patient"),
            reference("subject"),
            reference("practitioner"),
            reference("appointment"),
            date("date"),
            token("status"),
        ],
        includes: &[
            include("patient", &["subject"], "Patient"),
            include("practitioner", &["participant", "individual"], "Practitioner"),
            include("appointment", &["appointment"], "Appointment"),
        ],
        read: |context, id| Box::pin(encounter::one(context, id)),
        search: |context, query| Box::pin(encounter::all(context, query)),
    },
    Kind {
        name: "Observation",
        is_directory: false,
        params: &[OF_PATIENT[0], OF_PATIENT[1], token("code"), token("category"), token("status"), date("date")],
        includes: &[],
        read: |context, id| Box::pin(record::observation(context, id)),
        search: |context, query| Box::pin(record::observations(context, query)),
    },
    Kind {
        name: "Condition",
        is_directory: false,
        params: &[
            OF_PATIENT[0],
            OF_PATIENT[1],
            token("code"),
            token("clinical-status"),
            token("verification-status"),
            date("recorded-date"),
        ],
        includes: &[],
        read: |context, id| Box::pin(record::condition(context, id)),
        search: |context, query| Box::pin(record::conditions(context, query)),
    },
    Kind {
        name: "AllergyIntolerance",
        is_directory: false,
        params: &[reference("patient"), token("clinical-status"), token("criticality")],
        includes: &[],
        read: |context, id| Box::pin(record::allergy(context, id)),
        search: |context, query| Box::pin(record::allergies(context, query)),
    },
    Kind {
        name: "MedicationRequest",
        is_directory: false,
        params: &[OF_PATIENT[0], OF_PATIENT[1], token("status"), date("authoredon")],
        includes: &[],
        read: |context, id| Box::pin(record::medication(context, id)),
        search: |context, query| Box::pin(record::medications(context, query)),
    },
    Kind {
        name: "ServiceRequest",
        is_directory: false,
        params: &[OF_PATIENT[0], OF_PATIENT[1], token("status"), date("authored")],
        includes: &[],
        read: |context, id| Box::pin(record::referral(context, id)),
        search: |context, query| Box::pin(record::referrals(context, query)),
    },
    Kind {
        name: "DocumentReference",
        is_directory: false,
        params: &[OF_PATIENT[0], OF_PATIENT[1], token("status"), date("date")],
        includes: &[],
        read: |context, id| Box::pin(record::document(context, id)),
        search: |context, query| Box::pin(record::documents(context, query)),
    },
    Kind {
        name: "AuditEvent",
        is_directory: false,
        params: &[reference("patient")],
        includes: &[],
        read: |context, id| Box::pin(audit_event::one(context, id)),
        search: |context, query| Box::pin(audit_event::all(context, query)),
    },
    Kind {
        name: "Communication",
        is_directory: false,
        params: &[reference("patient"), reference("subject"), reference("recipient"), reference("sender")],
        includes: &[],
        read: |context, id| Box::pin(communication::one(context, id)),
        search: |context, query| Box::pin(communication::all(context, query)),
    },
];

/// A page of what is all known: sorted by keys, and going on after one of them.
pub fn page<T>(mut all: Vec<(String, T)>, query: &Query, make: impl Fn(&T) -> Resource) -> Found {
    all.sort_by(|one, other| one.0.cmp(&other.0));
    let total = Some(all.len());
    let is_left = |one: &&(String, T)| query.after.as_ref().is_none_or(|after| one.0 > *after);
    let left: Vec<&(String, T)> = all.iter().filter(is_left).collect();
    let shown = left.get(..query.count).unwrap_or(&left);
    let next = shown.last().filter(|_| left.len() > shown.len()).map(|(key, _)| key.clone());
    Found { resources: shown.iter().map(|(_, one)| make(one)).collect(), total, next }
}

/// What was found, if it was: what the reader may not see is not there.
///
/// # Errors
/// Any other problem.
pub fn kept(found: Result<Resource, Problem>) -> Result<Option<Resource>, Problem> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(problem) if [403, 404].contains(&problem.status) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// A key that sorts like its number.
pub fn key(number: i64) -> String {
    format!("{number:020}")
}

/// One of our keys.
///
/// # Errors
/// Not found, if it can be none.
pub fn number(id: &str) -> Result<i64, Problem> {
    let is_plain = !id.is_empty() && id.bytes().all(|c| c.is_ascii_digit()) && (id == "0" || !id.starts_with('0'));
    id.parse().ok().filter(|_| is_plain).ok_or_else(Problem::not_found)
}
