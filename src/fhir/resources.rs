//! Our resources, each with just the elements that we fill.

mod record;

use serde::Serialize;
use serde_json::Value;

pub use self::record::{
    AllergyIntolerance, Amount, Attachment, Component, Composition, Condition, Derived, DocumentContent,
    DocumentContext, DocumentReference, Dosage, DoseAndRate, MedicationRequest, Observation, Provenance, Repeat,
    Responsible, Section, ServiceRequest, Timing, Visits,
};
use super::types::{
    Address, CodeableConcept, Coding, ContactPoint, Extension, HumanName, Identifier, Meta, Period, Reference,
};

/// A resource of one of our types.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "resourceType")]
pub enum Resource {
    Practitioner(Box<Practitioner>),
    PractitionerRole(Box<PractitionerRole>),
    Organization(Box<Organization>),
    Location(Box<Location>),
    HealthcareService(Box<HealthcareService>),
    Schedule(Box<Schedule>),
    Slot(Box<Slot>),
    Patient(Box<Patient>),
    Appointment(Box<Appointment>),
    Encounter(Box<Encounter>),
    Observation(Box<Observation>),
    Condition(Box<Condition>),
    AllergyIntolerance(Box<AllergyIntolerance>),
    MedicationRequest(Box<MedicationRequest>),
    ServiceRequest(Box<ServiceRequest>),
    DocumentReference(Box<DocumentReference>),
    AuditEvent(Box<AuditEvent>),
    Communication(Box<Communication>),
    Provenance(Box<Provenance>),
    Composition(Box<Composition>),
    /// An imported one, kept as it was sent.
    #[serde(untagged)]
    Imported(Value),
}

impl Resource {
    /// As JSON, without empty values.
    pub fn json(&self) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        prune(&mut value);
        value
    }
}

/// Removes empty values: FHIR has neither `null` nor empty lists, objects and strings.
pub fn prune(value: &mut Value) {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    match value {
        Value::Array(all) => {
            all.iter_mut().for_each(prune);
            all.retain(|one| !is_empty(one));
        }
        Value::Object(fields) => {
            fields.values_mut().for_each(prune);
            fields.retain(|_, one| !is_empty(one));
        }
        _ => {}
    }
}

/// Someone who gives care.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Practitioner {
    pub id: String,
    pub identifier: Vec<Identifier>,
    pub active: bool,
    pub name: Vec<HumanName>,
    pub gender: Option<&'static str>,
    pub photo: Vec<Photo>,
    pub qualification: Vec<Qualification>,
    pub communication: Vec<CodeableConcept>,
}

/// A picture of someone.
#[derive(Clone, Debug, Serialize)]
pub struct Photo {
    pub url: String,
}

/// A practitioner's qualification.
#[derive(Clone, Debug, Serialize)]
pub struct Qualification {
    pub code: CodeableConcept,
}

/// A practitioner's work at one place.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PractitionerRole {
    pub id: String,
    pub active: bool,
    pub practitioner: Reference,
    pub organization: Reference,
    pub code: Vec<CodeableConcept>,
    pub specialty: Vec<CodeableConcept>,
    pub location: Vec<Reference>,
    pub healthcare_service: Vec<Reference>,
    pub telecom: Vec<ContactPoint>,
}

/// The business behind a place.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Organization {
    pub id: String,
    pub identifier: Vec<Identifier>,
    pub active: bool,
    pub r#type: Vec<CodeableConcept>,
    pub name: String,
    pub telecom: Vec<ContactPoint>,
    pub address: Vec<Address>,
}

/// A place.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    pub id: String,
    pub extension: Vec<Extension>,
    pub status: &'static str,
    pub name: String,
    pub mode: &'static str,
    pub r#type: Vec<CodeableConcept>,
    pub telecom: Vec<ContactPoint>,
    pub address: Address,
    pub managing_organization: Reference,
}

/// A kind of visit.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HealthcareService {
    pub id: String,
    pub active: bool,
    pub r#type: Vec<CodeableConcept>,
    pub location: Vec<Reference>,
    pub name: String,
    pub comment: Option<String>,
    pub appointment_required: bool,
}

