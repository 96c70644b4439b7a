//! The same in XML: all output, and all input.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::fhir::xml;
use serde_json::{Value, json};

use super::{
    found, issue, parameters, read,
    records::{open, theirs},
    synthea,
    transaction::{about, bring_leniently},
};
use crate::{
    http::{
        api::{self, get, said, send_with, token},
        browser::{Answer, ask},
        foreign::world::Thing,
    },
    support::{TestDb, at, on_both},
};

const XML: &str = "application/fhir+xml; charset=utf-8";
const AS_XML: [(&str, &str); 1] = [("accept", "application/fhir+xml")];

/// The content of an answer in XML.
#[track_caller]
fn of_xml(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), XML, "{}", answer.body);
    assert!(answer.body.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><"), "{}", answer.body);
    xml::read(&answer.body).expect("a resource in XML")
}

async fn get_xml(app: &Router, path: &str, token: &str) -> Answer {
    send_with(app, Method::GET, path, token, &Value::Null, &AS_XML).await
}

/// Sends a resource in XML, and gets XML back.
async fn send_xml(app: &Router, method: Method, path: &str, token: &str, resource: &Value) -> Answer {
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/fhir+xml"),
        ("accept", "application/fhir+xml"),
    ];
    ask(app, method, path, "", &xml::document(resource), &headers).await
}

on_both! {
    async fn one_of_every_kind_says_the_same_in_both_formats(test) {
        let (world, app) = open(test).await;
        let vera = token(&app, "Vera Victim").await;
        let doctor = world.id(Thing::Calendar);
        let calendar = format!("{doctor}-{}-0", world.clinic.centre);
        let events = read(&app, "/fhir/AuditEvent?_count=1", &vera).await;
        let event = events["entry"][0]["resource"]["id"].as_str().expect("a reading").to_owned();
        let elsewhere = about(synthea::bundle(), &app, &vera).await;
        bring_leniently(&app, &token(&app, "Ada Admin").await, &elsewhere).await;
        let mut all: Vec<String> = theirs(&world).await.into_iter().map(|(address, _)| address).collect();
        all.extend([
            format!("AuditEvent/{event}"),
            format!("Provenance/Condition-{}-1", world.id(Thing::Diagnosis)),
            format!("Practitioner/{doctor}"),
            format!("PractitionerRole/{}", world.id(Thing::Affiliation)),
            format!("Organization/{}", world.clinic.centre),
            format!("Location/{}", world.clinic.centre),
            "HealthcareService/standard".to_owned(),
            format!("Schedule/{calendar}"),
            format!("Slot/{calendar}-{}", at("14:00").as_second()),
            format!("Composition/{}/_history", world.id(Thing::Note)),
            format!("Composition/{}/_history/1", world.id(Thing::Note)),
            "metadata".to_owned(),
            "Practitioner?_count=1&_include=PractitionerRole:x".to_owned(),
            format!("Appointment?patient={}&_include=Appointment:patient", world.id(Thing::Patient)),
            "Appointment/$find?start=2026-11-23&end=2026-11-24&_count=2".to_owned(),
            "Observation".to_owned(),
        ]);

        for kind in ["Immunization", "Procedure", "DiagnosticReport", "CarePlan"] {
            let one = found(&app, &format!("/fhir/{kind}"), &vera).await.remove(0);
            all.push(format!("{kind}/{}", one["id"].as_str().expect("an id")));
        }

        let mut kinds = std::collections::BTreeSet::new();
        for address in &all {
            let path = format!("/fhir/{address}");
            let (json, xml) = (get(&app, &path, &vera).await, get_xml(&app, &path, &vera).await);
            assert_eq!(json.status, xml.status, "{address}");
            let told = of_xml(&xml);
            assert_eq!(told, said(&json), "{address}");
            kinds.extend(told["resourceType"].as_str().map(str::to_owned));
        }
        // Every kind, the statement, bundles and outcomes.
        assert_eq!(kinds.len(), 24 + 3, "{kinds:?}");
    }
}

