//! The inbox of messages to the clinic by plain forms, as a browser without JavaScript sends them.

use axum::http::StatusCode;
use consulta::service::{contact, mail};

use super::browser::{application, get, post_form};
use crate::{
    smtp::Smtp,
    support::{Clinic, TestDb, cookie},
};

#[tokio::test]
async fn a_message_is_taken_and_answered_by_plain_forms_and_a_refused_answer_is_there_again() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let smtp = Smtp::start().await;
    let services = smtp.process(&clinic).await;
    mail::announce(&services).await.expect("announced");
    let app = application(&services);
    let desk = clinic.receptionist("Rece Ption", clinic.centre).await;
    let me = desk.id().expect("an account");
    let cookie = cookie(&services, &desk).await;
    contact::send(&services, "Vi Sitor", "vi@example.org", "Do you do X-rays?", "").await.expect("sent");
    let inbox = contact::inbox(&services, &desk, &contact::InboxFilter::default()).await.expect("an inbox");
    let id = inbox.page.rows[0].id;
    let page = format!("/inbox/{id}");

    let list = get(&app, "/inbox", &cookie).await.body;
    assert!(list.contains(&format!("href=\"{page}\"")) && list.contains("Do you do X-rays?"), "{list}");
    let taken = post_form(&app, "/api/assign_contact_message", &cookie, &format!("id={id}&to={me}")).await;
    assert_eq!(taken.location(), format!("{page}?saved=1"));
    let events = contact::open(&services, &desk, id).await.expect("read").events;
    let seen = events.last().expect("that it was taken").id;

    let stale = post_form(&app, "/api/answer_contact_message", &cookie, &format!("id={id}&seen=0&text=We+do.")).await;
    let again = get(&app, &page, &cookie).await.body;
    assert!(stale.location().contains("__err") && again.contains(">We do.</textarea>"), "{again}");
    let sent = format!("id={id}&seen={seen}&text=We+do.");
    let sent = post_form(&app, "/api/answer_contact_message", &cookie, &sent).await;
    assert_eq!(sent.location(), format!("{page}?sent=1"));
    let done = get(&app, sent.location(), &cookie).await.body;
    assert!(done.contains("Your answer is on its way.") && done.contains("We do."), "{done}");
    assert!(done.contains("Open again") && !done.contains("<textarea"), "{done}");
    let none = get(&app, "/inbox", &cookie).await.body;
    assert!(none.contains("No one is waiting for an answer"), "{none}");
    let unknown = get(&app, "/inbox/999999", &cookie).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}
