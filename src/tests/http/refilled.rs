//! A plain form that was refused comes back with its input, on every page and for every sender.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::{
        account::Role,
        note::NoteForm,
        rating::{LONGEST_ANSWER, RatingForm, Subject},
    },
    service::{booking, consultation, note, rating},
};

use super::browser::{application, cookies_of, get, post_form, send};
use crate::support::{Clinic, TestDb, actor, at, cookie, practitioner_actor};

/// Sends a page's form, which is refused; returns the browser's cookies, and the page it is redirected to.
async fn refuse(app: &Router, page: &str, function: &str, who: &str, form: &str) -> (String, String) {
    let from = format!("http://clinic.example{page}");
    let headers = [("accept", "text/html"), ("referer", from.as_str()), ("sec-fetch-site", "same-origin")];
    let refused = send(app, Method::POST, &format!("/api/{function}"), who, form, &headers).await;
    let led = refused.location().trim_start_matches("http://clinic.example").to_owned();
    assert!(led.contains("__err"), "{function}: {refused:?}");
    (format!("{who}; {}", cookies_of(&refused)), led)
}

#[tokio::test]
async fn a_visitors_message_is_kept_until_it_was_sent_and_only_for_their_browser() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let form = "name=Vi+Sitor&email=nowhere&message=It+hurts+%26+%22burns%22+a+lot";
    let typed = "It hurts &amp; &quot;burns&quot; a lot</textarea>";

    let (cookies, led) = refuse(&app, "/contact", "contact", "", form).await;
    let told = cookies.split("; ").filter(|one| one.starts_with("consulta_refused")).collect::<Vec<_>>().join("; ");

    for time in ["first", "again"] {
        let shown = get(&app, &led, &cookies).await;
        assert_eq!(shown.status, StatusCode::OK);
        for field in [typed, "value=\"Vi Sitor\"", "value=\"nowhere\""] {
            assert!(shown.body.contains(field), "{time}: {field} in {}", shown.body);
        }
    }
    assert!(!get(&app, "/contact", &cookies).await.body.contains(typed), "another page shows nothing of it");
    assert!(!get(&app, &led, &told).await.body.contains(typed), "another session shows nothing of it");
    let sent = post_form(&app, "/api/contact", &cookies, &form.replace("nowhere", "vi@example.org")).await;
    assert_eq!(sent.location(), "/contact?sent=1");
    assert!(!get(&app, &led, &cookies).await.body.contains(typed), "it was sent");
}

#[tokio::test]
async fn a_visitor_cannot_have_a_long_form_kept() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let form = format!("name=Vi+Sitor&email=nowhere&message={}", "x".repeat(60_000));
    let (cookies, _) = refuse(&app, "/contact", "contact", "", &form).await;

    assert!(!cookies.contains("consulta_session"), "{cookies}");
    assert_eq!(clinic.test.count("select count(*) from session").await, 0);
}

#[tokio::test]
async fn a_refused_sign_in_begins_no_session_and_keeps_no_password() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let form = "identifier=vi@example.org&password=not+this+one";
    let (cookies, led) = refuse(&app, "/sign-in", "sign_in", "", form).await;

    assert!(!cookies.contains("consulta_session"), "{cookies}");
    assert!(!get(&app, &led, &cookies).await.body.contains("not this one"));
}

#[tokio::test]
async fn a_text_that_was_refused_is_there_again_in_the_form_that_it_came_from() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let services = &clinic.services;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patients = clinic.patients(&["Pat Ient".into(), "Pam Ient".into()]).await;
    let me = practitioner_actor(doctor);
    let visit = booking::book(services, &patients[0], clinic.request(doctor, at("09:00"))).await.expect("booked");
    booking::book(services, &patients[1], clinic.request(doctor, at("09:30"))).await.expect("booked");
    consultation::open(services, &me, visit).await.expect("opened");
    let text = NoteForm { text: "First words".into() };
    let noted = note::add(services, &me, visit, &text).await.expect("a note").expect("not empty");
    clinic.run("update appointment set status = 'fulfilled'").await;
    for patient in &patients {
        let form = RatingForm { stars: "2".into(), review: "I waited for an hour".into() };
        rating::rate(services, patient, Subject::Practitioner(doctor), &form).await.expect("rated");
    }
    let first = clinic.test.count("select min(id) from rating").await;
    let rated_at = clinic.test.count("select min(rated_at) from rating").await;
    let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let (mine, admins) = (cookie(services, &me).await, cookie(services, &administrator).await);

    let long = "a".repeat(LONGEST_ANSWER + 1);
    for (who, page, function, form, shown) in [
        (
            &mine,
            format!("/entries/{noted}"),
            "amend_note",
            format!("id={noted}&note=Better+words&reason="),
            ">Better words</textarea>",
        ),
        (
            &admins,
            format!("/practitioners/{doctor}"),
            "hide_review",
            format!("id={first}&rated_at={rated_at}&hide_reason=zz"),
            "value=\"zz\"",
        ),
        (
            &mine,
            format!("/practitioners/{doctor}"),
            "answer_review",
            format!("id={first}&rated_at={rated_at}&review_answer={long}"),
            &*long,
        ),
        (&mine, format!("/entries/{noted}"), "retract_entry", format!("id={noted}&reason=zz"), "value=\"zz\""),
    ] {
        let before = get(&app, &page, who).await;
        assert_eq!(before.status, StatusCode::OK, "{page}");
        assert!(!before.body.contains(shown), "{function}: {shown} is there before");
        let (cookies, led) = refuse(&app, &page, function, who, &form).await;
        let after = get(&app, &led, &cookies).await;
        assert_eq!(after.body.matches(shown).count(), 1, "{function}: {shown} in {}", after.body);
    }
}

#[tokio::test]
async fn lines_by_which_no_one_is_found_are_there_again_beside_those_who_were() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let ids = [clinic.patient("Pat Ient").await, clinic.patient("Una Other").await].map(|one| one.id().expect("an id"));
    let [pat, una] = ids;
    let form = format!("accounts[]={pat}&lines=P-{una}%0D%0ANo+Body&centre={}&date=2026-11-23", clinic.centre);

    let sent = post_form(&app, "/api/choose_to_book", &admin, &form).await;
    let page = get(&app, sent.location(), &admin).await.body;
    let again = get(&app, sent.location(), &admin).await.body;

    let start = format!("/admin/book-several?account={pat}&account={una}&centre={}&", clinic.centre);
    assert!(sent.location().starts_with(&start), "{sent:?}");
    for shown in ["Pat Ient", "Una Other", ">No Body</textarea>", "Line 2: no patient is found by"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(again.contains("Una Other") && !again.contains("No Body"), "it is kept for one page");
}
