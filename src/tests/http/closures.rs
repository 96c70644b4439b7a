//! Importing a calendar file: what is refused, and that nothing is closed before it is confirmed.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use consulta::domain::account::Role;
use tower::ServiceExt;

use super::browser::{address, application, get, post_form};
use crate::support::{Clinic, TestDb, actor, cookie, practitioner_actor};

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

/// Sends a file as the form does; returns the status and the redirect.
async fn upload(app: &Router, cookie: &str, centre: &str, file: &str) -> (StatusCode, String) {
    let part =
        |head: &str, body: &str| format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
    let centre = part("name=\"centre\"", centre);
    let file = part("name=\"file\"; filename=\"holidays.ics\"\r\nContent-Type: text/calendar", file);
    let request = Request::post(address(app, &Method::POST, "/admin/closures/import", cookie).await)
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
        (&calendar(0), "empty", "This calendar is empty"),
        (&calendar(1).replace("202612", "202512"), "over", "All the days in this calendar are in the past"),
    ] {
        let (status, location) = upload(&app, &cookie, &clinic.centre.to_string(), file).await;

        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(location, format!("/admin/closures?file={word}&centre={}#import", clinic.centre));
        let page = get(&app, location.trim_end_matches("#import"), &cookie).await;
        assert!(page.body.contains(text), "{word} is said");
        let chosen = format!("<option value=\"{}\" selected", clinic.centre);
        assert!(page.body.contains(&chosen), "the centre stays chosen: {}", page.body);
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
async fn what_cannot_be_added_is_named_and_what_is_not_wanted_is_left_out() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let cookie = cookie(&clinic.services, &admin).await;
    let meeting = "BEGIN:VEVENT\r\nUID:m@x\r\nDTSTART:20261224T090000Z\r\nSUMMARY:Staff party\r\nEND:VEVENT\r\n";
    let file = |events: usize| calendar(events).replace("END:VCALENDAR", &format!("{meeting}END:VCALENDAR"));

    let (_, location) = upload(&app, &cookie, "", &file(0)).await;
    let preview = get(&app, &location, &cookie).await.body;
    assert!(preview.contains("Staff party") && preview.contains("it has a time of day"), "{preview}");

    let (_, location) = upload(&app, &cookie, "", &file(2)).await;
    let preview = get(&app, &location, &cookie).await.body;
    assert!(preview.contains("value=\"2026-12-02 1@x\""), "{preview}");
    post_form(&app, "/api/settle_change", &cookie, "tell=false&without[]=2026-12-02+1@x").await;

    assert_eq!(clinic.test.count("select count(*) from closure").await, 1);
    assert_eq!(clinic.test.count("select count(*) from closure where name = 'Day 0'").await, 1);
}

#[tokio::test]
async fn it_is_said_if_all_are_left_out() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let cookie = cookie(&clinic.services, &admin).await;
    upload(&app, &cookie, "", &calendar(1)).await;

    let answer = post_form(&app, "/api/settle_change", &cookie, "tell=false&without[]=2026-12-01+0@x").await;
    let page = get(&app, answer.location(), &cookie).await.body;

    assert!(page.contains("No holidays were added."), "{page}");
    assert_eq!(clinic.test.count("select count(*) from closure").await, 0);
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

/// The key in the page's undo form.
fn undo_key(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("name=\"key\" value=\"")?;
    rest.split_once('"').map(|(key, _)| key.to_owned())
}

#[tokio::test]
async fn a_holiday_is_taken_back_and_put_back_under_its_name_in_the_file() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let cookie = cookie(&clinic.services, &admin).await;
    let undo = async |page: &str| {
        let page = get(&app, page, &cookie).await;
        let key = undo_key(&page.body).expect("an offer");
        post_form(&app, "/api/undo_closure", &cookie, &format!("key={key}&clinics=true")).await.location().to_owned()
    };
    let count = async || clinic.test.count("select count(*) from closure where source_uid is not null").await;
    let (_, _) = upload(&app, &cookie, "", &calendar(2)).await;
    let added = post_form(&app, "/api/settle_change", &cookie, "tell=false").await.location().to_owned();

    let removed = undo(&added).await;
    assert_eq!((removed.as_str(), count().await), ("/admin/closures?removed=1", 0));
    let put_back = undo(&removed).await;
    assert_eq!((put_back.as_str(), count().await), ("/admin/closures?added=1", 2));

    let (_, location) = upload(&app, &cookie, "", &calendar(2)).await;
    assert!(get(&app, &location, &cookie).await.body.contains("Nothing new in this file"));
}

#[tokio::test]
async fn a_page_of_before_takes_nothing_back_that_was_done_since() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
    let cookie = cookie(&clinic.services, &doctor).await;
    let add = async |date: &str| {
        let form = format!("form[from_date]={date}");
        let added = post_form(&app, "/api/add_closure", &cookie, &form).await.location().to_owned();
        get(&app, &added, &cookie).await.body
    };
    let first = undo_key(&add("2026-12-24").await).expect("an offer");
    let second = undo_key(&add("2026-12-25").await).expect("an offer");

    post_form(&app, "/api/undo_closure", &cookie, &format!("key={first}")).await;
    assert_eq!(clinic.test.count("select count(*) from closure").await, 2);
    post_form(&app, "/api/undo_closure", &cookie, &format!("key={second}&clinics=true")).await;
    assert_eq!(clinic.test.count("select count(*) from closure").await, 2);
    post_form(&app, "/api/undo_closure", &cookie, &format!("key={second}")).await;
    assert_eq!(clinic.test.count("select count(*) from closure where starts like '2026-12-24%'").await, 1);
    assert_eq!(clinic.test.count("select count(*) from closure").await, 1);
}
