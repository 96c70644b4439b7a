//! Records, messages and the access log: for those with a basis, and for no one else. Every reading is logged.

use std::sync::Arc;

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::{
        account::Actor,
        ids::{AppointmentId, EntryId},
        imported::LineKey,
        observation::ObservationForm,
        statement::StatementForm,
    },
    service::{Services, clock::Clock, observation, profile},
};
use serde_json::{Value, json};

use super::{found, issue, read};
use crate::{
    http::{
        api::{get, send, token},
        browser::application,
        foreign::world::{Thing, World},
    },
    support::{TestDb, monday_morning, on_both},
};

/// The world with a measurement and an allergy in it, and its application.
pub(super) async fn open(test: TestDb) -> (World, Router) {
    let world = World::on(test).await;
    world.clinic.set("api.enabled", "true").await;
    let (patient, doctor) = (&world.owners[0].actor, &world.owners[1].actor);
    let form = ObservationForm {
        systolic: "120".into(),
        diastolic: "80".into(),
        weight: "72.5".into(),
        ..ObservationForm::default()
    };
    let visit = AppointmentId(world.id(Thing::Appointment));
    observation::add(&world.clinic.services, doctor, visit, &form).await.expect("measured");
    let said = StatementForm {
        kind: "allergy".into(),
        name: "Penicillin".into(),
        severity: "severe".into(),
        ..StatementForm::default()
    };
    profile::add(&world.clinic.services, patient, &said).await.expect("said");
    // A process that has not read the settings before.
    let checker = world.clinic.services.checker.clone();
    let services = Services::new(world.clinic.test.db.clone(), Clock::fixed(monday_morning())).with_checker(checker);
    (world, application(&Arc::new(services)))
}

/// Each of the patient's resources, by its address, with a text that it must contain.
pub(super) async fn theirs(world: &World) -> Vec<(String, &'static str)> {
    let id = |thing| world.id(thing);
    let test = &world.clinic.test;
    let weight = test.count("select entry_id from observation where code = 'weight'").await;
    let pressure = test.count("select entry_id from observation where code = 'blood_pressure'").await;
    let allergy = test.count("select id from statement where kind = 'allergy'").await;
    let message = test.count("select max(id) from message").await;
    vec![
        (format!("Patient/{}", id(Thing::Patient)), "Vera Victim"),
        (format!("Appointment/{}", id(Thing::Coming)), "booked"),
        (format!("Encounter/{}", id(Thing::Appointment)), "in-progress"),
        (format!("Observation/{weight}"), "72.5"),
        (format!("Observation/{pressure}"), "8480-6"),
        (format!("Composition/{}", id(Thing::Note)), "Secret note"),
        (format!("Condition/{}", id(Thing::Diagnosis)), "Asthma"),
        (format!("AllergyIntolerance/{allergy}"), "Penicillin"),
        (format!("MedicationRequest/{}-1", id(Thing::Prescription)), "Metformin"),
        (format!("ServiceRequest/{}", id(Thing::Referral)), "active"),
        (format!("DocumentReference/{}", id(Thing::Document)), "secret.png"),
        (format!("Communication/{}-{message}", id(Thing::Thread)), "Secret message"),
    ]
}

on_both! {
    async fn the_patient_and_their_doctor_read_the_record(test) {
        let (world, app) = open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let patient = world.id(Thing::Patient);

        for token in [&vera, &dora] {
            for (address, words) in theirs(&world).await {
                let one = read(&app, &format!("/fhir/{address}"), token).await;
                let (kind, id) = address.split_once('/').expect("an address");
                assert_eq!((&one["resourceType"], &one["id"]), (&json!(kind), &json!(id)));
                assert!(one.to_string().contains(words), "{address}: {one}");
                let listed = found(&app, &format!("/fhir/{kind}?_id={id}"), token).await;
                assert_eq!(listed.len(), 1, "{address}");
                if kind == "Patient" {
                    continue;
                }
                let listed = found(&app, &format!("/fhir/{kind}?patient=Patient/{patient}"), token).await;
                assert!(listed.contains(&one), "{address} is not in {listed:?}");
            }
        }
        let of = async |query: &str| found(&app, &format!("/fhir/{query}"), &vera).await.len();
        assert_eq!(of("Observation").await, 2, "one's own, if nobody is named");
        assert_eq!(of("Observation?code=http://loinc.org|29463-7").await, 1);
        assert_eq!(of("Observation?category=laboratory").await, 0);
        assert_eq!(of("Observation?date=lt2026-11-01").await, 0);
        assert_eq!(of("Condition?clinical-status=active").await, 1);
        assert_eq!(of("MedicationRequest?status=stopped").await, 0);
        assert_eq!(of("AllergyIntolerance?criticality=high").await, 1);
        assert_eq!(of("Patient").await, 1);
        let asked = found(&app, "/fhir/Patient?name=vera", &dora).await;
        assert_eq!((asked.len(), &asked[0]["name"][0]["text"]), (1, &json!("Vera Victim")));
        for (birthdate, expected) in [("1985-03-27", 1), ("1985", 1), ("ge1985-03-28", 0), ("1985-03-26", 0)] {
            let born = found(&app, &format!("/fhir/Patient?name=vera&birthdate={birthdate}"), &dora).await;
            assert_eq!(born.len(), expected, "{birthdate}");
        }
    }
}

