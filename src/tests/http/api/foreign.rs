//! Without a token nothing is accessible; with one, only what its owner may see. To everyone else, other people's things do not
//! exist.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::Actor,
    rest::document,
    service::{Services, clock::Clock},
};
use serde_json::{Value, json};

use super::{get, open, said, send, token};
use crate::{
    http::{
        browser::application,
        foreign::world::{Thing, World},
    },
    support::{TestDb, at, monday_morning},
};

/// Every address with every method that it knows, with 1 for keys.
fn addresses() -> Vec<(Method, String, bool)> {
    let whole = document();
    let mut found = Vec::new();
    for (path, item) in whole["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes()) else { continue };
            let is_public = operation["security"] == json!([{}]);
            found.push((method, path.replace("{id}", "1").replace("{national_id}", "1"), is_public));
        }
    }
    found
}

#[tokio::test]
async fn t14_every_address_needs_a_token_but_those_that_give_one() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;

    let mut public = Vec::new();
    for (method, path, is_public) in addresses() {
        for wrong in ["", "a.b.c"] {
            let answer = send(&app, method.clone(), &path, wrong, &json!({})).await;
            if is_public {
                assert_ne!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
                continue;
            }
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}: {}", answer.body);
            assert!(answer.header("www-authenticate").starts_with("Bearer realm="), "{method} {path}");
        }
        if is_public {
            public.push(path);
        }
    }
    public.sort_unstable();
    let expected = [
        "/api/auth/login/",
        "/api/auth/register/",
        "/api/auth/token/refresh/",
        "/api/test/",
        "/api/test/db/",
        "/api/v1/auth/login",
        "/api/v1/auth/refresh",
        "/api/v1/auth/register",
    ];
    assert_eq!(public, expected);
}

#[tokio::test]
async fn an_unknown_address_is_refused_to_strangers_and_not_found_by_others() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;

    for path in ["/api/v1/", "/api/v1/nowhere", "/api/v1/doctors/1/x", "/api/nowhere/", "/api/nowhere/1/"] {
        assert_eq!(get(&app, path, "").await.status, StatusCode::UNAUTHORIZED, "{path}");
        let found = get(&app, path, &pat).await;
        assert_eq!(
            (found.status, &said(&found)["code"].is_string()),
            (StatusCode::NOT_FOUND, &(path.starts_with("/api/v1"))),
            "{path}"
        );
    }
    let wrong = send(&app, Method::PUT, "/api/v1/doctors", &pat, &json!({})).await;
    assert_eq!((wrong.status, &said(&wrong)["code"]), (StatusCode::METHOD_NOT_ALLOWED, &json!("method_not_allowed")));
}

