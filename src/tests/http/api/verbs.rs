//! Each verb of the five resources at Django Health's own addresses.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::domain::account::Role;
use serde_json::{Value, json};

use super::{open, said, send, token};
use crate::support::{at, on_both};

/// Makes a request that has to succeed, and returns what it says.
async fn done(app: &Router, token: &str, (method, path): (Method, &str), body: Value, status: StatusCode) -> Value {
    let answer = send(app, method.clone(), path, token, &body).await;
    assert_eq!(answer.status, status, "{method} {path}: {}", answer.body);
    said(&answer)
}

on_both! {
    async fn s1_13_each_resource_has_its_verbs_at_its_address(test) {
        const OK: StatusCode = StatusCode::OK;
        let (clinic, app) = open(test).await;
        clinic.set("preset", "django-health").await;
        clinic.set("auth.login_identifiers", "email").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await.id().expect("an account");
        let leaving = (clinic.practitioner("Bea Other").await, clinic.patient("Gone One").await.id().expect("an account"));
        clinic.account("Ad Min", Role::Administrator).await;
        let (pat, ann, admin) =
            (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await, token(&app, "Ad Min").await);

        let wanted = |time: &str| json!({ "doctor": doctor.0, "starts_at": at(time).to_string() });
        let list = (Method::POST, "/api/appointments/");
        let first = done(&app, &pat, list.clone(), wanted("09:00"), StatusCode::CREATED).await["id"].clone();
        let second = done(&app, &pat, list, wanted("11:00"), StatusCode::CREATED).await["id"].clone();
        let other = format!("/api/appointments/{second}/");
        assert_eq!(done(&app, &pat, (Method::GET, &other), Value::Null, OK).await["id"], second);
        let there = json!({ "starts_at": at("12:00").to_string() });
        assert_eq!(done(&app, &pat, (Method::PUT, &other), there, OK).await["starts_at"], "2026-11-23T12:00:00+11:00");
        let kept = json!({ "metadata": { "ward": "3" } });
        assert_eq!(done(&app, &pat, (Method::PATCH, &other), kept, OK).await["metadata"]["ward"], "3");
        done(&app, &pat, (Method::DELETE, &other), Value::Null, StatusCode::NO_CONTENT).await;
        assert_eq!(done(&app, &pat, (Method::GET, &other), Value::Null, OK).await["status"], "cancelled");

        let consultation = format!("/api/v1/appointments/{first}/consultation");
        done(&app, &ann, (Method::POST, &consultation), Value::Null, OK).await;
        let note = json!({ "appointment_id": first, "text": "A cough" });
        let made = done(&app, &ann, (Method::POST, "/api/records/"), note, StatusCode::CREATED).await;
        let record = format!("/api/records/{}/", made["id"]);
        assert_eq!(done(&app, &pat, (Method::GET, &record), Value::Null, OK).await["text"], "A cough");
        for (method, text) in [(Method::PUT, "A dry cough"), (Method::PATCH, "A dry cough, at night")] {
            let amended = done(&app, &ann, (method, &record), json!({ "text": text, "reason": "more" }), OK).await;
            assert_eq!(amended["text"], text);
        }
        let retracted = format!("{record}?reason=mistaken&envelope=1");
        let gone = done(&app, &ann, (Method::DELETE, &retracted), Value::Null, OK).await;
        assert_eq!(gone, json!({ "success": true, "message": "OK", "data": null }), "nothing, in an envelope");

        let person = format!("/api/patients/{patient}/");
        assert_eq!(done(&app, &pat, (Method::GET, &person), Value::Null, OK).await["name"], "Pat Ient");
        let insured = done(&app, &pat, (Method::PATCH, &person), json!({ "insurer": "Well Fund" }), OK).await;
        assert_eq!(insured["profile"]["insurer"], "Well Fund");
        let whole = json!({ "name": "Pat Other", "email": insured["email"], "phone": "0491 570 157" });
        assert_eq!(done(&app, &admin, (Method::PUT, &person), whole, OK).await["name"], "Pat Other");
        let person = format!("/api/patients/{}/", leaving.1);
        done(&app, &admin, (Method::DELETE, &person), Value::Null, StatusCode::NO_CONTENT).await;

        let described = format!("/api/doctors/{}/", doctor.0);
        let bio = done(&app, &ann, (Method::PATCH, &described), json!({ "bio": "Here since May" }), OK).await;
        assert_eq!(bio["bio"], "Here since May");
        let whole = json!({ "languages": "French", "specializations": ["Travel medicine"], "phone": "0491 570 156" });
        let replaced = done(&app, &ann, (Method::PUT, &described), whole, OK).await;
        assert_eq!((&replaced["languages"], &replaced["bio"]), (&json!("French"), &json!("")), "the rest is blank");
        assert_eq!(done(&app, &admin, (Method::GET, &described), Value::Null, OK).await["name"], "Ann Doctor");
        let described = format!("/api/doctors/{}/", leaving.0);
        done(&app, &admin, (Method::DELETE, &described), Value::Null, StatusCode::NO_CONTENT).await;
        let left = send(&app, Method::GET, &described, &admin, &Value::Null).await;
        assert_eq!(left.status, StatusCode::NOT_FOUND, "{}", left.body);
    }
}
