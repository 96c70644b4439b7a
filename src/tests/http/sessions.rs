//! How long a session lasts, and that an ended one stays ended.

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use consulta::{
    domain::account::Role,
    request::{AppState, origin::Own},
    server::{housekeeping, router::router},
    service::{account, calendar_feed, clock_watch},
    storage::account as stored,
};
use futures::StreamExt;
use jiff::SignedDuration;
use leptos::{config::LeptosOptions, server_fn::axum::server_fn_paths};
use tower::ServiceExt;

use super::{
    browser::{address, application, call, cookies_of, get, post_form},
    census::{FUNCTIONS, For},
};
use crate::support::{Clinic, PASSWORD, TestDb, actor, cookie, email_of, on_both, practitioner_actor};

const NEW: (&str, &str) = ("another horse entirely", "another horse entirely");

on_both! {
    async fn a_session_that_ends_while_a_request_is_under_way_stays_ended(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let (thief, owner) = (cookie(&clinic.services, &admin).await, cookie(&clinic.services, &admin).await);
        let (send, receive) = futures::channel::mpsc::unbounded::<Result<String, std::io::Error>>();
        let (ask, is_asked) = tokio::sync::oneshot::channel();
        let begun = futures::stream::once(async move {
            ask.send(()).expect("the test waits for it");
            Ok("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.ics\"\r\n\r\n".to_owned())
        });
        let request = Request::post(address(&app, &Method::POST, "/admin/closures/import", &thief).await)
            .header(header::COOKIE, &thief)
            .header(header::HOST, "clinic.example")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from_stream(begun.chain(receive)))
            .expect("a request");
        let slow = tokio::spawn(app.clone().oneshot(request));
        // The slow request has found its session once its body is asked for.
        is_asked.await.expect("its body is asked for");

        post_form(&app, "/api/sign_out_others", &owner, "").await;
        let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:Day\r\n\
            END:VEVENT\r\nEND:VCALENDAR\r\n\r\n--b--\r\n";
        send.unbounded_send(Ok(file.into())).expect("sent");
        drop(send);
        let answer = slow.await.expect("joined").expect("an answer");

        assert!(answer.headers().get(header::SET_COOKIE).is_none(), "no cookie is set anew");
        to_bytes(answer.into_body(), 100_000).await.expect("a whole body");
        assert_eq!(get(&app, "/admin", &thief).await.status, StatusCode::FORBIDDEN);
        assert_eq!(get(&app, "/admin", &owner).await.status, StatusCode::OK);
        assert_eq!(clinic.test.count("select count(*) from session").await, 1);
    }
}

on_both! {
    async fn a_session_opened_with_a_password_of_before_is_worth_nothing(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let patient = clinic.patient("Pat Ient").await;
        let id = patient.id().expect("an account");
        let mut conn = clinic.services.db.read().await.expect("a connection");
        let before = stored::credentials(&mut conn, id).await.expect("an answer").expect("an account").credential_epoch;
        drop(conn);
        let secret = calendar_feed::renew(&clinic.services, &patient).await.expect("a calendar");
        let own = cookie(&clinic.services, &patient).await;

        let changed = post_form(
            &app,
            "/api/change_password",
            &own,
            "current_password=correct+horse+battery&password=another+horse+entirely&password_again=another+horse+entirely",
        )
        .await;
        let renewed = cookies_of(&changed);
        let overtaken = clinic.services.db.write((id, before), |tx, (id, before)| {
            Box::pin(async move { Ok::<_, consulta::service::Failure>(stored::has_epoch(tx, *id, *before).await?) })
        });

        assert_eq!(changed.location(), "/account?password=1");
        assert!(!overtaken.await.expect("an answer"), "a sign-in that was judged by the old one is refused");
        assert_eq!(get(&app, "/patient", &renewed).await.status, StatusCode::OK, "this browser stays signed in");
        assert_eq!(get(&app, "/patient", &own).await.status, StatusCode::FORBIDDEN);
        assert!(calendar_feed::read(&clinic.services, &secret).await.is_err(), "and the secret calendar is gone");
        clinic.run("update account set credential_epoch = credential_epoch + 1").await;
        assert_eq!(get(&app, "/patient", &renewed).await.status, StatusCode::FORBIDDEN);
        assert!(account::devices(&clinic.services, &patient).await.expect("devices").is_empty());
    }
}