#[tokio::test]
async fn a_format_is_named_by_the_address_the_form_or_what_is_accepted() {
    let (clinic, app) = api::open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;

    let named = get(&app, "/fhir/metadata?_format=xml", "").await;
    let over = send_with(&app, Method::GET, "/fhir/metadata?_format=json", "", &Value::Null, &AS_XML).await;
    let bearer = format!("Bearer {pat}");
    let form = [("authorization", bearer.as_str()), ("content-type", "application/x-www-form-urlencoded")];
    let by_form = ask(&app, Method::POST, "/fhir/Patient/_search", "", "_format=application/fhir%2Bxml", &form).await;
    let wrong_form = ask(&app, Method::POST, "/fhir/Patient/_search", "", "_format=ttl", &form).await;
    let missing = get_xml(&app, "/fhir/Patient/999999", &pat).await;
    let stranger = get_xml(&app, "/fhir/Patient", "").await;
    let nowhere = get_xml(&app, "/fhir/Nothing", &pat).await;
    let head = send_with(&app, Method::HEAD, "/fhir/metadata", "", &Value::Null, &AS_XML).await;

    let formats = json!(["application/fhir+json", "application/fhir+xml", "json", "xml"]);
    assert_eq!(of_xml(&named)["format"], formats);
    assert_eq!(said(&over)["format"], formats);
    assert_eq!((&of_xml(&by_form)["total"], by_form.status), (&Value::Null, StatusCode::OK));
    assert_eq!((wrong_form.status, issue(&wrong_form).as_str()), (StatusCode::NOT_ACCEPTABLE, "not-supported"));
    for (answer, status, code) in
        [(&missing, 404, "not-found"), (&stranger, 401, "login"), (&nowhere, 404, "not-found")]
    {
        assert_eq!((answer.status.as_u16(), &of_xml(answer)["issue"][0]["code"]), (status, &json!(code)));
    }
    assert_eq!((head.header("content-type"), head.body.as_str()), (XML, ""));
}

on_both! {
    async fn appointments_are_made_moved_and_cancelled_in_xml(test) {
        let (clinic, app) = api::open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        let pat = token(&app, "Pat Ient").await;
        let slot = |time| format!("{doctor}-{}-0-{}", clinic.centre, at(time).as_second());
        let new = json!({
            "resourceType": "Appointment",
            "status": "booked",
            "slot": [{ "reference": format!("Slot/{}", slot("10:00")) }],
            "comment": "Two\nlines & <more>",
        });

        let made = send_xml(&app, Method::POST, "/fhir/Appointment", &pat, &new).await;
        let mut whole = of_xml(&made);
        let path = format!("/fhir/Appointment/{}", whole["id"].as_str().expect("an id"));
        assert_eq!((made.status, &whole["comment"]), (StatusCode::CREATED, &json!("Two\nlines & <more>")));
        whole["start"] = json!("2026-11-23T14:00:00+11:00");
        let moved = send_xml(&app, Method::PUT, &path, &pat, &whole).await;
        assert_eq!((moved.status, &of_xml(&moved)["start"]), (StatusCode::OK, &whole["start"]), "{}", moved.body);
        let refer = |id: &str| json!({ "reference": format!("Appointment/{id}") });
        let body = parameters(&[
            ("appointment-reference", "valueReference", refer(&slot("11:00"))),
            ("comment", "valueString", json!("Again")),
        ]);
        let held = send_xml(&app, Method::POST, "/fhir/Appointment/$hold", &pat, &body).await;
        let booked = send_xml(&app, Method::POST, "/fhir/Appointment/$book", &pat, &body).await;
        let find = parameters(&[
            ("start", "valueDateTime", json!("2026-11-23T09:00:00+11:00")),
            ("end", "valueDateTime", json!("2026-11-23T17:00:00+11:00")),
            ("_count", "valueInteger", json!(1)),
        ]);
        let found = send_xml(&app, Method::POST, "/fhir/Appointment/$find", &pat, &find).await;
        let taken = send_xml(&app, Method::POST, "/fhir/Appointment", &pat, &new).await;
        let plain = json!({ "resourceType": "Patient", "id": "1" });
        let wrong = send_xml(&app, Method::POST, "/fhir/Appointment", &pat, &plain).await;

        assert_eq!(of_xml(&held)["entry"][0]["resource"]["status"], "pending", "{}", held.body);
        assert_eq!(of_xml(&booked)["entry"][0]["resource"]["comment"], "Again", "{}", booked.body);
        assert_eq!((found.status, of_xml(&found)["entry"].as_array().map_or(0, |all| all.len().min(2))), (StatusCode::OK, 2), "a time, and a remark");
        assert_eq!(taken.status, StatusCode::CREATED, "what was moved left its time free: {}", taken.body);
        assert_eq!((wrong.status, &of_xml(&wrong)["issue"][0]["code"]), (StatusCode::BAD_REQUEST, &json!("invalid")));
        let bearer = format!("Bearer {pat}");
        for (media, body, status) in [
            ("application/fhir+xml", "<Appointment", 400),
            ("application/fhir+xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><Appointment xmlns=\"http://hl7.org/fhir\"/>", 400),
            ("application/fhir+xml", "<Appointment/>", 400),
            ("application/fhir+turtle", "", 415),
        ] {
            let headers = [("authorization", bearer.as_str()), ("content-type", media)];
            let refused = ask(&app, Method::POST, "/fhir/Appointment", "", body, &headers).await;
            assert_eq!(refused.status.as_u16(), status, "{media} {body}: {}", refused.body);
            assert_eq!(said(&refused)["resourceType"], "OperationOutcome");
        }
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/fhir+xml")];
        let patch = ask(&app, Method::PATCH, &path, "", "<diff/>", &headers).await;
        assert_eq!((patch.status, issue(&patch).as_str()), (StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-supported"));
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 3);
    }
}
