//! What can be read and done, the filters, and the wording of refusals.

use axum::http::{Method, StatusCode};
use consulta::domain::account::Role;
use serde_json::{Value, json};

use super::{get, open, said, send, send_with, token};
use crate::{
    service::booking_race::assert_consistent,
    support::{TestDb, at, on_both},
};

/// The body as it is sent.
fn slot(doctor: impl ToString, starts_at: jiff::Timestamp) -> Value {
    json!({ "doctor_id": doctor.to_string().parse::<i64>().expect("a key"), "starts_at": starts_at.to_string() })
}

on_both! {
    async fn of_many_who_want_the_same_time_one_gets_it_through_this_door_too(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..30).map(|n| format!("Patient {n}")).collect();
        clinic.patients(&names).await;
        let mut tokens = Vec::new();
        for name in &names {
            tokens.push(token(&app, name).await);
        }

        let wanted = slot(doctor, at("10:00"));
        let all = tokens.iter().map(|token| send(&app, Method::POST, "/api/v1/appointments", token, &wanted));
        let answers = futures::future::join_all(all).await;

        let won: Vec<_> = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).collect();
        assert_eq!(won.len(), 1);
        for lost in answers.iter().filter(|answer| answer.status != StatusCode::CREATED) {
            assert_eq!((lost.status, &said(lost)["code"]), (StatusCode::CONFLICT, &json!("taken")), "{}", lost.body);
            assert!(!said(lost)["nearest"].as_array().expect("times").is_empty());
            assert_eq!(lost.header("content-type"), "application/problem+json");
        }
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn an_intent_that_is_sent_again_books_once(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        let pat = token(&app, "Pat Ient").await;
        let key = [("idempotency-key", "an-intent-of-mine")];
        let (wanted, other) = (slot(doctor, at("10:00")), slot(doctor, at("11:00")));

        let path = "/api/v1/appointments";
        let first = send_with(&app, Method::POST, path, &pat, &wanted, &key).await;
        let again = send_with(&app, Method::POST, path, &pat, &wanted, &key).await;
        let misused = send_with(&app, Method::POST, path, &pat, &other, &key).await;
        let short = send_with(&app, Method::POST, path, &pat, &other, &[("idempotency-key", "x")]).await;

        assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", first.body);
        assert_eq!(said(&first)["id"], said(&again)["id"]);
        assert_eq!(first.header("location"), format!("{path}/{}", said(&first)["id"]));
        assert_eq!((misused.status, short.status), (StatusCode::CONFLICT, StatusCode::BAD_REQUEST));
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);
    }
}

