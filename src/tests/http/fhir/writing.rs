//! What programs write: by the same rules as on the site, kept as it was sent, or refused with the path of what would be lost.

mod own;
mod refused;

use axum::http::{Method, StatusCode};
use base64::{Engine, engine::general_purpose::STANDARD};
use consulta::{
    domain::{
        diagnosis::DiagnosisForm,
        draft::Draft,
        ids::{AppointmentId, EntryId},
    },
    service::{Services, clock::Clock, draft},
};
use serde_json::{Value, json};

use super::{read, records::open};
use crate::{
    http::{
        api::{get, said, send, send_with, token},
        browser::{Answer, application},
        foreign::world::{Thing, World},
    },
    service::document::png,
    support::{at, monday_morning, on_both},
};

const UCUM: &str = "http://unitsofmeasure.org";

/// A reference to a thing in the world.
fn to(world: &World, kind: &str, thing: Thing) -> Value {
    json!({ "reference": format!("{kind}/{}", world.id(thing)) })
}

fn loinc(code: &str, display: &str) -> Value {
    json!([{ "system": "http://loinc.org", "code": code, "display": display }])
}

fn pressure(code: &str, display: &str, value: i64) -> Value {
    let quantity = json!({ "value": value, "unit": "mmHg", "system": UCUM, "code": "mm[Hg]" });
    json!({ "code": { "coding": loinc(code, display) }, "valueQuantity": quantity })
}

fn heart_rate() -> Value {
    json!({
        "resourceType": "Observation",
        "status": "final",
        "category": [{ "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs",
        }] }],
        "code": { "coding": loinc("8867-4", "Heart rate"), "text": "Heart rate" },
        "effectiveDateTime": monday_morning().to_string(),
        "valueQuantity": { "value": 72, "unit": "/min", "system": UCUM, "code": "/min" },
    })
}

fn asthma() -> Value {
    let code = |system: &str, code: &str| json!({ "coding": [{ "system": format!("http://terminology.hl7.org/CodeSystem/{system}"), "code": code }] });
    json!({
        "resourceType": "Condition",
        "clinicalStatus": code("condition-clinical", "active"),
        "verificationStatus": code("condition-ver-status", "confirmed"),
        "code": { "coding": [{ "system": "http://hl7.org/fhir/sid/icd-10", "code": "J45.9" }], "text": "Mild asthma" },
        "note": [{ "text": "Since spring" }],
    })
}

fn prescribed(medicine: &str) -> Value {
    json!({
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": { "text": medicine },
        "reasonCode": [{ "text": "Fever" }],
        "note": [{ "text": "Drink enough" }],
        "dosageInstruction": [{
            "text": "500 mg, oral, three times a day, 7 days",
            "patientInstruction": "After meals",
            "timing": {
                "repeat": { "boundsDuration": { "value": 7, "unit": "days", "system": UCUM, "code": "d" } },
                "code": { "text": "three times a day" },
            },
            "route": { "text": "oral" },
            "doseAndRate": [{ "doseQuantity": { "value": 500, "unit": "mg" } }],
        }],
    })
}

fn referral(world: &World) -> Value {
    let skin = world.owners[2].actor.id().expect("an account");
    json!({
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "order",
        "priority": "urgent",
        "quantityQuantity": { "value": 2 },
        "occurrencePeriod": { "end": "2027-01-31" },
        "performer": [{ "reference": format!("Practitioner/{skin}"), "display": "Skye Skin" }],
        "note": [{ "text": "Please see this patient about a rash." }],
    })
}

/// What a practitioner writes in a visit.
fn lines(world: &World) -> Vec<Value> {
    let panel = json!({
        "resourceType": "Observation",
        "status": "final",
        "code": {
            "coding": loinc("85354-9", "Blood pressure panel with all children optional"), "text": "Blood pressure",
        },
        "component": [
            pressure("8480-6", "Systolic blood pressure", 130),
            pressure("8462-4", "Diastolic blood pressure", 85),
        ],
    });
    let mut all = vec![heart_rate(), panel, asthma(), prescribed("Paracetamol"), referral(world)];
    for one in &mut all {
        one["subject"] = to(world, "Patient", Thing::Patient);
        one["encounter"] = to(world, "Encounter", Thing::Appointment);
    }
    all
}

