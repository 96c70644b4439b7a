//! Apps that run in a browser, on sites of their own: which pages may call, and what; never with a cookie.

use axum::http::{Method, StatusCode};
use consulta::service::app;

use super::Launch;
use crate::{
    http::browser::{Answer, ask},
    support::TestDb,
};

/// The site to which the tests' app sends patients back.
const SITE: &str = "https://mate.example";
const EVIL: &str = "https://evil.example";

/// The preflight request before a page of this origin may send something.
async fn asked_before(launch: &Launch, path: &str, origin: &str) -> Answer {
    let headers = [
        ("origin", origin),
        ("sec-fetch-site", "cross-site"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    ask(&launch.router, Method::OPTIONS, path, "", "", &headers).await
}

/// A request from another site's page.
async fn asked(launch: &Launch, path: &str, headers: &[(&str, &str)], cookie: &str) -> Answer {
    ask(&launch.router, Method::GET, path, cookie, "", headers).await
}

fn reader(answer: &Answer) -> &str {
    answer.header("access-control-allow-origin")
}

#[tokio::test]
async fn a_browser_hears_beforehand_that_the_pages_of_registered_apps_may_ask() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;

    for path in ["/fhir/Patient", "/oauth/token", "/oauth/revoke", "/api/v1/doctors"] {
        // The other one is registered for the patient's own device.
        for origin in [SITE, "http://127.0.0.1:5173"] {
            let answer = asked_before(&launch, path, origin).await;
            assert_eq!((answer.status, reader(&answer)), (StatusCode::NO_CONTENT, origin), "{path}");
            assert!(answer.header("access-control-allow-headers").contains("authorization"), "{path}");
            assert!(answer.header("access-control-allow-methods").contains("POST"), "{path}");
            assert_eq!(answer.header("access-control-allow-credentials"), "", "{path}");
        }
        for origin in [EVIL, "https://mate.example.evil.example", "https://mate.example:8443", "null"] {
            let answer = asked_before(&launch, path, origin).await;
            assert_eq!((answer.status, reader(&answer)), (StatusCode::FORBIDDEN, ""), "{origin} {path}");
        }
    }
    // People's own pages are closed to other sites, whatever is registered.
    for path in ["/", "/account", "/api/sign_in", "/oauth/authorize", "/api/v1/auth/login", "/api/doctors/", "/dav/"] {
        assert_eq!(reader(&asked_before(&launch, path, SITE).await), "", "{path}");
    }
    // Anyone may read where everything is.
    for path in ["/fhir/.well-known/smart-configuration", "/fhir/metadata"] {
        assert_eq!(reader(&asked_before(&launch, path, "https://other.example").await), "https://other.example");
    }
    app::set_active(launch.services(), &launch.admin, launch.app, false).await.expect("off");
    assert_eq!(asked_before(&launch, "/fhir/Patient", SITE).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_page_of_an_app_reads_with_its_token_and_never_with_a_cookie() {
    let launch = Launch::new(TestDb::sqlite().await, false).await;
    let (token, _) = launch.tokens().await;
    let bearer = format!("Bearer {token}");
    let path = "/fhir/AllergyIntolerance";

    let read = asked(&launch, path, &[("origin", SITE), ("authorization", &bearer)], "").await;
    let elsewhere = asked(&launch, path, &[("origin", EVIL), ("authorization", &bearer)], "").await;
    let by_cookie = asked(&launch, path, &[("origin", SITE)], &launch.cookie).await;
    let page = asked(&launch, "/api/viewer", &[("origin", SITE)], &launch.cookie).await;

    assert_eq!((read.status, reader(&read)), (StatusCode::OK, SITE), "{}", read.body);
    assert!(read.body.contains("Penicillin"), "{}", read.body);
    assert_eq!((elsewhere.status, reader(&elsewhere)), (StatusCode::FORBIDDEN, ""));
    assert_eq!((by_cookie.status, reader(&by_cookie)), (StatusCode::UNAUTHORIZED, SITE));
    assert_eq!((page.status, reader(&page)), (StatusCode::FORBIDDEN, ""));
}
