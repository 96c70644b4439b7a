//! The server's capabilities, generated from the table of its types, so that nothing is listed that doesn't exist.

use serde_json::{Value, json};

use super::{
    include,
    kinds::{KINDS, Kind},
    shown::orders,
    smart, writes,
};

/// When the statement last changed.
const DATE: &str = "2026-11-29";
const OAUTH: &str = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
const SERVICES: &str = "http://terminology.hl7.org/CodeSystem/restful-security-service";
const SCHEDULING: &str = "https://profiles.ihe.net/ITI/Scheduling/OperationDefinition/appointment-";
const BATCH: &str = "Each entry is answered as if it were sent alone, but files and patches have to be.";
const TRANSACTION: &str = "For administrators who signed in, to bring in the history of patients, all of it or nothing: Patient, \
    AllergyIntolerance, CarePlan, Condition, DiagnosticReport, DocumentReference, Encounter, Immunization, MedicationRequest, Observation \
    and Procedure; at most 2,000 entries about at most 100 patients. Anything else is named and refused or, with Prefer: handling=lenient, left out.";
const SEARCHING: &str = "Values separated by commas are choices; of a parameter that is given several times, each has to hold. A reference takes \
    its type as a modifier, as in subject:Patient, and what is looked for in the resource itself takes :missing. Dates take eq, ge, gt, sa, le, \
    lt and eb. Names are one text: family and given look for any of its words. Searches take _include and _revinclude \
    where listed, _sort as documented with each type, _total, _summary (true, data, \
    count, false), _elements and _count. A total is told where it is known. References are chained to the identifier, name and birthdate of \
    patients, the name of practitioners and services, the name and identifier of organizations, and the name and address-city of locations; \
    those to patients and organizations take :identifier. Patients are searched by gender together with _id or an identifier, \
    since lists don't tell it. _has isn't supported.";
const WRITING: &str = "Unknown search parameters are refused, unless Prefer: handling=lenient is sent. What is written is written as you, and \
    now; an element that there is no place for is refused by its path. Records are only added to: nothing is deleted.";
/// The types whose resources have a version for `If-Match`.
const VERSIONED: [&str; 4] = ["Appointment", "Encounter", "Patient", "ServiceRequest"];
const BULK: &str = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-";

fn param(name: &str, r#type: &str) -> Value {
    json!({ "name": name, "type": r#type })
}

fn resource(kind: &Kind) -> Value {
    let written = writes::of(kind.name());
    let mut interactions = vec!["read", "search-type"];
    interactions.extend(written.and_then(|written| written.create).map(|_| "create"));
    interactions.extend(written.and_then(|written| written.replace).map(|_| "update"));
    if kind.name() == "Appointment" {
        interactions.push("patch");
    }
    if kind.has_history() {
        interactions.extend(["vread", "history-instance"]);
    }
    let interactions: Vec<Value> = interactions.into_iter().map(|code| json!({ "code": code })).collect();
    let params = kind.searchable.params.iter().map(|one| param(one.name, one.r#type.word()));
    let params: Vec<Value> = [param("_id", "token")].into_iter().chain(params).collect();
    let mut includes: Vec<String> =
        kind.searchable.includes.iter().map(|one| format!("{}:{}", kind.name(), one.name)).collect();
    // One that leads to several types is there once for each.
    includes.dedup();
    let mut said = json!({
        "type": kind.name(),
        "interaction": interactions,
        "versioning": if VERSIONED.contains(&kind.name()) || kind.has_history() { "versioned" } else { "no-version" },
        "readHistory": kind.has_history(),
        "updateCreate": false,
        "conditionalCreate": false,
        "conditionalDelete": "not-supported",
        "searchParam": params,
    });
    let words: Vec<&str> = orders(kind.name()).iter().map(|order| order.word).collect();
    let sorted = (!words.is_empty()).then(|| format!("_sort: {}.", words.join(", ")));
    let documentation = written.map(|written| written.documentation.to_owned()).into_iter().chain(sorted);
    let documentation = documentation.collect::<Vec<_>>().join(" ");
    if !documentation.is_empty() {
        said["documentation"] = documentation.into();
    }
    if !includes.is_empty() {
        said["searchInclude"] = includes.into();
    }
    let reverse: Vec<String> = include::reverse(kind.name()).map(include::Include::back).collect();
    if !reverse.is_empty() {
        said["searchRevInclude"] = reverse.into();
    }
    let operations = match kind.name() {
        "Appointment" => Some((SCHEDULING, &["find", "hold", "book"][..])),
        "Patient" => Some((BULK, &["export"][..])),
        _ => None,
    };
    if let Some((place, names)) = operations {
        let operation = |name: &&str| json!({ "name": name, "definition": format!("{place}{name}") });
        said["operation"] = names.iter().map(operation).collect::<Vec<_>>().into();
    }
    said
}

/// How programs authenticate: with a person's own token or, as a patient's app, with what the patient allows.
fn security(origin: &str) -> Value {
    let addresses: Vec<Value> =
        smart::addresses(origin).map(|(name, address)| json!({ "url": name, "valueUri": address })).to_vec();
    json!({
        "extension": [{ "url": OAUTH, "extension": addresses }],
        "cors": true,
        "service": [{ "coding": [{ "system": SERVICES, "code": "SMART-on-FHIR", "display": "SMART-on-FHIR" }] }],
        "description": "Bearer tokens from /api/v1/auth/login: you may do whatever your account may do on the site. Patients' apps use SMART App Launch, to read only: see .well-known/smart-configuration.",
    })
}

/// The CapabilityStatement.
pub fn statement(origin: &str, base: &str) -> Value {
    let resources: Vec<Value> = KINDS.iter().map(resource).collect();
    json!({
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": DATE,
        "kind": "instance",
        "software": { "name": "Consulta", "version": env!("CARGO_PKG_VERSION") },
        "implementation": { "description": "Consulta: the clinic's directory, bookings and records", "url": base },
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json", "application/fhir+xml", "json", "xml"],
        "patchFormat": ["application/json-patch+json"],
        "rest": [{
            "mode": "server",
            "documentation": format!("{WRITING} {SEARCHING}"),
            "security": security(origin),
            "resource": resources,
            "interaction": [
                { "code": "batch", "documentation": BATCH },
                { "code": "transaction", "documentation": TRANSACTION },
            ],
        }],
    })
}
