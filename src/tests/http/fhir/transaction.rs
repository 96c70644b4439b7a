//! Patients' history from another system: all of it is imported, or nothing, and it comes out as it went in.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::domain::account::Role;
use serde_json::{Value, json};

use super::{found, issue, read};
use crate::{
    http::{
        api::{get, open, said, send, send_with, token},
        browser::Answer,
    },
    support::{Clinic, TestDb, on_both},
};

const COUNT: &str = "select (select count(*) from imported_line) + (select count(*) from external_identifier) + (select count(*) from patient)";

/// A bundle in the format of Synthea: a patient, and one entry of each kind.
fn history() -> Value {
    serde_json::from_str(include_str!("../../files/history.json")).expect("a bundle")
}

/// The same about someone who is already a patient here.
async fn history_of(app: &Router, token: &str) -> Value {
    about(history(), app, token).await
}

/// A bundle, but about someone who is already a patient here.
pub(super) async fn about(mut bundle: Value, app: &Router, token: &str) -> Value {
    let me = found(app, "/fhir/Patient", token).await.remove(0);
    let number = me["identifier"][0]["value"].as_str().expect("a number");
    let entries = bundle["entry"].as_array_mut().expect("entries");
    entries.remove(0);
    for entry in entries {
        let resource = &mut entry["resource"];
        let whose = if resource["patient"].is_null() { "subject" } else { "patient" };
        resource[whose]["reference"] = json!(format!("Patient?identifier=urn:consulta:patient-number|{number}"));
    }
    bundle["meta"] = json!({ "source": "https://elsewhere.example" });
    bundle
}

async fn bring(app: &Router, token: &str, bundle: &Value) -> Answer {
    send(app, Method::POST, "/fhir", token, bundle).await
}

pub(super) async fn bring_leniently(app: &Router, token: &str, bundle: &Value) -> Answer {
    send_with(app, Method::POST, "/fhir", token, bundle, &[("prefer", "handling=lenient")]).await
}

