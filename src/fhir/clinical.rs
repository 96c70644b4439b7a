//! A record's entries, as resources.

use jiff::{SignedDuration, Timestamp};
use serde_json::Number;

use super::{
    resources::{
        AllergyIntolerance, Amount, Attachment, Component, Composition, Condition, DocumentContent, DocumentContext,
        DocumentReference, Dosage, DoseAndRate, MedicationRequest, Observation, Repeat, Resource, Section,
        ServiceRequest, Timing, Visits,
    },
    types::{
        CodeableConcept, Coding, Identifier, Meta, Narrative, Period, Quantity, Reference, decimal, instant, notes,
        some,
    },
};
use crate::{
    domain::{
        calendar_view::local_date,
        diagnosis::Certainty,
        document::Category,
        ids::PatientId,
        observation::{Measure, Measured},
        prescription::Medicine,
        referral::{Priority, Status},
        statement::{Severity, Statement},
        time::Zone,
    },
    service::{
        clinical::{Clinical, Content, Prescribed, Version},
        diagnosis::Diagnosed,
        document::Document,
        entry::Line,
        observation::Observed,
        password::digest,
        referral::Referral,
    },
};

pub const LOINC: &str = "http://loinc.org";
pub const UCUM: &str = "http://unitsofmeasure.org";
pub const OBSERVATION_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
pub const CONDITION_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/condition-clinical";
pub const CONDITION_VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/condition-ver-status";
pub const CONDITION_CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/condition-category";
pub const ALLERGY_CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
pub const ALLERGY_VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
pub const SNOMED: &str = "http://snomed.info/sct";
/// SNOMED's code for a referral.
pub const PATIENT_REFERRAL: &str = "3457005";
/// LOINC's codes for the two values of a blood pressure.
pub const SYSTOLIC: &str = "8480-6";
pub const DIASTOLIC: &str = "8462-4";
/// Units of a medicine's duration, with UCUM's codes.
pub const DURATIONS: [(&str, &str); 4] = [("day", "d"), ("week", "wk"), ("month", "mo"), ("year", "a")];
/// FHIR's status for an entry that its author retracted as an error.
pub const IN_ERROR: &str = "entered-in-error";

/// The resources of an entry: one, or one for each medicine.
pub fn resources(line: &Clinical) -> Vec<Resource> {
    let (about, meta) = (&line.line, || Meta::changed(line.changed_at()));
    match &line.content {
        Content::Note(versions) => {
            let latest = notes_of(about, versions).pop();
            latest.into_iter().map(|one| Resource::Composition(Box::new(one))).collect()
        }
        Content::Diagnosis(found) => vec![Resource::Condition(Box::new(condition(about, found, meta())))],
        Content::Observation(found) => vec![Resource::Observation(Box::new(observation(about, found, meta())))],
        Content::Prescription(found) => {
            let count = found.prescription.medicines.len();
            (1..=count)
                .filter_map(|number| medication(about, (found, number), meta()))
                .map(|one| Resource::MedicationRequest(Box::new(one)))
                .collect()
        }
        Content::Referral(found) => vec![Resource::ServiceRequest(Box::new(request(about, found.as_deref(), meta())))],
        Content::Document(found) => vec![Resource::DocumentReference(Box::new(document(about, found, meta())))],
    }
}

fn is_in_error(line: &Line) -> bool {
    line.entry.retracted_at.is_some()
}

fn subject(line: &Line) -> Reference {
    Reference::to("Patient", line.entry.patient)
}

fn encounter(line: &Line) -> Option<Reference> {
    line.entry.appointment.map(|id| Reference::to("Encounter", id))
}

/// Patients can add files; everything else comes from practitioners.
pub fn author(line: &Line) -> Reference {
    let kind = if line.entry.author == line.entry.patient.account() { "Patient" } else { "Practitioner" };
    Reference::named(kind, line.entry.author, &line.author_name)
}