#[tokio::test]
async fn staff_are_signed_out_soon_and_an_open_page_does_not_keep_them_in() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
    let (polled, used) = (cookie(&clinic.services, &doctor).await, cookie(&clinic.services, &doctor).await);
    let start = clinic.services.clock.now();
    for minutes in [10, 20, 29] {
        clinic.services.clock.set(start + SignedDuration::from_mins(minutes));
        let agenda = call(&app, Method::GET, "/api/agenda?from=&view=week", &polled, "").await;
        assert_eq!(agenda.status, StatusCode::OK, "{}", agenda.body);
        get(&app, "/live/me", "").await;
        assert_eq!(post_form(&app, "/seen", &used, "").await.status, StatusCode::NO_CONTENT);
    }

    clinic.services.clock.set(start + SignedDuration::from_mins(31));
    let (idle, in_use) = (get(&app, "/practitioner", &polled).await, get(&app, "/practitioner", &used).await);
    for half_hours in 2..=24 {
        clinic.services.clock.set(start + SignedDuration::from_mins(half_hours * 29));
        post_form(&app, "/seen", &used, "").await;
    }
    let in_use_long = get(&app, "/practitioner", &used).await;
    clinic.services.clock.set(start + SignedDuration::from_hours(12));

    assert_eq!((idle.status, in_use.status), (StatusCode::FORBIDDEN, StatusCode::OK));
    assert_eq!(in_use_long.status, StatusCode::OK);
    assert_eq!(
        get(&app, "/practitioner", &used).await.status,
        StatusCode::FORBIDDEN,
        "none lasts longer than a day's work"
    );
}

on_both! {
    async fn however_often_it_is_used_a_session_ends_for_patients_after_a_day_or_where_remembered_three_months(test) {
        const DAY: i64 = 24 * 60;
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        clinic.patient("Pat Ient").await;
        let start = clinic.services.clock.now();
        let at = |minutes: i64| clinic.services.clock.set(start + SignedDuration::from_mins(minutes));

        for (remember, uses, ends) in [("", 1..=3, DAY), ("&remember=true", 1..=9, 90 * DAY)] {
            at(0);
            let form = format!("identifier={}&password=correct+horse+battery{remember}", email_of("Pat Ient"));
            let own = cookies_of(&post_form(&app, "/api/sign_in", "", &form).await);
            let step = ends / (uses.end() + 1);
            for used in uses {
                at(used * step);
                assert_eq!(post_form(&app, "/seen", &own, "").await.status, StatusCode::NO_CONTENT);
            }

            at(ends - 1);
            let last = get(&app, "/patient", &own).await.status;
            at(ends);

            assert_eq!(last, StatusCode::OK, "{ends}");
            assert_eq!(get(&app, "/patient", &own).await.status, StatusCode::FORBIDDEN, "{ends}");
            let left = "select count(*) from session where expires_at > last_seen_at + 2592000";
            assert_eq!(clinic.test.count(left).await, 0, "nor is more stored");
        }
    }
}

#[tokio::test]
async fn patients_are_remembered_and_staff_never_are() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.patient("Pat Ient").await;
    clinic.practitioner("Ann Doctor").await;
    let form = |name: &str| format!("identifier={}&password=correct+horse+battery&remember=true", email_of(name));

    let mut set = Vec::new();
    for name in ["Pat Ient", "Ann Doctor"] {
        let answer = post_form(&app, "/api/sign_in", "", &form(name)).await;
        let all = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        set.extend(all.filter(|cookie| cookie.starts_with("consulta_session=")).map(str::to_owned));
    }

    assert!(set[0].contains("Max-Age=7776000"), "{set:?}");
    assert!(!set[1].contains("Max-Age"), "{set:?}");
}

