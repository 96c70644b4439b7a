//! Entries of a bundle: each is kept as it was sent, with its title and its date.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::Value;

use super::{
    referring::{Named, by_identifier},
    required, title,
    wrong::wrong,
};
use crate::{
    domain::imported::{ImportedKind, NewLine, is_name},
    fhir::imported::{URI, whose},
    rest::problem::Problem,
};

/// Elements that would change the meaning of the rest if overlooked, or cannot be shown separately.
const NOT_TAKEN: [&str; 4] = ["contained", "doNotPerform", "implicitRules", "modifierExtension"];
/// The statuses of what did not take place, which would be mistaken for what did.
const NOT_DONE: [&str; 4] = ["cancelled", "not-done", "planned", "preparation"];
/// The maximum size of an entry.
const LARGEST: usize = 64 * 1024;

/// An entry of a kind, about one of the patients.
pub fn read(
    (entry, person, kind): (usize, usize, ImportedKind),
    sent: &Value,
    (source, named): (&str, &Named),
    now: Timestamp,
) -> Result<NewLine, Problem> {
    let mut kept = sent["resource"].clone();
    let medicine = kept["medicationReference"]["reference"].as_str().and_then(|reference| named.medicine(reference));
    if let (ImportedKind::Medication, Some(code)) = (kind, medicine) {
        kept["medicationCodeableConcept"] = code.clone();
        kept["medicationReference"] = Value::Null;
    }
    let resource = &kept;
    let wrong = |name: &str, words: &str| wrong(entry, &format!(".resource.{name}"), words);
    if let Some(name) = NOT_TAKEN.into_iter().find(|name| !resource[*name].is_null() && resource[*name] != false) {
        return Err(wrong(name, "there is no place for this here, and the rest means something else without it."));
    }
    let is_error = |name: &str| resource[name] == "entered-in-error" || code(&resource[name]) == "entered-in-error";
    if let Some(name) = ["status", "verificationStatus"].into_iter().find(|name| is_error(name)) {
        return Err(wrong(name, "leave out what was entered in error."));
    }
    if is_event(kind) && NOT_DONE.iter().any(|status| resource["status"] == *status) {
        return Err(wrong("status", "leave out what did not take place."));
    }
    if let Some((name, words)) = required::lacking(kind, resource) {
        return Err(wrong(name, &words));
    }
    let address = sent["fullUrl"].as_str().filter(|address| is_name(address) && address.len() <= 300);
    let address =
        address.ok_or_else(|| super::wrong::wrong(entry, ".fullUrl", "send it, so that this is known again."))?;
    let title = title::of(kind, resource).ok_or_else(|| wrong(title::about(kind), "say what this is about."))?;
    let dates = dates(kind);
    let at = dates.iter().find_map(|path| resource.pointer(path)?.as_str());
    let at = at.and_then(instant).filter(|at| *at <= now);
    let path = dates[0].trim_start_matches('/').replace('/', ".");
    let at = at.ok_or_else(|| wrong(&path, "send when this was, which is not to come."))?;

    let is_current = is_current(kind, resource);
    if let Some(fields) = kept.as_object_mut() {
        fields.retain(|name, value| {
            !value.is_null() && !["resourceType", "id", "text", whose(kind)].contains(&name.as_str())
        });
    }
    if let Some(meta) = kept.get_mut("meta").and_then(Value::as_object_mut) {
        meta.retain(|name, _| ["profile", "security", "tag"].contains(&name.as_str()));
    }
    let refers = by_identifier(&mut kept, source, named);
    let body = kept.to_string();
    if body.len() > LARGEST {
        return Err(super::wrong::wrong(entry, ".resource", "this is too large."));
    }
    Ok(NewLine { entry, person, kind, name: (URI.to_owned(), address.to_owned()), title, at, is_current, body, refers })
}

/// Whether a kind is about something that took place at a time.
fn is_event(kind: ImportedKind) -> bool {
    matches!(
        kind,
        ImportedKind::Observation
            | ImportedKind::Procedure
            | ImportedKind::Report
            | ImportedKind::Vaccination
            | ImportedKind::Visit
    )
}