/// A note in every version, oldest first. A retraction counts as one more.
pub fn notes_of(line: &Line, versions: &[Version]) -> Vec<Composition> {
    let status = |version: i64| if version == 1 { "final" } else { "amended" };
    let written = versions.iter().map(|one| (one.version, one.at, status(one.version), one.body.as_str()));
    let retracted = line.entry.retracted_at.zip(versions.last());
    let retracted = retracted.map(|(at, last)| (last.version + 1, at, IN_ERROR, last.body.as_str()));
    let of_version = |(version, at, status, text): (i64, Timestamp, &'static str, &str)| Composition {
        id: line.entry.id.to_string(),
        meta: Meta { version_id: Some(version.to_string()), last_updated: Some(instant(at)), ..Meta::default() },
        status,
        r#type: loinc("11506-3", "Progress note", "Note"),
        subject: subject(line),
        encounter: encounter(line),
        date: instant(at),
        author: vec![author(line)],
        title: line.entry.title.clone(),
        section: vec![Section { text: Narrative::of(text) }],
    };
    written.chain(retracted).map(of_version).collect()
}

/// The part of the record that a measurement belongs to.
pub fn category_of(measure: Measure) -> &'static str {
    if measure == Measure::BloodGlucose { "laboratory" } else { "vital-signs" }
}

/// LOINC's code and display, and UCUM's unit.
pub fn coded(measure: Measure) -> (&'static str, &'static str, &'static str) {
    match measure {
        Measure::Weight => ("29463-7", "Body weight", "kg"),
        Measure::Height => ("8302-2", "Body height", "cm"),
        Measure::BloodPressure => ("85354-9", "Blood pressure panel with all children optional", "mm[Hg]"),
        Measure::HeartRate => ("8867-4", "Heart rate", "/min"),
        Measure::Temperature => ("8310-5", "Body temperature", "Cel"),
        Measure::OxygenSaturation => ("2708-6", "Oxygen saturation in Arterial blood", "%"),
        Measure::BloodGlucose => ("15074-8", "Glucose [Moles/volume] in Blood", "mmol/L"),
    }
}

fn quantity(value: Option<Number>, measure: Measure) -> Quantity {
    Quantity { value, unit: measure.unit(), system: UCUM, code: coded(measure).2 }
}

fn loinc(code: &str, display: &str, text: &str) -> CodeableConcept {
    CodeableConcept { coding: vec![Coding::shown(LOINC, code, display)], text: some(text) }
}

fn observation(line: &Line, found: &Observed, meta: Meta) -> Observation {
    let Measured { measure, value, second } = found.measured;
    let (code, display, _) = coded(measure);
    let part = |code, display, value| Component {
        code: loinc(code, display, ""),
        value_quantity: quantity(decimal(value), measure),
    };
    let component = match second {
        Some(lower) => {
            vec![part(SYSTOLIC, "Systolic blood pressure", value), part(DIASTOLIC, "Diastolic blood pressure", lower)]
        }
        None => Vec::new(),
    };
    Observation {
        id: line.entry.id.to_string(),
        meta,
        status: if is_in_error(line) { IN_ERROR } else { "final" },
        category: vec![CodeableConcept::of(OBSERVATION_CATEGORY, category_of(measure))],
        code: loinc(code, display, measure.label()),
        subject: subject(line),
        encounter: encounter(line),
        effective_date_time: instant(line.entry.at),
        performer: vec![author(line)],
        value_quantity: component.is_empty().then(|| quantity(decimal(value), measure)),
        component,
    }
}