on_both! {
    async fn an_appointment_is_changed_only_in_the_version_that_is_meant(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        let pat = token(&app, "Pat Ient").await;
        let made = send(&app, Method::POST, "/api/v1/appointments", &pat, &slot(doctor, at("10:00"))).await;
        let (path, before) = (made.location().to_owned(), made.header("etag").to_owned());

        let there = json!({ "starts_at": at("14:00").to_string() });
        let moved = send_with(&app, Method::PATCH, &path, &pat, &there, &[("if-match", &before)]).await;
        let late = send_with(&app, Method::DELETE, &path, &pat, &Value::Null, &[("if-match", &before)]).await;
        let after = get(&app, &path, &pat).await;
        let now = [("if-match", after.header("etag"))];
        let gone = send_with(&app, Method::DELETE, &path, &pat, &Value::Null, &now).await;

        assert_eq!(moved.status, StatusCode::OK, "{}", moved.body);
        assert_eq!(said(&moved)["starts_at"], "2026-11-23T14:00:00+11:00");
        assert_ne!(moved.header("etag"), before);
        assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
        assert_eq!(said(&after)["status"], "booked");
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
        assert_eq!(said(&get(&app, &path, &pat).await)["status"], "cancelled");
        let again = send(&app, Method::DELETE, &path, &pat, &Value::Null).await;
        assert_eq!((again.status, &said(&again)["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("cancel")));
    }
}

on_both! {
    async fn s1_20_programs_keep_metadata_with_an_appointment_and_find_it_by_that(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        for name in ["Pat Ient", "Other One"] {
            clinic.patient(name).await;
        }
        let (pat, other) = (token(&app, "Pat Ient").await, token(&app, "Other One").await);
        let ann = token(&app, "Ann Doctor").await;
        let made = send(&app, Method::POST, "/api/v1/appointments", &pat, &slot(doctor, at("10:00"))).await;
        send(&app, Method::POST, "/api/v1/appointments", &pat, &slot(doctor, at("11:00"))).await;
        let (path, before) = (made.location().to_owned(), made.header("etag").to_owned());

        let word = "<b>\"O'Brien\":\\ 100%</b>";
        let put = send(&app, Method::PATCH, &path, &pat, &json!({ "metadata": { "hl7.id": "A-1", "ward": word } })).await;
        let kept = send(&app, Method::PATCH, &path, &ann, &json!({ "metadata": { "hl7.id": null, "lab": "7" } })).await;
        let late = send_with(&app, Method::PATCH, &path, &pat, &json!({ "metadata": { "lab": "8" } }), &[("if-match", &before)]).await;
        let theirs = send(&app, Method::PATCH, &path, &other, &json!({ "metadata": { "lab": "8" } })).await;

        assert_eq!(said(&made)["metadata"], json!({}));
        assert_eq!(said(&put)["metadata"], json!({ "hl7.id": "A-1", "ward": word }), "{}", put.body);
        assert_eq!(said(&kept)["metadata"], json!({ "lab": "7", "ward": word }), "{}", kept.body);
        assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.body);
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{}", theirs.body);
        for body in [
            json!({ "metadata": { "Key": "x" } }),
            json!({ "metadata": { "k": "v".repeat(201) } }),
            json!({ "metadata": (0..21).map(|n| (format!("k{n}"), "v")).collect::<std::collections::BTreeMap<_, _>>() }),
            json!({ "metadata": { "k": "v" }, "status": "cancelled" }),
        ] {
            let refused = send(&app, Method::PATCH, &path, &pat, &body).await;
            assert!(refused.status.is_client_error(), "{body}: {}", refused.status);
        }
        let count = async |filter: &str, token: &str| {
            let answer = get(&app, &format!("/api/v1/appointments?metadata={filter}"), token).await;
            (answer.status, said(&answer)["items"].as_array().map_or(0, Vec::len))
        };
        assert_eq!(count("lab:7", &pat).await, (StatusCode::OK, 1));
        let encoded = "ward:%3Cb%3E%22O%27Brien%22%3A%5C%20100%25%3C%2Fb%3E";
        assert_eq!(count(encoded, &pat).await, (StatusCode::OK, 1));
        for none in ["lab:", "lab:77", "la:7", "hl7.id:A-1", "ward:O%27Brien"] {
            assert_eq!(count(none, &pat).await, (StatusCode::OK, 0), "{none}");
        }
        assert_eq!(count("lab:7", &other).await, (StatusCode::OK, 0));
        assert!(count("lab", &pat).await.0.is_client_error());
    }
}

on_both! {
    async fn s1_14_lists_have_their_filters_and_refuse_others(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        clinic.patient("Pat Ient").await;
        clinic.patient("Other One").await;
        clinic.account("Ad Min", Role::Administrator).await;
        let (pat, ann, admin) =
            (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await, token(&app, "Ad Min").await);
        for time in ["10:00", "11:00"] {
            let body = json!({ "doctor_id": doctor.0, "starts_at": at(time).to_string(), "reason": "A secret" });
            let made = send(&app, Method::POST, "/api/v1/appointments", &pat, &body).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        }
        let mapped = send(&app, Method::POST, "/api/v1/mappings", &pat, &json!({ "doctor_id": doctor.0 })).await;
        assert_eq!(mapped.status, StatusCode::CREATED, "{}", mapped.body);

        let count = async |path: String, token: &str| {
            let answer = get(&app, &path, token).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
            said(&answer)["items"].as_array().expect("a list").len()
        };
        for (path, expected) in [
            ("doctors?specialization=dermatology".to_owned(), 1),
            ("doctors?specialty=Dermatology".to_owned(), 1),
            ("doctors?specialization=cardiology".to_owned(), 0),
            ("doctors?location=randwick&available=true".to_owned(), 2),
            ("appointments?start_date=2026-11-23&end_date=2026-11-23".to_owned(), 2),
            ("appointments?start_date=2026-11-24".to_owned(), 0),
            (format!("appointments?status=booked&doctor_id={}", doctor.0), 2),
            (format!("appointments?doctor_id={}", skin.0), 0),
            ("mappings?created_after=2026-11-22&created_before=2026-11-24".to_owned(), 1),
            ("mappings?created_after=2026-11-24".to_owned(), 0),
            ("centres?location=Randwick".to_owned(), 1),
            (format!("services?doctor_id={}", doctor.0), 1),
        ] {
            assert_eq!(count(format!("/api/v1/{path}"), &pat).await, expected, "{path}");
        }
        for (path, token, expected) in [
            (format!("patients?doctor_id={}", doctor.0), &admin, 1),
            ("patients".to_owned(), &admin, 2),
            ("patients?name=other".to_owned(), &admin, 1),
            ("patients?name=ient%20pat".to_owned(), &admin, 1),
            (format!("patients?doctor_id={}", doctor.0), &ann, 1),
            ("patients".to_owned(), &pat, 1),
            ("appointments".to_owned(), &admin, 2),
            ("appointments".to_owned(), &ann, 2),
        ] {
            assert_eq!(count(format!("/api/v1/{path}"), token).await, expected, "{path}");
        }
        for list in ["doctors", "patients", "mappings", "appointments", "records", "centres", "services", "slots", "referrals", "threads", "messages"] {
            let answer = get(&app, &format!("/api/v1/{list}?colour=red"), &pat).await;
            assert_eq!((answer.status, answer.header("content-type")), (StatusCode::BAD_REQUEST, "application/problem+json"), "{list}");
        }
        assert!(get(&app, "/api/v1/appointments", &ann).await.body.contains("A secret"));
        assert!(!get(&app, "/api/v1/appointments", &admin).await.body.contains("A secret"), "administrators see no reasons");
    }
}

#[tokio::test]
async fn a_list_has_pages_with_links_and_comes_as_a_table_too() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    for n in 0..30 {
        clinic.practitioner(&format!("Doctor {n:02}")).await;
    }
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;

    let first = get(&app, "/api/v1/doctors?available=true", &pat).await;
    let next = said(&first)["next"].as_str().expect("a link").to_owned();
    let second = get(&app, &next, &pat).await;
    let table = get(&app, "/api/v1/doctors?format=csv", &pat).await;

    assert!(next.starts_with("/api/v1/doctors?available=true&after="), "{next}");
    assert_eq!(first.header("link"), format!("<{next}>; rel=\"next\""));
    let length = |answer| said(answer)["items"].as_array().map(Vec::len);
    assert_eq!((length(&first), length(&second)), (Some(25), Some(5)));
    assert_eq!(said(&second)["next"], Value::Null);
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(table.body.lines().count(), 26, "a heading and a page");
    assert!(table.body.contains("Doctor 07") && table.header("link").contains("format=csv"));
}

#[tokio::test]
async fn a_practitioner_runs_a_visit_writes_in_it_and_amends_what_they_wrote() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    let (pat, ann) = (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await);
    let made = send(&app, Method::POST, "/api/v1/appointments", &pat, &slot(doctor, at("09:00"))).await;
    let (id, path) = (said(&made)["id"].clone(), made.location().to_owned());

    let note = json!({ "appointment_id": id, "text": "Cough for a week" });
    let early = send(&app, Method::POST, "/api/v1/records", &ann, &note).await;
    let opened = send(&app, Method::POST, &format!("{path}/consultation"), &ann, &Value::Null).await;
    let written = send(&app, Method::POST, "/api/v1/records", &ann, &note).await;
    let entry = written.location().to_owned();
    let text = json!({ "text": "Cough for two weeks", "reason": "misheard" });
    let amended = send(&app, Method::PUT, &entry, &ann, &text).await;
    let by_patient = send(&app, Method::PUT, &entry, &pat, &text).await;
    let read = get(&app, "/api/v1/records", &pat).await;
    let retracted = send(&app, Method::DELETE, &format!("{entry}?reason=wrong%20patient"), &ann, &Value::Null).await;

    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.body);
    assert_eq!((opened.status, &said(&opened)["status"]), (StatusCode::OK, &json!("checked-in")), "{}", opened.body);
    assert_eq!(written.status, StatusCode::CREATED, "{}", written.body);
    assert_eq!((&said(&amended)["text"], &said(&amended)["version"]), (&json!("Cough for two weeks"), &json!(2)));
    assert_eq!(by_patient.status, StatusCode::NOT_FOUND, "nobody edits what others wrote");
    assert_eq!(said(&read)["items"][0]["text"], "Cough for two weeks");
    assert_eq!(retracted.status, StatusCode::NO_CONTENT, "{}", retracted.body);
    assert_eq!(said(&get(&app, &entry, &ann).await)["entered_in_error"], "wrong patient");
}

