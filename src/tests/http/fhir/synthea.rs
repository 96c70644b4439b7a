//! A whole history as Synthea writes it: visits, vaccinations, procedures, reports and documents come out as they went in, refer to
//! one another, and are hidden from others if the patient hides them.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use consulta::{
    domain::{
        account::{Actor, Role},
        ids::{ImportedId, PatientId},
        imported::LineKey,
    },
    error::AppError,
    fhir::{self, xml},
    service::{Failure, sharing, timeline},
};
use serde_json::{Map, Value, json};

use super::{
    entries, export, found, read, records,
    transaction::{about, bring_leniently, places, staffed},
};
use crate::{
    http::{
        api::{get, open, said, token},
        foreign::world::Thing,
    },
    support::{on_both, practitioner_actor},
};

const OURS: &str = "http://clinic.example";

/// A bundle in the format of Synthea, with each type that is kept and some that are not.
pub(super) fn bundle() -> Value {
    serde_json::from_str(include_str!("../../files/synthea.json")).expect("a bundle")
}

/// The content of a resource without its id and its patient.
fn content(resource: &Value) -> Map<String, Value> {
    let mut fields = resource.as_object().expect("a resource").clone();
    fields.retain(|name, _| !["id", "meta", "subject", "patient"].contains(&name.as_str()));
    fields
}

/// The expected output: references point to the ids here.
fn led(value: Value, here: &BTreeMap<String, Value>) -> Value {
    match value {
        Value::Array(all) => all.into_iter().map(|one| led(one, here)).collect(),
        Value::Object(fields) => {
            let mut fields: Map<String, Value> =
                fields.into_iter().map(|(name, value)| (name, led(value, here))).collect();
            if let Some(Value::String(reference)) = fields.remove("reference") {
                let asked = reference.split_once("?identifier=").and_then(|(_, asked)| asked.split_once('|'));
                let told = match (here.get(&reference), asked) {
                    (Some(told), _) => told.clone(),
                    (None, Some((system, value))) => json!({ "identifier": { "system": system, "value": value } }),
                    (None, None) => panic!("{reference} is not in the bundle"),
                };
                fields.extend(told.as_object().expect("a reference").clone());
            }
            Value::Object(fields)
        }
        other => other,
    }
}

on_both! {
    async fn a_bundle_of_synthea_comes_out_as_it_went_in(test) {
        let (clinic, app, ada, pat) = staffed(test).await;
        let sent = about(bundle(), &app, &pat).await;
        let sent = sent["entry"].as_array().expect("entries");
        let me = found(&app, "/fhir/Patient", &pat).await.remove(0)["id"].as_str().expect("an id").to_owned();

        let answer = bring_leniently(&app, &ada, &about(bundle(), &app, &pat).await).await;

        let places = places(&answer);
        let mut here = BTreeMap::new();
        for (entry, (status, location)) in sent.iter().zip(&places) {
            let (name, resource) = (entry["fullUrl"].as_str().expect("a name"), &entry["resource"]);
            match resource["resourceType"].as_str().expect("a type") {
                "Organization" | "Practitioner" | "Medication" | "Claim" | "ExplanationOfBenefit" => {
                    assert_eq!(status, "204 No Content", "{resource}");
                }
                _ => {
                    assert_eq!(status, "201 Created", "{resource}");
                    let address = location.strip_prefix(OURS).and_then(|path| path.strip_prefix("/fhir/"));
                    here.insert(name.to_owned(), json!({ "reference": address.expect("an address of ours") }));
                }
            }
        }
        assert_eq!(here.len(), 11);
        let left_out = said(&answer)["entry"][0]["response"]["outcome"]["issue"][0]["details"]["text"].clone();
        assert_eq!(left_out, "Organization is not kept here: it is named where something refers to it. Left out: 1.");
        for (at, identifier, display) in [
            (0, json!({ "system": "https://github.com/synthetichealth/synthea", "value": "ef58ea08" }), "Mill Lane Hospital"),
            (1, json!({ "system": "http://hl7.org/fhir/sid/us-npi", "value": "9999912345" }), "Dr. Olu Weber"),
        ] {
            let name = sent[at]["fullUrl"].as_str().expect("a name").to_owned();
            here.insert(name, json!({ "identifier": identifier, "display": display }));
        }

        let place = export::begin(&app, &pat, "").await;
        assert!(fhir::make_next(&clinic.services, "one").await.expect("made"));
        let files = export::files(&app, &pat, &place).await;
        let medicine = sent.iter().find(|one| one["resource"]["resourceType"] == "Medication").expect("a medicine");
        for (entry, (_, location)) in sent.iter().zip(&places).filter(|(_, (status, _))| status == "201 Created") {
            let mut resource = entry["resource"].clone();
            let kind = resource["resourceType"].as_str().expect("a type").to_owned();
            if kind == "MedicationRequest" {
                resource.as_object_mut().expect("a resource").remove("medicationReference");
                resource["medicationCodeableConcept"] = medicine["resource"]["code"].clone();
            }
            let path = location.strip_prefix(OURS).expect("an address of ours");
            let kept = read(&app, path, &pat).await;
            assert_eq!(Value::Object(content(&kept)), led(Value::Object(content(&resource)), &here), "{path}");
            let listed = found(&app, &format!("/fhir/{kind}?patient=Patient/{me}"), &pat).await;
            assert!(listed.contains(&kept), "{path} is not in {listed:?}");
            let exported = files.iter().find(|(name, _)| *name == kind).map(|(_, all)| all.as_slice());
            assert!(exported.unwrap_or_default().contains(&kept), "{path} is not in {exported:?}");
            let told = get(&app, &format!("{path}?_format=xml"), &pat).await;
            assert_eq!(xml::read(&told.body).as_ref(), Ok(&kept), "{}", told.body);
        }
    }
}