#[tokio::test]
async fn a_measurement_has_its_codes_and_units() {
    let (world, app) = open(TestDb::sqlite().await).await;
    let vera = token(&app, "Vera Victim").await;

    let all = found(&app, "/fhir/Observation", &vera).await;

    let of = |code: &str| all.iter().find(|one| one["code"]["coding"][0]["code"] == code).expect("measured");
    let (weight, pressure) = (of("29463-7"), of("85354-9"));
    assert_eq!(
        weight["valueQuantity"],
        json!({ "value": 72.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg" })
    );
    assert_eq!(weight["subject"]["reference"], format!("Patient/{}", world.id(Thing::Patient)));
    assert_eq!(weight["encounter"]["reference"], format!("Encounter/{}", world.id(Thing::Appointment)));
    assert_eq!(pressure["valueQuantity"], Value::Null);
    assert_eq!(pressure["component"][1]["valueQuantity"]["value"], 80);
}

on_both! {
    async fn t15_to_strangers_nothing_of_it_exists(test) {
        let (world, app) = open(test).await;
        let names =
            ["Stan Stranger", "Otto Other", "Ada Admin", "Bo Both", "Rolf Elsewhere", "Mona Manager", "Anton Auditor"];
        let of_administrators = ["Patient", "Appointment", "Encounter"];
        let patient = world.id(Thing::Patient);

        for (reader, name) in world.strangers.iter().filter(|one| one.actor != Actor::Visitor).zip(names) {
            let token = token(&app, name).await;
            for (address, words) in theirs(&world).await {
                let kind = address.split('/').next().expect("a type");
                if name == "Ada Admin" && of_administrators.contains(&kind) {
                    continue;
                }
                let one = get(&app, &format!("/fhir/{address}"), &token).await;
                let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&one.status);
                assert!(refused, "{}: {address}: {} {}", reader.name, one.status, one.body);
                assert!(["not-found", "forbidden"].contains(&issue(&one).as_str()));
                for query in [format!("patient=Patient/{patient}"), format!("_id={}", address.split_once('/').expect("an id").1)] {
                    let is_of_patient = query.starts_with("patient");
                    // Managers see the clinic's appointments in lists, as on the site, without the reasons for them.
                    let is_managed = name == "Mona Manager" && of_administrators.contains(&kind);
                    if is_of_patient && (kind == "Patient" || is_managed) {
                        continue;
                    }
                    let list = get(&app, &format!("/fhir/{kind}?{query}"), &token).await;
                    assert!(list.status.as_u16() < 500, "{}: {kind}?{query}: {}", reader.name, list.body);
                    for secret in [words, "Secret", "Vera"] {
                        let told = list.body.contains(secret) && secret != "booked" && secret != "active";
                        assert!(!told, "{}: {kind}?{query}: {}", reader.name, list.body);
                    }
                }
            }
            let cancel = json!([{ "op": "replace", "path": "/status", "value": "cancelled" }]);
            let path = format!("/fhir/Appointment/{}", world.id(Thing::Coming));
            if name != "Ada Admin" {
                let answer = send(&app, Method::PATCH, &path, &token, &cancel).await;
                assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status), "{name}: {}", answer.body);
            }
        }
        let standing = "select count(*) from appointment where status = 'booked' and id = $1";
        assert_eq!(world.counts(standing, world.id(Thing::Coming)).await, 1, "nothing was changed");
    }
}

on_both! {
    async fn the_patient_sees_who_read_what_and_nobody_else_does(test) {
        let (world, app) = open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let patient = world.id(Thing::Patient);
        read(&app, &format!("/fhir/Condition?patient=Patient/{patient}"), &dora).await;

        let all = found(&app, "/fhir/AuditEvent?_count=5", &vera).await;
        let latest = all.first().expect("a reading");
        let one = read(&app, &format!("/fhir/AuditEvent/{}", latest["id"].as_str().expect("an id")), &vera).await;
        let others = get(&app, "/fhir/AuditEvent", &dora).await;

        assert_eq!(latest["subtype"][0]["code"], "record.read");
        assert_eq!((&latest["action"], &latest["outcome"]), (&json!("R"), &json!("0")));
        assert_eq!(latest["agent"][0]["who"]["display"], "Dora Doctor");
        assert_eq!(latest["entity"][0]["description"], "diagnosis");
        assert_eq!(&one, latest);
        assert_eq!((others.status, issue(&others).as_str()), (StatusCode::FORBIDDEN, "forbidden"));
    }
}

