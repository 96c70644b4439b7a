//! Checks that no request can bypass, whatever it asks for.

use axum::http::{Method, StatusCode};
use consulta::domain::account::Role;

use super::browser::{Answer, application, call, get, post_form, send};
use crate::support::{Clinic, TestDb, actor, at, cookie, on_both};

const FOREIGN: [(&str, &str); 3] =
    [("accept", "text/html"), ("sec-fetch-site", "cross-site"), ("referer", "https://evil.example/x")];

#[tokio::test]
async fn an_address_that_could_be_taken_for_another_is_refused_before_anything_is_rendered() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;

    for path in [
        "/x/../admin",
        "/./account",
        "//admin",
        "/admin//users",
        "/x/%2e%2e/admin",
        "/x/.%2E/admin",
        "/%61dmin",
        "/x%2f..%2fadmin",
        "/x%5c..%5cadmin",
        "/admin/.",
        "/pkg/../admin",
        "/search?q=%00",
        "/practitioners/%00",
    ] {
        for cookie in ["", &admin] {
            let answer = get(&app, path, cookie).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
            assert!(answer.body.contains("We couldn't understand that"), "{path}");
        }
    }
    assert_eq!(get(&app, "/admin", &admin).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_has_no_host_or_two_meanings_is_refused() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let asked = async |method: Method, headers: &[(&str, &str)]| {
        send(&app, method, "/theme", "", "theme=dark", headers).await.status
    };

    assert_eq!(asked(Method::POST, &[("sec-fetch-site", "same-origin")]).await, StatusCode::SEE_OTHER);
    for twice in [
        [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-origin")],
        [("origin", "http://clinic.example"), ("origin", "https://evil.example")],
        // The client's own header is already there.
        [("sec-fetch-site", "same-origin"), ("host", "evil.example")],
    ] {
        assert_eq!(asked(Method::POST, &twice).await, StatusCode::BAD_REQUEST, "{twice:?}");
    }
}

#[tokio::test]
async fn head_is_answered_like_get_and_without_a_body() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let own = [("sec-fetch-site", "same-origin"), ("accept", "*/*")];

    for path in ["/", "/search?q=x", "/api/facets", "/admin", "/nowhere", "/health/live", "/favicon.svg", "/x/../y"] {
        let get = send(&app, Method::GET, path, "", "", &own).await;
        let head = send(&app, Method::HEAD, path, "", "", &own).await;
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
    }
    assert_eq!(send(&app, Method::HEAD, "/api/sign_out", "", "", &own).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

fn is_careful(answer: &Answer) -> bool {
    ["content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy"]
        .iter()
        .all(|name| !answer.header(name).is_empty())
}

#[tokio::test]
async fn every_answer_carries_the_careful_headers_and_no_error_is_kept() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let own = [("sec-fetch-site", "same-origin"), ("accept", "text/html")];

    for (method, path, headers, status) in [
        (Method::GET, "/", &own[..], 200),
        (Method::GET, "/nowhere", &own, 404),
        (Method::GET, "/admin", &own, 403),
        (Method::GET, "/x/../y", &own, 400),
        (Method::GET, "/api/nothing", &own, 404),
        (Method::GET, "/api/sign_out", &own, 405),
        (Method::PUT, "/", &own, 405),
        (Method::TRACE, "/", &own, 405),
        (Method::POST, "/theme", &FOREIGN, 403),
        (Method::PATCH, "/", &FOREIGN, 403),
        (Method::GET, "/pkg/gone.js", &own, 404),
        (Method::GET, "/build/0/pkg/gone.wasm", &own, 404),
        (Method::GET, "/health/live", &own, 200),
    ] {
        let answer = send(&app, method.clone(), path, "", "", headers).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path}");
        assert!(is_careful(&answer), "{method} {path}: {:?}", answer.headers);
        if status >= 400 {
            assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
            assert!(!answer.body.is_empty(), "{method} {path}");
        }
    }
    let posted = send(&app, Method::POST, "/theme", "", &"x".repeat(70_000), &own).await;
    assert_eq!(posted.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(is_careful(&posted));
}

on_both! {
    async fn a_text_with_nul_is_refused_wherever_it_stands(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let patient = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let doctor = cookie(&clinic.services, &crate::support::practitioner_actor(doctor)).await;

        for (cookie, path, body) in [
            ("", "/api/sign_in", "identifier=%00&password=x"),
            ("", "/api/reset_password", "email=x%00&code=x&password=x&password_again=x"),
            ("", "/api/contact", "name=a%00b&email=x&message=x"),
            (&*patient, "/api/trust", "form[trusted_email]=%00"),
            (&*patient, "/api/book", "practitioner=1&centre=1&slot=1&intent=1234567%00"),
            (&*doctor, "/api/break_glass", "patient=%00&reason=x&current_password=x"),
        ] {
            assert_eq!(post_form(&app, path, cookie, body).await.status, StatusCode::BAD_REQUEST, "{path}");
            assert_eq!(call(&app, Method::POST, path, cookie, body).await.status, StatusCode::BAD_REQUEST, "{path}");
        }
        for (cookie, path) in [
            ("", "/api/search?input[q]=%00"),
            ("", "/search?q=a%00"),
            (&*doctor, "/api/patients?named=%00&page="),
            (&*doctor, "/staff/book?patient=%00"),
        ] {
            assert_eq!(call(&app, Method::GET, path, cookie, "").await.status, StatusCode::BAD_REQUEST, "{path}");
        }
        let json = [("sec-fetch-site", "same-origin"), ("content-type", "application/json")];
        let draft = r#"{"id":"1","draft":{"note":{"text":"x\u0000"}}}"#;
        let drafted = send(&app, Method::POST, "/api/save_draft", &doctor, draft, &json).await;
        assert_eq!(drafted.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn another_site_is_told_nothing_by_a_server_function_and_led_nowhere() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let (patient, doctor) = (clinic.patient("Pat Ient").await, clinic.practitioner("Ann Doctor").await);
    let id = patient.id().expect("an account");
    let doctor = cookie(&clinic.services, &crate::support::practitioner_actor(doctor)).await;
    let rows = clinic.test.count("select count(*) from audit_event where action like 'record%'").await;
    let own = [("accept", "text/html"), ("sec-fetch-site", "same-origin"), ("referer", "https://evil.example/x")];
    let old = [("accept", "text/html"), ("referer", "https://evil.example/x")];

    for path in [format!("/api/record?patient={id}&kind=&before="), "/api/facets".to_owned(), "/live/me".to_owned()] {
        for headers in [&FOREIGN[..], &old, &[("sec-fetch-site", "same-site")]] {
            let answer = send(&app, Method::GET, &path, &doctor, "", headers).await;
            assert_eq!((answer.status, answer.location()), (StatusCode::FORBIDDEN, ""), "{path} {headers:?}");
        }
    }
    let led = send(&app, Method::GET, "/api/facets", "", "", &own).await;

    assert!(!led.location().contains("evil"), "{}", led.location());
    assert_eq!(clinic.test.count("select count(*) from audit_event where action like 'record%'").await, rows);
    // A program has no originating page.
    assert_eq!(send(&app, Method::GET, "/api/facets", "", "", &[]).await.status, StatusCode::OK);
}

on_both! {
    async fn a_page_that_is_opened_neither_keeps_a_time_nor_lets_go_of_one_whoever_led_to_it(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let app = application(&clinic.services);
        let patient = clinic.patient("Pat Ient").await;
        let mine = cookie(&clinic.services, &patient).await;
        let page = |when: &str| format!("/book/{doctor}?centre={}&slot={}", clinic.centre, at(when).as_second());
        let held = async || clinic.test.count("select coalesce(max(starts_at), 0) from hold").await;

        let own = [("accept", "text/html"), ("sec-fetch-site", "same-origin")];
        for headers in [&FOREIGN[..], &own] {
            let looked = send(&app, Method::GET, &page("10:00"), &mine, "", headers).await;
            assert_eq!((looked.status, held().await), (StatusCode::OK, 0));
            assert!(looked.body.contains("not holding this time for you yet"), "{}", looked.body);
        }
        // Scripts that run by themselves on arrival do nothing if another site led to the page.
        let at_once = |body: &str| body.replace('\\', "").contains(r#""at_once":true"#);
        assert!(!at_once(&send(&app, Method::GET, &page("10:00"), &mine, "", &FOREIGN).await.body));
        assert!(at_once(&send(&app, Method::GET, &page("10:00"), &mine, "", &own).await.body));

        let form = format!(
            "query[practitioner]={doctor}&query[centre]={}&query[slot]={}",
            clinic.centre,
            at("10:00").as_second()
        );
        let kept = post_form(&app, "/api/keep_time", &mine, &form).await;
        assert_eq!(kept.location().trim_start_matches("http://clinic.example"), page("10:00"));
        assert_eq!(held().await, at("10:00").as_second());

        let other = send(&app, Method::GET, &page("11:00"), &mine, "", &FOREIGN).await;
        let whom = send(&app, Method::GET, &format!("{}&whom=999", page("10:00")), &mine, "", &FOREIGN).await;
        let again = send(&app, Method::GET, &page("10:00"), &mine, "", &FOREIGN).await;
        assert_eq!((other.status, held().await), (StatusCode::OK, at("10:00").as_second()));
        assert_ne!(whom.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(again.body.contains("We're holding this time for you until"), "what is kept is shown");
    }
}

#[tokio::test]
async fn a_code_that_is_shown_once_is_not_used_up_by_another_sites_link() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let id = clinic.patient("Pat Ient").await.id().expect("an account");
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let issued = post_form(&app, "/api/issue_reset_code", &admin, &format!("account={id}")).await;
    let code = async |headers: &[(&str, &str)], path: &str| {
        let answer = send(&app, Method::GET, path, &admin, "", headers).await;
        answer.body.contains("Pat Ient") && answer.body.contains("class=\"code\"")
            || answer.body.contains("\"issued\":[")
    };
    let function = "/api/admin_accounts?q=&role=&page=";
    let own = [("sec-fetch-site", "same-origin"), ("accept", "application/json")];

    assert!(issued.location().starts_with("/admin/users"), "{}", issued.location());
    let waiting = "select count(*) from session where data <> ''";
    let plain = "select count(*) from session where data like '%Pat Ient%' or data like '%issued%'";
    assert_eq!((clinic.test.count(waiting).await, clinic.test.count(plain).await), (1, 0), "it waits unreadably");
    assert!(!code(&FOREIGN, function).await);
    assert!(!code(&FOREIGN, issued.location()).await);
    assert!(code(&own, function).await, "it is there for whom it is");
    assert!(!code(&own, function).await, "once");
}

#[tokio::test]
async fn a_calendars_address_is_in_no_row_of_the_audit_however_it_is_spelled() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = clinic.patient("Pat Ient").await;
    let mine = cookie(&clinic.services, &patient).await;
    let secret = consulta::service::calendar_feed::renew(&clinic.services, &patient).await.expect("a secret");

    for path in [
        "/calendar/X",
        "/calendar/X.ICS",
        "/Calendar/X.ics",
        "/calendar/x/X.ics",
        "/%63alendar/X.ics",
        "//calendar/X",
        "/X",
    ] {
        get(&app, &path.replace('X', &secret), &mine).await;
        get(&app, &path.replace('X', &secret.to_lowercase()), &mine).await;
    }

    let rows = clinic.test.count("select count(*) from audit_event where outcome <> 'done'").await;
    assert!(rows > 0, "refusals are written down");
    let consulta::storage::db::Db::Sqlite { readers, .. } = &clinic.test.db else { panic!("opened as SQLite") };
    let parts: Vec<String> =
        sqlx::query_scalar("select part from audit_event").fetch_all(readers).await.expect("parts");
    assert!(!parts.iter().any(|part| part.to_uppercase().contains(&secret[..6])), "{parts:?}");
}