/// The same requests at our own and at other systems' addresses.
fn cases(world: &World, message: i64) -> Vec<(Method, String, Value)> {
    let id = |thing| world.id(thing);
    let (coming, seen) = (id(Thing::Coming), id(Thing::Appointment));
    let mut all = Vec::new();
    for (prefix, slash) in [("/api/v1", ""), ("/api", "/")] {
        let at = |list: &str, id: i64| format!("{prefix}/{list}/{id}{slash}");
        all.extend([
            (Method::GET, at("appointments", seen), Value::Null),
            (Method::PATCH, at("appointments", coming), json!({ "status": "checked-in" })),
            (Method::PATCH, at("appointments", coming), json!({ "starts_at": at_time() })),
            (Method::PUT, at("appointments", coming), json!({ "starts_at": at_time() })),
            (Method::DELETE, at("appointments", coming), Value::Null),
            (Method::GET, at("patients", id(Thing::Patient)), Value::Null),
            (Method::GET, at("records", id(Thing::Note)), Value::Null),
            (Method::PUT, at("records", id(Thing::Note)), json!({ "text": "mine", "reason": "because" })),
            (Method::DELETE, format!("{}?reason=because", at("records", id(Thing::Note))), Value::Null),
            (Method::GET, at("mappings", id(Thing::Relationship)), Value::Null),
            (Method::PATCH, at("mappings", id(Thing::Relationship)), json!({ "relationship_type": "primary_care" })),
            (Method::DELETE, at("mappings", id(Thing::Relationship)), Value::Null),
        ]);
    }
    all.push((Method::GET, format!("/api/v1/records?patient_id={}", id(Thing::Patient)), Value::Null));
    all.push((Method::POST, "/api/v1/records".to_owned(), json!({ "appointment_id": seen, "text": "mine" })));
    all.push((Method::POST, format!("/api/v1/appointments/{seen}/consultation"), Value::Null));
    all.push((Method::PATCH, format!("/api/appointments/cancel/{coming}/"), Value::Null));
    let (referral, thread, patient) = (id(Thing::Referral), id(Thing::Thread), id(Thing::Patient));
    let own = |list: &str, id: i64| format!("/api/v1/{list}/{id}");
    let letter = json!({
        "appointment_id": seen, "to_field": "Dermatology", "valid_until": "2027-01-31", "letter": "Mine, and not a secret.",
    });
    all.extend([
        (Method::GET, own("referrals", referral), Value::Null),
        (Method::PATCH, own("referrals", referral), json!({ "status": "accepted" })),
        (Method::PATCH, own("referrals", referral), json!({ "status": "declined", "reason": "because" })),
        (Method::PATCH, own("referrals", referral), json!({ "status": "withdrawn" })),
        (Method::PATCH, own("referrals", referral), json!({ "to_doctor_id": 1 })),
        (Method::DELETE, own("referrals", referral), Value::Null),
        (Method::POST, "/api/v1/referrals".to_owned(), letter),
        (Method::GET, own("threads", thread), Value::Null),
        (Method::POST, format!("/api/v1/threads/{thread}/read"), json!({ "message_id": message })),
        (Method::POST, "/api/v1/threads".to_owned(), json!({ "patient_id": patient })),
        (Method::GET, format!("/api/v1/messages?thread_id={thread}"), Value::Null),
        (Method::GET, own("messages", message), Value::Null),
        (Method::POST, "/api/v1/messages".to_owned(), json!({ "thread_id": thread, "text": "mine" })),
    ]);
    all
}

fn at_time() -> String {
    at("15:00").to_string()
}

/// What administrators may do: see appointments, patients and mappings, and end them.
fn is_for_administrators(method: &Method, path: &str) -> bool {
    let is_closed = ["/records", "/referrals", "/threads", "/messages"].iter().any(|part| path.contains(part));
    let reads = *method == Method::GET && !is_closed;
    reads
        || path.contains("/mappings/")
        || path.contains("/cancel/")
        || *method == Method::DELETE && path.contains("/appointments/")
}

#[tokio::test]
async fn t15_the_things_of_others_do_not_exist_for_a_foreign_token() {
    let world = World::new().await;
    world.clinic.set("api.enabled", "true").await;
    // A process that has not read the settings before.
    let services = Services::new(world.clinic.test.db.clone(), Clock::fixed(monday_morning()));
    let app = application(&Arc::new(services));
    let message = world.clinic.test.count("select max(id) from message").await;
    let names =
        ["", "Stan Stranger", "Otto Other", "Ada Admin", "Bo Both", "Rolf Elsewhere", "Mona Manager", "Anton Auditor"];
    assert_eq!(names.len(), world.strangers.len());

    for (reader, name) in world.strangers.iter().zip(names) {
        if reader.actor == Actor::Visitor {
            continue;
        }
        let token = token(&app, name).await;
        for (method, path, body) in cases(&world, message) {
            if name == "Ada Admin" && is_for_administrators(&method, &path) {
                continue;
            }
            let answer = send(&app, method.clone(), &path, &token, &body).await;
            let refused = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status);
            assert!(refused, "{} {method} {path}: {} {}", reader.name, answer.status, answer.body);
            assert!(!answer.body.contains("Secret") && !answer.body.contains("Vera"), "{path}: {}", answer.body);
        }
        let booked = json!({ "doctor_id": 1, "patient_id": world.id(Thing::Patient), "starts_at": at_time() });
        if name != "Ada Admin" {
            let answer = send(&app, Method::POST, "/api/v1/appointments", &token, &booked).await;
            assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&answer.status), "{name}: {}", answer.body);
        }
    }
    let standing =
        world.counts("select count(*) from appointment where status = 'booked' and id = $1", world.id(Thing::Coming));
    assert_eq!(standing.await, 1, "nothing was changed");
    assert!(
        world.clinic.test.count("select count(*) from audit_event where outcome in ('refused', 'not found')").await > 0
    );
}
