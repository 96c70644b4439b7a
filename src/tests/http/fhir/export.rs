//! Exports of records: requested, polled, downloaded and deleted, by those who may read them and for a day.

use std::{io::Write, sync::Arc};

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::{account::Role, ids::AccountId},
    fhir,
    service::{
        Failure, Services,
        bulk_export::{self, Made},
        clock::Clock,
    },
    storage::account,
};
use serde_json::{Value, json};

use super::{issue, read, records};
use crate::{
    http::{
        api::{get, said, send, send_with, token},
        browser::{Answer, application},
        foreign::world::World,
    },
    support::{TestDb, monday_morning, on_both},
};

const ASYNC: [(&str, &str); 1] = [("prefer", "respond-async")];

/// The world with its records, and one process that serves and makes the files.
async fn open(test: TestDb) -> (World, Arc<Services>, Router) {
    let (world, _) = records::open(test).await;
    let services = Services::new(world.clinic.test.db.clone(), Clock::fixed(monday_morning()));
    let services = Arc::new(services);
    let app = application(&services);
    (world, services, app)
}

/// Requests an export.
async fn ask(app: &Router, token: &str, query: &str) -> Answer {
    send_with(app, Method::GET, &format!("/fhir/Patient/$export{query}"), token, &Value::Null, &ASYNC).await
}

/// The same, which must succeed: the address to poll.
pub(super) async fn begin(app: &Router, token: &str, query: &str) -> String {
    let answer = ask(app, token, query).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    local(answer.header("content-location"))
}

fn local(address: &str) -> String {
    address.strip_prefix("http://clinic.example").expect("an address of ours").to_owned()
}

/// The contents of each file of a finished export, by type.
pub(super) async fn files(app: &Router, token: &str, place: &str) -> Vec<(String, Vec<Value>)> {
    let answer = get(app, place, token).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"), "{}", answer.body);
    assert!(answer.header("expires").ends_with("GMT"), "{}", answer.header("expires"));
    let mut all = Vec::new();
    for file in said(&answer)["output"].as_array().expect("files") {
        let fetched = get(app, &local(file["url"].as_str().expect("an address")), token).await;
        assert_eq!((fetched.status, fetched.header("content-type")), (StatusCode::OK, "application/fhir+ndjson"));
        let lines: Vec<Value> =
            fetched.body.lines().map(|line| serde_json::from_str(line).expect("a resource")).collect();
        assert_eq!(file["count"], json!(lines.len()));
        all.push((file["type"].as_str().expect("a type").to_owned(), lines));
    }
    all
}

fn of<'f>(files: &'f [(String, Vec<Value>)], kind: &str) -> &'f [Value] {
    files.iter().find(|(name, _)| name == kind).map(|(_, lines)| lines.as_slice()).unwrap_or_default()
}

on_both! {
    async fn an_export_holds_what_its_caller_may_read_one_by_one_and_nothing_else(test) {
        const OPENED: &str = "
            select count(*)
            from audit_event
            where action = 'record.read'
            and part = 'bulk_export'
            and outcome = 'done'";
        let (world, services, app) = open(test).await;
        let mut opened = 0;

        for name in ["Vera Victim", "Dora Doctor"] {
            let token = token(&app, name).await;
            let place = begin(&app, &token, "").await;
            let waits = get(&app, &place, &token).await;
            assert_eq!((waits.status, waits.body.as_str()), (StatusCode::ACCEPTED, ""), "{name}");
            assert_eq!((waits.header("x-progress"), waits.header("retry-after")), ("0 %", "5"));
            let (one, another) = tokio::join!(fhir::make_next(&services, "one"), fhir::make_next(&services, "another"));
            assert!(one.expect("made") || another.expect("made"));

            let files = files(&app, &token, &place).await;
            for (address, _) in records::theirs(&world).await {
                let (kind, _) = address.split_once('/').expect("an address");
                if kind == "Communication" {
                    continue;
                }
                let one = read(&app, &format!("/fhir/{address}"), &token).await;
                assert!(of(&files, kind).contains(&one), "{name}: {address} is not in {files:?}");
            }
            let patients = i64::try_from(of(&files, "Patient").len()).expect("few");
            opened += patients;
            assert_eq!(world.clinic.test.count(OPENED).await, opened, "one row for each patient");
            assert!(name != "Vera Victim" || patients == 1);
        }

        let stan = token(&app, "Stan Stranger").await;
        let place = begin(&app, &stan, "").await;
        assert!(fhir::make_next(&services, "one").await.expect("made"));
        let files = files(&app, &stan, &place).await;
        assert_eq!(of(&files, "Patient").len(), 1);
        assert!(!format!("{files:?}").contains("Victim"), "{files:?}");
    }
}