fn scan(world: &World) -> Value {
    let attachment = json!({ "contentType": "image/png", "title": "scan.png", "data": STANDARD.encode(png(5, 5)) });
    json!({
        "resourceType": "DocumentReference",
        "status": "current",
        "type": { "text": "Report" },
        "subject": to(world, "Patient", Thing::Patient),
        "context": { "encounter": [to(world, "Encounter", Thing::Appointment)] },
        "content": [{ "attachment": attachment }],
    })
}

fn message(world: &World) -> Value {
    let vera = json!({ "reference": format!("Patient/{}", world.id(Thing::Patient)), "display": "Vera Victim" });
    json!({
        "resourceType": "Communication",
        "status": "completed",
        "subject": vera,
        "recipient": [vera],
        "payload": [{ "contentString": "Your results are in." }],
    })
}

/// The address of what was created.
#[track_caller]
fn place(made: &Answer) -> String {
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    made.header("location").trim_start_matches("http://clinic.example").to_owned()
}

/// Sends something new.
async fn create(app: &axum::Router, token: &str, sent: &Value) -> Answer {
    let kind = sent["resourceType"].as_str().expect("a type");
    send(app, Method::POST, &format!("/fhir/{kind}"), token, sent).await
}

on_both! {
    async fn what_a_practitioner_writes_in_a_visit_comes_out_as_it_was_sent(test) {
        let (world, app) = open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let typed = Draft::Diagnosis(DiagnosisForm { name: "Ecz".into(), ..DiagnosisForm::default() });
        let visit = AppointmentId(world.id(Thing::Appointment));
        draft::save(&world.clinic.services, &world.owners[1].actor, visit, &typed).await.expect("kept");
        let drafts = world.clinic.test.count("select count(*) from draft").await;

        let mut all = lines(&world);
        all.push(message(&world));
        let mut places = Vec::new();
        for sent in &all {
            let place = place(&create(&app, &dora, sent).await);
            for token in [&dora, &vera] {
                let one = read(&app, &place, token).await;
                for (name, value) in sent.as_object().expect("an object") {
                    assert_eq!(&one[name], value, "{place}: {name} in {one}");
                }
            }
            places.push(place);
        }
        let again = create(&app, &dora, &all[0]).await;
        let scan = place(&create(&app, &dora, &scan(&world)).await);

        assert_eq!(place(&again), places[0], "what was measured once is there once");
        assert_eq!(world.clinic.test.count("select count(*) from draft").await, drafts, "what is typed stays");
        let scan = read(&app, &scan, &vera).await;
        let file = &scan["content"][0]["attachment"];
        assert_eq!((&file["contentType"], &file["title"]), (&json!("image/png"), &json!("scan.png")));
        assert_eq!((&scan["type"]["text"], &scan["status"]), (&json!("Report"), &json!("current")));
        assert_eq!(scan["context"]["encounter"][0], to(&world, "Encounter", Thing::Appointment));
        assert_eq!(scan["author"][0]["display"], "Dora Doctor");
    }
}

on_both! {
    async fn a_consultation_begins_and_ends_by_its_practitioner(test) {
        let (world, _) = open(test).await;
        let later = Services::new(world.clinic.test.db.clone(), Clock::fixed(at("10:45")));
        let app = application(&std::sync::Arc::new(later));
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let sent = json!({
            "resourceType": "Encounter",
            "status": "in-progress",
            "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB" },
            "subject": to(&world, "Patient", Thing::Patient),
            "appointment": [to(&world, "Appointment", Thing::Coming)],
        });
        let finish = async |place: &str, token: &str| {
            let mut whole = read(&app, place, token).await;
            whole["status"] = json!("finished");
            send(&app, Method::PUT, place, token, &whole).await
        };

        let by_patient = create(&app, &vera, &sent).await;
        let begun = place(&create(&app, &dora, &sent).await);
        let too_early = finish(&begun, &dora).await;
        let earlier = format!("/fhir/Encounter/{}", world.id(Thing::Appointment));
        let not_theirs = finish(&earlier, &vera).await;
        let finished = finish(&earlier, &dora).await;

        assert_eq!(by_patient.status, StatusCode::FORBIDDEN, "{}", by_patient.body);
        assert_eq!(read(&app, &begun, &dora).await["status"], "in-progress");
        assert_eq!(too_early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", too_early.body);
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN, "{}", not_theirs.body);
        assert_eq!((finished.status, &said(&finished)["status"]), (StatusCode::OK, &json!("finished")), "{}", finished.body);
    }
}