on_both! {
    async fn what_was_brought_in_is_searched_by_date_code_and_change_and_says_who_brought_it(test) {
        let (_clinic, app, ada, pat) = staffed(test).await;
        let sent = about(bundle(), &app, &pat).await;
        assert_eq!(bring_leniently(&app, &ada, &sent).await.status, StatusCode::OK);
        let of = async |query: &str| found(&app, &format!("/fhir/{query}"), &pat).await.len();

        for (query, count) in [
            ("Immunization?vaccine-code=140", 1),
            ("Immunization?vaccine-code=141", 0),
            ("Immunization?date=2019", 1),
            ("Immunization?date=lt2019-01-01", 0),
            ("Procedure?code=http://snomed.info/sct|80146002&status=completed", 1),
            ("Procedure?_lastUpdated=lt2020-01-01", 0),
            ("DiagnosticReport?category=LAB", 1),
            ("DiagnosticReport?category=RAD", 0),
            ("CarePlan?category=53950000&status=active", 1),
            ("Encounter?date=1968", 1),
            ("Encounter?date=1969", 0),
            ("Encounter?status=finished", 2),
            ("Encounter?status=in-progress", 0),
            ("DocumentReference?date=lt1970-01-01", 1),
        ] {
            assert_eq!(of(query).await, count, "{query}");
        }
        // Digits are kept as they came, and compared by their numeric value.
        let cholesterol = get(&app, "/fhir/Observation?value-quantity=191.5||mg/dL", &pat).await;
        assert!(cholesterol.body.contains(r#""value":191.50"#), "{}", cholesterol.body);
        assert_eq!(of("Observation?value-quantity=gt191.5").await, 0);
        let vaccination = found(&app, "/fhir/Immunization", &pat).await.remove(0);
        let id = vaccination["id"].as_str().expect("an id");
        assert_eq!(of(&format!("Immunization?_id={id}")).await, 1);
        let visit = vaccination["encounter"]["reference"].as_str().expect("a reference").to_owned();
        assert_eq!(read(&app, &format!("/fhir/{visit}"), &pat).await["class"]["code"], "IMP");

        let about = found(&app, &format!("/fhir/Provenance?target=Immunization/{id}"), &pat).await.remove(0);
        assert_eq!(about, read(&app, &format!("/fhir/Provenance/Immunization-{id}-1"), &pat).await);
        assert_eq!((&about["agent"][0]["who"]["display"], &about["recorded"]), (&json!("Ada Admin"), &vaccination["meta"]["lastUpdated"]));
        assert_eq!(about["entity"][0]["what"]["display"], "https://elsewhere.example");
    }
}

on_both! {
    async fn visits_here_and_elsewhere_come_by_their_start_across_pages(test) {
        let (world, app) = records::open(test).await;
        let (vera, ada) = (token(&app, "Vera Victim").await, token(&app, "Ada Admin").await);
        let (visit, patient) = (world.id(Thing::Appointment).to_string(), world.id(Thing::Patient));
        let sent = about(bundle(), &app, &vera).await;
        assert_eq!(bring_leniently(&app, &ada, &sent).await.status, StatusCode::OK);

        let (mut path, mut starts) = (format!("/fhir/Encounter?patient=Patient/{patient}&_count=1"), Vec::new());
        loop {
            let page = read(&app, &path, &vera).await;
            let all = entries(&page);
            assert!(all.len() <= 1, "{page}");
            starts.extend(all.iter().map(|one| one["period"]["start"].as_str().expect("a start")[..4].to_owned()));
            let links = page["link"].as_array().expect("links");
            let next = links.iter().find(|link| link["relation"] == "next").and_then(|link| link["url"].as_str());
            match next.and_then(|url| url.strip_prefix(OURS)) {
                Some(next) if starts.len() < 9 => path = next.to_owned(),
                _ => break,
            }
        }

        assert_eq!(starts, ["1968", "2019", "2026"]);
        let administrators = found(&app, &format!("/fhir/Encounter?patient=Patient/{patient}"), &ada).await;
        assert!(administrators.iter().all(|one| one["id"] == visit), "{administrators:?}");
        let refused = "select count(*) from audit_event where outcome = 'refused' and action = 'record.read'";
        assert_eq!(world.clinic.test.count(refused).await, 0, "they asked for visits, not for the record");
    }
}

on_both! {
    async fn what_a_patient_hides_of_a_history_is_seen_by_no_one_else(test) {
        let (clinic, app) = open(test).await;
        clinic.account("Ada Admin", Role::Administrator).await;
        let (patient, doctor) = (clinic.patient("Pat Ient").await, clinic.practitioner("Ann Doctor").await);
        let (services, me) = (&clinic.services, PatientId(patient.id().expect("an account").0));
        sharing::change(services, &patient, sharing::Change::BeginRelationship(doctor)).await.expect("begun");
        let (ada, pat, ann) =
            (token(&app, "Ada Admin").await, token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await);
        let sent = about(bundle(), &app, &pat).await;
        assert_eq!(bring_leniently(&app, &ada, &sent).await.status, StatusCode::OK);
        let line = ImportedId(clinic.test.count("select id from imported_line where kind = 'Immunization'").await);
        let search = format!("/fhir/Immunization?patient=Patient/{me}");
        let shown = async |reader: Actor| {
            let page = timeline::read(services, &reader, timeline::RecordQuery::of(me)).await.expect("a ground");
            page.imported.into_iter().filter(|one| one.id == line).map(|one| one.hidden).collect::<Vec<_>>()
        };
        assert_eq!(found(&app, &search, &ann).await.len(), 1);
        assert_eq!(shown(practitioner_actor(doctor)).await, [false]);

        sharing::change(services, &patient, sharing::Change::Hide(LineKey::Imported(line), true)).await.expect("hidden");

        assert!(found(&app, &search, &ann).await.is_empty());
        for address in [format!("Immunization/i{line}"), format!("Provenance/Immunization-i{line}-1")] {
            assert_eq!(get(&app, &format!("/fhir/{address}"), &ann).await.status, StatusCode::NOT_FOUND, "{address}");
            assert_eq!(get(&app, &format!("/fhir/{address}"), &pat).await.status, StatusCode::OK, "{address}");
        }
        let refused = "select count(*) from audit_event where outcome = 'refused' and action = 'record.read'";
        assert_eq!(clinic.test.count(refused).await, 1, "what is hidden was not read");
        assert!(shown(practitioner_actor(doctor)).await.is_empty());
        assert_eq!(shown(patient.clone()).await, [true]);
        // No one hides or shows entries of another patient's record.
        let other = clinic.patient("Other One").await;
        let changed = sharing::change(services, &other, sharing::Change::Hide(LineKey::Imported(line), false)).await;
        assert!(matches!(changed, Err(Failure::Refused(AppError::NotFound))));
    }
}

on_both! {
    async fn a_record_shows_what_was_brought_in_a_page_at_a_time(test) {
        const ONE: &str = "
            insert into imported_line (patient_id, kind, title, at, is_current, body, source, imported_by, imported_at)
            select id, 'Procedure', 'Stitches', -1000, false, '{}', 'x', id, 1
            from patient";
        let (clinic, _) = open(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let first = timeline::RecordQuery::of(PatientId(patient.id().expect("an account").0));
        for _ in 0..30 {
            clinic.run(ONE).await;
        }

        let one = timeline::read(&clinic.services, &patient, first).await.expect("one's own");
        let place = one.imported.last().expect("a line").place();
        let next = timeline::RecordQuery { imported_after: Some(place), ..first };
        let other = timeline::read(&clinic.services, &patient, next).await.expect("one's own");

        assert_eq!((one.imported.len(), one.more_imported), (25, true));
        assert_eq!((other.imported.len(), other.more_imported), (5, false));
        let ids: Vec<i64> = one.imported.iter().chain(&other.imported).map(|line| line.id.0).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "each is there once, in order: {ids:?}");
    }
}

on_both! {
    async fn an_allergy_of_long_ago_is_on_the_first_page_of_what_was_brought_in(test) {
        const LATER: &str = "
            insert into imported_line (patient_id, kind, title, at, is_current, body, source, imported_by, imported_at)
            select id, 'Procedure', 'Stitches', -1000, false, '{}', 'x', id, 1
            from patient";
        const ALLERGY: &str = "
            insert into imported_line (patient_id, kind, title, at, is_current, body, source, imported_by, imported_at)
            select id, 'AllergyIntolerance', 'Latex', -2000, true, '{}', 'x', id, 1
            from patient";
        let (clinic, _) = open(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let query = timeline::RecordQuery::of(PatientId(patient.id().expect("an account").0));
        clinic.run(ALLERGY).await;
        for _ in 0..30 {
            clinic.run(LATER).await;
        }

        let first = timeline::read(&clinic.services, &patient, query).await.expect("one's own");
        let place = first.imported.last().expect("a line").place();
        let next = timeline::RecordQuery { imported_after: Some(place), ..query };
        let other = timeline::read(&clinic.services, &patient, next).await.expect("one's own");

        assert_eq!((first.imported.len(), first.imported[0].title.as_str()), (26, "Latex"));
        assert_eq!(first.imported.iter().filter(|line| line.title == "Latex").count(), 1);
        assert_eq!((other.imported.len(), other.imported[5].title.as_str()), (6, "Latex"));
    }
}
