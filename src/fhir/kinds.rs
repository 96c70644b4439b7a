//! Our resource types, each with its search parameters. Routes and the CapabilityStatement both come from this table, so they can't
//! disagree.

mod params;

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
    search::{Query, Searchable},
};
use crate::{domain::imported::ImportedKind, rest::problem::Problem};

/// Reads one resource by its id.
pub type Reading = for<'a> fn(&'a Context, &'a str) -> BoxFuture<'a, Result<Resource, Problem>>;
/// Finds a page of resources.
pub type Searching = for<'a> fn(&'a Context, &'a Query) -> BoxFuture<'a, Result<Found, Problem>>;

/// A resource type.
pub struct Kind {
    pub searchable: Searchable,
    /// Whether it is part of the directory, which a setting makes public.
    pub is_directory: bool,
    pub read: Reading,
    search: Searching,
}

const fn include(name: &'static str, path: &'static [&'static str], kind: &'static str) -> Include {
    Include { name, path, kind }
}

/// For record entries: the patient, and the encounter in which they were written.
const PATIENT: Include = include("patient", &["subject"], "Patient");
const SUBJECT: Include = include("subject", &["subject"], "Patient");
const ENCOUNTER: Include = include("encounter", &["encounter"], "Encounter");
/// For types that name the patient differently.
const WHOSE: Include = include("patient", &["patient"], "Patient");
const REQUESTER: Include = include("requester", &["requester"], "Practitioner");
const PERFORMER: Include = include("performer", &["performer"], "Practitioner");

impl Kind {
    /// The type's name in FHIR, such as `Patient`.
    pub fn name(&self) -> &'static str {
        self.searchable.name
    }

    /// A page of the matching resources.
    ///
    /// # Errors
    /// Not allowed; an unsupported search.
    pub async fn find(&self, context: &Context, query: &Query) -> Result<Found, Problem> {
        let mut found = (self.search)(context, query).await?;
        let count = found.resources.len();
        found.resources.retain(|one| query.meets(one));
        let others = count - found.resources.len();
        found.total = found.total.map(|total| total.saturating_sub(others));
        Ok(found)
    }

    /// Whether every version is kept: notes only.
    pub fn has_history(&self) -> bool {
        self.name() == "Composition"
    }
}