on_both! {
    async fn of_a_line_nothing_changes_but_its_status(test) {
        let (world, app) = open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let resolved = json!({ "coding": [{
            "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "resolved",
        }] });
        let condition = format!("/fhir/Condition/{}", world.id(Thing::Diagnosis));

        for (place, name, value) in [
            (condition.clone(), "clinicalStatus", resolved.clone()),
            (format!("/fhir/MedicationRequest/{}-1", world.id(Thing::Prescription)), "status", json!("stopped")),
            (format!("/fhir/ServiceRequest/{}", world.id(Thing::Referral)), "status", json!("revoked")),
            (format!("/fhir/DocumentReference/{}", world.id(Thing::Document)), "status", json!("entered-in-error")),
        ] {
            let mut whole = read(&app, &place, &dora).await;
            let as_it_is = send(&app, Method::PUT, &place, &dora, &whole).await;
            let mut other = whole.clone();
            other["subject"] = json!({ "reference": "Patient/999999" });
            let other = send(&app, Method::PUT, &place, &dora, &other).await;
            whole[name] = value.clone();
            if name == "status" && value == "stopped" {
                whole["statusReason"] = json!({ "text": "A rash" });
            }
            let stale = send_with(&app, Method::PUT, &place, &dora, &whole, &[("if-match", "W/\"1\"")]).await;
            let by_patient = send(&app, Method::PUT, &place, &vera, &whole).await;
            let removed = send(&app, Method::DELETE, &place, &dora, &Value::Null).await;
            let changed = send(&app, Method::PUT, &place, &dora, &whole).await;
            let again = send(&app, Method::PUT, &place, &dora, &said(&changed)).await;

            assert_eq!(as_it_is.status, StatusCode::OK, "{place}: {}", as_it_is.body);
            let kind = whole["resourceType"].as_str().expect("a type");
            assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "{place}: {}", other.body);
            assert_eq!(said(&other)["issue"][0]["expression"], json!([format!("{kind}.subject")]), "{}", other.body);
            assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{place}: {}", stale.body);
            assert!([403, 404].contains(&by_patient.status.as_u16()), "{place}: {}", by_patient.body);
            assert_eq!(removed.status, StatusCode::METHOD_NOT_ALLOWED, "{place}");
            assert_eq!((changed.status, &said(&changed)[name]), (StatusCode::OK, &value), "{place}: {}", changed.body);
            assert_eq!(again.status, StatusCode::OK, "{place}: {}", again.body);
        }
        let stopped = format!("/fhir/MedicationRequest/{}-1", world.id(Thing::Prescription));
        assert_eq!(read(&app, &stopped, &vera).await["statusReason"]["text"], "A rash");
        assert_eq!(get(&app, &condition, &vera).await.status, StatusCode::OK, "it stays in the record");
    }
}

on_both! {
    async fn a_referral_is_withdrawn_as_it_was_seen(test) {
        let (world, app) = open(test).await;
        let dora = token(&app, "Dora Doctor").await;
        let (id, specialist) = (world.id(Thing::Referral), &world.owners[2].actor);
        let place = format!("/fhir/ServiceRequest/{id}");
        let first = get(&app, &place, &dora).await;
        let (before, mut whole) = (first.header("etag").to_owned(), said(&first));
        consulta::service::referral::accept(&world.clinic.services, specialist, EntryId(id)).await.expect("accepted");
        whole["status"] = json!("revoked");

        let stale = send_with(&app, Method::PUT, &place, &dora, &whole, &[("if-match", &before)]).await;
        let now = get(&app, &place, &dora).await.header("etag").to_owned();
        whole = read(&app, &place, &dora).await;
        whole["status"] = json!("revoked");
        let withdrawn = send_with(&app, Method::PUT, &place, &dora, &whole, &[("if-match", &now)]).await;

        assert!(before.starts_with("W/\"") && now != before, "{before} {now}");
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.body);
        assert_eq!((withdrawn.status, &said(&withdrawn)["status"]), (StatusCode::OK, &json!("revoked")), "{}", withdrawn.body);
        assert_ne!(withdrawn.header("etag"), now);
    }
}
