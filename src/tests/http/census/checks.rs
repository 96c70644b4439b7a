//! Everyone not listed for an address or a server function is refused, and nothing is missing from the lists.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::{Actor, Role},
    server::router::page_routes,
};
use leptos::server_fn::axum::server_fn_paths;

use super::{FUNCTIONS, PAGES};
use crate::{
    http::browser::{self, application, call, get},
    support::{Clinic, TestDb, actor, cookie},
};

/// One reader of each kind, with their cookie.
async fn readers(clinic: &Clinic) -> Vec<(Actor, String)> {
    let mut readers = vec![(Actor::Visitor, String::new())];
    for (name, role) in [
        ("Pat Ient", Role::Patient),
        ("Doc Tor", Role::Practitioner),
        ("Rece Ption", Role::Receptionist),
        ("Man Ager", Role::Manager),
        ("Audi Tor", Role::Auditor),
        ("Ad Min", Role::Administrator),
    ] {
        let actor = actor(clinic.account(name, role).await, &[role]);
        let cookie = cookie(&clinic.services, &actor).await;
        readers.push((actor, cookie));
    }
    readers
}

#[tokio::test]
async fn every_page_is_listed_and_refuses_whom_it_is_not_for() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let listed: BTreeSet<String> = PAGES.iter().map(|(path, _)| (*path).to_owned()).collect();
    let existing: BTreeSet<String> = page_routes().iter().map(|route| route.path().to_owned()).collect();
    assert_eq!(existing, listed);

    for (reader, cookie) in readers(&clinic).await {
        for &(path, whom) in PAGES {
            let answer = get(&app, &path.replace("{id}", "1").replace("{kind}", "practitioner"), &cookie).await;
            if whom.admits(&reader) {
                assert_ne!(answer.status, StatusCode::FORBIDDEN, "{path} for {reader:?}");
            } else {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} for {reader:?}");
                assert!(answer.body.contains("<h1>"), "{path} refuses without a page");
            }
        }
    }
}

#[tokio::test]
async fn every_server_function_is_listed_and_refuses_whom_it_is_not_for() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let existing: BTreeSet<&str> = server_fn_paths().map(|(path, _)| path).collect();
    let mut listed: BTreeSet<&str> = FUNCTIONS.iter().map(|(path, ..)| *path).collect();
    // Ends the caller's own session, whoever it is; called last, below.
    listed.insert("/api/sign_out");
    assert_eq!(existing, listed);

    for (reader, cookie) in readers(&clinic).await {
        let with_arguments = server_fn_paths().flat_map(|(path, method)| {
            let listed = FUNCTIONS.iter().filter(move |(listed, ..)| *listed == path);
            listed.map(move |(_, whom, arguments)| (path, method.clone(), whom, arguments))
        });
        for (path, method, whom, arguments) in with_arguments {
            let query = format!("{path}?{arguments}");
            let answer = match method {
                Method::GET => call(&app, method, &query, &cookie, "").await,
                method => call(&app, method, path, &cookie, arguments).await,
            };
            let names_it = ["not_signed_in", "forbidden"].iter().any(|code| answer.body.contains(code));
            let denied = names_it && answer.status != StatusCode::OK;
            let unread = answer.body.contains("bad_request") && path != "/api/book" && path != "/api/review";
            assert!(!unread, "{path} could not read its arguments: {}", answer.body);
            let said: String = answer.body.chars().take(300).collect();
            assert_eq!(denied, !whom.admits(&reader), "{path} for {reader:?}: {} {said}", answer.status);
        }
    }
}

#[tokio::test]
async fn a_change_that_another_site_asks_for_is_refused() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = clinic.patient("Pat Ient").await;
    let cookie = cookie(&clinic.services, &patient).await;
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("accept", "text/html")];

    for path in ["/api/sign_out_others", "/api/sign_out", "/theme"] {
        let answer = browser::send(&app, Method::POST, path, &cookie, "theme=dark", &foreign).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(clinic.test.count("select count(*) from session").await, 1);
}
