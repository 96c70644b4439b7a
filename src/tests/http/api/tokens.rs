//! Access tokens last for an hour, refresh tokens for a day and a single use; and what ends them.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::{AccountStatus, Role},
    service::{
        Services, account,
        admin::set_account_status,
        audit::begin_key,
        clock::Clock,
        token::{bearer, refresh},
    },
    storage::{audit::AuditKey, db::Db, open::Opening},
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{get, login, open, said, send, send_with, token};
use crate::{
    http::browser::{application, ask},
    support::{Clinic, PASSWORD, TestDb, actor, cookie, email_of, monday_morning, on_both},
};

const ME: &str = "/api/v1/auth/me";

async fn refreshed(app: &axum::Router, token: &str) -> crate::http::browser::Answer {
    send(app, Method::POST, "/api/v1/auth/refresh", "", &json!({ "refresh": token })).await
}

#[tokio::test]
async fn s1_03_s2_07_an_access_token_says_whose_it_is_in_which_roles_and_for_an_hour() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;

    let (access, refresh) = login(&app, "Ann Doctor").await;
    let claims: Value = jsonwebtoken::dangerous::insecure_decode_claims(&access).expect("a JWT");
    let me = get(&app, ME, &access).await;

    assert_eq!(claims["sub"], doctor.to_string());
    assert_eq!((&claims["email"], &claims["role"]), (&json!(email_of("Ann Doctor")), &json!("practitioner")));
    assert_eq!(claims["roles"], json!(["practitioner"]));
    assert_eq!(claims["exp"].as_i64().expect("a time") - claims["iat"].as_i64().expect("a time"), 3_600);
    assert!(!refresh.contains('.') && refresh.len() == 64, "nothing can be read from it");
    assert_eq!((me.status, &said(&me)["name"]), (StatusCode::OK, &json!("Ann Doctor")));
    assert_eq!(me.header("cache-control"), "no-store");

    clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(60));
    let late = get(&app, ME, &access).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    assert!(late.header("www-authenticate").contains("invalid_token"), "{:?}", late.headers);
}

#[tokio::test]
async fn s1_11_a_refresh_token_is_used_once_and_whoever_uses_it_again_ends_all() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let (_, first) = login(&app, "Pat Ient").await;

    let answer = refreshed(&app, &first).await;
    let told = said(&answer);
    let (access, second) = (told["access"].as_str().expect("one"), told["refresh"].as_str().expect("one"));
    clinic.services.clock.set(monday_morning() + SignedDuration::from_secs(11));
    let alive = get(&app, ME, access).await;
    let again = refreshed(&app, &first).await;

    assert_eq!((answer.status, alive.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    assert_eq!(get(&app, ME, access).await.status, StatusCode::UNAUTHORIZED, "what the thief got, too");
    assert_eq!(refreshed(&app, second).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'token.reuse'").await, 1);
}

#[tokio::test]
async fn a_program_that_did_not_hear_the_answer_gets_it_again_and_nobody_else_does() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let (_, first) = login(&app, "Pat Ient").await;
    let body = json!({ "refresh": first });

    let answer = refreshed(&app, &first).await;
    clinic.services.clock.set(monday_morning() + SignedDuration::from_secs(9));
    let again = refreshed(&app, &first).await;
    let elsewhere =
        send_with(&app, Method::POST, "/api/v1/auth/refresh", "", &body, &[("x-forwarded-for", "203.0.113.9")]).await;

    assert_eq!(said(&answer)["refresh"], said(&again)["refresh"]);
    assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED);
    assert_eq!(again.status, StatusCode::OK);
    let next = said(&again)["refresh"].as_str().expect("one").to_owned();
    assert_eq!(refreshed(&app, &next).await.status, StatusCode::UNAUTHORIZED, "the other one ended all");
}

on_both! {
    async fn of_a_hundred_parallel_refreshes_one_live_token_is_left(test) {
        let (clinic, app) = open(test).await;
        clinic.patient("Pat Ient").await;
        let (_, first) = login(&app, "Pat Ient").await;

        let all = (0..100).map(|_| {
            let (services, first) = (clinic.services.clone(), first.clone());
            tokio::spawn(async move { refresh(&services, &first, ("192.0.2.1", "program/1")).await })
        });
        let answers = futures::future::join_all(all.collect::<Vec<_>>()).await;

        let mut got: Vec<String> = Vec::new();
        for answer in answers {
            got.push(answer.expect("joined").expect("the same program").refresh);
        }
        got.dedup();
        assert_eq!(got.len(), 1, "all have the same successor");
        assert_eq!(clinic.test.count("select count(*) from refresh_token").await, 2);
        assert_eq!(clinic.test.count("select count(*) from refresh_token where used_at is null").await, 1);
        assert_eq!(clinic.test.count("select count(*) from api_family where ended_at is null").await, 1);
    }
}

#[tokio::test]
async fn s1_12_signing_out_ends_the_sign_in_and_no_other() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let (access, refresh) = login(&app, "Pat Ient").await;
    let (other, _) = login(&app, "Pat Ient").await;

    let out = send(&app, Method::POST, "/api/v1/auth/logout", &access, &Value::Null).await;

    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&app, ME, &access).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refreshed(&app, &refresh).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(get(&app, ME, &other).await.status, StatusCode::OK);
}

