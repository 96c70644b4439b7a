//! Codes and tokens: usable once, by the app that they were issued to, with its code verifier.

use axum::http::StatusCode;
use consulta::service::{
    app,
    app_token::{Brings, Client, grant},
};
use jiff::SignedDuration;
use serde_json::json;

use super::{BACK, Launch, VERIFIER, both, error, form};
use crate::{
    http::api::said,
    support::{TestDb, monday_morning, on_both},
};

on_both! {
    async fn a_code_that_is_used_twice_ends_what_it_was_exchanged_for(test) {
        let launch = Launch::new(test, false).await;
        let code = launch.code(&[]).await;
        let (access, refresh) = both(&launch.exchanges(&code, &[]).await);
        assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::OK);

        assert_eq!(error(&launch.exchanges(&code, &[]).await), "invalid_grant");

        assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::UNAUTHORIZED);
        assert_eq!(error(&launch.refreshes(&refresh).await), "invalid_grant");
        let reused = "select count(*) from audit_event where action = 'app.reuse' and outcome = 'used before'";
        assert_eq!(launch.clinic.test.count(reused).await, 1);
    }
}

on_both! {
    async fn of_many_who_bring_one_code_at_once_one_gets_something(test) {
        let launch = Launch::new(test, false).await;
        let code = launch.code(&[]).await;

        let all = (0..8).map(|_| {
            let (services, client, code) = (launch.services().clone(), launch.client.clone(), code.clone());
            tokio::spawn(async move {
                let said = Client { id: &client, secret: None, address: "192.0.2.1", program: "mate/1" };
                grant(&services, said, Brings::Code(&code, BACK, VERIFIER)).await
            })
        });
        let answers = futures::future::join_all(all.collect::<Vec<_>>()).await;

        let got = answers.into_iter().filter(|answer| matches!(answer, Ok(Ok(Ok(_))))).count();
        assert_eq!(got, 1);
        assert_eq!(launch.clinic.test.count("select count(*) from api_family").await, 1);
        assert_eq!(launch.clinic.test.count("select count(*) from api_family where ended_at is null").await, 0);
    }
}

#[tokio::test]
async fn a_code_is_for_one_app_one_address_and_one_secret_for_a_minute() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;
    let (services, admin) = (launch.services(), &launch.admin);
    let (other, _) = app::add(services, admin, &form(false)).await.expect("added");
    let other = app::one(services, admin, other).await.expect("there").client_id;

    for instead in [
        ("code_verifier", "another-secret-of-the-right-length-0123456789"),
        ("code_verifier", ""),
        ("redirect_uri", "http://127.0.0.1/cb"),
        ("redirect_uri", ""),
        ("client_id", other.as_str()),
    ] {
        let code = launch.code(&[]).await;
        assert_eq!(error(&launch.exchanges(&code, &[instead]).await), "invalid_grant", "{instead:?}");
    }
    assert_eq!(error(&launch.exchanges("nothing", &[]).await), "invalid_grant");
    let code = launch.code(&[]).await;
    launch.clinic.services.clock.set(monday_morning() + SignedDuration::from_secs(60));
    assert_eq!(error(&launch.exchanges(&code, &[]).await), "invalid_grant", "a minute is over");
    assert_eq!(launch.clinic.test.count("select count(*) from api_family").await, 0);
    for (fields, expected) in [
        (&[("grant_type", "password")][..], "unsupported_grant_type"),
        (&[("code", "x")], "invalid_request"),
        (&[("grant_type", "refresh_token"), ("grant_type", "refresh_token")], "invalid_request"),
    ] {
        assert_eq!(error(&launch.sends("/oauth/token", fields).await), expected);
    }
}

on_both! {
    async fn a_refresh_token_is_used_once_and_never_gives_more(test) {
        let launch = Launch::new(test, false).await;
        let (_, first) = launch.tokens().await;

        let wider = [("grant_type", "refresh_token"), ("refresh_token", first.as_str()), ("scope", "patient/*.rs")];
        let wide = launch.sends("/oauth/token", &wider).await;
        assert_eq!(said(&wide)["scope"], "patient/Patient.rs patient/AllergyIntolerance.rs");
        let (_, second) = both(&wide);
        let narrower = [("grant_type", "refresh_token"), ("refresh_token", second.as_str()), ("scope", "patient/Patient.r")];
        let narrow = launch.sends("/oauth/token", &narrower).await;
        assert_eq!(said(&narrow)["scope"], "patient/Patient.r");
        let (access, third) = both(&narrow);
        assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::FORBIDDEN);

        launch.clinic.services.clock.set(monday_morning() + SignedDuration::from_secs(11));
        assert_eq!(error(&launch.refreshes(&first).await), "invalid_grant", "used before");
        assert_eq!(error(&launch.refreshes(&third).await), "invalid_grant", "neither goes on");
        assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn without_offline_access_it_is_over_after_an_hour() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;
    let code = launch.code(&[("scope", "patient/AllergyIntolerance.rs")]).await;
    let (access, refresh) = both(&launch.exchanges(&code, &[]).await);

    assert_eq!(refresh, "");
    assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::OK);
    launch.clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(60));
    assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_app_with_a_secret_has_to_say_it_and_learns_of_its_own_tokens_only() {
    let launch = Launch::new(TestDb::sqlite().await, true).await;
    let client = launch.client.as_str();
    let code = launch.code(&[]).await;
    let without = launch.exchanges(&code, &[("client_id", client)]).await;
    let wrong = launch.exchanges(&code, &[("client_id", client), ("client_secret", "consulta_secret_0")]).await;
    assert_eq!(
        (without.status, error(&without), error(&wrong)),
        (StatusCode::UNAUTHORIZED, "invalid_client".to_owned(), "invalid_client".to_owned())
    );
    assert!(without.header("www-authenticate").starts_with("Basic"));
    let (access, refresh) = both(&launch.exchanges(&code, &[]).await);

    let known = said(&launch.sends("/oauth/introspect", &[("token", access.as_str())]).await);
    assert_eq!((&known["active"], &known["client_id"]), (&json!(true), &json!(client)));
    assert_eq!(said(&launch.sends("/oauth/introspect", &[("token", "x")]).await), json!({ "active": false }));
    let (other, secret) = app::add(launch.services(), &launch.admin, &form(true)).await.expect("added");
    let other = app::one(launch.services(), &launch.admin, other).await.expect("there").client_id;
    let theirs = [("client_id", other.as_str()), ("client_secret", secret.as_deref().expect("one"))];
    let asked = launch.sends("/oauth/introspect", &[theirs[0], theirs[1], ("token", access.as_str())]).await;
    assert_eq!(said(&asked), json!({ "active": false }));
    launch.sends("/oauth/revoke", &[theirs[0], theirs[1], ("token", refresh.as_str())]).await;
    assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::OK, "it is not theirs to end");

    let ended = launch.sends("/oauth/revoke", &[("token", refresh.as_str())]).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", ended.body);
    assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::UNAUTHORIZED);
    let stored = "select count(*) from app where secret_hash is not null and length(secret_hash) = 64";
    assert_eq!(launch.clinic.test.count(stored).await, 2);
}
