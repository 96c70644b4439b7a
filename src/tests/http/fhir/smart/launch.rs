//! The authorization flow: what an app is told, what it may ask for, who is asked, and what it can then read.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::{account::Actor, app_scope::Readable, ids::PatientId, imported::ImportedKind},
    service::{audit, imported},
};
use jiff::SignedDuration;
use serde_json::json;

use super::{AUD, BACK, Launch, SCOPES, code_in, percent};
use crate::{
    http::{
        api::{get, said},
        browser::{ask, call, get as page, post_form},
        fhir::{found, read},
    },
    support::{TestDb, cookie, monday_morning, on_both, practitioner_actor},
};

on_both! {
    async fn a_patient_lets_an_app_in_and_it_reads_what_they_allowed(test) {
        let launch = Launch::new(test, false).await;
        let router = &launch.router;
        let me = launch.pat.id().expect("an account").to_string();
        let configuration = said(&get(router, "/fhir/.well-known/smart-configuration", "").await);
        assert_eq!(configuration["authorization_endpoint"], "http://clinic.example/oauth/authorize");
        assert_eq!(configuration["code_challenge_methods_supported"], json!(["S256"]));

        let question = launch.asks(&[]).await;
        let shown = page(router, &question, &launch.cookie).await;
        for words in ["Health Mate", "Pat Ient", "mate.example"] {
            assert!(shown.body.contains(words), "{words}: {}", shown.body);
        }
        assert_eq!(launch.clinic.test.count("select count(*) from app_grant").await, 0, "looking allows nothing");
        let back = launch.answers(&question, true).await;
        assert!(back.location().starts_with(&format!("{BACK}?code=")), "{}", back.location());
        assert!(back.location().ends_with("&state=x%20y%26z"), "{}", back.location());
        let told = said(&launch.exchanges(&code_in(back.location()), &[]).await);
        assert_eq!((&told["patient"], &told["expires_in"]), (&json!(me), &json!(3600)));
        assert_eq!(told["scope"], SCOPES);
        let token = told["access_token"].as_str().expect("a token");

        assert_eq!(read(router, &format!("/fhir/Patient/{me}"), token).await["name"][0]["text"], "Pat Ient");
        assert_eq!(found(router, "/fhir/Patient", token).await.len(), 1);
        let allergies = found(router, &format!("/fhir/AllergyIntolerance?patient=Patient/{me}"), token).await;
        assert_eq!(allergies[0]["code"]["text"], "Penicillin");

        let (rows, _) = audit::readers(launch.services(), &launch.pat, 0).await.expect("read");
        let of_app = rows.iter().filter(|row| row.stored.written.action == "app.read");
        let of_app: Vec<_> = of_app.map(|row| (row.actor_name.as_deref(), row.stored.written.part.as_str())).collect();
        assert!(of_app.contains(&(Some("Health Mate"), "profile")) && of_app.contains(&(Some("Health Mate"), "summary")));
        let readers = page(router, "/record/readers", &launch.cookie).await;
        assert!(readers.body.contains("Health Mate"), "{}", readers.body);
    }
}

