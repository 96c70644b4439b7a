//! Taking in a calendar file: what is refused, and that nothing is closed before it is confirmed.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use consulta::domain::account::Role;
use tower::ServiceExt;

use super::browser::{application, get, post_form};
use crate::support::{Clinic, TestDb, actor, cookie};

const BOUNDARY: &str = "----a-boundary";

fn calendar(events: usize) -> String {
    let event = |n: usize| {
        format!(
            "BEGIN:VEVENT\r\nUID:{n}@x\r\nDTSTART;VALUE=DATE:202612{:02}\r\nSUMMARY:Day {n}\r\nEND:VEVENT\r\n",
            n + 1
        )
    };
    let events: String = (0..events).map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

/// Sends a file as the form does; answers with the status and where it leads.
async fn upload(app: &Router, cookie: &str, centre: &str, file: &str) -> (StatusCode, String) {
    let part =
        |head: &str, body: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let centre = part("name=\"centre\"", centre);
    let file = part("name=\"file\"; filename=\"holidays.ics\"\r\nContent-Type: text/calendar", file);
    let request = Request::post("/admin/closures/import")
        .header(header::HOST, "clinic.example")
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(Body::from(format!("{centre}{file}--{BOUNDARY}--\r\n")))
        .expect("a request");
    let response = app.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    to_bytes(body, 10_000_000).await.expect("a whole body");
    let location = parts.headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
    (parts.status, location.unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_file_that_is_no_calendar_or_too_big_is_refused_with_the_reason() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let cookie = cookie(&clinic.services, &admin).await;
    let too_big = format!("{}{}", calendar(1), " ".repeat(1024 * 1024));

    for (file, word, text) in [
        ("date,name\n2026-12-25,Christmas\n", "not-a-calendar", "This file is not a calendar"),
        ("", "not-a-calendar", "This file is not a calendar"),
        (&too_big, "too-big", "This file is larger than 1 MB"),
        (&calendar(0), "nothing", "no whole days that are still to come"),
    ] {
        let (status, location) = upload(&app, &cookie, "", file).await;

        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(location, format!("/admin/closures?file={word}#import"));
        let page = get(&app, location.trim_end_matches("#import"), &cookie).await;
        assert!(page.body.contains(text), "{word} is said");
    }
    assert_eq!(clinic.test.count("select count(*) from closure").await, 0);
}

#[tokio::test]
async fn a_calendar_is_shown_first_and_added_when_it_is_confirmed() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let cookie = cookie(&clinic.services, &admin).await;

    let (_, location) = upload(&app, &cookie, "", &calendar(2)).await;
    let preview = get(&app, &location, &cookie).await;

    assert_eq!(location, "/admin/closures/affected");
    assert!(preview.body.contains("2 closures would be added") && preview.body.contains("Day 1"), "{}", preview.body);
    assert_eq!(clinic.test.count("select count(*) from closure").await, 0);

    let answer = post_form(&app, "/api/settle_change", &cookie, "tell=false").await;
    assert_eq!(answer.location(), "/admin/closures?imported=1");
    assert_eq!(clinic.test.count("select count(*) from closure").await, 2);

    let (_, location) = upload(&app, &cookie, "", &calendar(2)).await;
    let preview = get(&app, &location, &cookie).await;
    assert!(preview.body.contains("Nothing new in this file"), "{}", preview.body);
}

#[tokio::test]
async fn only_administrators_send_calendars() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = clinic.patient("Pat Ient").await;
    let cookie = cookie(&clinic.services, &patient).await;

    for who in [cookie.as_str(), ""] {
        assert_eq!(upload(&app, who, "", &calendar(1)).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(clinic.test.count("select count(*) from closure").await, 0);
}
