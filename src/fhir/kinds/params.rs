//! The search parameters of each type, besides the id. Most are checked in the resource itself; for the directory, the lists know
//! more than their resources contain.

use super::super::asked::{Param, Type};

/// For parameters that a list applies itself.
const IN_LIST: &[&str] = &[];
const PARTICIPANTS: &[&str] = &["participant.actor"];

const fn token(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, r#type: Type::Token, paths }
}

const fn string(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, r#type: Type::String, paths }
}

const fn reference(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, r#type: Type::Reference, paths }
}

const fn date(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, r#type: Type::Date, paths }
}

const fn quantity(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, r#type: Type::Quantity, paths }
}

/// The patient of a record entry, which most types name alike.
const OF_PATIENT: Param = reference("patient", &["subject"]);
const OF_SUBJECT: Param = reference("subject", &["subject"]);
const IN_VISIT: Param = reference("encounter", &["encounter"]);
const CATEGORY: Param = token("category", &["category"]);
const CODE: Param = token("code", &["code"]);
const INTENT: Param = token("intent", &["intent"]);
const STATUS: Param = token("status", &["status"]);
const CHANGED: Param = date("_lastUpdated", &["meta.lastUpdated"]);
const REQUESTER: Param = reference("requester", &["requester"]);
const PERFORMER: Param = reference("performer", &["performer"]);

/// The common parameters of record entries, plus a type's own.
macro_rules! of_record {
    ($($more:expr),* $(,)?) => {
        &[OF_PATIENT, OF_SUBJECT, IN_VISIT, STATUS, CHANGED, $($more),*]
    };
}

pub const PRACTITIONER: &[Param] = &[
    string("name", IN_LIST),
    string("family", IN_LIST),
    string("given", IN_LIST),
    token("gender", IN_LIST),
    token("communication", IN_LIST),
    token("identifier", IN_LIST),
    token("active", IN_LIST),
];
pub const PRACTITIONER_ROLE: &[Param] = &[
    reference("practitioner", IN_LIST),
    reference("organization", IN_LIST),
    reference("location", IN_LIST),
    reference("service", IN_LIST),
    token("specialty", IN_LIST),
    token("role", IN_LIST),
    token("active", IN_LIST),
];
pub const ORGANIZATION: &[Param] = &[
    string("name", IN_LIST),
    token("identifier", IN_LIST),
    string("address", IN_LIST),
    string("address-city", IN_LIST),
    token("active", IN_LIST),
];
pub const LOCATION: &[Param] = &[
    string("name", IN_LIST),
    string("address", IN_LIST),
    string("address-city", IN_LIST),
    reference("organization", IN_LIST),
    token("status", IN_LIST),
];
pub const HEALTHCARE_SERVICE: &[Param] = &[
    string("name", IN_LIST),
    token("service-type", IN_LIST),
    reference("location", IN_LIST),
    token("active", IN_LIST),
];
pub const SCHEDULE: &[Param] = &[reference("actor", IN_LIST), token("service-type", IN_LIST), token("active", IN_LIST)];
pub const SLOT: &[Param] = &[reference("schedule", &["schedule"]), date("start", &["start"]), STATUS];
pub const PATIENT: &[Param] = &[
    string("name", &["name"]),
    string("family", &["name"]),
    string("given", &["name"]),
    token("identifier", &["identifier"]),
    token("telecom", &["telecom"]),
    token("phone", &["telecom"]),
    token("email", &["telecom"]),
    token("active", &["active"]),
    date("birthdate", &["birthDate"]),
    token("gender", &["gender"]),
];
pub const APPOINTMENT: &[Param] = &[
    reference("patient", PARTICIPANTS),
    reference("practitioner", PARTICIPANTS),
    reference("actor", PARTICIPANTS),
    reference("location", PARTICIPANTS),
    date("date", &["start"]),
    STATUS,
    CHANGED,
];
pub const ENCOUNTER: &[Param] = &[
    OF_PATIENT,
    OF_SUBJECT,
    reference("practitioner", &["participant.individual"]),
    reference("appointment", &["appointment"]),
    date("date", &["period"]),
    STATUS,
    CHANGED,
];
pub const OBSERVATION: &[Param] = of_record![
    CODE,
    CATEGORY,
    date("date", &["effectiveDateTime", "effectivePeriod", "effectiveInstant"]),
    quantity("value-quantity", &["valueQuantity"]),
    quantity("component-value-quantity", &["component.valueQuantity"]),
    PERFORMER,
];
pub const CONDITION: &[Param] = &[
    OF_PATIENT,
    OF_SUBJECT,
    IN_VISIT,
    CODE,
    CATEGORY,
    token("clinical-status", &["clinicalStatus"]),
    token("verification-status", &["verificationStatus"]),
    date("onset-date", &["onsetDateTime", "onsetPeriod"]),
    date("abatement-date", &["abatementDateTime", "abatementPeriod"]),
    date("recorded-date", &["recordedDate"]),
    CHANGED,
];
pub const ALLERGY_INTOLERANCE: &[Param] = &[
    reference("patient", &["patient"]),
    CODE,
    token("clinical-status", &["clinicalStatus"]),
    token("verification-status", &["verificationStatus"]),
    token("criticality", &["criticality"]),
    date("date", &["recordedDate"]),
    CHANGED,
];
pub const MEDICATION_REQUEST: &[Param] =
    of_record![INTENT, token("code", &["medicationCodeableConcept"]), REQUESTER, date("authoredon", &["authoredOn"])];
pub const SERVICE_REQUEST: &[Param] =
    of_record![INTENT, token("priority", &["priority"]), REQUESTER, PERFORMER, date("authored", &["authoredOn"])];
pub const DOCUMENT_REFERENCE: &[Param] = &[
    OF_PATIENT,
    OF_SUBJECT,
    reference("encounter", &["context.encounter"]),
    STATUS,
    token("type", &["type"]),
    date("date", &["date"]),
    CHANGED,
];
pub const IMMUNIZATION: &[Param] = &[
    reference("patient", &["patient"]),
    token("vaccine-code", &["vaccineCode"]),
    STATUS,
    date("date", &["occurrenceDateTime"]),
    CHANGED,
];
pub const PROCEDURE: &[Param] = of_record![CODE, date("date", &["performedDateTime", "performedPeriod"])];
pub const DIAGNOSTIC_REPORT: &[Param] = of_record![
    CODE,
    CATEGORY,
    date("date", &["effectiveDateTime", "effectivePeriod"]),
    reference("result", &["result"])
];
pub const CARE_PLAN: &[Param] = of_record![CATEGORY, INTENT, date("date", &["period"])];
pub const AUDIT_EVENT: &[Param] = &[reference("patient", &["entity.what"]), date("date", &["recorded"]), CHANGED];
pub const COMMUNICATION: &[Param] = &[
    OF_PATIENT,
    OF_SUBJECT,
    reference("recipient", &["recipient"]),
    reference("sender", &["sender"]),
    date("sent", &["sent"]),
    CHANGED,
];
pub const COMPOSITION: &[Param] = of_record![token("type", &["type"]), date("date", &["date"])];
pub const PROVENANCE: &[Param] = &[reference("target", &["target"]), date("recorded", &["recorded"]), CHANGED];
