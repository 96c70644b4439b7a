//! Links in emails: opening one changes nothing, only its button does, and a mail program can unsubscribe without a page of ours.

use axum::http::{Method, StatusCode};
use consulta::service::{booking, notice_preference, reminder};
use jiff::{SignedDuration, Timestamp};

use super::browser::{application, ask, get, post_form};
use crate::{
    smtp::{Smtp, send_all, token},
    support::{Clinic, TestDb, at, cookie, on_both},
};

const STOPPED: &str = "select count(*) from notice_preference where topic = 'appointments' and not wanted";

async fn letter(clinic: &Clinic) -> String {
    let smtp = Smtp::start().await;
    let services = smtp.process(clinic).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
    send_all(&services, "me").await;
    smtp.letters().remove(0)
}

on_both! {
    async fn one_click_in_a_mail_program_stops_such_emails_and_opening_the_address_does_not(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let letter = letter(&clinic).await;
        let secret = token(&letter, "/mail/unsubscribe/");
        let address = format!("/mail/unsubscribe/{secret}");

        let opened = get(&app, &address, "").await;
        assert_eq!((opened.status, opened.location()), (StatusCode::SEE_OTHER, format!("/unsubscribe?token={secret}").as_str()));
        let page = get(&app, opened.location(), "").await;
        assert!(page.body.contains("Stop these emails?") && page.body.contains("Your appointments"), "{}", page.body);
        assert_eq!(clinic.test.count(STOPPED).await, 0);

        // By RFC 8058: no cookie, no origin, and only this in the body.
        let one_click = "List-Unsubscribe=One-Click";
        let unknown = ask(&app, Method::POST, "/mail/unsubscribe/GUESS", "", one_click, &[]).await;
        assert_eq!(unknown.status, StatusCode::NOT_FOUND);
        let done = ask(&app, Method::POST, &address, "", one_click, &[]).await;
        assert_eq!(done.status, StatusCode::OK);
        assert_eq!(clinic.test.count(STOPPED).await, 1);
        let elsewhere = ask(&app, Method::POST, "/api/unsubscribe", "", &format!("token={secret}"), &[]).await;
        assert_eq!(elsewhere.status, StatusCode::FORBIDDEN, "nothing else goes without a page of ours");
    }
}

#[tokio::test]
async fn the_button_of_the_page_stops_them_too() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let secret = token(&letter(&clinic).await, "/unsubscribe?token=");

    let answer = post_form(&app, "/as/visitor/api/unsubscribe", "", &format!("token={secret}")).await;

    assert_eq!(answer.location(), format!("/unsubscribe?done=1&token={secret}"));
    assert!(get(&app, answer.location(), "").await.body.contains("Unsubscribed"));
    assert_eq!(clinic.test.count(STOPPED).await, 1);
    assert!(notice_preference::topic_of_link(&clinic.services, &secret).await.is_ok(), "it can be opened again");
}

#[tokio::test]
async fn quiet_hours_that_are_refused_keep_what_was_typed() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let cookie = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
    let page = "/account/notifications";

    let typed = "form[from]=22%3A45&form[until]=&form[zone]=Australia%2FPerth";
    let refused = post_form(&app, "/api/save_quiet_hours", &cookie, typed).await;

    assert!(refused.location().starts_with("http://clinic.example/here?"), "{}", refused.location());
    let shown = get(&app, page, &cookie).await.body;
    assert!(shown.contains("value=\"22:45\"") && shown.contains("value=\"Australia/Perth\""), "{shown}");
    assert!(!get(&app, page, &cookie).await.body.contains("22:45"), "shown once");
}

#[tokio::test]
async fn a_link_that_is_unknown_says_so() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    for path in ["/reset-password", "/verify", "/unsubscribe", "/visits"] {
        let page = get(&app, &format!("{path}?token=GUESS"), "").await;
        assert!(page.body.contains("This link no longer works"), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn opening_the_pages_of_a_reminder_changes_nothing_and_their_buttons_cancel_and_move() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let smtp = Smtp::start().await;
    let services = smtp.process(&clinic).await;
    let app = application(&services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let starts_at = at("09:30") + SignedDuration::from_hours(8 * 24);
    let id = booking::book(&services, &patient, clinic.request(doctor, starts_at)).await.expect("booked");
    services.clock.set(starts_at - SignedDuration::from_hours(7 * 24));
    reminder::remind(&services).await.expect("done");
    send_all(&services, "me").await;
    let letters = smtp.letters();
    let letter = letters.iter().find(|letter| letter.contains("/visits?token=")).expect("a reminder");
    let page = format!("/visits?token={}", token(letter, "/visits?token="));
    let secret = token(letter, "/visits?token=");
    let history = "select count(*) from appointment_event";
    let before = clinic.test.count(history).await;

    let cancelling = get(&app, &format!("{page}&cancel={id}"), "").await;
    let moving = get(&app, &format!("{page}&move={id}&week=2026-11-30"), "").await;
    assert!(cancelling.body.contains("Cancel this appointment?"), "{}", cancelling.body);
    assert!(moving.body.contains("Choose another time") && moving.body.contains("14:00"), "{}", moving.body);
    let offers = |start: Timestamp| moving.body.contains(&format!("value=\"{}\"", start.as_second()));
    assert!(offers(starts_at + SignedDuration::from_hours(2)) && !offers(starts_at), "{}", moving.body);
    let anothers = get(&app, &format!("{page}&move=999999"), "").await;
    assert!(anothers.body.contains("This link no longer works"), "{}", anothers.body);
    assert_eq!(clinic.test.count(history).await, before, "nothing has happened");

    let later = starts_at + SignedDuration::from_hours(2);
    let sent = format!("token={secret}&id={id}&slot={}", later.as_second());
    let moved = post_form(&app, "/as/visitor/api/move_by_link", "", &sent).await;
    assert_eq!(moved.location(), format!("/visits?moved=1&token={secret}"));
    let shown = get(&app, moved.location(), "").await.body;
    assert!(shown.contains("Appointment moved.") && shown.contains("11:30"), "{shown}");
    let gone = post_form(&app, "/as/visitor/api/cancel_by_link", "", &format!("token={secret}&id={id}")).await;
    assert_eq!(gone.location(), format!("/visits?cancelled=1&token={secret}"));
    let shown = get(&app, gone.location(), "").await.body;
    assert!(shown.contains("There are no more appointments here"), "{shown}");
    assert_eq!(clinic.test.count("select count(*) from appointment where status = 'cancelled'").await, 1);
}
