//! Whatever is sent, by mistake or with malice, is answered by an OperationOutcome, and never by a server error.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use serde_json::{Value, json};

use super::MEDIA_TYPE;
use crate::{
    http::{
        api::{open, said, send, token},
        browser::ask,
    },
    support::{TestDb, at},
};

/// Every address that accepts input.
const DOORS: [(Method, &str); 11] = [
    (Method::POST, "/fhir/Appointment"),
    (Method::PUT, "/fhir/Appointment/1"),
    (Method::PATCH, "/fhir/Appointment/1"),
    (Method::POST, "/fhir/Appointment/$hold"),
    (Method::POST, "/fhir/Appointment/$book"),
    (Method::POST, "/fhir/Patient/$export"),
    (Method::POST, "/fhir"),
    (Method::PUT, "/fhir/Patient/1"),
    (Method::POST, "/fhir/Observation"),
    (Method::POST, "/fhir/MedicationRequest"),
    (Method::POST, "/fhir/DocumentReference"),
];

/// Inputs that are not resources at all, or exceed all bounds.
fn texts() -> Vec<String> {
    let deep = 10_000;
    let of = |opens: &str, closes: &str| format!("{}{}", opens.repeat(deep), closes.repeat(deep));
    let nested = format!(r#"{{"resourceType":"Appointment","participant":{}}}"#, of("[", "]"));
    let mut all = vec![of("[", "]"), of(r#"{"a":"#, "}"), "[".repeat(60_000), nested];
    all.extend(
        [
            "null",
            "true",
            "7",
            "1e999",
            "[]",
            "{}",
            "{",
            "\"text\"",
            "[null]",
            "{\"resourceType\":null}",
            "{\"resourceType\":[\"Appointment\"]}",
            "{\"resourceType\":\"Appointment\",\"resourceType\":\"Patient\"}",
            "{\"resourceType\":\"Appointment\",\"comment\":\"\\ud800\"}",
            "{\"resourceType\":\"Appointment\",\"comment\":\"a\\u0000b\"}",
            "{\"resourceType\":\"Appointment\",\"minutesDuration\":1e400}",
            "{\"resourceType\":\"Parameters\",\"parameter\":{}}",
            "{\"resourceType\":\"Parameters\",\"parameter\":[[]]}",
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":7}]}",
            "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[[],7,{\"request\":[]},{\"request\":{\"method\":7,\"url\":{}}}]}",
        ]
        .map(str::to_owned),
    );
    all
}

/// Appointments in which one element has the wrong type, an absurd value, or a dangling reference.
fn appointments(slot: &str) -> Vec<Value> {
    let fine = json!({ "resourceType": "Appointment", "id": "1", "status": "booked", "slot": [{ "reference": slot }] });
    let with = |name: &str, value: Value| {
        let mut one = fine.clone();
        one[name] = value;
        one
    };
    let mut all = Vec::new();
    for name in ["id", "status", "start", "comment", "participant", "slot", "reasonCode", "cancelationReason"] {
        for value in [json!(null), json!(true), json!(-1), json!([[]]), json!([null]), json!([{ "reference": {} }])] {
            all.push(with(name, value));
        }
    }
    for start in
        ["9999-12-31T23:59:59Z", "-262143-01-01T00:00:00Z", "2026-02-30", "2026-11-23T10:00:00+99:00", "\u{1f980}"]
    {
        let mut one = with("start", json!(start));
        one["slot"] = json!([]);
        one["participant"] = json!([{ "actor": { "reference": "Practitioner/1" } }]);
        all.push(one);
    }
    let long = "x".repeat(5_000);
    let calendar = slot.rsplit_once('-').expect("a time in a calendar").0;
    let (first, last) = (format!("{calendar}-0"), format!("{calendar}-253402207200"));
    for reference in [
        first.as_str(),
        last.as_str(),
        "Slot/x",
        "Slot/1-1-0-99999999999999999999",
        "Slot/9223372036854775807-9223372036854775807-9223372036854775807-9223372036854775807",
        "Slot/1-1-0-253402207200-65535",
        "Slot/-1",
        "#contained",
        "urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "https://other.example/fhir/Slot/1",
        "Patient/1",
        "",
        &long,
    ] {
        all.push(with("slot", json!([{ "reference": reference }])));
    }
    for reference in ["Patient/0", "Patient/x", "Patient/99999999999999999999", "https://other.example/fhir/Patient/1"]
    {
        all.push(with("participant", json!([{ "actor": { "reference": reference } }])));
    }
    all.push(with("slot", json!(vec![json!({ "reference": slot }); 1_000])));
    all
}

/// Meaningless questions to `$find`.
const QUESTIONS: [&str; 12] = [
    "start=9999-12-31&end=9999-12-31",
    "start=2200-12-31&end=2200-12-31",
    "start=1900-01-01&end=1900-01-01",
    "start=2026-11-24&end=2026-11-23",
    "start=2026-11-23&end=2026-11-24&_count=99999999999999999999",
    "start=2026-11-23&end=2026-11-24&_count=-1",
    "start=2026-11-23&end=2026-11-24&slots=65536",
    "start=2026-11-23&end=2026-11-24&slots=65535",
    "start=2026-11-23&end=2026-11-24&schedule=Schedule/9223372036854775807-1-0",
    "start=2026-11-23&end=2026-11-24&practitioner=Practitioner/99999999999999999999",
    "start=2026-11-23&end=2026-11-24&patient-reference=Patient/-1",
    "start=2026-11-23&start=x&end=%F0%9F%A6%80&specialty=%7C%7C%7C",
];

/// Sends a text as a resource, and checks the answer. Returns whether it was accepted.
async fn is_taken(app: &Router, (method, path): (Method, &str), token: &str, text: &str) -> bool {
    let bearer = format!("Bearer {token}");
    let media = if text.starts_with('<') { "application/fhir+xml" } else { "application/fhir+json" };
    let headers = [("authorization", bearer.as_str()), ("content-type", media), ("prefer", "respond-async")];
    let answer = ask(app, method.clone(), path, "", text, &headers).await;
    let sent: String = text.chars().take(200).collect();
    assert!(!answer.status.is_server_error(), "{method} {path} {sent}: {}", answer.body);
    if answer.status.is_success() {
        return true;
    }
    assert!(answer.status.is_client_error(), "{method} {path} {sent}: {}", answer.status);
    assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS, "this table has grown too long for one account");
    assert_eq!(answer.header("content-type"), MEDIA_TYPE, "{method} {path} {sent}: {}", answer.body);
    assert_eq!(said(&answer)["resourceType"], "OperationOutcome", "{method} {path} {sent}: {}", answer.body);
    false
}

#[tokio::test]
async fn what_isnt_of_its_type_is_refused_by_its_path() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let wrong = [
        (0, json!({ "resourceType": "Appointment", "minutesDuration": "30" }), "Appointment.minutesDuration"),
        (0, json!({ "resourceType": "Appointment", "slot": { "reference": "Slot/1" } }), "Appointment.slot"),
        (1, json!({ "resourceType": "Appointment", "id": "1", "participant": [7] }), "Appointment.participant[0]"),
        (4, json!({ "resourceType": "Parameters", "parameter": { "name": "x" } }), "Parameters.parameter"),
        (
            4,
            json!({ "resourceType": "Parameters", "parameter": [{ "name": "appt-resource", "resource": "x" }] }),
            "Parameters.parameter[0].resource",
        ),
        (7, json!({ "resourceType": "Patient", "id": "1", "active": "true" }), "Patient.active"),
        (8, json!({ "resourceType": "Observation", "code": { "coding": "8867-4" } }), "Observation.code.coding"),
        (9, json!({ "resourceType": "MedicationRequest", "note": ["x"] }), "MedicationRequest.note[0]"),
        (10, json!({ "resourceType": "DocumentReference", "content": [[]] }), "DocumentReference.content[0]"),
    ];
    for (door, sent, path) in &wrong {
        let (method, address) = DOORS[*door].clone();
        let answer = send(&app, method.clone(), address, &pat, sent).await;
        let issue = said(&answer)["issue"][0].clone();
        assert_eq!((answer.status, &issue["code"]), (StatusCode::BAD_REQUEST, &json!("structure")), "{}", answer.body);
        assert_eq!(issue["expression"], json!([path]), "{}", answer.body);
    }
    let entry = json!({ "request": { "method": "POST", "url": "Appointment" }, "resource": wrong[0].1 });
    let batch = json!({ "resourceType": "Bundle", "type": "batch", "entry": [entry] });
    let answer = send(&app, Method::POST, "/fhir", &pat, &batch).await;
    let refused = said(&answer)["entry"][0]["response"]["outcome"]["issue"][0]["expression"].clone();
    assert_eq!(refused, json!(["Bundle.entry[0].resource.minutesDuration"]), "{}", answer.body);
}

#[tokio::test]
async fn whatever_is_sent_is_answered_by_an_outcome_and_never_by_a_fault() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patients(&["Pat Ient".to_owned(), "Stan Other".to_owned()]).await;
    let (pat, stan) = (token(&app, "Pat Ient").await, token(&app, "Stan Other").await);
    let slot = format!("Slot/{doctor}-{}-0-{}", clinic.centre, at("10:00").as_second());

    for door in &DOORS {
        for text in texts() {
            // The entries of a batch are refused one by one.
            let taken = is_taken(&app, door.clone(), &pat, &text).await;
            assert!(!taken || door.1 == "/fhir", "{} {} {text:.200}", door.0, door.1);
        }
        for xml in
            ["<a>".repeat(10_000), "<Appointment/>".to_owned(), "<!DOCTYPE x [<!ENTITY y \"z\">]><x>&y;</x>".to_owned()]
        {
            assert!(!is_taken(&app, door.clone(), &pat, &xml).await, "{} {} {xml:.200}", door.0, door.1);
        }
    }
    for mut one in appointments(&slot) {
        for door in &DOORS[..2] {
            is_taken(&app, door.clone(), &stan, &one.to_string()).await;
        }
        // Without a key, an operation goes by the rest.
        one.as_object_mut().expect("an object").remove("id");
        for door in &DOORS[3..5] {
            is_taken(&app, door.clone(), &stan, &one.to_string()).await;
        }
    }
    for question in QUESTIONS {
        is_taken(&app, (Method::GET, &format!("/fhir/Appointment/$find?{question}")), &pat, "").await;
    }
}
