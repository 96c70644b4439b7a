//! Batches: each request is answered as if it had been sent alone, and a refused one does not stop the others.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::access_token::{Purpose, TokenForm},
    fhir::xml,
    service::personal_token,
};
use serde_json::{Value, json};

use super::{entries, issue, read};
use crate::{
    http::{
        api::{open, said, send, send_with, token},
        browser::{Answer, ask},
    },
    support::{Clinic, PASSWORD, TestDb, at, on_both},
};

/// An entry with this request, with a resource or none.
fn entry(method: &str, url: &str, resource: &Value) -> Value {
    let mut entry = json!({ "request": { "method": method, "url": url } });
    if !resource.is_null() {
        entry["resource"] = resource.clone();
    }
    entry
}

fn bundle(of: &str, entries: &[Value]) -> Value {
    json!({ "resourceType": "Bundle", "type": of, "entry": entries })
}

async fn batch(app: &Router, token: &str, entries: &[Value]) -> Answer {
    send(app, Method::POST, "/fhir", token, &bundle("batch", entries)).await
}

/// The result of each entry.
#[track_caller]
fn answers(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let bundle = said(answer);
    assert_eq!((&bundle["resourceType"], &bundle["type"]), (&json!("Bundle"), &json!("batch-response")), "{bundle}");
    bundle["entry"].as_array().expect("entries").clone()
}

/// The status of each.
fn statuses(answers: &[Value]) -> Vec<&str> {
    answers.iter().map(|one| &one["response"]["status"].as_str().expect("a status")[..3]).collect()
}

/// A new appointment.
fn new(clinic: &Clinic, doctor: impl ToString, time: &str) -> Value {
    let slot = format!("Slot/{}-{}-0-{}", doctor.to_string(), clinic.centre, at(time).as_second());
    json!({ "resourceType": "Appointment", "status": "booked", "slot": [{ "reference": slot }] })
}

on_both! {
    async fn the_entries_of_a_batch_are_answered_in_order_and_a_refused_one_stops_no_other(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patients(&["Pat Ient".to_owned()]).await;
        let pat = token(&app, "Pat Ient").await;
        let ten = new(&clinic, doctor, "10:00");
        let sent = bundle("batch", &[
            entry("POST", "Appointment", &ten),
            entry("POST", "Appointment", &ten),
            entry("GET", "Appointment?status=booked", &Value::Null),
            entry("GET", "Appointment/999999", &Value::Null),
            entry("DELETE", "Appointment/1", &Value::Null),
            entry("PATCH", "Appointment/1", &json!({ "resourceType": "Binary" })),
            entry("GET", "../api/v1/doctors", &Value::Null),
            entry("POST", "Appointment", &Value::Null),
            entry("POST", "", &bundle("batch", &[])),
            json!("text"),
        ]);
        let key = [("idempotency-key", "an-intent-of-mine")];

        let first = answers(&send_with(&app, Method::POST, "/fhir", &pat, &sent, &key).await);
        let again = answers(&send_with(&app, Method::POST, "/fhir", &pat, &sent, &key).await);

        let expected = ["201", "409", "200", "404", "405", "422", "400", "400", "404", "400"];
        assert_eq!((statuses(&first), statuses(&again)), (expected.to_vec(), expected.to_vec()), "{first:?}");
        let made = &first[0];
        let id = made["resource"]["id"].as_str().expect("an id");
        assert_eq!(made["response"]["location"], format!("http://clinic.example/fhir/Appointment/{id}"));
        assert_eq!(made["fullUrl"], made["response"]["location"]);
        assert!(made["response"]["etag"].as_str().is_some_and(|tag| tag.starts_with("W/\"")), "{made}");
        assert_eq!(again[0]["resource"]["id"], id, "the same intent books once");
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);
        assert_eq!(entries(&first[2]["resource"]).len(), 1, "what was booked before it");
        for (nth, one) in first.iter().enumerate().filter(|(nth, _)| ![0, 2].contains(nth)) {
            let issue = &one["response"]["outcome"]["issue"][0];
            assert_eq!(issue["expression"], json!([format!("Bundle.entry[{nth}]")]), "{one}");
            assert_eq!((&issue["severity"], &one["resource"]), (&json!("error"), &Value::Null), "{one}");
        }
    }
}

on_both! {
    async fn an_entry_may_no_more_than_a_request_of_its_own(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let owner = clinic.patient("Pat Ient").await;
        clinic.patient("Stan Other").await;
        let (pat, stan) = (token(&app, "Pat Ient").await, token(&app, "Stan Other").await);
        let made = answers(&batch(&app, &pat, &[entry("POST", "Appointment", &new(&clinic, doctor, "10:00"))]).await).remove(0);
        let mut moved = made["resource"].clone();
        moved["start"] = json!("2026-11-23T14:00:00+11:00");
        let address = format!("Appointment/{}", moved["id"].as_str().expect("an id"));
        let mut change = entry("PUT", &address, &moved);
        change["request"]["ifMatch"] = made["response"]["etag"].clone();
        let scopes = vec!["appointments.read".to_owned()];
        let form = TokenForm { name: "Script".into(), scopes, ..TokenForm::usual(Purpose::Program) };
        let reads = personal_token::make(&clinic.services, &owner, &form, (PASSWORD, ""), "").await.expect("made");
        let refused = "select count(*) from audit_event where outcome <> 'done'";
        let before = clinic.test.count(refused).await;

        let theirs = answers(&batch(&app, &stan, &[entry("GET", &address, &Value::Null), change.clone()]).await);
        let noted = clinic.test.count(refused).await;
        let narrow = [
            entry("GET", &address, &Value::Null),
            entry("GET", "Patient", &Value::Null),
            entry("POST", "Appointment", &new(&clinic, doctor, "11:00")),
        ];
        let narrow = answers(&batch(&app, &reads, &narrow).await);
        let own = answers(&batch(&app, &pat, &[change.clone(), change]).await);

        assert_eq!(statuses(&theirs), ["404", "404"]);
        assert!(noted > before, "who was refused what is written down");
        assert_eq!(statuses(&narrow), ["200", "403", "403"], "{narrow:?}");
        assert_eq!(statuses(&own), ["200", "412"], "{own:?}");
        assert_eq!(own[0]["resource"]["start"], "2026-11-23T14:00:00+11:00");
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);
    }
}