/// The status and the location of each entry.
#[track_caller]
pub(super) fn places(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let bundle = said(answer);
    assert_eq!(bundle["type"], "transaction-response", "{bundle}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = bundle["entry"].as_array().expect("entries").clone();
    entries.iter().map(|one| (text(&one["response"]["status"]), text(&one["response"]["location"]))).collect()
}

/// The clinic with a signed-in administrator and a signed-in patient.
pub(super) async fn staffed(test: TestDb) -> (Clinic, Router, String, String) {
    let (clinic, app) = open(test).await;
    clinic.account("Ada Admin", Role::Administrator).await;
    clinic.patient("Pat Ient").await;
    let (ada, pat) = (token(&app, "Ada Admin").await, token(&app, "Pat Ient").await);
    (clinic, app, ada, pat)
}

on_both! {
    async fn a_history_from_elsewhere_comes_out_as_it_went_in(test) {
        let (clinic, app, ada, pat) = staffed(test).await;
        let sent = history_of(&app, &pat).await;

        let answer = bring(&app, &ada, &sent).await;

        let places = places(&answer);
        assert_eq!(places.len(), 4, "{}", answer.body);
        for (entry, (status, location)) in sent["entry"].as_array().expect("entries").iter().zip(&places) {
            assert_eq!(status, "201 Created");
            let path = location.strip_prefix("http://clinic.example").expect("an address of ours");
            let kept = read(&app, path, &pat).await;
            let resource = entry["resource"].as_object().expect("a resource");
            let changed = ["id", "subject", "patient", "encounter", "requester"];
            for (name, value) in resource.iter().filter(|(name, _)| !changed.contains(&name.as_str())) {
                assert_eq!(&kept[name], value, "{path} {name}");
            }
            assert_eq!(kept["meta"]["source"], "https://elsewhere.example");
            let kind = resource["resourceType"].as_str().expect("a type");
            let all = found(&app, &format!("/fhir/{kind}"), &pat).await;
            assert_eq!(all, [kept], "{kind}");
        }
        let medicine = found(&app, "/fhir/MedicationRequest", &pat).await.remove(0);
        let by = &medicine["requester"];
        assert_eq!((&by["display"], &by["identifier"]["value"]), (&json!("Dr. Karla Quint"), &json!("9999938290")));
        assert_eq!(by["reference"], Value::Null, "it leads nowhere here");
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'record.import'").await, 2);
    }
}

on_both! {
    async fn who_is_not_known_becomes_a_patient_and_is_known_the_second_time(test) {
        let (clinic, app, ada, _) = staffed(test).await;
        let patients = clinic.test.count("select count(*) from patient").await;

        let first = places(&bring(&app, &ada, &history()).await);
        let count = clinic.test.count(COUNT).await;
        let again = places(&bring(&app, &ada, &history()).await);
        let mut changed = history();
        changed["entry"][1]["resource"]["code"]["text"] = json!("Something else");
        let changed = bring(&app, &ada, &changed).await;

        assert!(first.iter().all(|(status, _)| status == "201 Created"), "{first:?}");
        assert!(again.iter().all(|(status, _)| status == "200 OK"), "{again:?}");
        assert!(first.iter().zip(&again).all(|(one, other)| one.1 == other.1), "{first:?} {again:?}");
        assert_eq!(changed.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", changed.body);
        assert_eq!(said(&changed)["issue"][0]["expression"], json!(["Bundle.entry[1]"]));
        assert_eq!(clinic.test.count(COUNT).await, count, "nothing is there twice");
        assert_eq!(clinic.test.count("select count(*) from patient").await, patients + 1);
        let born = "select count(*) from patient where date_of_birth = '1971-04-09' and gender = 'female'";
        assert_eq!(clinic.test.count(born).await, 1);
    }
}

on_both! {
    async fn a_broken_entry_brings_nothing_in(test) {
        let (clinic, app, ada, _) = staffed(test).await;
        let before = clinic.test.count(COUNT).await;
        let with = |path: &str, value: Value| {
            let mut bundle = history();
            *bundle.pointer_mut(path).expect("an element") = value;
            bundle
        };
        for (path, value, expression) in [
            ("/entry/4/resource/authoredOn", json!("yesterday"), "Bundle.entry[4].resource.authoredOn"),
            ("/entry/4/resource/authoredOn", json!("2126-01-01"), "Bundle.entry[4].resource.authoredOn"),
            ("/entry/4/resource/status", json!("entered-in-error"), "Bundle.entry[4].resource.status"),
            ("/entry/2/resource/status", Value::Null, "Bundle.entry[2].resource.status"),
            ("/entry/2/resource/status", json!("done"), "Bundle.entry[2].resource.status"),
            ("/entry/4/resource/intent", Value::Null, "Bundle.entry[4].resource.intent"),
            ("/entry/1/resource/code", json!({}), "Bundle.entry[1].resource.code"),
            ("/entry/1/resource/subject", json!({ "reference": "urn:uuid:0" }), "Bundle.entry[1].resource.subject"),
            ("/entry/1/request/method", json!("DELETE"), "Bundle.entry[1].request.method"),
            ("/entry/1/fullUrl", json!(""), "Bundle.entry[1].fullUrl"),
            ("/entry/2/fullUrl", json!("urn:uuid:0aa10000-0000-4000-8000-000000000001"), "Bundle.entry[2].fullUrl"),
            ("/entry/0/resource/name", json!([]), "Bundle.entry[0].resource.name"),
            ("/entry/0/resource/birthDate", json!("2126-01-01"), "Bundle.entry[0].resource.birthDate"),
            ("/entry/4/resource/subject", json!({ "reference": "Patient?identifier=x|1" }), "Bundle.entry[4]"),
            ("/entry/0/resource/name", json!({ "text": "Pat" }), "Bundle.entry[0].resource.name"),
            ("/entry/0/resource/name", json!([["Pat"]]), "Bundle.entry[0].resource.name[0]"),
            ("/entry/0/resource/birthDate", json!(1971), "Bundle.entry[0].resource.birthDate"),
            ("/entry/0/resource/identifier", json!([null]), "Bundle.entry[0].resource.identifier[0]"),
            ("/entry/1/resource/code", json!({ "coding": [{ "code": 7 }] }), "Bundle.entry[1].resource.code.coding[0].code"),
            ("/entry/1/resource/code", json!([{ "text": "Pressure" }]), "Bundle.entry[1].resource.code"),
            ("/entry/0/resource/meta", json!("x"), "Bundle.entry[0].resource.meta"),
            ("/entry/4/resource/authoredOn", json!({ "value": "2020" }), "Bundle.entry[4].resource.authoredOn"),
            ("/entry/4/fullUrl", json!(["urn:uuid:1"]), "Bundle.entry[4].fullUrl"),
            ("/entry/4/resource", json!([]), "Bundle.entry[4].resource"),
            ("/entry/4/request", json!("POST"), "Bundle.entry[4].request"),
            ("/entry/4", json!(7), "Bundle.entry[4]"),
        ] {
            let answer = bring(&app, &ada, &with(path, value)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.body);
            assert_eq!(said(&answer)["issue"][0]["expression"], json!([expression]), "{}", answer.body);
        }
        let mut twice = history();
        let person = twice["entry"][0].clone();
        twice["entry"].as_array_mut().expect("entries").push(person);
        let answer = bring(&app, &ada, &twice).await;
        assert_eq!(said(&answer)["issue"][0]["expression"], json!(["Bundle.entry[5].resource"]), "{}", answer.body);
        assert_eq!(clinic.test.count(COUNT).await, before);
    }
}

#[tokio::test]
async fn what_has_no_place_here_is_named_and_left_out_only_if_asked() {
    let (clinic, app, ada, _) = staffed(TestDb::sqlite().await).await;
    let mut bundle = history();
    bundle["entry"][0]["resource"]["maritalStatus"] = json!({ "text": "Married" });
    let claim = json!({ "fullUrl": "urn:uuid:1", "resource": { "resourceType": "Claim" }, "request": { "method": "POST", "url": "Claim" } });
    bundle["entry"].as_array_mut().expect("entries").extend([claim.clone(), claim]);

    let strict = bring(&app, &ada, &bundle).await;
    let after_strict = clinic.test.count("select count(*) from imported_line").await;
    let lenient = bring_leniently(&app, &ada, &bundle).await;

    assert_eq!((strict.status, issue(&strict).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "not-supported"));
    let lost = json!(["Bundle.entry[0].resource.maritalStatus", "Bundle.entry[5].resource"]);
    assert_eq!(said(&strict)["issue"][0]["expression"], lost, "{}", strict.body);
    assert_eq!(after_strict, 0);
    assert_eq!(places(&lenient).len(), 7);
    let entries = said(&lenient)["entry"].clone();
    let left_out = |nth: usize| entries[nth]["response"]["outcome"]["issue"][0]["details"]["text"].clone();
    assert_eq!(left_out(0), "Not kept here: maritalStatus.");
    assert_eq!(left_out(5), "Claim is not kept here: what care costs is no part of a record. Left out: 2.");
    assert_eq!(entries[6]["response"]["status"], "204 No Content");
}

#[tokio::test]
async fn only_administrators_bring_a_history_in_and_strangers_see_nothing_of_it() {
    let (clinic, app, ada, pat) = staffed(TestDb::sqlite().await).await;
    clinic.practitioner("Ann Doctor").await;
    clinic.receptionist("Rita Desk", clinic.centre).await;
    clinic.patient("Stan Other").await;
    let sent = history_of(&app, &pat).await;

    for name in ["Pat Ient", "Ann Doctor", "Rita Desk"] {
        let refused = bring(&app, &token(&app, name).await, &sent).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name}: {}", refused.body);
    }
    assert_eq!(clinic.test.count("select count(*) from imported_line").await, 0);
    let places = places(&bring(&app, &ada, &sent).await);
    for name in ["Stan Other", "Ann Doctor"] {
        let stranger = token(&app, name).await;
        for (_, location) in &places {
            let path = location.strip_prefix("http://clinic.example").expect("an address of ours");
            assert_eq!(get(&app, path, &stranger).await.status, StatusCode::NOT_FOUND, "{name} {path}");
        }
    }
}

on_both! {
    async fn a_long_history_is_brought_in_and_each_line_is_where_it_says(test) {
        let (_clinic, app, ada, pat) = staffed(test).await;
        let mut sent = history_of(&app, &pat).await;
        let one = sent["entry"][1].clone();
        let of = |nth: usize| {
            let mut entry = one.clone();
            entry["fullUrl"] = json!(format!("urn:uuid:0aa10000-0000-4000-8000-{nth:012}"));
            entry["resource"]["code"]["text"] = json!(format!("Pressure {nth}"));
            entry
        };
        sent["entry"] = (0..600).map(of).collect();

        let first = places(&bring(&app, &ada, &sent).await);
        let again = places(&bring(&app, &ada, &sent).await);

        assert!(first.len() == 600 && first.iter().all(|(status, _)| status == "201 Created"));
        assert!(again.iter().zip(&first).all(|(again, first)| again.0 == "200 OK" && again.1 == first.1));
        for nth in [0, 1, 499, 500, 599] {
            let path = first[nth].1.strip_prefix("http://clinic.example").expect("an address of ours");
            assert_eq!(read(&app, path, &pat).await["code"]["text"], format!("Pressure {nth}"));
        }
    }
}

#[tokio::test]
async fn more_patients_than_can_be_brought_in_at_once_are_refused() {
    let (clinic, app, ada, _) = staffed(TestDb::sqlite().await).await;
    let before = clinic.test.count(COUNT).await;
    let mut sent = history();
    let one = sent["entry"][0].clone();
    let of = |nth: usize| {
        let mut entry = one.clone();
        entry["fullUrl"] = json!(format!("urn:uuid:{nth}"));
        entry["resource"]["id"] = json!(nth.to_string());
        entry
    };
    sent["entry"] = (0..101).map(of).collect();

    let answer = bring(&app, &ada, &sent).await;

    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.body);
    assert_eq!(clinic.test.count(COUNT).await, before);
}
