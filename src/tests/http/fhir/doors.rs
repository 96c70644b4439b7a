//! What exists, who is admitted, and what others are told.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{MEDIA_TYPE, issue, read};
use crate::{
    http::{
        api::{get, open, send, send_with, token},
        browser::{application, ask},
    },
    support::{Clinic, TestDb},
};

/// The types that the CapabilityStatement lists.
fn types(statement: &Value) -> Vec<Value> {
    statement["rest"][0]["resource"].as_array().expect("resources").clone()
}

fn codes(kind: &Value) -> BTreeSet<&str> {
    kind["interaction"].as_array().expect("interactions").iter().filter_map(|one| one["code"].as_str()).collect()
}

#[tokio::test]
async fn what_is_said_to_be_there_is_there_and_nothing_else() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let statement = read(&app, "/fhir/metadata", "").await;

    assert_eq!((&statement["fhirVersion"], &statement["kind"]), (&json!("4.0.1"), &json!("instance")));
    let kinds = types(&statement);
    assert_eq!(kinds.len(), 24);
    for kind in &kinds {
        let name = kind["type"].as_str().expect("a type");
        let codes = codes(kind);
        let mut expected = vec![
            (format!("/fhir/{name}"), vec!["GET"]),
            (format!("/fhir/{name}/1"), vec!["GET"]),
            (format!("/fhir/{name}/_search"), vec!["POST"]),
        ];
        for (code, place, method) in [("create", 0, "POST"), ("update", 1, "PUT"), ("patch", 1, "PATCH")] {
            if codes.contains(code) {
                expected[place].1.push(method);
            }
        }
        if codes.contains("vread") {
            expected.push((format!("/fhir/{name}/1/_history/1"), vec!["GET"]));
        }
        if codes.contains("history-instance") {
            expected.push((format!("/fhir/{name}/1/_history"), vec!["GET"]));
        }
        for operation in kind["operation"].as_array().into_iter().flatten() {
            let operation = operation["name"].as_str().expect("a name");
            let methods = if ["find", "export"].contains(&operation) { vec!["GET", "POST"] } else { vec!["POST"] };
            expected.push((format!("/fhir/{name}/${operation}"), methods));
        }
        for (path, methods) in expected {
            let answer = send(&app, Method::OPTIONS, &path, &pat, &Value::Null).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            let allowed: BTreeSet<&str> = answer.header("allow").split(',').filter(|name| *name != "HEAD").collect();
            assert_eq!(allowed, methods.into_iter().collect(), "{path}");
        }
    }
    let several = send(&app, Method::OPTIONS, "/fhir", &pat, &Value::Null).await;
    assert_eq!((several.status, several.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "POST"));
    for missing in ["Claim", "Bundle", "Medication", "Patient/1/$everything", "Patient/1/_history"] {
        let answer = get(&app, &format!("/fhir/{missing}"), &pat).await;
        assert_eq!((answer.status, issue(&answer).as_str()), (StatusCode::NOT_FOUND, "not-found"), "{missing}");
    }
}

#[tokio::test]
async fn every_parameter_that_is_listed_is_understood_and_others_are_refused_unless_one_is_lenient() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let statement = read(&app, "/fhir/metadata", "").await;

    for kind in types(&statement) {
        let name = kind["type"].as_str().expect("a type");
        for param in kind["searchParam"].as_array().expect("parameters") {
            let value = match param["type"].as_str() {
                Some("date") => "ge2026-11-24",
                Some("reference") => "Schedule/1-1-0",
                Some("quantity") => "gt5",
                _ => "x",
            };
            let (param, needed) = (param["name"].as_str().expect("a name"), "schedule=Schedule/1-1-0");
            // It answers those who keep the directory.
            if (name, param) == ("Practitioner", "identifier") {
                continue;
            }
            let query = match (name, param) {
                ("Slot", "schedule" | "_id") => format!("{param}={value}"),
                ("Slot", _) => format!("{needed}&{param}={value}"),
                ("Provenance", "recorded" | "_lastUpdated") => format!("target=Condition/1&{param}={value}"),
                ("Appointment", "actor") => format!("{param}=Practitioner/1"),
                ("Patient", "gender") => format!("_id=1&{param}={value}"),
                _ => format!("{param}={value}"),
            };
            read(&app, &format!("/fhir/{name}?{query}"), &pat).await;
        }
        let strict = get(&app, &format!("/fhir/{name}?colour=red"), &pat).await;
        assert_eq!((strict.status, issue(&strict).as_str()), (StatusCode::BAD_REQUEST, "invalid"), "{name}");
        for wrong in ["_count=-1", "_count=x", "_include=Nobody:knows", "_id:missing=true"] {
            let answer = get(&app, &format!("/fhir/{name}?{wrong}"), &pat).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name} {wrong}");
        }
    }
    let lenient = [("prefer", "handling=lenient")];
    let path = "/fhir/Practitioner?colour=red&name=x";
    let answer = send_with(&app, Method::GET, path, &pat, &Value::Null, &lenient).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(!answer.body.contains("colour") && answer.body.contains("name=x"), "the link says what was understood");
    let twice = get(&app, "/fhir/Practitioner?gender=male&gender=female", &pat).await;
    assert!(twice.body.contains("\"total\":0"), "both have to hold: {}", twice.body);
}