#[tokio::test]
async fn a_clock_that_was_wrong_for_a_while_costs_nobody_their_session() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = clinic.patient("Pat Ient").await;
    let cookie = cookie(&clinic.services, &patient).await;
    let now = clinic.services.clock.now();
    housekeeping::announce(&clinic.services).await;
    clock_watch::look(&clinic.services).await.expect("looked");

    clinic.services.clock.set(now + SignedDuration::from_hours(23));
    let meanwhile = get(&app, "/patient", &cookie).await;
    for job in &housekeeping::JOBS {
        job.attempt(&clinic.services, "me").await;
    }
    clinic.services.clock.set(now);

    assert_eq!(meanwhile.status, StatusCode::FORBIDDEN);
    assert!(meanwhile.header("set-cookie").is_empty(), "nor the browser its cookie");
    assert_eq!(get(&app, "/patient", &cookie).await.status, StatusCode::OK);
}

on_both! {
    async fn a_session_that_cannot_be_read_is_a_fault_of_ours(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let patient = clinic.patient("Pat Ient").await;
        let cookie = cookie(&clinic.services, &patient).await;
        clinic.services.db.close().await;

        let page = get(&app, "/patient", &cookie).await;
        let function = call(&app, Method::GET, "/api/viewer", &cookie, "").await;

        assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
        assert!(page.body.contains("Consulta is busy"), "{}", page.body);
        assert_eq!(function.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(function.body, r#"{"code":"unavailable"}"#);
    }
}

on_both! {
    async fn whoever_must_choose_a_password_first_can_do_nothing_else(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let own = cookie(&clinic.services, &doctor).await;
        clinic.run("update account set must_change_password = true").await;
        let mut open = Vec::new();
        for (path, method) in server_fn_paths().filter(|(path, _)| *path != "/api/change_password") {
            for (_, _, arguments) in FUNCTIONS.iter().filter(|(listed, whom, _)| *listed == path && *whom != For::Everybody) {
                let query = format!("{path}?{arguments}");
                let answer = match method {
                    Method::GET => call(&app, Method::GET, &query, &own, "").await,
                    _ => call(&app, Method::POST, path, &own, arguments).await,
                };
                if !["not_signed_in", "forbidden"].iter().any(|code| answer.body.contains(code)) {
                    open.push(path);
                }
            }
        }

        assert_eq!(open, Vec::<&str>::new());
        let page = get(&app, "/practitioner", &own).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/account/password?first=1"));
        assert_eq!(get(&app, "/account/password?first=1", &own).await.status, StatusCode::OK);
        let viewer = call(&app, Method::GET, "/api/viewer", &own, "").await;
        assert!(viewer.body.contains("Ann Doctor"), "{}", viewer.body);
        let form = format!("current_password={}&password={}&password_again={}", PASSWORD, NEW.0, NEW.1).replace(' ', "+");
        let changed = post_form(&app, "/api/change_password", &own, &form).await;
        assert_eq!(get(&app, "/practitioner", &cookies_of(&changed)).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn over_tls_cookies_are_this_hosts_alone() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let leptos = LeptosOptions::builder().output_name("consulta").site_root("target/no-site").build();
    let services = clinic.services.clone();
    let app =
        router(AppState { services, leptos, trust_proxy: true, tls: true, secure_cookies: true, own: Own::default() });
    clinic.patient("Pat Ient").await;

    let form = format!("identifier={}&password=correct+horse+battery", email_of("Pat Ient"));
    let signed_in = post_form(&app, "/api/sign_in", "", &form).await;
    let theme = post_form(&app, "/theme", "", "theme=dark").await;

    let set: Vec<_> =
        signed_in.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
    assert_eq!(set.len(), 2, "{set:?}");
    for cookie in set {
        assert!(cookie.starts_with("__Host-") && cookie.contains("; Secure") && cookie.contains("Path=/"), "{cookie}");
    }
    assert!(theme.header("set-cookie").ends_with("; Secure"));
    let own = cookies_of(&signed_in);
    assert_eq!(get(&app, "/patient", &own).await.status, StatusCode::OK);
    assert_eq!(get(&app, "/patient", &own.replace("__Host-", "")).await.status, StatusCode::FORBIDDEN);
}