/// A process with the audit's key, over a database.
async fn process(url: &str) -> Services {
    let key = AuditKey::from_secret(&"k".repeat(40)).expect("long enough");
    let db = Db::open_with(url, Opening { key, ..Opening::default() }).await.expect("opened");
    Services::new(db, Clock::fixed(monday_morning()))
}

on_both! {
    async fn what_ends_the_credentials_ends_tokens_in_every_process(test) {
        let mut test = test;
        let here = process(&test.url).await;
        begin_key(&here, false).await.expect("keyed");
        test.db = here.db.clone();
        let (clinic, app) = open(test).await;
        let there = application(&Arc::new(process(&clinic.test.url).await));
        let pat = clinic.patient("Pat Ient").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let services = &clinic.services;

        let before = token(&app, "Pat Ient").await;
        assert_eq!(get(&there, ME, &before).await.status, StatusCode::OK, "it is good in both");
        let new = "another horse battery";
        account::change_password(services, &pat, PASSWORD, (new, new), "", "").await.expect("changed");
        assert_eq!(get(&there, ME, &before).await.status, StatusCode::UNAUTHORIZED);

        let again = json!({ "email": email_of("Pat Ient"), "password": new });
        let next = said(&send(&app, Method::POST, "/api/v1/auth/login", "", &again).await);
        let (next, leaf) = (next["access"].as_str().expect("one"), next["refresh"].as_str().expect("one"));
        let me = pat.id().expect("an account");
        set_account_status(services, &admin, me, AccountStatus::Inactive).await.expect("deactivated");
        assert_eq!(get(&there, ME, next).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(refreshed(&there, leaf).await.status, StatusCode::UNAUTHORIZED);
        set_account_status(services, &admin, me, AccountStatus::Active).await.expect("activated");
        assert!(bearer(services, next).await.is_err(), "and does not begin again");

        let third = said(&send(&app, Method::POST, "/api/v1/auth/login", "", &again).await);
        let third = third["access"].as_str().expect("one");
        account::sign_out_others(services, &pat, "", false).await.expect("signed out");
        assert_eq!(get(&there, ME, third).await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn who_must_choose_a_password_first_gets_no_token_and_is_told_so() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.practitioner("Ann Doctor").await;
    let before = token(&app, "Ann Doctor").await;
    clinic.run("update account set must_change_password = true").await;

    let body = json!({ "email": email_of("Ann Doctor"), "password": PASSWORD });
    let answer = send(&app, Method::POST, "/api/v1/auth/login", "", &body).await;

    assert_eq!((answer.status, &said(&answer)["code"]), (StatusCode::FORBIDDEN, &json!("password_due")));
    assert_eq!(get(&app, ME, &before).await.status, StatusCode::UNAUTHORIZED, "nor does an older one hold");
}

#[tokio::test]
async fn guessing_here_is_guessing_at_the_same_door() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let from = [("x-forwarded-for", "203.0.113.1")];
    let guess = json!({ "email": email_of("Pat Ient"), "password": "not this one" });

    let mut seen = Vec::new();
    for _ in 0..6 {
        let answer = send_with(&app, Method::POST, "/api/v1/auth/login", "", &guess, &from).await;
        seen.push((answer.status.as_u16(), answer.header("retry-after").to_owned()));
    }
    let page = format!("identifier={}&password={}", email_of("Pat Ient"), PASSWORD.replace(' ', "+"));
    let there = crate::http::browser::call_from(&app, "203.0.113.1", "/api/sign_in", "", &page).await;

    assert!(seen[..5].iter().all(|(status, _)| *status == 401), "{seen:?}");
    assert_eq!(seen[5], (429, "60".to_owned()));
    assert_eq!(there.status, StatusCode::TOO_MANY_REQUESTS, "nor does the page let them in");
}

#[tokio::test]
async fn the_cookie_is_never_looked_at_and_other_sites_are_refused() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let pat = clinic.patient("Pat Ient").await;
    let session = cookie(&clinic.services, &pat).await;
    let access = token(&app, "Pat Ient").await;
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];

    let by_cookie = ask(&app, Method::GET, ME, &session, "", &[("sec-fetch-site", "same-origin")]).await;
    let by_another = send_with(&app, Method::POST, "/api/v1/auth/logout", &access, &Value::Null, &foreign).await;
    let of_the_page = send(&app, Method::POST, "/api/sign_out_others", &access, &Value::Null).await;

    assert_eq!(by_cookie.status, StatusCode::UNAUTHORIZED);
    assert_eq!(by_another.status, StatusCode::FORBIDDEN);
    assert_eq!(of_the_page.status, StatusCode::FORBIDDEN, "a token opens nothing of the site's");
    assert_eq!(get(&app, ME, &access).await.status, StatusCode::OK);
}

#[tokio::test]
async fn where_the_api_is_off_there_is_none() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let app = application(&clinic.services);

    let body = json!({ "email": email_of("Pat Ient"), "password": PASSWORD });
    let answer = send(&app, Method::POST, "/api/v1/auth/login", "", &body).await;

    assert_eq!((answer.status, &said(&answer)["code"]), (StatusCode::NOT_FOUND, &json!("api_off")));
    for path in ["/api/docs/", "/api/openapi.json", "/api/v1/doctors", "/api/doctors/"] {
        assert_eq!(get(&app, path, "").await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
