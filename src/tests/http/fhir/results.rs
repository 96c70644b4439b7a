//! Search result parameters: order, count, subsets, and referring resources.

use axum::http::{Method, StatusCode};
use consulta::{domain::ids::PractitionerId, service::sharing};
use serde_json::{Value, json};

use super::{entries, found, issue, read, records};
use crate::{
    http::{
        api::{get, open, send_with, token},
        foreign::world::Thing,
    },
    support::{TestDb, on_both},
};

/// The included resources of a bundle.
fn included(bundle: &Value) -> Vec<Value> {
    let all = bundle["entry"].as_array().cloned().unwrap_or_default();
    all.into_iter().filter(|one| one["search"]["mode"] == "include").map(|one| one["resource"].clone()).collect()
}

#[tokio::test]
async fn a_directory_is_sorted_by_name_either_way_across_its_pages() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    for name in ["Cid Last", "Ann Doctor", "Bea Other"] {
        clinic.practitioner(name).await;
    }

    for (sort, expected) in
        [("name", ["Ann Doctor", "Bea Other", "Cid Last"]), ("-name", ["Cid Last", "Bea Other", "Ann Doctor"])]
    {
        let first = read(&app, &format!("/fhir/Practitioner?_sort={sort}&_count=2"), "").await;
        let links = first["link"].as_array().expect("links");
        let next = links.iter().find(|link| link["relation"] == "next").and_then(|link| link["url"].as_str());
        let next = next.and_then(|url| url.strip_prefix("http://clinic.example")).expect("a second page");
        let rest = found(&app, next, "").await;
        let all: Vec<Value> =
            entries(&first).into_iter().chain(rest).map(|one| one["name"][0]["text"].clone()).collect();
        assert_eq!(all, expected.map(Value::from), "{sort}");
    }
}

on_both! {
    async fn what_is_found_is_counted_and_shown_as_it_is_asked_for(test) {
        let (world, app) = records::open(test).await;
        let vera = token(&app, "Vera Victim").await;
        let visit = world.id(Thing::Appointment);

        let count = read(&app, "/fhir/Observation?_summary=count", &vera).await;
        let named = found(&app, "/fhir/Observation?_elements=value&_sort=-date", &vera).await;
        let short = found(&app, &format!("/fhir/Encounter?_id={visit}&_summary=true&_sort=date"), &vera).await;
        let told = read(&app, "/fhir/Practitioner?_total=accurate", &vera).await;
        let untold = read(&app, "/fhir/Practitioner?_total=none", &vera).await;

        assert_eq!((&count["total"], &count["entry"]), (&json!(2), &Value::Null));
        let none = read(&app, "/fhir/Observation?_count=0", &vera).await;
        assert_eq!((&none["total"], &none["entry"]), (&json!(2), &Value::Null), "a page of none is the count");
        assert_eq!(named.len(), 2);
        for one in &named {
            assert_eq!((&one["status"], &one["subject"]), (&json!("final"), &Value::Null), "{one}");
            assert_eq!(one["meta"]["tag"][0]["code"], "SUBSETTED");
        }
        assert_eq!((&short[0]["status"], &short[0]["location"]), (&json!("in-progress"), &Value::Null));
        assert!(told["total"].is_u64() && untold["total"].is_null(), "{untold}");
        for wrong in [
            "Observation?_sort=code",
            "Patient?_sort=name",
            "Observation?_summary=text",
            "Observation?_total=some",
            "Observation?_elements=colour",
            "Observation?_revinclude=Provenance:target",
            "Observation?patient.gender=male",
            "Patient?_has:Observation:patient:code=1",
        ] {
            let refused = get(&app, &format!("/fhir/{wrong}"), &vera).await;
            assert_eq!((refused.status, issue(&refused).as_str()), (StatusCode::BAD_REQUEST, "invalid"), "{wrong}");
        }
    }
}

on_both! {
    async fn what_refers_to_a_visit_comes_along_for_those_who_may_read_it(test) {
        let (world, app) = records::open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let mona = token(&app, "Mona Manager").await;
        let (visit, patient) = (world.id(Thing::Appointment), world.id(Thing::Patient));
        let asked = "_revinclude=Observation:encounter&_revinclude=Condition:encounter";

        for token in [&vera, &dora] {
            let bundle = read(&app, &format!("/fhir/Encounter?_id={visit}&{asked}"), token).await;
            let along = included(&bundle);
            let of = |kind: &str| along.iter().filter(|one| one["resourceType"] == kind).count();
            assert_eq!((entries(&bundle).len(), of("Observation"), of("Condition")), (1, 2, 1), "{bundle}");
            let path = format!("/fhir/Appointment?_id={visit}&_revinclude=Encounter:appointment");
            let visits = included(&read(&app, &path, token).await);
            assert_eq!((visits.len(), &visits[0]["id"]), (1, &json!(visit.to_string())));
            let path = format!("/fhir/Encounter?_id={visit}&_include=Encounter:subject");
            let subjects = included(&read(&app, &path, token).await);
            assert_eq!((subjects.len(), &subjects[0]["id"]), (1, &json!(patient.to_string())));
        }
        let managed = read(&app, &format!("/fhir/Encounter?patient=Patient/{patient}&{asked}"), &mona).await;
        assert_eq!(included(&managed), Vec::<Value>::new());
    }
}

