//! Referrals by programs: written once, listed without letters and without names that the caller may not see, and answered.

use std::collections::BTreeSet;

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::referral::{Addressee, LetterForm},
    service::referral::{self, Sending},
};
use serde_json::{Value, json};

use super::{get, open, said, send, send_with, token};
use crate::support::{Clinic, TestDb, at, on_both, practitioner_actor};

const LETTER: &str = "Please see this patient about a mole.";

/// A visit of the patient with the practitioner, by its key.
async fn seen(app: &Router, doctor: i64, pat: &str) -> Value {
    let body = json!({ "doctor_id": doctor, "starts_at": at("16:30").to_string() });
    let made = send(app, Method::POST, "/api/v1/appointments", pat, &body).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    said(&made)["id"].clone()
}

async fn listed(app: &Router, query: &str, token: &str) -> Vec<Value> {
    let answer = get(app, &format!("/api/v1/referrals{query}"), token).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.body);
    said(&answer)["items"].as_array().expect("a list").clone()
}

async fn answer(app: &Router, path: &str, token: &str, body: Value) -> (u16, Value) {
    let answer = send(app, Method::PATCH, path, token, &body).await;
    (answer.status.as_u16(), said(&answer))
}

async fn people(clinic: &Clinic) -> (i64, i64, i64) {
    let gp = clinic.practitioner("Gene Practice").await;
    let skin = clinic.specialist("Skye Skin", "Dermatology").await;
    let other = clinic.specialist("Otto Other", "Dermatology").await;
    clinic.patient("Pat Ient").await;
    (gp.0, skin.0, other.0)
}

