//! Lines of a bundle: each is kept as it was sent, with what is shown of it and when it was.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::wrong::wrong;
use crate::{
    domain::{
        form::{self, Field},
        imported::{ImportedKind, NewLine, is_name},
    },
    fhir::imported::whose,
    rest::problem::Problem,
};

/// The system of identifiers that are addresses themselves.
const URI: &str = "urn:ietf:rfc:3986";
/// What would change the meaning of the rest if it were overlooked, or cannot be shown by itself.
const NOT_TAKEN: [&str; 4] = ["contained", "doNotPerform", "implicitRules", "modifierExtension"];
/// How much of a line is shown.
const LONGEST_TITLE: usize = 300;
/// How large one may be.
const LARGEST: usize = 64 * 1024;

/// A line of a kind, of the entry that has it, about one of the people.
pub fn read(
    (entry, person, kind): (usize, usize, ImportedKind),
    sent: &Value,
    source: &str,
    now: Timestamp,
) -> Result<NewLine, Problem> {
    let resource = &sent["resource"];
    let wrong = |name: &str, words: &str| wrong(entry, &format!(".resource.{name}"), words);
    if let Some(name) = NOT_TAKEN.into_iter().find(|name| !resource[*name].is_null() && resource[*name] != false) {
        return Err(wrong(name, "there is no place for this here, and the rest means something else without it."));
    }
    let is_error = |name: &str| resource[name] == "entered-in-error" || code(&resource[name]) == "entered-in-error";
    if let Some(name) = ["status", "verificationStatus"].into_iter().find(|name| is_error(name)) {
        return Err(wrong(name, "leave out what was entered in error."));
    }
    let address = sent["fullUrl"].as_str().filter(|address| is_name(address) && address.len() <= 300);
    let address =
        address.ok_or_else(|| super::wrong::wrong(entry, ".fullUrl", "send it, so that this is known again."))?;
    let about = if kind == ImportedKind::Medication { "medicationCodeableConcept" } else { "code" };
    let name = words(&resource[about]).ok_or_else(|| wrong(about, "say what this is about."))?;
    let dates = dates(kind);
    let at = dates.iter().find_map(|path| resource.pointer(path)?.as_str());
    let at = at.and_then(instant).filter(|at| *at <= now);
    let at = at.ok_or_else(|| wrong(dates[0].trim_start_matches('/'), "send when this was, which is not to come."))?;

    let mut kept = resource.as_object().cloned().unwrap_or_default();
    for name in ["resourceType", "id", "text", whose(kind)] {
        kept.remove(name);
    }
    match kept.get_mut("meta") {
        Some(Value::Object(meta)) => meta.retain(|name, _| ["profile", "security", "tag"].contains(&name.as_str())),
        Some(_) => return Err(wrong("meta", "this is no element.")),
        None => {}
    }
    let mut kept = Value::Object(kept);
    by_identifier(&mut kept, source);
    let body = kept.to_string();
    if body.len() > LARGEST {
        return Err(super::wrong::wrong(entry, ".resource", "this is too large."));
    }
    let values = values(resource);
    let title = if values.is_empty() { name } else { format!("{name}: {values}") };
    Ok(NewLine {
        entry,
        person,
        kind,
        name: (URI.to_owned(), address.to_owned()),
        title: in_a_line(&title).chars().take(LONGEST_TITLE).collect(),
        at,
        is_current: is_current(kind, resource),
        body,
    })
}

/// Where a resource says when it was, the best first.
fn dates(kind: ImportedKind) -> &'static [&'static str] {
    match kind {
        ImportedKind::Allergy => &["/recordedDate", "/onsetDateTime"],
        ImportedKind::Condition => &["/onsetDateTime", "/onsetPeriod/start", "/recordedDate"],
        ImportedKind::Medication => &["/authoredOn"],
        ImportedKind::Observation => &["/effectiveDateTime", "/effectivePeriod/start", "/effectiveInstant", "/issued"],
    }
}