fn condition(line: &Line, found: &Diagnosed, meta: Meta) -> Condition {
    let code = &found.diagnosis.code;
    let coding = Coding { system: some(&found.diagnosis.system).map(Into::into), code: code.clone(), display: None };
    let verified = match found.diagnosis.certainty {
        _ if is_in_error(line) => IN_ERROR,
        Certainty::Suspected => "provisional",
        Certainty::Confirmed => "confirmed",
    };
    let clinical = if found.resolved_at.is_some() { "resolved" } else { "active" };
    Condition {
        id: line.entry.id.to_string(),
        meta,
        // con-5: an error has none.
        clinical_status: (!is_in_error(line)).then(|| CodeableConcept::of(CONDITION_CLINICAL, clinical)),
        verification_status: CodeableConcept::of(CONDITION_VERIFICATION, verified),
        category: vec![CodeableConcept::of(CONDITION_CATEGORY, "encounter-diagnosis")],
        code: CodeableConcept {
            coding: if code.is_empty() { Vec::new() } else { vec![coding] },
            text: Some(found.diagnosis.name.clone()),
        },
        subject: subject(line),
        encounter: encounter(line),
        // con-4: an abated condition is not active.
        abatement_date_time: found.resolved_at.filter(|_| !is_in_error(line)).map(instant),
        recorded_date: instant(line.entry.at),
        recorder: author(line),
        note: notes(&found.diagnosis.detail),
    }
}

/// A patient's statement about an allergy.
pub fn allergy(patient: PatientId, found: &Statement) -> Resource {
    Resource::AllergyIntolerance(Box::new(AllergyIntolerance {
        id: found.id.to_string(),
        meta: Meta::changed(found.created_at),
        clinical_status: CodeableConcept::of(ALLERGY_CLINICAL, "active"),
        // Self-reported; no clinician has confirmed it.
        verification_status: CodeableConcept::of(ALLERGY_VERIFICATION, "unconfirmed"),
        criticality: found.said.severity.map(|severity| match severity {
            Severity::Mild | Severity::Moderate => "low",
            Severity::Severe => "high",
        }),
        code: CodeableConcept::text(&found.said.name),
        patient: Reference::to("Patient", patient),
        onset_string: some(&found.said.since),
        recorded_date: instant(found.created_at),
        asserter: Reference::to("Patient", patient),
        note: notes(&found.said.detail),
    }))
}

fn medication(line: &Line, (found, number): (&Prescribed, usize), meta: Meta) -> Option<MedicationRequest> {
    let medicine = found.prescription.medicines.get(number - 1)?;
    Some(MedicationRequest {
        id: format!("{}-{number}", line.entry.id),
        meta,
        status: match found.stopped_at {
            _ if is_in_error(line) => IN_ERROR,
            Some(_) => "stopped",
            None => "active",
        },
        status_reason: some(&found.stop_reason).map(|text| CodeableConcept::text(&text)),
        intent: "order",
        medication_codeable_concept: CodeableConcept::text(&medicine.medicine),
        subject: subject(line),
        encounter: encounter(line),
        authored_on: instant(found.signed_at),
        requester: author(line),
        reason_code: vec![CodeableConcept::text(&found.prescription.diagnosis)],
        group_identifier: Identifier { system: "urn:consulta:prescription", value: line.entry.id.to_string() },
        note: notes(&found.prescription.instructions),
        dosage_instruction: vec![dosage(medicine)],
    })
}

/// How a medicine is taken.
fn dosage(medicine: &Medicine) -> Dosage {
    let dose_and_rate = dose(&medicine.dose).map(|dose_quantity| DoseAndRate { dose_quantity });
    Dosage {
        text: medicine.directions(),
        patient_instruction: some(&medicine.instructions),
        timing: Timing {
            repeat: Repeat { bounds_duration: bounds(&medicine.duration) },
            code: some(&medicine.frequency).map(|text| CodeableConcept::text(&text)),
        },
        route: some(&medicine.route).map(|route| CodeableConcept::text(&route)),
        dose_and_rate: dose_and_rate.into_iter().collect(),
    }
}