on_both! {
    async fn a_note_is_amended_and_retracted_only_in_the_version_that_is_meant(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await.id().expect("an account");
        let (pat, ann) = (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await);
        let made = send(&app, Method::POST, "/api/v1/appointments", &pat, &slot(doctor, at("09:00"))).await;
        send(&app, Method::POST, &format!("{}/consultation", made.location()), &ann, &Value::Null).await;
        let note = json!({ "appointment_id": said(&made)["id"], "text": "Cough for a week" });
        let entry = send(&app, Method::POST, "/api/v1/records", &ann, &note).await.location().to_owned();
        let text = |text: &str| json!({ "text": text, "reason": "misheard" });
        let why = format!("{entry}?reason=wrong%20patient");
        let (first, second) = ([("if-match", "\"1\"")], [("if-match", "\"2\"")]);

        let amended = send_with(&app, Method::PUT, &entry, &ann, &text("Two weeks"), &first).await;
        let stale = send_with(&app, Method::PATCH, &entry, &ann, &text("Three weeks"), &first).await;
        let kept = send_with(&app, Method::DELETE, &why, &ann, &Value::Null, &first).await;
        let gone = send_with(&app, Method::DELETE, &why, &ann, &Value::Null, &second).await;
        let profile = format!("/api/v1/patients/{patient}");
        let bound = send_with(&app, Method::PATCH, &profile, &pat, &json!({ "insurer": "Well Fund" }), &first).await;
        let any = [("if-match", "*")];
        let free = send_with(&app, Method::PATCH, &profile, &pat, &json!({ "insurer": "Well Fund" }), &any).await;

        assert_eq!((amended.status, &said(&amended)["version"]), (StatusCode::OK, &json!(2)), "{}", amended.body);
        assert_eq!((stale.status, kept.status), (StatusCode::PRECONDITION_FAILED, StatusCode::PRECONDITION_FAILED));
        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
        assert_eq!((bound.status, free.status), (StatusCode::PRECONDITION_FAILED, StatusCode::OK), "{}", bound.body);
    }
}