/// The elements with a resource's date, best first.
fn dates(kind: ImportedKind) -> &'static [&'static str] {
    match kind {
        ImportedKind::Allergy => &["/recordedDate", "/onsetDateTime"],
        ImportedKind::CarePlan => &["/period/start", "/created"],
        ImportedKind::Condition => &["/onsetDateTime", "/onsetPeriod/start", "/recordedDate"],
        ImportedKind::Document => &["/date", "/context/period/start"],
        ImportedKind::Medication => &["/authoredOn"],
        ImportedKind::Observation => &["/effectiveDateTime", "/effectivePeriod/start", "/effectiveInstant", "/issued"],
        ImportedKind::Procedure => &["/performedDateTime", "/performedPeriod/start"],
        ImportedKind::Report => &["/effectiveDateTime", "/effectivePeriod/start", "/issued"],
        ImportedKind::Vaccination => &["/occurrenceDateTime", "/recorded"],
        ImportedKind::Visit => &["/period/start"],
    }
}

/// An instant, or noon of the first day of a less exact date.
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
        ImportedKind::CarePlan => resource["status"] == "active",
        ImportedKind::Document
        | ImportedKind::Observation
        | ImportedKind::Procedure
        | ImportedKind::Report
        | ImportedKind::Vaccination
        | ImportedKind::Visit => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taken(kind: ImportedKind, resource: Value) -> Result<NewLine, Problem> {
        let sent = json!({ "fullUrl": "urn:uuid:1", "resource": resource });
        read((0, 0, kind), &sent, ("https://elsewhere.example", &Named::default()), Timestamp::MAX)
    }

    #[test]
    fn what_is_shown_of_a_line_means_what_the_whole_says() {
        let mut allergy = json!({ "code": { "text": "Pea\u{0}nuts\nraw" }, "recordedDate": "2020" });
        let held = taken(ImportedKind::Allergy, allergy.clone()).expect("a line");
        allergy["verificationStatus"] = json!({ "coding": [{ "code": "refuted" }] });
        let refuted = taken(ImportedKind::Allergy, allergy).expect("a line");
        let quantity = json!({ "comparator": "<", "value": 5, "unit": "ng/L" });
        let low = json!({
            "status": "final",
            "code": { "text": "Troponin" },
            "issued": "2020",
            "valueQuantity": quantity,
        });
        let low = taken(ImportedKind::Observation, low).expect("a line");
        let medicine = |never: bool| {
            let about = json!({ "text": "Aspirin" });
            json!({
                "status": "active",
                "intent": "order",
                "medicationCodeableConcept": about,
                "authoredOn": "2020",
                "doNotPerform": never,
            })
        };

        assert_eq!((held.title.as_str(), held.is_current, refuted.is_current), ("Peanuts raw", true, false));
        assert_eq!(low.title, "Troponin: <5 ng/L");
        assert!(taken(ImportedKind::Medication, medicine(false)).is_ok());
        assert!(taken(ImportedKind::Medication, medicine(true)).is_err());
    }

    #[test]
    fn what_did_not_take_place_is_not_shown_as_if_it_had() {
        let vaccine = |status: &str| {
            let vaccine = json!({ "text": "Influenza" });
            json!({ "status": status, "vaccineCode": vaccine, "occurrenceDateTime": "2020-10-01" })
        };
        let given = taken(ImportedKind::Vaccination, vaccine("completed")).expect("a line");

        assert_eq!((given.title.as_str(), given.is_current), ("Influenza", false));
        assert!(taken(ImportedKind::Vaccination, vaccine("not-done")).is_err());
        let procedure = |status: &str| json!({ "status": status, "code": { "text": "Stitches" }, "performedDateTime": "2020-10-01" });
        assert!(taken(ImportedKind::Procedure, procedure("completed")).is_ok());
        assert!(taken(ImportedKind::Procedure, procedure("preparation")).is_err());
    }

    #[test]
    fn a_visit_says_why_and_a_plan_what_it_is_for() {
        let visit = json!({
            "status": "finished",
            "type": [{ "text": "Encounter for problem" }],
            "reasonCode": [{ "coding": [{ "display": "Sinusitis" }] }],
            "period": { "start": "2020-10-01T09:00:00+10:00" },
        });
        let plan = json!({
            "status": "active",
            "intent": "plan",
            "category": [{ "coding": [{ "code": "assess-plan" }] }, { "text": "Respiratory therapy" }],
            "period": { "start": "2020-10-01" },
        });
        let undated = json!({ "status": "finished", "type": [{ "text": "Check-up" }] });
        let undated = taken(ImportedKind::Visit, undated).expect_err("a refusal");
        let (visit, plan) = (taken(ImportedKind::Visit, visit), taken(ImportedKind::CarePlan, plan));
        assert_eq!(undated.errors[0].field, "Bundle.entry[0].resource.period.start");
        assert_eq!(visit.expect("a line").title, "Encounter for problem: Sinusitis");
        let plan = plan.expect("a line");
        assert_eq!((plan.title.as_str(), plan.is_current), ("Respiratory therapy", true));
    }
}