#[tokio::test]
async fn t14_nothing_but_the_directory_is_open_without_a_token_and_it_only_where_the_clinic_says_so() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let directory = ["Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Schedule"];
    let statement = read(&app, "/fhir/metadata", "").await;

    for kind in types(&statement) {
        let name = kind["type"].as_str().expect("a type");
        if directory.contains(&name) || name == "Slot" {
            continue;
        }
        for (method, path) in [
            (Method::GET, format!("/fhir/{name}")),
            (Method::GET, format!("/fhir/{name}/1")),
            (Method::POST, format!("/fhir/{name}/_search")),
            (Method::POST, format!("/fhir/{name}")),
            (Method::PUT, format!("/fhir/{name}/1")),
            (Method::POST, "/fhir/Appointment/$book".to_owned()),
            (Method::POST, "/fhir/Appointment/$hold".to_owned()),
            (Method::GET, "/fhir/Nowhere".to_owned()),
        ] {
            for wrong in ["", "a.b.c"] {
                let answer = send(&app, method.clone(), &path, wrong, &Value::Null).await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}: {}", answer.body);
                assert!(answer.header("www-authenticate").starts_with("Bearer realm="), "{method} {path}");
                assert_eq!(issue(&answer), "login", "{method} {path}");
            }
        }
    }
    let schedule = format!("/fhir/Slot?schedule=Schedule/{doctor}-{}-0", clinic.centre);
    let find = "/fhir/Appointment/$find?start=2026-11-23&end=2026-11-24".to_owned();
    let all: Vec<String> = directory.iter().map(|name| format!("/fhir/{name}")).chain([schedule, find]).collect();
    for path in &all {
        read(&app, path, "").await;
        assert_eq!(get(&app, path, "a.b.c").await.status, StatusCode::UNAUTHORIZED, "a token that is sent counts");
    }
    clinic.set("directory.visibility", "members").await;
    let app = application(&std::sync::Arc::new(consulta::service::Services::new(
        clinic.test.db.clone(),
        consulta::service::clock::Clock::fixed(crate::support::monday_morning()),
    )));
    for path in &all {
        let answer = get(&app, path, "").await;
        assert_eq!((answer.status, issue(&answer).as_str()), (StatusCode::UNAUTHORIZED, "login"), "{path}");
    }
    let again = token(&app, "Pat Ient").await;
    for path in &all {
        read(&app, path, &again).await;
    }
    assert_eq!(get(&app, "/fhir/Patient/1", &pat).await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn an_error_is_told_as_an_outcome_wherever_it_arises() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;

    let turtle =
        send_with(&app, Method::GET, "/fhir/Patient", &pat, &Value::Null, &[("accept", "application/fhir+turtle")])
            .await;
    let format = get(&app, "/fhir/metadata?_format=ttl", "").await;
    let ours = get(&app, "/fhir/metadata?_format=application/fhir%2Bjson", "").await;
    let method = send(&app, Method::DELETE, "/fhir/Patient/1", &pat, &Value::Null).await;
    let bearer = format!("Bearer {pat}");
    let plain = [("authorization", bearer.as_str()), ("content-type", "text/plain")];
    let media = ask(&app, Method::POST, "/fhir/Appointment", "", "{}", &plain).await;
    let body = send(&app, Method::POST, "/fhir/Appointment/$book", &pat, &json!({ "resourceType": "Patient" })).await;
    let large = json!({ "resourceType": "Appointment", "comment": "x".repeat(70_000) });
    let large = send(&app, Method::POST, "/fhir/Appointment", &pat, &large).await;
    let foreign = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    let foreign = send_with(&app, Method::GET, "/fhir/Patient", &pat, &Value::Null, &foreign).await;

    for (answer, status, code) in [
        (&turtle, 406, "not-supported"),
        (&format, 406, "not-supported"),
        (&method, 405, "not-supported"),
        (&media, 415, "not-supported"),
        (&body, 400, "invalid"),
        (&large, 413, "too-long"),
    ] {
        assert_eq!((answer.status.as_u16(), issue(answer).as_str()), (status, code), "{}", answer.body);
    }
    assert_eq!((ours.status, ours.header("content-type")), (StatusCode::OK, MEDIA_TYPE));
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "other sites have no business here");
}

#[tokio::test]
async fn where_the_api_is_off_there_is_none() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    for path in ["/fhir/metadata", "/fhir/Practitioner", "/fhir/Patient/1"] {
        let answer = get(&app, path, "").await;
        assert_eq!((answer.status, issue(&answer).as_str()), (StatusCode::NOT_FOUND, "not-found"), "{path}");
    }
}