on_both! {
    async fn who_wrote_a_line_and_who_changed_it_is_told_to_whoever_reads_it(test) {
        let (world, app) = open(test).await;
        let (vera, dora, stan) =
            (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await, token(&app, "Stan Stranger").await);
        let (services, doctor, specialist) =
            (&world.clinic.services, &world.owners[1].actor, &world.owners[2].actor);
        let (found_out, signed) = (world.id(Thing::Diagnosis), world.id(Thing::Prescription));
        let referred = world.id(Thing::Referral);
        consulta::service::diagnosis::resolve(services, doctor, EntryId(found_out)).await.expect("resolved");
        consulta::service::entry::retract(services, doctor, EntryId(found_out), "not hers").await.expect("retracted");
        consulta::service::prescription::stop(services, doctor, EntryId(signed), "a rash").await.expect("stopped");
        consulta::service::referral::decline(services, specialist, EntryId(referred), "no room").await.expect("declined");

        let of = async |target: String, token: &str| {
            let all = found(&app, &format!("/fhir/Provenance?target={target}"), token).await;
            let step = |one: &Value| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let (activity, who) = (&one["activity"]["coding"][0]["code"], &one["agent"][0]["who"]["display"]);
                (text(activity), text(who), text(&one["reason"][0]["text"]))
            };
            all.iter().map(step).collect::<Vec<_>>()
        };
        let step = |activity: &str, who: &str, why: &str| (activity.to_owned(), who.to_owned(), why.to_owned());
        for token in [&vera, &dora] {
            let steps = of(format!("Condition/{found_out}"), token).await;
            let expected = ["CREATE", "COMPLETE"].map(|activity| step(activity, "Dora Doctor", ""));
            assert_eq!(steps[..2], expected);
            assert_eq!(steps[2..], [step("NULLIFY", "Dora Doctor", "not hers")]);
            let steps = of(format!("MedicationRequest/{signed}-1"), token).await;
            assert_eq!(steps, [step("CREATE", "Dora Doctor", ""), step("ABORT", "Dora Doctor", "a rash")]);
            let steps = of(format!("ServiceRequest/{referred}"), token).await;
            assert_eq!(steps, [step("CREATE", "Dora Doctor", ""), step("ABORT", "Skye Skin", "no room")]);
        }
        let one = read(&app, &format!("/fhir/Provenance/MedicationRequest-{signed}-2"), &vera).await;
        assert_eq!(one["target"], json!([{ "reference": format!("MedicationRequest/{signed}-1") }]));
        let allergy = world.clinic.test.count("select id from statement where kind = 'allergy'").await;
        assert_eq!(of(format!("AllergyIntolerance/{allergy}"), &vera).await.len(), 1);
        for none in [format!("MedicationRequest/{signed}"), format!("MedicationRequest/{signed}-2"), "Patient/1".to_owned()] {
            assert_eq!(of(none.clone(), &vera).await, [], "{none}");
        }
        assert_eq!(of(format!("Condition/{found_out}"), &stan).await, []);
        for id in [format!("Condition-{found_out}-1"), format!("Observation-{found_out}-1")] {
            let refused = get(&app, &format!("/fhir/Provenance/{id}"), &stan).await;
            assert_eq!((refused.status, issue(&refused).as_str()), (StatusCode::NOT_FOUND, "not-found"), "{id}");
        }
        for wrong in ["Condition-1", "Condition-1-0", "Patient-1-1", "x", "Condition-x-1"] {
            let missing = get(&app, &format!("/fhir/Provenance/{wrong}"), &vera).await;
            assert_eq!(missing.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        assert_eq!(get(&app, "/fhir/Provenance", &vera).await.status, StatusCode::BAD_REQUEST);
    }
}

on_both! {
    async fn a_note_is_read_in_every_version(test) {
        let (world, app) = open(test).await;
        let (vera, stan) = (token(&app, "Vera Victim").await, token(&app, "Stan Stranger").await);
        let (services, doctor, note) = (&world.clinic.services, &world.owners[1].actor, world.id(Thing::Note));
        let amended = "Secret & <b>other</b>\nnote";
        consulta::service::note::amend(services, doctor, EntryId(note), amended, "misheard").await.expect("amended");
        let path = format!("/fhir/Composition/{note}");

        let before = get(&app, &path, &vera).await;
        consulta::service::entry::retract(services, doctor, EntryId(note), "not hers").await.expect("retracted");
        let now = get(&app, &path, &vera).await;
        let history = read(&app, &format!("{path}/_history"), &vera).await;
        let first = get(&app, &format!("{path}/_history/1"), &vera).await;

        assert_eq!((before.header("etag"), now.header("etag"), first.header("etag")), ("W/\"2\"", "W/\"3\"", "W/\"1\""));
        let div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Secret &amp; &lt;b&gt;other&lt;/b&gt;<br/>note</p></div>";
        let told: Value = serde_json::from_str(&before.body).expect("JSON");
        assert_eq!((&told["status"], &told["section"][0]["text"]["div"]), (&json!("amended"), &json!(div)));
        assert_eq!((&history["type"], &history["total"]), (&json!("history"), &json!(3)));
        let entries = history["entry"].as_array().expect("entries");
        let said: Vec<[&str; 3]> = entries
            .iter()
            .map(|one| [&one["resource"]["status"], &one["request"]["method"], &one["response"]["etag"]])
            .map(|all| all.map(|value| value.as_str().unwrap_or_default()))
            .collect();
        assert_eq!(
            said,
            [["entered-in-error", "PUT", "W/\"3\""], ["amended", "PUT", "W/\"2\""], ["final", "POST", "W/\"1\""]]
        );
        assert!(first.body.contains("Secret note") && !first.body.contains("other"), "{}", first.body);
        let steps = found(&app, &format!("/fhir/Provenance?target=Composition/{note}"), &vera).await;
        assert_eq!((steps.len(), &steps[1]["reason"][0]["text"]), (3, &json!("misheard")));
        assert_eq!(found(&app, "/fhir/Composition?status=amended", &vera).await.len(), 0);
        assert_eq!(found(&app, "/fhir/Composition?_lastUpdated=lt2026-11-01", &vera).await.len(), 0);
        assert_eq!(found(&app, "/fhir/Composition?_lastUpdated=ge2026-11-01", &vera).await.len(), 1);
        assert_eq!(found(&app, "/fhir/Composition?type=http://loinc.org|11506-3&date=2026-11-22", &vera).await.len(), 1);
        for (path, token, status) in [
            (format!("{path}/_history"), &stan, 404),
            (format!("{path}/_history/1"), &stan, 404),
            (format!("{path}/_history/4"), &vera, 404),
            (format!("{path}/_history/x"), &vera, 404),
            (format!("/fhir/Composition/{}/_history", world.id(Thing::Diagnosis)), &vera, 404),
            (format!("{path}/_history?colour=red"), &vera, 400),
        ] {
            let refused = get(&app, &path, token).await;
            assert_eq!(refused.status.as_u16(), status, "{path}: {}", refused.body);
            assert!(["not-found", "invalid"].contains(&issue(&refused).as_str()));
        }
    }
}

#[tokio::test]
async fn of_several_that_are_asked_for_at_once_each_refusal_is_written_down() {
    const REFUSED: &str = "
        select count(*)
        from audit_event
        where action = 'appointment.read'
        and outcome = 'refused'
        and actor_id = (select id from account where full_name = 'Stan Stranger')";
    let (world, app) = open(TestDb::sqlite().await).await;
    let stan = token(&app, "Stan Stranger").await;
    let (one, other) = (world.id(Thing::Appointment), world.id(Thing::Coming));

    let visits =
        found(&app, &format!("/fhir/Encounter?appointment=Appointment/{one},Appointment/{other}"), &stan).await;
    let of_visits = world.clinic.test.count(REFUSED).await;
    let appointments = found(&app, &format!("/fhir/Appointment?_id={one},{other}"), &stan).await;

    assert_eq!((visits.len(), appointments.len(), of_visits), (0, 0, 2));
}

#[tokio::test]
async fn what_the_patient_hides_is_hidden_here_too() {
    let (world, app) = open(TestDb::sqlite().await).await;
    let fay = token(&app, "Fay Family").await;
    let patient = world.id(Thing::Patient);
    let path = format!("/fhir/Condition/{}", world.id(Thing::Diagnosis));
    let list = format!("/fhir/Condition?patient=Patient/{patient}");
    assert_eq!(read(&app, &path, &fay).await["code"]["text"], "Asthma", "the patient trusts her with the record");
    assert_eq!(found(&app, &list, &fay).await.len(), 1);
    let patients = found(&app, "/fhir/Patient", &fay).await;
    assert_eq!((patients.len(), &patients[0]["id"]), (1, &json!(patient.to_string())), "whom she looks after");

    let diagnosis = LineKey::Written(EntryId(world.id(Thing::Diagnosis)));
    let hidden = consulta::service::sharing::Change::Hide(diagnosis, true);
    consulta::service::sharing::change(&world.clinic.services, &world.owners[0].actor, hidden).await.expect("hidden");

    assert_eq!(get(&app, &path, &fay).await.status, StatusCode::NOT_FOUND);
    assert_eq!(found(&app, &list, &fay).await.len(), 0);
}