on_both! {
    async fn an_app_reads_nothing_else_of_no_one_else_and_changes_nothing(test) {
        let launch = Launch::new(test, false).await;
        let (router, clinic) = (&launch.router, &launch.clinic);
        let other = clinic.patient("Other One").await;
        let (me, them) = (launch.pat.id().expect("mine"), other.id().expect("theirs"));
        let (token, refresh) = launch.tokens().await;

        for (path, status) in [
            (format!("/fhir/Condition?patient=Patient/{me}"), StatusCode::FORBIDDEN),
            ("/fhir/Observation/1".to_owned(), StatusCode::FORBIDDEN),
            ("/fhir/Appointment".to_owned(), StatusCode::FORBIDDEN),
            ("/fhir/AuditEvent".to_owned(), StatusCode::FORBIDDEN),
            (format!("/fhir/Patient/{them}"), StatusCode::NOT_FOUND),
            (format!("/fhir/AllergyIntolerance?patient=Patient/{them}"), StatusCode::NOT_FOUND),
            ("/api/v1/auth/me".to_owned(), StatusCode::FORBIDDEN),
            ("/api/v1/records".to_owned(), StatusCode::FORBIDDEN),
        ] {
            assert_eq!(get(router, &path, &token).await.status, status, "{path}");
        }
        let header = format!("Bearer {token}");
        let book = [("authorization", header.as_str()), ("content-type", "application/fhir+json")];
        let booked = ask(router, Method::POST, "/fhir/Appointment/$book", "", "{}", &book).await;
        assert_eq!(booked.status, StatusCode::FORBIDDEN, "{}", booked.body);
        // Nor does its refresh token work for a program that signs in as the patient.
        let json = [("content-type", "application/json")];
        let body = json!({ "refresh": refresh }).to_string();
        let widened = ask(router, Method::POST, "/api/v1/auth/refresh", "", &body, &json).await;
        assert_eq!(widened.status, StatusCode::UNAUTHORIZED, "{}", widened.body);
        assert_eq!(launch.refreshes(&refresh).await.status, StatusCode::OK, "which it still has");
        let tried = clinic.test.count("select count(*) from audit_event where action = 'app.read' and outcome = 'refused'");
        assert_eq!(tried.await, 2, "both tries at another's record");
    }
}

on_both! {
    async fn an_app_reads_of_a_history_only_the_kinds_that_it_was_allowed(test) {
        const LINES: &str = "
            insert into imported_line (patient_id, kind, title, at, is_current, body, source, imported_by, imported_at)
            select p.id, k.kind, 'x', 0, false, '{}', 'https://elsewhere.example', p.id, 1
            from patient p
            cross join (select 'Immunization' as kind union all select 'CarePlan' union all select 'Procedure') k";
        let launch = Launch::new(test, false).await;
        let router = &launch.router;
        launch.clinic.run(LINES).await;
        launch.clinic.run("update app set reads = 'Immunization CarePlan'").await;
        let wanted = [("scope", "patient/Immunization.rs patient/CarePlan.r patient/Procedure.rs")];

        let question = launch.asks(&wanted).await;
        let shown = page(router, &question, &launch.cookie).await;
        let back = launch.answers(&question, true).await;
        let told = said(&launch.exchanges(&code_in(back.location()), &[]).await);
        let token = told["access_token"].as_str().expect("a token");

        assert!(shown.body.contains("Your vaccinations") && shown.body.contains("Your care plans"), "{}", shown.body);
        assert_eq!(told["scope"], "patient/Immunization.rs patient/CarePlan.r");
        assert_eq!(found(router, "/fhir/Immunization", token).await.len(), 1);
        for path in ["/fhir/CarePlan", "/fhir/Procedure", "/fhir/Encounter"] {
            assert_eq!(get(router, path, token).await.status, StatusCode::FORBIDDEN, "{path}");
        }
        let patient = PatientId(launch.pat.id().expect("an account").0);
        let app = Actor::App { app: launch.app, patient, reads: vec![Readable::Immunization] };
        let of = async |kind| imported::search(launch.services(), &app, (patient, kind), (None, 9)).await.is_ok();
        assert!(of(ImportedKind::Vaccination).await);
        assert!(!of(ImportedKind::CarePlan).await && !of(ImportedKind::Visit).await);
        let read = "select count(*) from audit_event where action = 'app.read' and part = 'vaccination' and outcome = 'done'";
        assert_ne!(launch.clinic.test.count(read).await, 0);
    }
}

#[tokio::test]
async fn no_one_is_sent_to_an_address_that_is_not_the_app_s() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;

    for instead in [
        ("client_id", "nobody"),
        ("client_id", ""),
        ("redirect_uri", "https://evil.example/cb"),
        ("redirect_uri", "https://mate.example/cb/"),
        ("redirect_uri", "https://mate.example/cb?to=evil"),
        ("redirect_uri", "http://127.0.0.1:8000/other"),
        ("redirect_uri", ""),
    ] {
        let to = launch.asks(&[instead]).await;
        assert_eq!(to, "/apps/allow/unknown", "{instead:?}");
    }
    let twice = format!("{}&redirect_uri={}", launch.address(&[]), percent("https://evil.example/cb"));
    assert_eq!(page(&launch.router, &twice, "").await.location(), "/apps/allow/unknown");
    let shown = page(&launch.router, "/apps/allow/unknown", &launch.cookie).await;
    assert!(!shown.body.contains("/api/answer_app"), "there is nothing to answer");
    let native = launch.asks(&[("redirect_uri", "http://127.0.0.1:8000/cb")]).await;
    assert!(native.starts_with("/apps/allow/") && native.len() > 60, "{native}");
}

