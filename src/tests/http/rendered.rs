//! Cached pages for visitors: only what would still be rendered now, and to no one whose page might differ.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use consulta::{
    domain::ids::PractitionerId,
    server::rendered::SentAgain,
    service::{booking, hours},
};
use futures::future::{join, join_all};
use jiff::Timestamp;
use tower::ServiceExt;

use super::browser::application;
use crate::support::{Clinic, TestDb, cookie, on_both, practitioner_actor};

/// A page, and whether it came from the cache.
struct Seen {
    again: bool,
    headers: HeaderMap,
    body: String,
}

impl Seen {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers[name].to_str().expect("text")
    }

    fn nonce(&self) -> &str {
        let policy = self.header(header::CONTENT_SECURITY_POLICY);
        let (_, rest) = policy.split_once("'nonce-").expect("a nonce");
        rest.split('\'').next().expect("a nonce")
    }

    fn without_nonce(&self) -> String {
        self.body.replace(self.nonce(), "")
    }

    /// The free times shown, in UTC seconds.
    fn times(&self) -> Vec<i64> {
        let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
        self.body.split("slot=").skip(1).filter_map(|rest| digits(rest).parse().ok()).collect()
    }
}

async fn see_in(app: &Router, path: &str, cookie: &str, languages: &str) -> Seen {
    let request = Request::builder().uri(path).header(header::HOST, "clinic.example").header(header::COOKIE, cookie);
    let request = request.header(header::ACCEPT, "text/html").header(header::ACCEPT_LANGUAGE, languages);
    let response = app.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    let (parts, body) = response.into_parts();
    assert_eq!(parts.status, StatusCode::OK, "{path}");
    let body = to_bytes(body, 10_000_000).await.expect("a whole body");
    let body = String::from_utf8(body.to_vec()).expect("text");
    Seen { again: parts.extensions.get::<SentAgain>().is_some(), headers: parts.headers, body }
}

async fn see(app: &Router, path: &str, cookie: &str) -> Seen {
    see_in(app, path, cookie, "en").await
}

fn paths(clinic: &Clinic, doctor: PractitionerId) -> [String; 6] {
    let centre = clinic.centre;
    [
        "/".to_owned(),
        "/search".to_owned(),
        "/search?q=doctr&profession=General+practitioner".to_owned(),
        "/search?sort=earliest".to_owned(),
        format!("/centres/{centre}"),
        format!("/practitioners/{doctor}?reviews=1"),
    ]
}

on_both! {
    async fn what_was_drawn_for_a_visitor_is_sent_again_with_a_nonce_of_its_own(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let app = application(&clinic.services);

        for path in paths(&clinic, doctor) {
            see(&app, &path, "").await;
            let (one, two) = (see(&app, &path, "").await, see(&app, &path, "theme=; language=en").await);

            assert!(two.again, "{path} is drawn each time: does it ask for what drawn_from does not?");
            assert_eq!(one.without_nonce(), two.without_nonce(), "{path}");
            assert_ne!(one.nonce(), two.nonce(), "{path}");
            assert!(two.body.contains(&format!("nonce=\"{}\"", two.nonce())), "{path}");
            assert!(!two.body.contains(one.nonce()), "{path}");
            for name in [header::CONTENT_TYPE, header::CONTENT_LANGUAGE, header::VARY] {
                assert_eq!(one.header(name.clone()), two.header(name), "{path}");
            }
        }
    }
}

