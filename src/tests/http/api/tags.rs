//! ETags: they detect unchanged resources, and guard changes against concurrent ones.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::domain::{account::Role, service_form::ServiceForm};
use serde_json::{Value, json};

use super::{get, open, said, send, send_with, token};
use crate::{
    service::services::{form, offered},
    support::{TestDb, actor, at, on_both},
};

async fn tag(app: &Router, path: &str, token: &str) -> String {
    get(app, path, token).await.header("etag").to_owned()
}

/// Reads again with an ETag.
async fn again(app: &Router, path: &str, token: &str, tag: &str) -> StatusCode {
    send_with(app, Method::GET, path, token, &Value::Null, &[("if-none-match", tag)]).await.status
}

/// The results of two concurrent changes to the same state.
async fn both(app: &Router, method: Method, path: &str, token: &str, bodies: [Value; 2]) -> [u16; 2] {
    let tag = tag(app, path, token).await;
    let seen = [("if-match", tag.as_str())];
    let all = bodies.iter().map(|body| send_with(app, method.clone(), path, token, body, &seen));
    let mut answers: Vec<u16> =
        futures::future::join_all(all).await.iter().map(|answer| answer.status.as_u16()).collect();
    answers.sort_unstable();
    answers.try_into().expect("two answers")
}

on_both! {
    async fn what_was_read_and_is_still_so_is_not_sent_again(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await.id().expect("an account");
        let (pat, ann) = (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await);
        let visit = json!({ "doctor_id": doctor.0, "starts_at": at("09:00").to_string() });
        let visit = send(&app, Method::POST, "/api/v1/appointments", &pat, &visit).await;
        send(&app, Method::POST, &format!("{}/consultation", visit.location()), &ann, &Value::Null).await;
        let note = json!({ "appointment_id": said(&visit)["id"], "text": "Cough for a week" });
        let note = send(&app, Method::POST, "/api/v1/records", &ann, &note).await.location().to_owned();
        let mapped = send(&app, Method::POST, "/api/v1/mappings", &pat, &json!({ "doctor_id": doctor.0 })).await;
        let profile = format!("/api/v1/patients/{patient}");

        for (path, is_weak) in [
            (profile.clone(), false),
            (format!("/api/v1/doctors/{}", doctor.0), false),
            (format!("/api/v1/centres/{}", clinic.centre.0), false),
            (visit.location().to_owned(), false),
            (note.clone(), false),
            (mapped.location().to_owned(), true),
            ("/api/v1/appointments".to_owned(), true),
        ] {
            let tag = tag(&app, &path, &pat).await;
            let known = send_with(&app, Method::GET, &path, &pat, &Value::Null, &[("if-none-match", &tag)]).await;
            assert_eq!(tag.starts_with("W/"), is_weak, "{path}: {tag}");
            assert_eq!((known.status, &*known.body), (StatusCode::NOT_MODIFIED, ""), "{path}");
            assert_eq!(again(&app, &path, &pat, "\"x\"").await, StatusCode::OK, "{path}");
        }
        let (of_note, of_profile) = (tag(&app, &note, &pat).await, tag(&app, &profile, &pat).await);
        let why = format!("{note}?reason=wrong%20patient");
        let retracted = send(&app, Method::DELETE, &why, &ann, &Value::Null).await;
        let changed = send(&app, Method::PATCH, &profile, &pat, &json!({ "insurer": "Well Fund" })).await;

        assert_eq!(retracted.status, StatusCode::NO_CONTENT, "{}", retracted.body);
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
        assert_eq!(again(&app, &note, &pat, &of_note).await, StatusCode::OK, "it is an error by now");
        assert_eq!(again(&app, &profile, &pat, &of_profile).await, StatusCode::OK);
        assert_eq!(get(&app, "/api/v1/services/999999", &pat).await.status, StatusCode::NOT_FOUND);
    }
}

on_both! {
    async fn of_two_who_change_what_they_saw_one_does(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await.id().expect("an account");
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let service = offered(&clinic, &admin, &form("Vaccination"), &[doctor]).await;
        let (pat, ann) = (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await);
        let admin = token(&app, "Ad Min").await;
        let centre = format!("/api/v1/centres/{}", clinic.centre.0);
        let mut place = said(&get(&app, &centre, &admin).await);
        place.as_object_mut().expect("a centre").remove("id");
        let at = |address: &str| {
            let mut place = place.clone();
            place["address"] = json!(address);
            place
        };
        let (profile, described) = (format!("/api/v1/patients/{patient}"), format!("/api/v1/doctors/{}", doctor.0));

        for (method, path, token, bodies) in [
            (Method::PATCH, &profile, &pat, [json!({ "insurer": "One" }), json!({ "address": "2 Low Street" })]),
            (Method::PATCH, &profile, &admin, [json!({ "name": "Pat One" }), json!({ "phone": "0491 570 157" })]),
            (Method::PATCH, &described, &ann, [json!({ "available": false }), json!({ "referral_only": true })]),
            (Method::PUT, &centre, &admin, [at("1 High Street"), at("2 High Street")]),
        ] {
            let answers = both(&app, method.clone(), path, token, bodies.clone()).await;
            assert_eq!(answers, [200, 412], "{path}");
            let now = tag(&app, path, token).await;
            let bound = send_with(&app, method, path, token, &bodies[0], &[("if-match", &now)]).await;
            assert_eq!(bound.status, StatusCode::OK, "{path}: {}", bound.body);
        }
        let withdrawn = format!("/api/v1/services/{service}");
        let answers = both(&app, Method::DELETE, &withdrawn, &admin, [Value::Null, Value::Null]).await;

        assert_eq!(answers, [204, 412], "{withdrawn}");
    }
}