#[tokio::test]
async fn an_app_hears_what_is_wrong_with_its_request_and_its_state_again() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;
    let long = "x".repeat(1_001);

    for (instead, error) in [
        (("response_type", "token"), "unsupported_response_type"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("code_challenge_method", ""), "invalid_request"),
        (("code_challenge", ""), "invalid_request"),
        (("aud", "https://elsewhere.example/fhir"), "invalid_request"),
        (("aud", ""), "invalid_request"),
        (("scope", "openid fhirUser"), "invalid_scope"),
        (("scope", "patient/Observation.rs user/*.rs"), "invalid_scope"),
        (("scope", "patient/Patient.cud"), "invalid_scope"),
    ] {
        let to = launch.asks(&[instead]).await;
        assert!(to.starts_with(&format!("{BACK}?error={error}&")), "{instead:?}: {to}");
        assert!(to.ends_with("&state=x%20y%26z"), "{to}");
    }
    let to = launch.asks(&[("state", long.as_str())]).await;
    assert!(to.starts_with(&format!("{BACK}?error=invalid_request&")) && !to.contains("state="), "{to}");
    let slash = format!("{AUD}/");
    assert!(launch.asks(&[("aud", slash.as_str())]).await.starts_with("/apps/allow/"));
    assert_eq!(launch.clinic.test.count("select count(*) from app_request").await, 1);
}

#[tokio::test]
async fn a_patient_who_says_no_shares_nothing_and_answers_once() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;
    let question = launch.asks(&[]).await;

    let back = launch.answers(&question, false).await;
    let again = launch.answers(&question, true).await;

    assert_eq!(back.location(), format!("{BACK}?error=access_denied&state=x%20y%26z"));
    assert!(!again.location().contains("code="), "{}", again.location());
    assert_eq!(launch.clinic.test.count("select count(*) from app_grant").await, 0);
    assert_eq!(launch.clinic.test.count("select count(*) from audit_event where action = 'app.refuse'").await, 1);

    launch.clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(15));
    let late = launch.asks(&[]).await;
    launch.clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(31));
    assert!(!launch.answers(&late, true).await.location().contains("code="), "it was too long ago");
}

#[tokio::test]
async fn only_a_patient_answers_and_only_on_our_page() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;
    let router = &launch.router;
    let doctor = practitioner_actor(launch.clinic.practitioner("Ann Doctor").await);
    let doctors = cookie(launch.services(), &doctor).await;
    let question = launch.asks(&[]).await;
    let body = format!("name={}&allow=true", question.strip_prefix("/apps/allow/").expect("a question"));

    for (cookie, shows) in [("", "/sign-in?next="), (doctors.as_str(), "Health Mate")] {
        let shown = page(router, &question, cookie).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.body.contains(shows), "{}", shown.body);
        assert!(!shown.body.contains("/api/answer_app"), "{}", shown.body);
    }
    let by_doctor = call(router, Method::POST, "/api/answer_app", &doctors, &body).await;
    assert!(by_doctor.body.contains("forbidden"), "{}", by_doctor.body);
    let elsewhere = [("origin", "https://mate.example"), ("sec-fetch-site", "cross-site"), ("accept", "text/html")];
    let address = format!("/as/{}/api/answer_app", launch.pat.id().expect("an account"));
    let forged = ask(router, Method::POST, &address, &launch.cookie, &body, &elsewhere).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let shown = page(router, &question, &launch.cookie).await;
    let policy = shown.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(policy.contains("form-action 'self' https://mate.example;"), "{policy}");
    assert_eq!(shown.header("x-frame-options"), "DENY");
    let sent = post_form(router, "/api/answer_app", &launch.cookie, &body).await;
    assert!(sent.location().starts_with(BACK), "{}", sent.location());
}
