//! Resources of a record.

use serde::Serialize;
use serde_json::Number;

use super::super::types::{Annotation, CodeableConcept, Identifier, Meta, Narrative, Period, Quantity, Reference};

/// A measurement.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Observation {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    pub category: Vec<CodeableConcept>,
    pub code: CodeableConcept,
    pub subject: Reference,
    pub encounter: Option<Reference>,
    pub effective_date_time: String,
    pub performer: Vec<Reference>,
    pub value_quantity: Option<Quantity>,
    pub component: Vec<Component>,
}

/// One of the values of a measurement that has several.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    pub code: CodeableConcept,
    pub value_quantity: Quantity,
}

/// A condition that was found or is suspected.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    pub id: String,
    pub meta: Meta,
    pub clinical_status: Option<CodeableConcept>,
    pub verification_status: CodeableConcept,
    pub category: Vec<CodeableConcept>,
    pub code: CodeableConcept,
    pub subject: Reference,
    pub encounter: Option<Reference>,
    pub abatement_date_time: Option<String>,
    pub recorded_date: String,
    pub recorder: Reference,
    pub note: Vec<Annotation>,
}

/// What a patient says they react to.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AllergyIntolerance {
    pub id: String,
    pub meta: Meta,
    pub clinical_status: CodeableConcept,
    pub verification_status: CodeableConcept,
    pub criticality: Option<&'static str>,
    pub code: CodeableConcept,
    pub patient: Reference,
    pub onset_string: Option<String>,
    pub recorded_date: String,
    pub asserter: Reference,
    pub note: Vec<Annotation>,
}

/// One medicine of a prescription.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MedicationRequest {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    pub status_reason: Option<CodeableConcept>,
    pub intent: &'static str,
    pub medication_codeable_concept: CodeableConcept,
    pub subject: Reference,
    pub encounter: Option<Reference>,
    pub authored_on: String,
    pub requester: Reference,
    pub reason_code: Vec<CodeableConcept>,
    pub group_identifier: Identifier,
    pub note: Vec<Annotation>,
    pub dosage_instruction: Vec<Dosage>,
}

/// How it is taken.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dosage {
    pub text: String,
    pub patient_instruction: Option<String>,
    pub timing: Timing,
    pub route: Option<CodeableConcept>,
    pub dose_and_rate: Vec<DoseAndRate>,
}

/// How often, and for how long.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Timing {
    pub repeat: Repeat,
    pub code: Option<CodeableConcept>,
}

/// For how long.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Repeat {
    pub bounds_duration: Option<Amount>,
}

/// How much at once.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DoseAndRate {
    pub dose_quantity: Amount,
}

/// So much of a unit, in the words that were typed.
#[derive(Clone, Debug, Serialize)]
pub struct Amount {
    pub value: Number,
    pub unit: String,
    pub system: Option<&'static str>,
    pub code: Option<&'static str>,
}

/// A referral.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRequest {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    pub intent: &'static str,
    pub category: Vec<CodeableConcept>,
    pub priority: Option<&'static str>,
    pub code: CodeableConcept,
    pub quantity_quantity: Option<Visits>,
    pub subject: Reference,
    pub encounter: Option<Reference>,
    pub occurrence_period: Period,
    pub authored_on: String,
    pub requester: Reference,
    pub performer_type: Option<CodeableConcept>,
    pub performer: Vec<Reference>,
    pub note: Vec<Annotation>,
}

/// For how many visits it is.
#[derive(Clone, Debug, Serialize)]
pub struct Visits {
    pub value: i64,
}

/// A file.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DocumentReference {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    pub r#type: CodeableConcept,
    pub subject: Reference,
    pub date: String,
    pub author: Vec<Reference>,
    pub description: Option<String>,
    pub content: Vec<DocumentContent>,
    pub context: DocumentContext,
}

/// In which visit it was added.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentContext {
    pub encounter: Vec<Reference>,
}

/// What is in it.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentContent {
    pub attachment: Attachment,
}

/// The file itself, which people open on the site.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    pub content_type: &'static str,
    pub size: i64,
    pub title: String,
    pub creation: String,
}

/// Who recorded something, or changed it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Provenance {
    pub id: String,
    pub meta: Meta,
    pub target: Vec<Reference>,
    pub recorded: String,
    pub reason: Vec<CodeableConcept>,
    pub activity: CodeableConcept,
    pub agent: Vec<Responsible>,
    pub entity: Vec<Derived>,
}

/// What something was made from.
#[derive(Clone, Debug, Serialize)]
pub struct Derived {
    pub role: &'static str,
    pub what: Reference,
}

/// Whose doing it was.
#[derive(Clone, Debug, Serialize)]
pub struct Responsible {
    pub r#type: CodeableConcept,
    pub who: Reference,
}

/// A note.
#[derive(Clone, Debug, Serialize)]
pub struct Composition {
    pub id: String,
    pub meta: Meta,
    pub status: &'static str,
    pub r#type: CodeableConcept,
    pub subject: Reference,
    pub encounter: Option<Reference>,
    pub date: String,
    pub author: Vec<Reference>,
    pub title: String,
    pub section: Vec<Section>,
}

/// What it says.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    pub text: Narrative,
}