on_both! {
    async fn what_two_change_at_once_is_not_lost(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await.id().expect("an account");
        clinic.account("Ad Min", Role::Administrator).await;
        let (pat, ann) = (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await);
        let admin = token(&app, "Ad Min").await;
        let (profile, described) = (format!("/api/v1/patients/{patient}"), format!("/api/v1/doctors/{}", doctor.0));
        let number = json!({ "provider_number": "PN12345" });
        let numbered = send(&app, Method::PATCH, &described, &admin, &number).await;
        assert_eq!(numbered.status, StatusCode::OK, "{}", numbered.body);

        for (path, token, changes) in [
            (&profile, &pat, [("insurer", "Well Fund"), ("address", "2 Low Street")]),
            (&profile, &admin, [("name", "Pat One"), ("phone", "0491 570 157")]),
            (&described, &ann, [("bio", "Here since May"), ("languages", "French")]),
            (&described, &admin, [("qualifications", "MBBS"), ("bio", "Back in June")]),
        ] {
            let bodies = changes.map(|(name, value)| json!({ (name): value }));
            let sent = bodies.iter().map(|body| send(&app, Method::PATCH, path, token, body));
            let answers = futures::future::join_all(sent).await;
            let now = get(&app, path, token).await.body;
            for (answer, (name, value)) in answers.iter().zip(changes) {
                let is_done = answer.status == StatusCode::OK;
                assert!(is_done || answer.status == StatusCode::CONFLICT, "{path} {name}: {}", answer.body);
                assert_eq!(now.contains(value), is_done, "{path} {name}: {now}");
            }
            assert!(answers.iter().any(|answer| answer.status == StatusCode::OK), "{path}");
        }
    }
}

on_both! {
    async fn a_practitioner_is_known_again_where_nobody_is_seen_online(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let online = ServiceForm { mode: "online".into(), instructions: "Open the link.".into(), ..form("Video visit") };
        offered(&clinic, &admin, &online, &[doctor]).await;
        clinic.set("visit.modes", "in_person").await;
        let ann = token(&app, "Ann Doctor").await;
        let path = format!("/api/v1/doctors/{}", doctor.0);

        let seen = tag(&app, &path, &ann).await;
        let closed = json!({ "available": false });
        let changed = send_with(&app, Method::PATCH, &path, &ann, &closed, &[("if-match", &seen)]).await;

        assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    }
}

on_both! {
    async fn a_change_is_made_only_of_a_state_that_is_meant(test) {
        let (clinic, app) = open(test).await;
        let patient = clinic.patient("Pat Ient").await.id().expect("an account");
        clinic.account("Ad Min", Role::Administrator).await;
        let (pat, admin) = (token(&app, "Pat Ient").await, token(&app, "Ad Min").await);
        let path = format!("/api/v1/patients/{patient}");
        let change = async |tags: &str, insurer: &str| {
            let body = json!({ "insurer": insurer });
            send_with(&app, Method::PATCH, &path, &pat, &body, &[("if-match", tags)]).await
        };

        let first = tag(&app, &path, &pat).await;
        let made = change(&format!("\"other\", {first}"), "One").await;
        let answered = made.header("etag").to_owned();
        let late = change(&first, "Two").await;
        let weak = change(&format!("W/{answered}"), "Three").await;
        let bare = change("x", "Four").await;
        for _ in 0..30 {
            assert_eq!(change("\"other\"", "Late").await.status, StatusCode::PRECONDITION_FAILED);
        }
        let next = change(&answered, "Five").await;
        let any = change("*", "Six").await;
        let gone = send_with(&app, Method::DELETE, &path, &admin, &Value::Null, &[("if-match", &first)]).await;

        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        for refused in [&late, &weak, &bare, &gone] {
            let code = said(refused)["code"].clone();
            assert_eq!((refused.status, code), (StatusCode::PRECONDITION_FAILED, json!("overtaken")), "{}", refused.body);
        }
        assert_eq!((next.status, any.status), (StatusCode::OK, StatusCode::OK), "{} {}", next.body, any.body);
        assert_eq!(said(&get(&app, &path, &pat).await)["profile"]["insurer"], "Six");
        assert_eq!(get(&app, &path, &pat).await.status, StatusCode::OK, "they were not deactivated");
    }
}

#[tokio::test]
async fn an_intent_is_refused_where_it_would_be_passed_over() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let key = [("idempotency-key", "an-intent-of-mine")];
    let mapping = json!({ "doctor_id": doctor.0 });

    for path in [
        "/api/v1/centres",
        "/api/v1/doctors",
        "/api/v1/mappings",
        "/api/mappings/",
        "/api/v1/patients",
        "/api/v1/records",
    ] {
        let refused = send_with(&app, Method::POST, path, &pat, &mapping, &key).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}: {}", refused.body);
        assert!(refused.body.contains("Idempotency-Key"), "{path}: {}", refused.body);
    }
    assert_eq!(clinic.test.count("select count(*) from care_relationship").await, 0);
    let made = send(&app, Method::POST, "/api/v1/mappings", &pat, &mapping).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
}
