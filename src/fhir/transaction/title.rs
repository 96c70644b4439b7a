//! The title of a resource, in one line.

use serde_json::Value;

use crate::domain::{
    form::{self, Field},
    imported::ImportedKind,
};

/// The maximum length of a title.
const LONGEST: usize = 300;

/// A resource in one line; `None` if it does not say what it is about.
pub fn of(kind: ImportedKind, resource: &Value) -> Option<String> {
    let name = name(kind, resource)?;
    let more = match kind {
        ImportedKind::Visit => first(&resource["reasonCode"]).unwrap_or_default(),
        _ => values(resource),
    };
    let title = if more.is_empty() { name } else { format!("{name}: {more}") };
    Some(in_a_line(&title).chars().take(LONGEST).collect()).filter(|title: &String| !title.is_empty())
}

/// The element that says what a resource is about.
pub fn about(kind: ImportedKind) -> &'static str {
    match kind {
        ImportedKind::CarePlan => "category",
        ImportedKind::Document | ImportedKind::Visit => "type",
        ImportedKind::Medication => "medicationCodeableConcept",
        ImportedKind::Vaccination => "vaccineCode",
        ImportedKind::Allergy
        | ImportedKind::Condition
        | ImportedKind::Observation
        | ImportedKind::Procedure
        | ImportedKind::Report => "code",
    }
}

fn name(kind: ImportedKind, resource: &Value) -> Option<String> {
    let about = &resource[about(kind)];
    let text = |name: &str| resource[name].as_str().map(str::to_owned).filter(|text| !text.trim().is_empty());
    match kind {
        // The first category only says that it is one.
        ImportedKind::CarePlan => text("title").or_else(|| about.as_array()?.iter().rev().find_map(words)),
        ImportedKind::Document => words(about).or_else(|| text("description")),
        ImportedKind::Medication => words(about).or_else(|| of_reference(&resource["medicationReference"])),
        ImportedKind::Visit => {
            first(about).or_else(|| words(&resource["serviceType"])).or_else(|| of_coding(&resource["class"]))
        }
        _ => words(about),
    }
}

fn of_reference(reference: &Value) -> Option<String> {
    Some(reference["display"].as_str()?.trim().to_owned()).filter(|text| !text.is_empty())
}

fn of_coding(coding: &Value) -> Option<String> {
    coding["display"].as_str().or_else(|| coding["code"].as_str()).map(str::to_owned)
}

fn first(concepts: &Value) -> Option<String> {
    concepts.as_array()?.iter().find_map(words)
}

/// A text in one line.
fn in_a_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    form::text(Field::Name, &line, 0, usize::MAX).unwrap_or_default()
}

/// The name of a concept.
fn words(concept: &Value) -> Option<String> {
    let codings = concept["coding"].as_array().map_or(&[][..], Vec::as_slice);
    let said = |name: &'static str| codings.iter().find_map(move |coding| coding[name].as_str());
    let text = concept["text"].as_str().or_else(|| said("display")).or_else(|| said("code"))?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The measured or found values.
fn values(of: &Value) -> String {
    let quantity = &of["valueQuantity"];
    let own = match (&quantity["value"], &of["valueCodeableConcept"], of["valueString"].as_str()) {
        (Value::Number(value), ..) => {
            let unit = quantity["unit"].as_str().or(quantity["code"].as_str()).unwrap_or_default();
            let comparator = quantity["comparator"].as_str().unwrap_or_default();
            Some(format!("{comparator}{value} {unit}").trim().to_owned())
        }
        (_, concept @ Value::Object(_), _) => words(concept),
        (_, _, text) => text.map(str::to_owned),
    };
    let parts = of["component"].as_array().map_or(&[][..], Vec::as_slice);
    let parts = parts.iter().filter_map(|part| Some(format!("{} {}", words(&part["code"])?, values(part))));
    own.into_iter().chain(parts).collect::<Vec<_>>().join(", ")
}