on_both! {
    async fn a_referral_is_written_once_listed_without_its_letter_and_answered(test) {
        let (clinic, app) = open(test).await;
        let (gp, skin, other) = people(&clinic).await;
        let (pat, gene) = (token(&app, "Pat Ient").await, token(&app, "Gene Practice").await);
        let (skye, otto) = (token(&app, "Skye Skin").await, token(&app, "Otto Other").await);
        let appointment = seen(&app, gp, &pat).await;
        let body = json!({
            "appointment_id": appointment, "to_doctor_id": skin, "priority": "soon", "valid_until": "2027-01-31",
            "visits": 2, "letter": LETTER,
        });
        let mut other_letter = body.clone();
        other_letter["letter"] = json!("Something else altogether.");
        let key = [("idempotency-key", "a-referral-of-mine")];

        let made = send_with(&app, Method::POST, "/api/v1/referrals", &gene, &body, &key).await;
        let again = send_with(&app, Method::POST, "/api/v1/referrals", &gene, &body, &key).await;
        let misused = send_with(&app, Method::POST, "/api/v1/referrals", &gene, &other_letter, &key).await;
        let by_patient = send(&app, Method::POST, "/api/v1/referrals", &pat, &body).await;

        assert_eq!((made.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", made.body);
        assert_eq!((&said(&made)["id"], &said(&made)["letter"]), (&said(&again)["id"], &json!(LETTER)));
        assert_eq!((misused.status, by_patient.status), (StatusCode::CONFLICT, StatusCode::FORBIDDEN));
        assert_eq!(clinic.test.count("select count(*) from referral").await, 1);
        let path = made.location().to_owned();

        for (query, token, expected) in [
            ("", &pat, 1),
            ("", &skye, 1),
            ("", &otto, 0),
            ("", &gene, 0),
            ("?as=referrer", &gene, 1),
            ("?as=addressee&status=sent&priority=soon", &skye, 1),
            ("?status=accepted", &skye, 0),
            ("?priority=urgent", &pat, 0),
            ("?created_after=2026-11-22&created_before=2026-11-24", &pat, 1),
            ("?created_after=2026-11-24", &pat, 0),
            ("?patient_id=999999", &skye, 0),
            ("?patient_id=0", &skye, 0),
        ] {
            let found = listed(&app, query, token).await;
            assert_eq!(found.len(), expected, "{query}");
            assert!(found.iter().all(|one| one.get("letter").is_none() && one["patient_name"] == "Pat Ient"));
        }
        for wrong in ["?as=nobody", "?status=x", "?priority=x", "?before=x", "?created_after=x"] {
            assert_eq!(get(&app, &format!("/api/v1/referrals{wrong}"), &skye).await.status, StatusCode::BAD_REQUEST, "{wrong}");
        }
        assert_eq!(get(&app, "/api/v1/referrals?as=referrer", &pat).await.status, StatusCode::FORBIDDEN);

        let opened = said(&get(&app, &path, &skye).await);
        assert_eq!((&opened["letter"], &opened["read_as"]), (&json!(LETTER), &json!("addressee")), "{opened}");
        assert_eq!(opened["actions"], json!(["accept", "redirect", "decline"]));
        assert_eq!(answer(&app, &path, &otto, json!({ "status": "accepted" })).await.0, 404);
        assert_eq!(answer(&app, &path, &skye, json!({ "status": "fulfilled" })).await.0, 400);
        assert_eq!(answer(&app, &path, &skye, json!({})).await.0, 400);
        assert_eq!(answer(&app, &path, &skye, json!({ "status": "accepted" })).await.0, 204);
        assert_eq!(answer(&app, &path, &skye, json!({ "status": "accepted" })).await.0, 409, "it was accepted before");
        let unexplained = answer(&app, &path, &skye, json!({ "status": "declined" })).await;
        assert_eq!((unexplained.0, &unexplained.1["errors"][0]["field"]), (422, &json!("reason")));
        assert_eq!(answer(&app, &path, &skye, json!({ "to_doctor_id": other, "reason": "away" })).await.0, 204);
        assert_eq!(get(&app, &path, &skye).await.status, StatusCode::NOT_FOUND, "it is another's now");
        assert_eq!(listed(&app, "", &otto).await.len(), 1);
        assert_eq!(answer(&app, &path, &otto, json!({ "status": "declined", "reason": "No room" })).await.0, 204);
        let read = said(&get(&app, &path, &pat).await);
        assert_eq!((&read["status"], &read["declined_because"]), (&json!("declined"), &json!("No room")));
        assert_eq!(read["events"].as_array().map(Vec::len), Some(4), "{read}");
        let late = send(&app, Method::DELETE, &path, &gene, &Value::Null).await;
        assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    }
}

on_both! {
    async fn whom_a_referral_to_a_field_is_about_only_its_letter_tells(test) {
        let (clinic, app) = open(test).await;
        let (gp, ..) = people(&clinic).await;
        let (pat, gene, skye) =
            (token(&app, "Pat Ient").await, token(&app, "Gene Practice").await, token(&app, "Skye Skin").await);
        let appointment = seen(&app, gp, &pat).await;
        let body = json!({
            "appointment_id": appointment, "to_field": "Dermatology", "valid_until": "2027-01-31", "letter": LETTER,
        });

        let made = send(&app, Method::POST, "/api/v1/referrals", &gene, &body).await;
        let patient = said(&made)["patient_id"].clone();
        let found = listed(&app, "", &skye).await;
        let searched = listed(&app, &format!("?patient_id={patient}"), &skye).await;
        let opened = said(&get(&app, made.location(), &skye).await);
        let accepted = answer(&app, made.location(), &skye, json!({ "status": "accepted" })).await;
        let own = listed(&app, &format!("?patient_id={patient}"), &skye).await;
        let both = json!({ "appointment_id": appointment, "to_field": "Dermatology", "to_doctor_id": gp, "letter": LETTER });
        let both = send(&app, Method::POST, "/api/v1/referrals", &gene, &both).await;
        let nowhere = json!({ "appointment_id": appointment, "to_field": "Nothing", "letter": LETTER });
        let nowhere = send(&app, Method::POST, "/api/v1/referrals", &gene, &nowhere).await;

        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!((found.len(), searched.len()), (1, 0));
        assert_eq!((&found[0]["patient_id"], &found[0]["patient_name"]), (&Value::Null, &Value::Null));
        assert_eq!((&opened["patient_id"], &opened["actions"]), (&patient, &json!(["accept"])));
        assert_eq!((accepted.0, own.len()), (204, 1));
        assert_eq!((both.status, nowhere.status), (StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY));
        assert_eq!(said(&nowhere)["errors"][0]["field"], "to");
    }
}

#[tokio::test]
async fn a_long_list_of_referrals_goes_on_from_its_last_line() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let (gp, skin, _) = people(&clinic).await;
    let (pat, gene) = (token(&app, "Pat Ient").await, token(&app, "Gene Practice").await);
    let appointment = seen(&app, gp, &pat).await;
    for _ in 0..27 {
        let body = json!({
            "appointment_id": appointment, "to_doctor_id": skin, "valid_until": "2027-01-31", "letter": LETTER,
        });
        let made = send(&app, Method::POST, "/api/v1/referrals", &gene, &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }

    let first = get(&app, "/api/v1/referrals?priority=routine", &pat).await;
    let next = said(&first)["next"].as_str().expect("a link").to_owned();
    let second = get(&app, &next, &pat).await;

    assert!(next.starts_with("/api/v1/referrals?priority=routine&before="), "{next}");
    let ids = |answer| {
        let items = said(answer)["items"].as_array().expect("a list").clone();
        items.iter().map(|one| one["id"].as_i64().expect("a key")).collect::<Vec<_>>()
    };
    let (first, second_ids) = (ids(&first), ids(&second));
    assert_eq!((first.len(), second_ids.len(), &said(&second)["next"]), (25, 2, &Value::Null));
    assert_eq!(first.iter().chain(&second_ids).collect::<BTreeSet<_>>().len(), 27, "each once");
    assert!(first.windows(2).all(|pair| pair[0] > pair[1]), "the latest first");
}

#[tokio::test]
async fn what_a_practitioner_is_typing_on_the_page_stays_when_their_program_sends_a_referral() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let (gp, skin, _) = people(&clinic).await;
    let (pat, gene) = (token(&app, "Pat Ient").await, token(&app, "Gene Practice").await);
    let appointment = seen(&app, gp, &pat).await;
    let typed = Sending {
        appointment: appointment.to_string().parse().expect("a key"),
        to: Addressee::Field("Dermatology".into()),
        form: LetterForm { letter: "Dear".into(), ..LetterForm::default() },
        intent: "typed-on-a-page".into(),
    };
    let me = practitioner_actor(consulta::domain::ids::PractitionerId(gp));
    referral::send(&clinic.services, &me, typed).await.expect_err("too short");
    assert_eq!(clinic.test.count("select count(*) from draft").await, 1);

    let body = |letter: &str| json!({ "appointment_id": appointment, "to_doctor_id": skin, "valid_until": "2027-01-31", "letter": letter });
    let refused = send(&app, Method::POST, "/api/v1/referrals", &gene, &body("short")).await;
    let made = send(&app, Method::POST, "/api/v1/referrals", &gene, &body(LETTER)).await;

    assert_eq!((refused.status, made.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CREATED), "{}", made.body);
    assert_eq!(clinic.test.count("select count(*) from draft where body like '%Dear%'").await, 1);
}

on_both! {
    async fn of_two_answers_to_what_was_seen_one_is_taken(test) {
        let (clinic, app) = open(test).await;
        let (gp, skin, _) = people(&clinic).await;
        let (pat, gene) = (token(&app, "Pat Ient").await, token(&app, "Gene Practice").await);
        let (skye, otto) = (token(&app, "Skye Skin").await, token(&app, "Otto Other").await);
        let body = json!({
            "appointment_id": seen(&app, gp, &pat).await, "to_doctor_id": skin, "valid_until": "2027-01-31", "letter": LETTER,
        });
        let made = send(&app, Method::POST, "/api/v1/referrals", &gene, &body).await;
        let path = made.location().to_owned();
        let (first, by_author) =
            (get(&app, &path, &skye).await.header("etag").to_owned(), made.header("etag").to_owned());
        let accepted = json!({ "status": "accepted" });
        let accept = async |token: &str| {
            send_with(&app, Method::PATCH, &path, token, &accepted, &[("if-match", &first)]).await.status.as_u16()
        };

        let by_stranger = accept(&otto).await;
        let (one, other) = tokio::join!(accept(&skye), accept(&skye));
        let withdrawn = send_with(&app, Method::DELETE, &path, &gene, &Value::Null, &[("if-match", &by_author)]).await;
        let now = get(&app, &path, &gene).await.header("etag").to_owned();
        let at_last = send_with(&app, Method::DELETE, &path, &gene, &Value::Null, &[("if-match", &now)]).await;

        let answers = [one.min(other), one.max(other)];
        assert_eq!(by_stranger, 404, "it may be none for all that they know");
        assert_eq!(answers, [204, 412]);
        assert_eq!(withdrawn.status, StatusCode::PRECONDITION_FAILED, "{}", withdrawn.body);
        assert_eq!(at_last.status, StatusCode::NO_CONTENT, "{}", at_last.body);
    }
}
