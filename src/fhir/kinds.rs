//! Our types of resources, each with its search parameters. Routes and the CapabilityStatement both come from this table, so they
//! can't disagree.

use futures::future::BoxFuture;

use super::{
    appointment, audit_event, calendar, communication,
    context::Context,
    directory, encounter,
    found::Found,
    imported,
    include::Include,
    patient, provenance, record,
    resources::Resource,
    search::{Param, Query, Searchable, Type},
};
use crate::{domain::imported::ImportedKind, rest::problem::Problem};

/// Finds one resource by its id.
pub type Reading = for<'a> fn(&'a Context, &'a str) -> BoxFuture<'a, Result<Resource, Problem>>;
/// Finds a page of them.
pub type Searching = for<'a> fn(&'a Context, &'a Query) -> BoxFuture<'a, Result<Found, Problem>>;

/// A type of resources.
pub struct Kind {
    pub searchable: Searchable,
    /// Whether it is part of the directory, which a setting opens to everyone.
    pub is_directory: bool,
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

impl Kind {
    /// Its name.
    pub fn name(&self) -> &'static str {
        self.searchable.name
    }

    /// Whether we keep every version: of notes only.
    pub fn has_history(&self) -> bool {
        self.name() == "Composition"
    }
}

/// Whose line of a record it is.
const OF_PATIENT: [Param; 2] = [reference("patient"), reference("subject")];

/// Every type.
pub static KINDS: [Kind; 24] = [
    Kind {
        searchable: Searchable {
            name: "Practitioner",
            params: &[string("name"), token("gender"), token("communication"), token("active")],
            includes: &[],
        },
        is_directory: true,
        read: |context, id| Box::pin(directory::practitioner(context, id)),
        search: |context, query| Box::pin(directory::practitioners(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "PractitionerRole",
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
        },
        is_directory: true,
        read: |context, id| Box::pin(directory::role(context, id)),
        search: |context, query| Box::pin(directory::roles(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Organization",
            params: &[string("name"), token("identifier"), string("address"), string("address-city"), token("active")],
            includes: &[],
        },
        is_directory: true,
        read: |context, id| Box::pin(directory::organization(context, id)),
        search: |context, query| Box::pin(directory::organizations(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Location",
            params: &[
                string("name"),
                string("address"),
                string("address-city"),
                reference("organization"),
                token("status"),
            ],
            includes: &[include("organization", &["managingOrganization"], "Organization")],
        },
        is_directory: true,
        read: |context, id| Box::pin(directory::location(context, id)),
        search: |context, query| Box::pin(directory::locations(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "HealthcareService",
            params: &[string("name"), reference("location"), token("active")],
            includes: &[include("location", &["location"], "Location")],
        },
        is_directory: true,
        read: |context, id| Box::pin(directory::service(context, id)),
        search: |context, query| Box::pin(directory::services(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Schedule",
            params: &[reference("actor"), token("service-type"), token("active")],
            includes: &[include("actor", &["actor"], "Practitioner")],
        },
        is_directory: true,
        read: |context, id| Box::pin(calendar::schedule(context, id)),
        search: |context, query| Box::pin(calendar::schedules(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Slot",
            params: &[reference("schedule"), date("start"), token("status")],
            includes: &[include("schedule", &["schedule"], "Schedule")],
        },
        is_directory: true,
        read: |context, id| Box::pin(calendar::slot(context, id)),
        search: |context, query| Box::pin(calendar::slots(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Patient",
            params: &[string("name"), token("identifier"), date("birthdate")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(patient::one(context, id)),
        search: |context, query| Box::pin(patient::all(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Appointment",
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
        },
        is_directory: false,
        read: |context, id| Box::pin(appointment::one(context, id)),
        search: |context, query| Box::pin(appointment::all(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Encounter",
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
        },
        is_directory: false,
        read: |context, id| Box::pin(encounter::one(context, id)),
        search: |context, query| Box::pin(encounter::all(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Observation",
            params: &[OF_PATIENT[0], OF_PATIENT[1], token("code"), token("category"), token("status"), date("date")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::observation(context, id)),
        search: |context, query| Box::pin(record::observations(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Condition",
            params: &[
                OF_PATIENT[0],
                OF_PATIENT[1],
                token("code"),
                token("clinical-status"),
                token("verification-status"),
                date("recorded-date"),
            ],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::condition(context, id)),
        search: |context, query| Box::pin(record::conditions(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "AllergyIntolerance",
            params: &[reference("patient"), token("clinical-status"), token("criticality")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::allergy(context, id)),
        search: |context, query| Box::pin(record::allergies(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "MedicationRequest",
            params: &[OF_PATIENT[0], OF_PATIENT[1], token("status"), date("authoredon")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::medication(context, id)),
        search: |context, query| Box::pin(record::medications(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "ServiceRequest",
            params: &[OF_PATIENT[0], OF_PATIENT[1], token("status"), date("authored")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::referral(context, id)),
        search: |context, query| Box::pin(record::referrals(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "DocumentReference",
            params: &[OF_PATIENT[0], OF_PATIENT[1], token("status"), date("date")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::document(context, id)),
        search: |context, query| Box::pin(record::documents(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Immunization",
            params: &[reference("patient"), token("vaccine-code"), token("status"), date("date"), date("_lastUpdated")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(imported::one(context, id, ImportedKind::Vaccination)),
        search: |context, query| Box::pin(record::imported(context, query, ImportedKind::Vaccination)),
    },
    Kind {
        searchable: Searchable {
            name: "Procedure",
            params: &[OF_PATIENT[0], OF_PATIENT[1], token("code"), token("status"), date("date"), date("_lastUpdated")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(imported::one(context, id, ImportedKind::Procedure)),
        search: |context, query| Box::pin(record::imported(context, query, ImportedKind::Procedure)),
    },
    Kind {
        searchable: Searchable {
            name: "DiagnosticReport",
            params: &[
                OF_PATIENT[0],
                OF_PATIENT[1],
                token("code"),
                token("category"),
                token("status"),
                date("date"),
                date("_lastUpdated"),
            ],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(imported::one(context, id, ImportedKind::Report)),
        search: |context, query| Box::pin(record::imported(context, query, ImportedKind::Report)),
    },
    Kind {
        searchable: Searchable {
            name: "CarePlan",
            params: &[
                OF_PATIENT[0],
                OF_PATIENT[1],
                token("category"),
                token("status"),
                date("date"),
                date("_lastUpdated"),
            ],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(imported::one(context, id, ImportedKind::CarePlan)),
        search: |context, query| Box::pin(record::imported(context, query, ImportedKind::CarePlan)),
    },
    Kind {
        searchable: Searchable { name: "AuditEvent", params: &[reference("patient")], includes: &[] },
        is_directory: false,
        read: |context, id| Box::pin(audit_event::one(context, id)),
        search: |context, query| Box::pin(audit_event::all(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Communication",
            params: &[reference("patient"), reference("subject"), reference("recipient"), reference("sender")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(communication::one(context, id)),
        search: |context, query| Box::pin(communication::all(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Composition",
            params: &[OF_PATIENT[0], OF_PATIENT[1], token("type"), token("status"), date("date"), date("_lastUpdated")],
            includes: &[],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::note(context, id)),
        search: |context, query| Box::pin(record::notes(context, query)),
    },
    Kind {
        searchable: Searchable { name: "Provenance", params: &[reference("target")], includes: &[] },
        is_directory: false,
        read: |context, id| Box::pin(provenance::one(context, id)),
        search: |context, query| Box::pin(provenance::all(context, query)),
    },
];