/// A practitioner's calendar at one place, as one kind of visit.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    pub id: String,
    pub active: bool,
    pub service_type: Vec<CodeableConcept>,
    pub specialty: Vec<CodeableConcept>,
    pub actor: Vec<Reference>,
    pub planning_horizon: Period,
}

/// A slot in it.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Slot {
    pub id: String,
    pub service_type: Vec<CodeableConcept>,
    pub schedule: Reference,
    pub status: &'static str,
    pub start: String,
    pub end: String,
}

/// Someone who receives care.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Patient {
    pub id: String,
    pub meta: Meta,
    pub identifier: Vec<Identifier>,
    pub active: Option<bool>,
    pub name: Vec<HumanName>,
    pub telecom: Vec<ContactPoint>,
    pub gender: Option<&'static str>,
    pub birth_date: Option<String>,
    pub address: Vec<Address>,
    pub contact: Vec<PatientContact>,
}

/// An emergency contact.
#[derive(Clone, Debug, Serialize)]
pub struct PatientContact {
    pub relationship: Vec<CodeableConcept>,
    pub name: HumanName,
    pub telecom: Vec<ContactPoint>,
}

/// A visit that is offered, held, agreed, over or cancelled.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Appointment {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    pub cancelation_reason: Option<CodeableConcept>,
    pub service_type: Vec<CodeableConcept>,
    pub specialty: Vec<CodeableConcept>,
    pub start: String,
    pub end: String,
    pub minutes_duration: Option<i64>,
    pub slot: Vec<Reference>,
    pub created: Option<String>,
    pub comment: Option<String>,
    pub patient_instruction: Option<String>,
    pub participant: Vec<Participant>,
    pub requested_period: Vec<Period>,
}

/// A participant of an appointment.
#[derive(Clone, Debug, Serialize)]
pub struct Participant {
    pub actor: Reference,
    pub required: &'static str,
    pub status: &'static str,
}

/// A visit, in progress or finished.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Encounter {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    pub class: Coding,
    pub service_type: Option<CodeableConcept>,
    pub subject: Reference,
    pub participant: Vec<EncounterParticipant>,
    pub appointment: Vec<Reference>,
    pub period: Period,
    pub reason_code: Vec<CodeableConcept>,
    pub location: Vec<EncounterLocation>,
    pub service_provider: Reference,
}

/// The practitioner of an encounter.
#[derive(Clone, Debug, Serialize)]
pub struct EncounterParticipant {
    pub individual: Reference,
}

/// The place of an encounter.
#[derive(Clone, Debug, Serialize)]
pub struct EncounterLocation {
    pub location: Reference,
}

/// A read of a record, or a change to it.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    pub id: String,
    pub meta: Meta,
    pub r#type: Coding,
    pub subtype: Vec<Coding>,
    pub action: &'static str,
    pub recorded: String,
    pub outcome: &'static str,
    pub outcome_desc: Option<String>,
    pub purpose_of_event: Vec<CodeableConcept>,
    pub agent: Vec<Agent>,
    pub source: Source,
    pub entity: Vec<Entity>,
}

/// Who did it.
#[derive(Clone, Debug, Serialize)]
pub struct Agent {
    pub who: Reference,
    pub requestor: bool,
}

/// The system that recorded it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Source {
    pub observer: Reference,
}

/// The thing it was done to.
#[derive(Clone, Debug, Serialize)]
pub struct Entity {
    pub what: Reference,
    pub description: Option<String>,
}

/// A message between a patient and a practitioner.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Communication {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    pub medium: Vec<CodeableConcept>,
    pub subject: Reference,
    pub recipient: Vec<Reference>,
    pub sender: Reference,
    pub sent: String,
    pub payload: Vec<Payload>,
}

/// The content of a message.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Payload {
    pub content_string: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whatever_is_empty_is_left_out() {
        let mut value = json!({ "a": null, "b": [], "c": { "d": "" }, "e": [null, { "f": [] }], "g": false, "h": [1] });
        prune(&mut value);
        assert_eq!(value, json!({ "g": false, "h": [1] }));
    }

    #[test]
    fn a_resource_says_its_type() {
        let value = Resource::Slot(Box::new(Slot { id: "1".to_owned(), status: "free", ..Slot::default() })).json();
        assert_eq!(value, json!({ "resourceType": "Slot", "id": "1", "status": "free" }));
    }
}