#[tokio::test]
async fn the_conditions_of_an_entry_hold_as_its_headers_would() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let made =
        answers(&batch(&app, &pat, &[entry("POST", "Appointment", &new(&clinic, doctor, "10:00"))]).await).remove(0);
    let address = format!("Appointment/{}", made["resource"]["id"].as_str().expect("an id"));
    let mut moved = made["resource"].clone();
    moved["start"] = json!("2026-11-23T14:00:00+11:00");
    let nothing = Value::Null;
    let with = |method: &str, name: &str, value: &Value| {
        let mut entry = entry(method, &address, if method == "PUT" { &moved } else { &nothing });
        entry["request"][name] = value.clone();
        entry
    };
    let (tag, other) = (&made["response"]["etag"], json!("W/\"7-0\""));

    let looks =
        answers(&batch(&app, &pat, &[with("GET", "ifNoneMatch", tag), with("GET", "ifNoneMatch", &other)]).await);
    let conditions = [
        with("PUT", "ifMatch", &other),
        with("PUT", "ifMatch", &json!("")),
        with("PUT", "ifMatch", &json!(1)),
        with("PUT", "ifNoneMatch", &json!("*")),
        with("PUT", "ifModifiedSince", &json!("2026-11-23T00:00:00Z")),
    ];
    let changes = answers(&batch(&app, &pat, &conditions).await);
    let alone = [("if-none-match", "*")];
    let alone = send_with(&app, Method::PUT, &format!("/fhir/{address}"), &pat, &moved, &alone).await;

    assert_eq!(statuses(&looks), ["304", "200"], "{looks:?}");
    assert_eq!((&looks[0]["resource"], &looks[0]["response"]["outcome"]), (&Value::Null, &Value::Null));
    assert_eq!(&looks[0]["response"]["etag"], tag);
    assert_eq!(statuses(&changes), ["412", "412", "400", "422", "422"], "{changes:?}");
    assert_eq!(alone.status.as_u16(), 422, "{}", alone.body);
    assert_eq!(read(&app, &format!("/fhir/{address}"), &pat).await["start"], made["resource"]["start"]);
}

#[tokio::test]
async fn what_a_batch_cannot_do_is_said() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let get = entry("GET", "Appointment", &Value::Null);
    let mut to_another = new(&clinic, doctor, "10:00");
    to_another["participant"] =
        json!([{ "actor": { "reference": "urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7" }, "status": "accepted" }]);
    let mut unless_there = entry("POST", "Appointment", &new(&clinic, doctor, "10:00"));
    unless_there["request"]["ifNoneExist"] = json!("identifier=x");

    for (sent, status, code) in [
        (bundle("transaction", std::slice::from_ref(&get)), 403, "forbidden"),
        (bundle("batch", &vec![get.clone(); 51]), 413, "too-long"),
        (bundle("history", &[]), 400, "invalid"),
        (json!({ "resourceType": "Patient" }), 400, "invalid"),
        (bundle("batch", &[json!({ "fullUrl": "x".repeat(300_000) })]), 413, "too-long"),
    ] {
        let answer = send(&app, Method::POST, "/fhir", &pat, &sent).await;
        assert_eq!((answer.status.as_u16(), issue(&answer).as_str()), (status, code), "{}", answer.body);
    }
    let nobody = batch(&app, "", std::slice::from_ref(&get)).await;
    assert_eq!((nobody.status, issue(&nobody).as_str()), (StatusCode::UNAUTHORIZED, "login"));
    let refused = answers(&batch(&app, &pat, &[entry("POST", "Appointment", &to_another), unless_there]).await);
    assert_eq!(statuses(&refused), ["400", "422"], "{refused:?}");
    assert_eq!(clinic.test.count("select count(*) from appointment").await, 0);
    let statement = read(&app, "/fhir/metadata", "").await;
    assert_eq!(statement["rest"][0]["interaction"][0]["code"], "batch");
}

#[tokio::test]
async fn a_batch_comes_and_goes_as_xml_too() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    let bearer = format!("Bearer {}", token(&app, "Pat Ient").await);
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/fhir+xml"),
        ("accept", "application/fhir+xml"),
    ];
    let sent = bundle(
        "batch",
        &[
            entry("POST", "Appointment", &new(&clinic, doctor, "10:00")),
            entry("GET", "Appointment/999999", &Value::Null),
        ],
    );

    let answer = ask(&app, Method::POST, "/fhir", "", &xml::document(&sent), &headers).await;

    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let all = xml::read(&answer.body).expect("a resource in XML")["entry"].as_array().expect("entries").clone();
    assert_eq!(statuses(&all), ["201", "404"]);
    assert_eq!(all[0]["resource"]["resourceType"], "Appointment");
    assert_eq!(all[1]["response"]["outcome"]["resourceType"], "OperationOutcome");
}