/// Every type.
pub static KINDS: [Kind; 24] = [
    Kind {
        searchable: Searchable { name: "Practitioner", params: params::PRACTITIONER, includes: &[] },
        is_directory: true,
        read: |context, id| Box::pin(directory::practitioner(context, id)),
        search: |context, query| Box::pin(directory::practitioners(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "PractitionerRole",
            params: params::PRACTITIONER_ROLE,
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
        searchable: Searchable { name: "Organization", params: params::ORGANIZATION, includes: &[] },
        is_directory: true,
        read: |context, id| Box::pin(directory::organization(context, id)),
        search: |context, query| Box::pin(directory::organizations(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Location",
            params: params::LOCATION,
            includes: &[include("organization", &["managingOrganization"], "Organization")],
        },
        is_directory: true,
        read: |context, id| Box::pin(directory::location(context, id)),
        search: |context, query| Box::pin(directory::locations(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "HealthcareService",
            params: params::HEALTHCARE_SERVICE,
            includes: &[include("location", &["location"], "Location")],
        },
        is_directory: true,
        read: |context, id| Box::pin(directory::service(context, id)),
        search: |context, query| Box::pin(directory::services(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Schedule",
            params: params::SCHEDULE,
            includes: &[include("actor", &["actor"], "Practitioner")],
        },
        is_directory: true,
        read: |context, id| Box::pin(calendar::schedule(context, id)),
        search: |context, query| Box::pin(calendar::schedules(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Slot",
            params: params::SLOT,
            includes: &[include("schedule", &["schedule"], "Schedule")],
        },
        is_directory: true,
        read: |context, id| Box::pin(calendar::slot(context, id)),
        search: |context, query| Box::pin(calendar::slots(context, query)),
    },
    Kind {
        searchable: Searchable { name: "Patient", params: params::PATIENT, includes: &[] },
        is_directory: false,
        read: |context, id| Box::pin(patient::one(context, id)),
        search: |context, query| Box::pin(patient::all(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Appointment",
            params: params::APPOINTMENT,
            includes: &[
                include("patient", &["participant", "actor"], "Patient"),
                include("practitioner", &["participant", "actor"], "Practitioner"),
                include("location", &["participant", "actor"], "Location"),
                include("actor", &["participant", "actor"], "Patient"),
                include("actor", &["participant", "actor"], "Practitioner"),
                include("actor", &["participant", "actor"], "Location"),
            ],
        },
        is_directory: false,
        read: |context, id| Box::pin(appointment::one(context, id)),
        search: |context, query| Box::pin(appointment::all(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Encounter",
            params: params::ENCOUNTER,
            includes: &[
                PATIENT,
                SUBJECT,
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
            params: params::OBSERVATION,
            includes: &[PATIENT, SUBJECT, ENCOUNTER, PERFORMER],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::observation(context, id)),
        search: |context, query| Box::pin(record::observations(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Condition",
            params: params::CONDITION,
            includes: &[PATIENT, SUBJECT, ENCOUNTER],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::condition(context, id)),
        search: |context, query| Box::pin(record::conditions(context, query)),
    },
    Kind {
        searchable: Searchable { name: "AllergyIntolerance", params: params::ALLERGY_INTOLERANCE, includes: &[WHOSE] },
        is_directory: false,
        read: |context, id| Box::pin(record::allergy(context, id)),
        search: |context, query| Box::pin(record::allergies(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "MedicationRequest",
            params: params::MEDICATION_REQUEST,
            includes: &[PATIENT, SUBJECT, ENCOUNTER, REQUESTER],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::medication(context, id)),
        search: |context, query| Box::pin(record::medications(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "ServiceRequest",
            params: params::SERVICE_REQUEST,
            includes: &[PATIENT, SUBJECT, ENCOUNTER, REQUESTER, PERFORMER],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::referral(context, id)),
        search: |context, query| Box::pin(record::referrals(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "DocumentReference",
            params: params::DOCUMENT_REFERENCE,
            includes: &[PATIENT, SUBJECT, include("encounter", &["context", "encounter"], "Encounter")],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::document(context, id)),
        search: |context, query| Box::pin(record::documents(context, query)),
    },
    Kind {
        searchable: Searchable { name: "Immunization", params: params::IMMUNIZATION, includes: &[WHOSE] },
        is_directory: false,
        read: |context, id| Box::pin(imported::one(context, id, ImportedKind::Vaccination)),
        search: |context, query| Box::pin(record::imported(context, query, ImportedKind::Vaccination)),
    },
    Kind {
        searchable: Searchable {
            name: "Procedure",
            params: params::PROCEDURE,
            includes: &[PATIENT, SUBJECT, ENCOUNTER],
        },
        is_directory: false,
        read: |context, id| Box::pin(imported::one(context, id, ImportedKind::Procedure)),
        search: |context, query| Box::pin(record::imported(context, query, ImportedKind::Procedure)),
    },
    Kind {
        searchable: Searchable {
            name: "DiagnosticReport",
            params: params::DIAGNOSTIC_REPORT,
            includes: &[PATIENT, SUBJECT, ENCOUNTER, include("result", &["result"], "Observation")],
        },
        is_directory: false,
        read: |context, id| Box::pin(imported::one(context, id, ImportedKind::Report)),
        search: |context, query| Box::pin(record::imported(context, query, ImportedKind::Report)),
    },
    Kind {
        searchable: Searchable {
            name: "CarePlan",
            params: params::CARE_PLAN,
            includes: &[PATIENT, SUBJECT, ENCOUNTER],
        },
        is_directory: false,
        read: |context, id| Box::pin(imported::one(context, id, ImportedKind::CarePlan)),
        search: |context, query| Box::pin(record::imported(context, query, ImportedKind::CarePlan)),
    },
    Kind {
        searchable: Searchable { name: "AuditEvent", params: params::AUDIT_EVENT, includes: &[] },
        is_directory: false,
        read: |context, id| Box::pin(audit_event::one(context, id)),
        search: |context, query| Box::pin(audit_event::all(context, query)),
    },
    Kind {
        searchable: Searchable { name: "Communication", params: params::COMMUNICATION, includes: &[] },
        is_directory: false,
        read: |context, id| Box::pin(communication::one(context, id)),
        search: |context, query| Box::pin(communication::all(context, query)),
    },
    Kind {
        searchable: Searchable {
            name: "Composition",
            params: params::COMPOSITION,
            includes: &[PATIENT, SUBJECT, ENCOUNTER],
        },
        is_directory: false,
        read: |context, id| Box::pin(record::note(context, id)),
        search: |context, query| Box::pin(record::notes(context, query)),
    },
    Kind {
        searchable: Searchable { name: "Provenance", params: params::PROVENANCE, includes: &[] },
        is_directory: false,
        read: |context, id| Box::pin(provenance::one(context, id)),
        search: |context, query| Box::pin(provenance::all(context, query)),
    },
];