/// `500` and `mg` of `500 mg`.
fn dose(text: &str) -> Option<Amount> {
    let (value, unit) = text.split_once(' ')?;
    let value: Number = value.parse().ok()?;
    // Only if this reproduces exactly what was typed.
    (format!("{value} {unit}") == text).then(|| Amount { value, unit: unit.to_owned(), system: None, code: None })
}

/// `7 days` as a duration.
fn bounds(text: &str) -> Option<Amount> {
    let amount = dose(text)?;
    let (_, code) = DURATIONS.into_iter().find(|(word, _)| amount.unit.trim_end_matches('s') == *word)?;
    Some(Amount { system: Some(UCUM), code: Some(code), ..amount })
}

/// The version of a referral: there is no counter, so everything about it that can change is part of it.
pub fn version_of(found: &Referral) -> String {
    let to = found.to.map(|to| to.0);
    digest(&format!("{} {to:?} {:?}", found.status.as_str(), found.field)).chars().take(16).collect()
}

fn request(line: &Line, found: Option<&(Referral, String)>, meta: Meta) -> ServiceRequest {
    let referral = found.map(|(referral, _)| referral);
    let field = referral.and_then(|referral| referral.field.as_deref());
    ServiceRequest {
        id: line.entry.id.to_string(),
        meta: Meta { version_id: referral.map(version_of), ..meta },
        status: match referral.map(|referral| referral.status) {
            None => IN_ERROR,
            Some(Status::Sent | Status::Accepted) => "active",
            Some(Status::Declined | Status::Withdrawn) => "revoked",
        },
        intent: "order",
        category: vec![CodeableConcept {
            coding: vec![Coding::shown(SNOMED, PATIENT_REFERRAL, "Patient referral")],
            text: None,
        }],
        priority: referral.map(|referral| match referral.priority {
            Priority::Routine => "routine",
            Priority::Soon => "urgent",
            Priority::Urgent => "asap",
        }),
        code: CodeableConcept::text(&line.entry.title),
        subject: subject(line),
        encounter: encounter(line),
        quantity_quantity: referral.map(|referral| Visits { value: referral.visits_allowed }),
        occurrence_period: Period { start: None, end: referral.and_then(last_day) },
        authored_on: instant(line.entry.at),
        requester: author(line),
        performer_type: field.map(CodeableConcept::text),
        performer: referral
            .and_then(|referral| referral.to)
            .map(|to| Reference {
                display: referral.and_then(|referral| referral.to_name.clone()),
                ..Reference::to("Practitioner", to)
            })
            .into_iter()
            .collect(),
        note: notes(found.map_or("", |(_, letter)| letter)),
    }
}

/// The name of a file's category.
pub fn kind_of(category: Category) -> &'static str {
    match category {
        Category::Report => "Report",
        Category::Result => "Result",
        Category::Image => "Image",
        Category::Letter => "Letter",
        Category::Other => "Other",
    }
}

/// The last day on which a visit can be booked with a referral.
fn last_day(referral: &Referral) -> Option<String> {
    let zone = Zone::parse(&referral.time_zone).ok()?;
    let last = referral.valid_until.checked_sub(SignedDuration::from_secs(1)).ok()?;
    Some(local_date(&zone, last).to_string())
}

fn document(line: &Line, found: &Document, meta: Meta) -> DocumentReference {
    DocumentReference {
        id: line.entry.id.to_string(),
        meta,
        status: if is_in_error(line) { IN_ERROR } else { "current" },
        r#type: CodeableConcept::text(kind_of(found.file.category)),
        subject: subject(line),
        date: instant(line.entry.at),
        author: vec![author(line)],
        description: some(&line.entry.title),
        content: vec![DocumentContent {
            attachment: Attachment {
                content_type: found.file.media.as_str(),
                size: found.file.bytes,
                title: found.file.name.clone(),
                creation: instant(line.entry.at),
            },
        }],
        context: DocumentContext { encounter: encounter(line).into_iter().collect() },
    }
}