/// An instant, or the middle of the first day of what is said less exactly.
fn instant(text: &str) -> Option<Timestamp> {
    let day = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        10 => text.to_owned(),
        _ => return Timestamp::from_second(text.parse::<Timestamp>().ok()?.as_second()).ok(),
    };
    let noon = day.parse::<Date>().ok()?.at(12, 0, 0, 0);
    Some(noon.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// A text as it can be shown in one line.
fn in_a_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    form::text(Field::Name, &line, 0, usize::MAX).unwrap_or_default()
}

fn code(concept: &Value) -> &str {
    concept["coding"][0]["code"].as_str().unwrap_or_default()
}

fn is_current(kind: ImportedKind, resource: &Value) -> bool {
    let status = code(&resource["clinicalStatus"]);
    if code(&resource["verificationStatus"]) == "refuted" {
        return false;
    }
    match kind {
        ImportedKind::Allergy => ["", "active"].contains(&status),
        ImportedKind::Condition => ["", "active", "recurrence", "relapse"].contains(&status),
        ImportedKind::Medication => ["active", "on-hold"].map(Value::from).contains(&resource["status"]),
        ImportedKind::Observation => false,
    }
}

/// What a concept is called.
fn words(concept: &Value) -> Option<String> {
    let codings = concept["coding"].as_array().map_or(&[][..], Vec::as_slice);
    let said = |name: &'static str| codings.iter().find_map(move |coding| coding[name].as_str());
    let text = concept["text"].as_str().or_else(|| said("display")).or_else(|| said("code"))?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What was measured or found.
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

/// Refers to what is not here by what the other system calls it.
fn by_identifier(value: &mut Value, source: &str) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(|one| by_identifier(one, source)),
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("reference").cloned() {
                fields.remove("reference");
                name(fields, &reference, source);
            }
            fields.values_mut().for_each(|one| by_identifier(one, source));
        }
        _ => {}
    }
}

fn name(fields: &mut Map<String, Value>, reference: &str, source: &str) {
    let asked = reference.split_once("?identifier=").and_then(|(_, asked)| asked.split_once('|'));
    let (system, value) = match asked {
        Some(asked) => asked,
        None if reference.contains(':') => (URI, reference),
        None => (source, reference),
    };
    fields.entry("identifier").or_insert_with(|| json!({ "system": system, "value": value }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(kind: ImportedKind, resource: Value) -> Result<NewLine, Problem> {
        let sent = json!({ "fullUrl": "urn:uuid:1", "resource": resource });
        read((0, 0, kind), &sent, "https://elsewhere.example", Timestamp::MAX)
    }

    #[test]
    fn what_is_shown_of_a_line_means_what_the_whole_says() {
        let mut allergy = json!({ "code": { "text": "Pea\u{0}nuts\nraw" }, "recordedDate": "2020" });
        let held = taken(ImportedKind::Allergy, allergy.clone()).expect("a line");
        allergy["verificationStatus"] = json!({ "coding": [{ "code": "refuted" }] });
        let refuted = taken(ImportedKind::Allergy, allergy).expect("a line");
        let quantity = json!({ "comparator": "<", "value": 5, "unit": "ng/L" });
        let low = json!({ "code": { "text": "Troponin" }, "issued": "2020", "valueQuantity": quantity });
        let low = taken(ImportedKind::Observation, low).expect("a line");
        let medicine = |never: bool| {
            let about = json!({ "text": "Aspirin" });
            json!({ "medicationCodeableConcept": about, "authoredOn": "2020", "doNotPerform": never })
        };

        assert_eq!((held.title.as_str(), held.is_current, refuted.is_current), ("Peanuts raw", true, false));
        assert_eq!(low.title, "Troponin: <5 ng/L");
        assert!(taken(ImportedKind::Medication, medicine(false)).is_ok());
        assert!(taken(ImportedKind::Medication, medicine(true)).is_err());
    }
}