on_both! {
    async fn no_page_shows_a_time_as_free_once_its_booking_was_answered(test) {
        const BOOKINGS: usize = 8;
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let app = application(&clinic.services);
        let paths = [format!("/practitioners/{doctor}"), "/search".to_owned(), "/search?q=ann".to_owned()];
        let patients: Vec<String> = (0..BOOKINGS).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&patients).await;
        let (booked, is_over) = (Mutex::new(Vec::<i64>::new()), AtomicBool::new(false));

        let books = async {
            for patient in &patients {
                let first = see(&app, &paths[0], "").await.times()[0];
                let starts_at = Timestamp::from_second(first).expect("an instant");
                let answer = booking::book(&clinic.services, patient, clinic.request(doctor, starts_at)).await;
                answer.expect("what the page shows as free is");
                booked.lock().expect("the list").push(first);
            }
            is_over.store(true, Ordering::Release);
        };
        let reads = paths.iter().chain(&paths).map(|path| {
            let (app, booked, is_over) = (&app, &booked, &is_over);
            async move {
                while !is_over.load(Ordering::Acquire) {
                    let answered = booked.lock().expect("the list").clone();
                    let times = see(app, path, "").await.times();
                    assert!(!times.is_empty(), "{path} shows when the practitioner is free");
                    assert!(!times.iter().any(|time| answered.contains(time)), "{path}: {times:?} after {answered:?}");
                }
            }
        });
        join(books, join_all(reads)).await;

        assert_eq!(booked.lock().expect("the list").len(), BOOKINGS);
        for path in &paths {
            see(&app, path, "").await;
            assert!(see(&app, path, "").await.again, "{path}");
        }
    }
}

on_both! {
    async fn whoever_has_a_cookie_of_their_own_gets_a_page_of_their_own(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let app = application(&clinic.services);
        let patients = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;

        for path in paths(&clinic, doctor) {
            for cookie in ["consulta_refused=x", "theme=dark; other=1", "no-pair", patients.as_str()] {
                for _ in 0..3 {
                    assert!(!see(&app, &path, cookie).await.again, "{path} with {cookie}");
                }
            }
            assert!(see(&app, &path, &patients).await.body.contains("Pat Ient"), "{path}");
            for _ in 0..3 {
                assert!(!see(&app, &path, "").await.body.contains("Pat Ient"), "{path}");
            }
            assert!(see(&app, &path, "").await.again, "{path}");
            assert!(!see(&app, &path, &patients).await.again, "{path}");
        }
    }
}

#[tokio::test]
async fn a_page_is_sent_again_in_its_own_language_and_theme_only() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.set("ui.languages", "en,de").await;
    let app = application(&clinic.services);

    for path in paths(&clinic, doctor) {
        for _ in 0..3 {
            for (language, theme) in [("en", "light"), ("en", "dark"), ("de", "light")] {
                let seen = see_in(&app, &path, &format!("theme={theme}"), language).await;
                assert!(seen.body.contains(&format!("lang=\"{language}\" dir=\"ltr\"")), "{path} in {language}");
                assert!(seen.body.contains(&format!("data-theme=\"{theme}\"")), "{path} in {theme}");
            }
        }
        assert!(see_in(&app, &path, "theme=light", "de").await.again, "{path}");
    }
}

#[tokio::test]
async fn of_many_who_ask_for_the_same_page_at_once_one_has_it_drawn() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);
    // Everything that a process reads only once has been read.
    see(&app, "/about", "").await;

    let path = format!("/practitioners/{doctor}");
    let seen = join_all((0..12).map(|_| see(&app, &path, ""))).await;

    assert_eq!(seen.iter().filter(|seen| !seen.again).count(), 1);
}

#[tokio::test]
async fn a_change_of_what_it_does_not_show_leaves_a_page_as_it_was_drawn_but_for_the_version_it_names() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (ann, bea) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Doctor").await);
    let app = application(&clinic.services);
    let path = format!("/practitioners/{ann}");
    for _ in 0..2 {
        see(&app, &path, "").await;
    }

    hours::set_accepting(&clinic.services, &practitioner_actor(bea), false).await.expect("changed");
    let version = clinic.services.directory().await.expect("a directory").version();
    let after = see(&app, &path, "").await;

    assert!(after.again);
    assert!(after.body.contains(&format!("data-directory=\"{version}\"")));
}

#[tokio::test]
async fn a_change_of_the_directory_or_of_a_setting_is_seen_at_once() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);
    for _ in 0..3 {
        see(&app, "/search", "").await;
    }

    clinic.practitioner("Bea Doctor").await;
    assert!(see(&app, "/search", "").await.body.contains("Bea Doctor"));

    see(&app, "/search", "").await;
    clinic.set("theme.name", "Harbour Health").await;
    let after = see(&app, "/search", "").await;
    assert!(!after.again && after.body.contains("Harbour Health"));
}