on_both! {
    async fn an_export_is_its_callers_alone_and_can_be_given_up(test) {
        let (world, services, app) = open(test).await;
        let (vera, stan) = (token(&app, "Vera Victim").await, token(&app, "Stan Stranger").await);
        let place = begin(&app, &vera, "?_type=Patient").await;
        assert!(fhir::make_next(&services, "one").await.expect("made"));
        let file = format!("{place}/Patient.ndjson");

        for (method, path) in [(Method::GET, &place), (Method::GET, &file), (Method::DELETE, &place)] {
            let theirs = send(&app, method.clone(), path, &stan, &Value::Null).await;
            assert_eq!((theirs.status, issue(&theirs).as_str()), (StatusCode::NOT_FOUND, "not-found"), "{method} {path}");
            let nobodys = send(&app, method.clone(), path, "", &Value::Null).await;
            assert_eq!(nobodys.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        }
        for none in [format!("{place}/Condition.ndjson"), format!("{place}/Patient"), format!("{place}x")] {
            assert_eq!(get(&app, &none, &vera).await.status, StatusCode::NOT_FOUND, "{none}");
        }
        assert_eq!(get(&app, &file, &vera).await.status, StatusCode::OK);
        let waiting = begin(&app, &vera, "").await;
        let one_more = ask(&app, &vera, "").await;
        assert_eq!((one_more.status, issue(&one_more).as_str()), (StatusCode::TOO_MANY_REQUESTS, "throttled"));
        assert_eq!(one_more.header("retry-after"), "300");

        for path in [&place, &waiting] {
            let given_up = send(&app, Method::DELETE, path, &vera, &Value::Null).await;
            assert_eq!(given_up.status, StatusCode::ACCEPTED, "{}", given_up.body);
            assert_eq!(get(&app, path, &vera).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(get(&app, &file, &vera).await.status, StatusCode::NOT_FOUND);
        assert!(services.files.keys().await.expect("keys").is_empty());
        assert!(!fhir::make_next(&services, "one").await.expect("nothing to do"));
        let done = "select count(*) from audit_event where action like 'bulk_export.%' and outcome = 'done'";
        assert_eq!(world.clinic.test.count(done).await, 5, "asked for twice, fetched once, given up twice");
    }
}

on_both! {
    async fn an_export_ends_when_whoever_asked_for_it_loses_a_role(test) {
        let (world, services, app) = open(test).await;
        begin(&app, &token(&app, "Bo Both").await, "?_type=Patient").await;
        assert!(fhir::make_next(&services, "one").await.expect("made"));

        let bo = AccountId(world.clinic.test.count("select id from account where full_name = 'Bo Both'").await);
        let taken = services.db.write(bo, |tx, bo| {
            Box::pin(async move { Ok::<_, Failure>(account::change_roles(tx, *bo, &[Role::Practitioner], &[]).await?) })
        });
        taken.await.expect("taken");

        assert_eq!(world.clinic.test.count("select count(*) from bulk_export").await, 0);
        assert_eq!(world.clinic.test.count("select count(*) from bulk_export_file").await, 0);
    }
}

on_both! {
    async fn an_export_is_deleted_after_its_time_and_ends_clearly_if_it_cannot_be_made(test) {
        let (world, services, app) = open(test).await;
        let vera = token(&app, "Vera Victim").await;
        let place = begin(&app, &vera, "?_type=Patient").await;
        // A process that took it and was never heard of again.
        assert!(bulk_export::take(&services, "lost").await.expect("taken").is_some());
        assert!(!fhir::make_next(&services, "one").await.expect("another is at it"));
        world.clinic.run("update bulk_export set taken_until = 0").await;
        assert!(fhir::make_next(&services, "one").await.expect("begun again"));
        assert_eq!(of(&files(&app, &vera, &place).await, "Patient").len(), 1);
        assert_eq!(bulk_export::sweep(&services).await.expect("swept"), 0);

        world.clinic.run("update bulk_export set ends_at = 1").await;
        assert_eq!(get(&app, &place, &vera).await.status, StatusCode::NOT_FOUND);
        assert_eq!(bulk_export::sweep(&services).await.expect("swept"), 1);
        assert!(services.files.keys().await.expect("keys").is_empty());

        let place = begin(&app, &vera, "").await;
        world.clinic.run("update bulk_export set tries = 3").await;
        assert!(fhir::make_next(&services, "one").await.expect("tried"));
        let failed = get(&app, &place, &vera).await;
        assert_eq!((failed.status, issue(&failed).as_str()), (StatusCode::INTERNAL_SERVER_ERROR, "exception"));
    }
}

on_both! {
    async fn an_export_says_how_far_it_is_and_names_what_vanished_meanwhile(test) {
        let (world, services, app) = open(test).await;
        let vera = token(&app, "Vera Victim").await;
        let place = begin(&app, &vera, "").await;
        let holder = bulk_export::take(&services, "one").await.expect("taken").expect("one waits");
        bulk_export::say_progress(&services, &holder, (3, 10)).await.expect("said");
        let progress = get(&app, &place, &vera).await.header("x-progress").to_owned();
        let mut file = tempfile::tempfile().expect("a file");
        writeln!(file, "{}", json!({ "resourceType": "OperationOutcome" })).expect("written");
        let lost = Made { kind: "OperationOutcome", lines: 1, file };

        bulk_export::finish(&services, &holder, vec![lost]).await.expect("finished");

        assert_eq!(progress, "30 %");
        let manifest = said(&get(&app, &place, &vera).await);
        let errors = &manifest["error"][0];
        assert_eq!((&errors["type"], &errors["count"]), (&json!("OperationOutcome"), &json!(1)), "{manifest}");
        assert_eq!(manifest["output"], json!([]), "it is nothing of a record");
        let fetched = get(&app, &local(errors["url"].as_str().expect("an address")), &vera).await;
        assert_eq!(fetched.body.trim_end(), r#"{"resourceType":"OperationOutcome"}"#);

        begin(&app, &vera, "").await;
        assert!(fhir::make_next(&services, "two").await.expect("made"));
        assert_eq!(world.clinic.test.count("select count(*) from bulk_export where done = total and total >= 10").await, 1);
    }
}

#[tokio::test]
async fn an_export_holds_the_types_and_the_time_that_are_asked_for() {
    let (_world, services, app) = open(TestDb::sqlite().await).await;
    let vera = token(&app, "Vera Victim").await;
    let sent = json!({ "resourceType": "Parameters", "parameter": [
        { "name": "_type", "valueString": "Condition,Patient" },
        { "name": "_since", "valueInstant": "2020-01-01T00:00:00.000Z" },
    ]});
    let earlier = send_with(&app, Method::POST, "/fhir/Patient/$export", &vera, &sent, &ASYNC).await;
    let later = begin(&app, &vera, "?_since=2099-01-01T00:00:00Z").await;
    for _ in 0..2 {
        assert!(fhir::make_next(&services, "one").await.expect("made"));
    }

    let earlier = files(&app, &vera, &local(earlier.header("content-location"))).await;
    let kinds: Vec<&str> = earlier.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["Condition", "Patient"]);
    let manifest = said(&get(&app, &later, &vera).await);
    assert_eq!((&manifest["requiresAccessToken"], &manifest["error"]), (&json!(true), &json!([])));
    assert!(manifest["transactionTime"].is_string(), "{manifest}");
    assert!(
        manifest["request"].as_str().is_some_and(|asked| asked.ends_with("&_since=2099-01-01T00:00:00Z")),
        "{manifest}"
    );
    let later = files(&app, &vera, &later).await;
    let kinds: Vec<&str> = later.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["Patient"], "when a patient's own details changed isn't known");
}

#[tokio::test]
async fn what_an_export_cannot_do_is_said_and_who_runs_the_clinic_has_none() {
    let (_world, _services, app) = open(TestDb::sqlite().await).await;
    let (vera, ada) = (token(&app, "Vera Victim").await, token(&app, "Ada Admin").await);

    for wrong in
        ["?_type=Claim", "?_type=Patient,Communication", "?_since=yesterday", "?_outputFormat=csv", "?_typeFilter=x"]
    {
        let answer = ask(&app, &vera, wrong).await;
        assert_eq!((answer.status, issue(&answer).as_str()), (StatusCode::BAD_REQUEST, "invalid"), "{wrong}");
    }
    let sync = get(&app, "/fhir/Patient/$export", &vera).await;
    assert_eq!((sync.status, issue(&sync).as_str()), (StatusCode::BAD_REQUEST, "invalid"));
    let admins = ask(&app, &ada, "").await;
    assert_eq!((admins.status, issue(&admins).as_str()), (StatusCode::FORBIDDEN, "forbidden"));
    let lenient = [("prefer", "respond-async, handling=lenient")];
    let path = "/fhir/Patient/$export?_type=Claim,Patient&_typeFilter=x&_outputFormat=application/fhir%2Bndjson";
    let answer = send_with(&app, Method::POST, path, &vera, &Value::Null, &lenient).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
}