#[tokio::test]
async fn a_patient_changes_their_profile_and_an_administrator_deactivates_them() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let pat = clinic.patient("Pat Ient").await.id().expect("an account");
    clinic.account("Ad Min", Role::Administrator).await;
    let (own, admin) = (token(&app, "Pat Ient").await, token(&app, "Ad Min").await);
    let path = format!("/api/v1/patients/{pat}");

    let changed = send(&app, Method::PATCH, &path, &own, &json!({ "insurer": "Well Fund" })).await;
    let wrong = send(&app, Method::PATCH, &path, &own, &json!({ "phone": "x" })).await;
    for no_object in [json!([]), json!([null, "Other Name"])] {
        let refused = send(&app, Method::PATCH, &path, &own, &no_object).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{no_object}: {}", refused.body);
    }
    let no_date = json!({ "date_of_birth": "+1985-+3-27" });
    let no_date = send(&app, Method::PATCH, &path, &own, &no_date).await;
    assert_eq!(no_date.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", no_date.body);
    let by_admin = send(&app, Method::PATCH, &path, &admin, &json!({ "phone": "0491 570 157" })).await;
    let too_much = send(&app, Method::PATCH, &path, &admin, &json!({ "insurer": "Mine" })).await;
    let seen = get(&app, &path, &admin).await;
    let gone = send(&app, Method::DELETE, &path, &admin, &Value::Null).await;

    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    assert_eq!(said(&changed)["profile"]["insurer"], "Well Fund");
    assert_eq!(said(&changed)["age"], 41);
    assert_eq!(
        (wrong.status, &said(&wrong)["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("phone"))
    );
    assert_eq!((by_admin.status, too_much.status), (StatusCode::OK, StatusCode::BAD_REQUEST), "{}", by_admin.body);
    assert_eq!((&said(&seen)["phone"], &said(&seen)["profile"]), (&json!("0491 570 157"), &Value::Null));
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
    assert_eq!(get(&app, &path, &own).await.status, StatusCode::UNAUTHORIZED, "their tokens ended");
}

on_both! {
    async fn what_no_database_can_hold_and_dates_out_of_all_reason_are_bad_requests(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        let pat = token(&app, "Pat Ient").await;

        for path in [
            "/api/v1/doctors?name=%00",
            "/api/v1/appointments?start_date=9999-12-31",
            "/api/v1/appointments?end_date=-009999-01-01",
            "/api/v1/mappings?created_after=9999-12-31T23:59:59Z",
            "/api/v1/slots?doctor_id=1&date=9999-12-31",
            "/api/v1/doctors?page=18446744073709551616",
            "/api/v1/records?before=x",
            "/api/v1/doctors?after=x",
            "/api/v1/patients?before=x",
            "/api/v1/mappings?page=2",
        ] {
            assert_eq!(get(&app, path, &pat).await.status, StatusCode::BAD_REQUEST, "{path}");
        }
        for body in [
            json!({ "doctor_id": doctor.0, "starts_at": at("10:00").to_string(), "reason": "a\u{0}b" }),
            json!({ "doctor_id": doctor.0, "starts_at": "9999-12-31T23:59:59Z" }),
            json!({ "doctor_id": doctor.0, "starts_at": "-009999-01-01T00:00:00Z" }),
            json!({ "doctor_id": "x", "starts_at": at("10:00").to_string() }),
            json!({ "doctor_id": doctor.0, "starts_at": at("10:00").to_string(), "colour": "red" }),
            json!([]),
        ] {
            let answer = send(&app, Method::POST, "/api/v1/appointments", &pat, &body).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {}", answer.body);
        }
        for path in ["/api/doctors/?page=9223372036854775807", "/api/appointments/?page=-1"] {
            assert_eq!(get(&app, path, &pat).await.status, StatusCode::OK, "{path}");
        }
        for id in ["9223372036854775808", "x", "-1", "0"] {
            assert_eq!(get(&app, &format!("/api/v1/appointments/{id}"), &pat).await.status, StatusCode::NOT_FOUND, "{id}");
        }
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let answer = crate::http::browser::ask(&app, Method::POST, "/api/v1/auth/login", "", "email=x&password=y", &form).await;
        assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let long = json!({ "email": "x".repeat(70_000), "password": "y" });
        let answer = send(&app, Method::POST, "/api/v1/auth/login", "", &long).await;
        assert_eq!((answer.status, &said(&answer)["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("payload_too_large")));
    }
}
