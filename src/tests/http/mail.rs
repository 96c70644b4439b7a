//! Links in emails: opening one changes nothing, its button does, and a mail program needs no page of ours to unsubscribe.

use axum::http::{Method, StatusCode};
use consulta::service::{booking, notice_preference};

use super::browser::{application, ask, get, post_form};
use crate::{
    smtp::{Smtp, send_all, token},
    support::{Clinic, TestDb, at, on_both},
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

        // As RFC 8058 has it: no cookie, no origin, and only this in the body.
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
async fn a_link_that_is_unknown_says_so() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    for path in ["/reset-password", "/verify", "/unsubscribe", "/visits"] {
        let page = get(&app, &format!("{path}?token=GUESS"), "").await;
        assert!(page.body.contains("This link no longer works"), "{path}: {}", page.body);
    }
}
