//! What is refused: data that would be lost, invalid data, and data that the caller may not write.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::{
        access_token::{Purpose, TokenForm},
        account::Actor,
    },
    service::personal_token,
};
use serde_json::{Value, json};

use super::{asthma, create, heart_rate, lines, message, prescribed, referral, scan, to};
use crate::{
    http::{
        api::{said, send, send_with, token},
        fhir::{issue, records::open},
        foreign::world::{Thing, World},
    },
    support::{PASSWORD, TestDb, on_both},
};

/// A record entry, in the visit.
fn within(world: &World, mut line: Value) -> Value {
    line["subject"] = to(world, "Patient", Thing::Patient);
    line["encounter"] = to(world, "Encounter", Thing::Appointment);
    line
}

/// The same with another value for an element.
fn with(line: &Value, path: &str, value: Value) -> Value {
    let mut line = line.clone();
    let (parent, name) = path.rsplit_once('/').expect("a path");
    line.pointer_mut(parent).expect("an element")[name] = value;
    line
}

#[tokio::test]
async fn what_would_be_lost_is_refused_by_its_path() {
    let (world, app) = open(TestDb::sqlite().await).await;
    let dora = token(&app, "Dora Doctor").await;
    let (rate, ill) = (within(&world, heart_rate()), within(&world, asthma()));
    let (medicine, letter) = (within(&world, prescribed("Paracetamol")), within(&world, referral(&world)));
    let codings = json!([{ "code": "J45.9" }, { "code": "195967001" }]);
    let rxnorm = json!({ "coding": [{ "code": "161" }], "text": "Paracetamol" });
    let before = world.clinic.test.count("select count(*) from entry").await;

    for (sent, path) in [
        (with(&rate, "/interpretation", json!([{ "text": "high" }])), "Observation.interpretation"),
        (with(&rate, "/note", json!([{ "text": "after a run" }])), "Observation.note"),
        (with(&rate, "/effectiveDateTime", json!("2020-02-29T09:00:00Z")), "Observation.effectiveDateTime"),
        (with(&rate, "/valueQuantity/comparator", json!("<")), "Observation.valueQuantity.comparator"),
        (with(&ill, "/severity", json!({ "text": "mild" })), "Condition.severity"),
        (with(&ill, "/onsetDateTime", json!("2020")), "Condition.onsetDateTime"),
        (with(&ill, "/code/coding", codings), "Condition.code.coding[1]"),
        (with(&ill, "/meta", json!({ "security": [{ "code": "R" }] })), "Condition.meta.security"),
        (with(&medicine, "/medicationCodeableConcept", rxnorm), "MedicationRequest.medicationCodeableConcept.coding"),
        (with(&medicine, "/dispenseRequest", json!({})), "MedicationRequest.dispenseRequest"),
        (with(&medicine, "/dosageInstruction/0/text", json!("2 g")), "MedicationRequest.dosageInstruction[0].text"),
        (with(&letter, "/reasonCode", json!([{ "text": "a mole" }])), "ServiceRequest.reasonCode"),
        (with(&message(&world), "/priority", json!("stat")), "Communication.priority"),
        (with(&scan(&world), "/securityLabel", json!([])), "DocumentReference.securityLabel"),
    ] {
        let answer = create(&app, &dora, &sent).await;
        assert_eq!(
            (answer.status, issue(&answer).as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "not-supported"),
            "{path}"
        );
        assert_eq!(said(&answer)["issue"][0]["expression"], json!([path]), "{}", answer.body);
    }
    assert_eq!(world.clinic.test.count("select count(*) from entry").await, before);
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_is_written() {
    let (world, app) = open(TestDb::sqlite().await).await;
    let dora = token(&app, "Dora Doctor").await;
    let (rate, ill) = (within(&world, heart_rate()), within(&world, asthma()));
    let medicine = within(&world, prescribed("Paracetamol"));
    let stranger = json!({ "reference": format!("Patient/{}", world.strangers[1].actor.id().expect("an account")) });
    let someone = json!([{ "reference": "Practitioner/999999" }]);
    let text = with(&scan(&world), "/content/0/attachment/data", json!("bm8gcGljdHVyZQ=="));
    let before = world.clinic.test.count("select count(*) from entry").await;

    for (sent, status) in [
        (heart_rate(), 422),
        (with(&rate, "/subject", stranger.clone()), 422),
        (with(&ill, "/subject", stranger), 422),
        (with(&rate, "/performer", someone), 422),
        (with(&rate, "/status", json!("preliminary")), 422),
        (with(&rate, "/valueQuantity/code", json!("Hz")), 422),
        (with(&rate, "/valueQuantity/value", json!(1_000)), 422),
        (with(&rate, "/valueQuantity/value", json!("72")), 400),
        (with(&rate, "/code/coding/0/code", json!("718-7")), 422),
        (with(&rate, "/encounter", json!({ "reference": "Encounter/999999" })), 404),
        (with(&rate, "/encounter", json!({ "reference": "urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7" })), 422),
        (with(&ill, "/verificationStatus", json!({ "coding": [] })), 422),
        (with(&ill, "/code", json!({ "text": "x" })), 422),
        (with(&medicine, "/dosageInstruction", json!([])), 422),
        (with(&medicine, "/medicationCodeableConcept/text", json!("Amoxicillin")), 422),
        (with(&scan(&world), "/content/0/attachment/contentType", json!("application/pdf")), 422),
        (with(&scan(&world), "/content/0/attachment/data", json!("%")), 422),
        (text, 422),
        (with(&message(&world), "/payload", json!([])), 422),
        (json!({ "resourceType": "Patient" }), 405),
    ] {
        let answer = create(&app, &dora, &sent).await;
        assert_eq!(answer.status.as_u16(), status, "{sent}: {}", answer.body);
        issue(&answer);
    }
    let unless_there = [("if-none-exist", "identifier=x")];
    let unless_there = send_with(&app, Method::POST, "/fhir/Observation", &dora, &rate, &unless_there).await;
    assert_eq!((unless_there.status.as_u16(), issue(&unless_there).as_str()), (422, "not-supported"));
    let once = [("idempotency-key", "an-intent-of-mine")];
    let once = send_with(&app, Method::POST, "/fhir/Observation", &dora, &rate, &once).await;
    assert_eq!((once.status.as_u16(), issue(&once).as_str()), (422, "not-supported"), "it would be made twice");
    assert_eq!(world.clinic.test.count("select count(*) from entry").await, before, "the patient reacts to penicillin");
}

on_both! {
    async fn t15_nobody_writes_in_the_records_of_others(test) {
        let (world, app) = open(test).await;
        let names =
            ["Stan Stranger", "Otto Other", "Ada Admin", "Bo Both", "Rolf Elsewhere", "Mona Manager", "Anton Auditor"];
        let allergy = world.clinic.test.count("select id from statement where kind = 'allergy'").await;
        let to_doctor = json!([{ "reference": format!("Practitioner/{}", world.id(Thing::Calendar)) }]);
        let for_patient = with(&message(&world), "/recipient", to_doctor);
        let mut of_others = lines(&world);
        of_others.push(scan(&world));
        of_others.push(for_patient);
        of_others.push(json!({
            "resourceType": "AllergyIntolerance",
            "patient": to(&world, "Patient", Thing::Patient),
            "criticality": "high",
            "code": { "text": "Nuts" },
        }));
        of_others.push(json!({
            "resourceType": "Encounter",
            "status": "in-progress",
            "subject": to(&world, "Patient", Thing::Patient),
            "appointment": [to(&world, "Appointment", Thing::Appointment)],
        }));
        let mut own_scan = scan(&world);
        own_scan.as_object_mut().expect("an object").remove("context");
        of_others.push(own_scan);
        let said = "select (select count(*) from entry) + (select count(*) from statement) + (select count(*) from message)";
        let before = world.clinic.test.count(said).await;

        for (reader, name) in world.strangers.iter().filter(|one| one.actor != Actor::Visitor).zip(names) {
            let token = token(&app, name).await;
            for sent in &of_others {
                let answer = create(&app, &token, sent).await;
                assert!([403, 404].contains(&answer.status.as_u16()), "{}: {sent}: {} {}", reader.name, answer.status, answer.body);
                assert!(!answer.body.contains("Vera"), "{}: {}", reader.name, answer.body);
            }
            for (kind, id) in [
                ("Patient", world.id(Thing::Patient).to_string()),
                ("Condition", world.id(Thing::Diagnosis).to_string()),
                ("MedicationRequest", format!("{}-1", world.id(Thing::Prescription))),
                ("ServiceRequest", world.id(Thing::Referral).to_string()),
                ("DocumentReference", world.id(Thing::Document).to_string()),
                ("AllergyIntolerance", allergy.to_string()),
            ] {
                let whole = json!({ "resourceType": kind, "id": id, "status": "entered-in-error" });
                let answer = send(&app, Method::PUT, &format!("/fhir/{kind}/{id}"), &token, &whole).await;
                assert!([403, 404].contains(&answer.status.as_u16()), "{}: {kind}: {} {}", reader.name, answer.status, answer.body);
            }
        }
        assert_eq!(world.clinic.test.count(said).await, before, "nothing was written");
    }
}

#[tokio::test]
async fn a_token_that_only_reads_writes_nothing() {
    let (world, app) = open(TestDb::sqlite().await).await;
    let doctor = &world.owners[1].actor;
    let made = async |scopes: &[&str]| {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let form = TokenForm { name: "Script".into(), scopes, ..TokenForm::usual(Purpose::Program) };
        personal_token::make(&world.clinic.services, doctor, &form, (PASSWORD, ""), "").await.expect("made")
    };
    let reads = made(&["records.read", "patients.read", "messages.read", "appointments.read"]).await;
    let writes = made(&["referrals.write", "messages.write"]).await;
    let mut all = lines(&world);
    all.extend([scan(&world), message(&world)]);

    for sent in &all {
        let kind = sent["resourceType"].as_str().expect("a type");
        let answer = create(&app, &reads, sent).await;
        assert_eq!(
            (answer.status, issue(&answer).as_str()),
            (StatusCode::FORBIDDEN, "forbidden"),
            "{kind}: {}",
            answer.body
        );
        let expected = if ["ServiceRequest", "Communication"].contains(&kind) { 201 } else { 403 };
        let answer = create(&app, &writes, sent).await;
        assert_eq!(answer.status.as_u16(), expected, "{kind}: {}", answer.body);
    }
}
