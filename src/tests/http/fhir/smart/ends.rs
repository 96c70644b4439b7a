//! What ends an app's access: at once, and in every process.

use std::sync::Arc;

use axum::http::StatusCode;
use consulta::{
    domain::account::AccountStatus,
    service::{
        Failure, Services, account, admin::set_account_status, app, app_consent, audit::begin_key, clock::Clock,
        sharing,
    },
    storage::{audit::AuditKey, db::Db, open::Opening},
};

use super::{Launch, code_in, error, form};
use crate::{
    http::{
        api::said,
        browser::{application, get as page, post_form},
    },
    support::{PASSWORD, TestDb, monday_morning, on_both},
};

/// A process with the audit's key, over a database.
async fn process(url: &str) -> Services {
    let key = AuditKey::from_secret(&"k".repeat(40)).expect("long enough");
    let db = Db::open_with(url, Opening { key, ..Opening::default() }).await.expect("opened");
    Services::new(db, Clock::fixed(monday_morning()))
}

on_both! {
    async fn a_patient_stops_an_app_in_every_process_and_no_one_else_s(test) {
        let mut test = test;
        let here = process(&test.url).await;
        begin_key(&here, false).await.expect("keyed");
        test.db = here.db.clone();
        let launch = Launch::new(test, false).await;
        let there = application(&Arc::new(process(&launch.clinic.test.url).await));
        let other = launch.clinic.patient("Other One").await;
        let (access, refresh) = launch.tokens().await;
        let (second, _) = launch.tokens().await;
        for token in [&access, &second] {
            assert_eq!(launch.reads(&there, token).await, StatusCode::OK);
        }
        let shown = page(&launch.router, "/record/sharing", &launch.cookie).await;
        assert!(shown.body.contains("Health Mate"), "{}", shown.body);
        let allowed = sharing::own(launch.services(), &launch.pat).await.expect("own").apps;
        assert_eq!(allowed.len(), 1, "an app is there once, however often it signed in");
        let stranger = app_consent::stop(launch.services(), &other, allowed[0].id).await;
        assert!(matches!(stranger, Err(Failure::Refused(_))), "{stranger:?}");
        assert_eq!(launch.reads(&there, &access).await, StatusCode::OK);

        let sent = post_form(&launch.router, "/api/stop_app", &launch.cookie, &format!("id={}", allowed[0].id)).await;

        assert_eq!(sent.location(), "/record/sharing?stopped=1");
        for token in [&access, &second] {
            assert_eq!(launch.reads(&there, token).await, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(error(&launch.refreshes(&refresh).await), "invalid_grant");
        assert!(sharing::own(launch.services(), &launch.pat).await.expect("own").apps.is_empty());
    }
}

on_both! {
    async fn it_ends_with_the_password_the_account_and_the_app(test) {
        let launch = Launch::new(test, false).await;
        let (services, admin, router) = (launch.services(), &launch.admin, &launch.router);
        let me = launch.pat.id().expect("an account");

        let (access, refresh) = launch.tokens().await;
        app::set_active(services, admin, launch.app, false).await.expect("off");
        assert_eq!(launch.reads(router, &access).await, StatusCode::UNAUTHORIZED);
        assert_eq!(error(&launch.refreshes(&refresh).await), "invalid_client");
        assert_eq!(launch.asks(&[]).await, "/apps/allow/unknown");
        app::set_active(services, admin, launch.app, true).await.expect("on");
        assert_eq!(launch.reads(router, &access).await, StatusCode::OK, "what patients allowed is kept");

        let code = launch.code(&[]).await;
        let new = "another horse battery";
        account::change_password(services, &launch.pat, PASSWORD, (new, new), "", "").await.expect("changed");
        assert_eq!(launch.reads(router, &access).await, StatusCode::UNAUTHORIZED);
        assert_eq!(error(&launch.refreshes(&refresh).await), "invalid_grant");
        assert_eq!(error(&launch.exchanges(&code, &[]).await), "invalid_grant", "nor what is on its way");

        let launch = Launch { cookie: crate::support::cookie(services, &launch.pat).await, ..launch };
        let (services, router) = (launch.services(), &launch.router);
        let (access, _) = launch.tokens().await;
        set_account_status(services, &launch.admin, me, AccountStatus::Inactive).await.expect("off");
        assert_eq!(launch.reads(router, &access).await, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn an_app_that_is_removed_or_may_ask_less_reads_less() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;
    let (services, admin) = (launch.services(), &launch.admin);
    let question = launch.asks(&[]).await;
    let (access, _) = launch.tokens().await;

    let narrow = consulta::domain::app::AppForm { reads: vec!["Patient".into()], ..form(false) };
    app::change(services, admin, launch.app, &narrow).await.expect("changed");
    assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::FORBIDDEN);
    let code = code_in(launch.answers(&question, true).await.location());
    let told = said(&launch.exchanges(&code, &[]).await);
    assert_eq!(told["scope"], "launch/patient offline_access patient/Patient.rs", "also of what was asked before");
    app::change(services, admin, launch.app, &form(false)).await.expect("changed");
    assert_eq!(
        launch.reads(&launch.router, &access).await,
        StatusCode::FORBIDDEN,
        "the patient has allowed less since"
    );

    app::remove(services, admin, launch.app).await.expect("removed");
    assert_eq!(launch.reads(&launch.router, &access).await, StatusCode::UNAUTHORIZED);
    assert!(sharing::own(services, &launch.pat).await.expect("own").apps.is_empty());
    assert!(app::list(services, admin).await.expect("listed").0.is_empty());
    assert!(
        app::list(services, &launch.pat).await.is_err() && app::add(services, &launch.pat, &form(false)).await.is_err()
    );
}

#[tokio::test]
async fn no_answer_goes_to_an_address_that_is_no_longer_the_app_s() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;
    let question = launch.asks(&[]).await;
    let moved = consulta::domain::app::AppForm { addresses: "https://new.example/cb".into(), ..form(false) };
    app::change(launch.services(), &launch.admin, launch.app, &moved).await.expect("changed");

    let back = launch.answers(&question, true).await;

    assert!(!back.location().contains("code="), "{}", back.location());
    assert_eq!(launch.clinic.test.count("select count(*) from app_grant").await, 0);
}