#[tokio::test]
async fn a_line_of_a_record_brings_along_what_it_refers_to_as_far_as_its_reader_may_see_that() {
    const REFUSED: &str = "select count(*) from audit_event where outcome = 'refused'";
    let (world, app) = records::open(TestDb::sqlite().await).await;
    let (patient, otto) = (world.id(Thing::Patient), world.strangers[2].actor.id().expect("an account"));
    let begin = sharing::Change::BeginRelationship(PractitionerId(otto.0));
    sharing::change(&world.clinic.services, &world.owners[0].actor, begin).await.expect("begun");
    let (dora, otto) = (token(&app, "Dora Doctor").await, token(&app, "Otto Other").await);
    let path = format!(
        "/fhir/Observation?patient={patient}\
         &_include=Observation:patient&_include=Observation:subject&_include=Observation:encounter:Encounter&_include=Observation:performer"
    );
    let names = |all: Vec<Value>| -> Vec<String> {
        let name = |part: &Value| part.as_str().expect("a text").to_owned();
        all.iter().map(|one| format!("{}/{}", name(&one["resourceType"]), name(&one["id"]))).collect()
    };
    let before = world.clinic.test.count(REFUSED).await;

    let theirs = names(included(&read(&app, &path, &dora).await));
    let others = names(included(&read(&app, &path, &otto).await));

    let visit = format!("Encounter/{}", world.id(Thing::Appointment));
    let (patient, doctor) = (format!("Patient/{patient}"), format!("Practitioner/{}", world.id(Thing::Calendar)));
    assert_eq!(theirs, [visit, patient.clone(), doctor.clone()]);
    assert_eq!(others, [patient, doctor], "the visit is not theirs");
    assert_eq!(world.clinic.test.count(REFUSED).await, before, "no one asked for the visit");
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let (world, app) = records::open(TestDb::sqlite().await).await;
    let vera = token(&app, "Vera Victim").await;
    let (visit, finding) = (world.id(Thing::Appointment), world.id(Thing::Diagnosis));
    let look = async |path: &str, known: &str| {
        send_with(&app, Method::GET, path, &vera, &Value::Null, &[("if-none-match", known)]).await
    };

    for path in [format!("/fhir/Appointment/{visit}"), format!("/fhir/Condition/{finding}")] {
        let first = get(&app, &path, &vera).await;
        let tag = first.header("etag").to_owned();
        let same = look(&path, &tag).await;
        let other = look(&path, "W/\"other\"").await;

        assert!(tag.starts_with("W/\"") && first.status == StatusCode::OK, "{path}: {tag}");
        assert_eq!(
            (same.status, same.header("etag"), same.body.as_str()),
            (StatusCode::NOT_MODIFIED, tag.as_str(), "")
        );
        assert_eq!((other.status, other.header("etag")), (StatusCode::OK, tag.as_str()), "{path}");
    }
}

on_both! {
    async fn a_version_that_reads_differently_is_sent_again(test) {
        let (world, app) = records::open(test).await;
        let (vera, rita) = (token(&app, "Vera Victim").await, token(&app, "Rita Desk").await);
        let path = format!("/fhir/Appointment/{}", world.id(Thing::Coming));
        let first = get(&app, &path, &vera).await;
        let tag = first.header("etag").to_owned();
        let by_rita = get(&app, &path, &rita).await;

        world.clinic.run("update centre set name = name || ' by the sea'").await;
        let known = [("if-none-match", tag.as_str())];
        let renamed = send_with(&app, Method::GET, &path, &vera, &Value::Null, &known).await;

        assert_eq!(by_rita.body == first.body, by_rita.header("etag") == tag, "{} {}", first.body, by_rita.body);
        assert_eq!(renamed.status, StatusCode::OK, "{tag}");
        assert!(renamed.body.contains("by the sea") && renamed.header("etag") != tag, "{}", renamed.body);
        let version = |tag: &str| tag.split('-').next().map(str::to_owned);
        assert_eq!(version(renamed.header("etag")), version(&tag), "the appointment is as it was");
    }
}

on_both! {
    async fn whoever_has_no_record_is_told_to_name_a_patient(test) {
        let (_world, app) = records::open(test).await;
        let dora = token(&app, "Dora Doctor").await;

        for kind in ["Observation", "Condition", "MedicationRequest", "AllergyIntolerance", "Composition"] {
            let refused = get(&app, &format!("/fhir/{kind}"), &dora).await;
            assert_eq!((refused.status, issue(&refused).as_str()), (StatusCode::BAD_REQUEST, "invalid"), "{kind}");
            assert!(refused.body.contains("patient: name the patient"), "{}", refused.body);
        }
    }
}
