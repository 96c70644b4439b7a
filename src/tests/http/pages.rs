//! Pages as the server sends them: complete without JavaScript, private where they must be, and clear about bad addresses.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use consulta::{
    domain::{account::Role, appointment::Step},
    service::{booking, visit},
};

use super::browser::{application, call, cookies_of, get, post_form, send};
use crate::support::{Clinic, PASSWORD, TestDb, actor, at, cookie, email_of, on_both, practitioner_actor};

on_both! {
    async fn a_visitor_finds_a_practitioner_and_their_free_times(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let app = application(&clinic.services);

        let found = get(&app, "/search?q=doctr", "").await;
        let profile = get(&app, &format!("/practitioners/{doctor}"), "").await;
        let week = get(&app, &format!("/book/{doctor}?centre={}", clinic.centre), "").await;

        assert!(found.body.contains("Ann Doctor") && found.body.contains("Harbour Clinic"));
        assert!(profile.body.contains("09:00-17:00"));
        assert!(week.body.contains(&format!("value=\"{}\"", at("09:30").as_second())));
        assert!(week.body.contains("09:30-10:00"));
        assert!(week.body.contains("Sydney time"));
    }
}

#[tokio::test]
async fn bad_addresses_get_a_clear_answer_and_never_an_error_page() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);
    let long = "x".repeat(10_000);

    for path in [
        "/search?page=99999999999999999999&foo=bar&kind=nonsense".to_owned(),
        "/search?q=%ff%27%22--".to_owned(),
        format!("/search?q={long}"),
        format!("/book/{doctor}?week=yesterday&centre="),
        format!("/book/{doctor}?week=9999-12-31"),
        format!("/book/{doctor}?week=-9999-01-01"),
        format!("/book/{doctor}/why?centre={}&date=9999-12-31&time=23:55", clinic.centre),
        format!("/book/{doctor}/why?centre={}&date=-9999-01-01&time=00:00", clinic.centre),
        format!("/book/{doctor}?centre={}&slot=253402207200", clinic.centre),
    ] {
        let answer = get(&app, &path, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", path.chars().take(60).collect::<String>());
    }
    for path in ["/nowhere", "/practitioners/999999", "/practitioners/x", "/centres/-1", "/book/0", "/book/1?centre=x"]
    {
        let answer = get(&app, path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("find that page"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_browser_finds_a_pages_data_under_the_same_number_whoever_reads_it() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
    let mut numbers = BTreeSet::new();

    // How often the header is drawn before the page depends on which answer comes first.
    for reader in ["", patient.as_str()].repeat(10) {
        let page = get(&app, "/about", reader).await.body;
        let (_, rest) = page.split_once("__PENDING_RESOURCES=").expect("the numbers");
        numbers.extend(rest.split_once(';').map(|(numbers, _)| numbers.to_owned()));
    }

    assert_eq!(numbers.len(), 1, "{numbers:?}");
}

#[tokio::test]
async fn a_search_by_what_no_one_has_names_it_in_either_order() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);

    for (filter, value) in
        [("language", "xx"), ("profession", "Wizard"), ("specialty", "Magic"), ("suburb", "Qqqqqqqqqqqq")]
    {
        for order in ["", "&sort=earliest"] {
            let page = get(&app, &format!("/search?{filter}={value}{order}"), "").await.body;
            let said = format!("No one here is listed under “{value}”.");
            assert!(page.contains(&said), "{filter}{order}: {page}");
        }
    }
    let page = get(&app, "/search?profession=General+practitioner&suburb=Randwick", "").await.body;
    assert!(!page.contains("No one here is listed under"), "{page}");
}

#[tokio::test]
async fn a_page_carries_a_policy_with_its_own_nonce_and_is_framed_by_nobody() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let (one, two) = (get(&app, "/", "").await, get(&app, "/", "").await);

    let policy = one.header("content-security-policy");
    assert!(policy.contains("script-src 'nonce-") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    assert_ne!(policy, two.header("content-security-policy"));
    assert_eq!(one.header("x-content-type-options"), "nosniff");
    assert_eq!(one.header("referrer-policy"), "same-origin");
    assert!(!one.body.contains(" style=\"") && !one.body.contains(" onclick="));
}

#[tokio::test]
async fn every_page_keeps_to_the_chosen_theme_those_that_refuse_too() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patients = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;

    for (path, status) in [("/", 200), ("/nowhere", 404), ("/admin", 403)] {
        for reader in ["consulta=1".to_owned(), patients.clone()] {
            for theme in ["light", "dark"] {
                let answer = get(&app, path, &format!("{reader}; theme={theme}")).await;
                assert_eq!(answer.status, status, "{path}");
                assert!(answer.body.contains(&format!(r#"data-theme="{theme}""#)), "{path} in {theme}");
            }
            for cookie in [reader.clone(), format!("{reader}; theme="), format!("theme=sepia; {reader}")] {
                let answer = get(&app, path, &cookie).await;
                assert_eq!(answer.status, status, "{path}");
                assert!(!answer.body.contains("data-theme"), "{path} with {cookie}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_forged_link_says_is_never_shown() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let forged = get(&app, "/sign-in?__path=/api/sign_in&__err=Q2FsbCBldmlsIDEyMzQ1Ng==", "").await;

    assert_eq!((forged.status, forged.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    assert!(!forged.body.contains("Call evil"));
}

#[tokio::test]
async fn nothing_is_called_done_beside_what_was_refused() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);
    let own = cookie(&clinic.services, &practitioner_actor(doctor)).await;
    let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admins = cookie(&clinic.services, &administrator).await;

    for (who, page, function, form) in [
        (&own, "/practitioner/messages", "save_away", "form[text]=&form[until]=never"),
        (&admins, "/admin/rooms", "save_room", "form[name]=&form[kind]=hall"),
        (&admins, "/admin/centres", "save_centre", "id=new&form[name]="),
    ] {
        let from = format!("http://clinic.example{page}?saved=1");
        let headers = [("accept", "text/html"), ("referer", from.as_str()), ("sec-fetch-site", "same-origin")];
        let done = get(&app, &format!("{page}?saved=1"), who).await;
        let refused = send(&app, Method::POST, &format!("/api/{function}"), who, form, &headers).await;
        let led = refused.location().trim_start_matches("http://clinic.example").to_owned();
        assert!(led.contains("saved=1") && led.contains("__err"), "{function}: {refused:?}");
        let shown = get(&app, &led, &format!("{who}; {}", cookies_of(&refused))).await;

        assert!(done.body.contains("flash-success"), "{page} says what was done");
        assert_eq!(shown.status, StatusCode::OK, "{page}");
        assert!(!shown.body.contains("flash-success"), "{page} says that it was done, beside a refusal");
    }
}

on_both! {
    async fn another_persons_appointment_does_not_exist_under_any_address(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, stranger) = (clinic.patient("Pat Ient").await, clinic.patient("Some Stranger").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        let app = application(&clinic.services);
        let (own, theirs) = (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &stranger).await);
        let doctors = cookie(&clinic.services, &practitioner_actor(doctor)).await;

        for path in ["", "/cancel", "/calendar.ics"] {
            let path = format!("/appointments/{id}{path}");
            assert_eq!(get(&app, &path, &own).await.status, StatusCode::OK, "{path}");
            assert_eq!(get(&app, &path, &doctors).await.status, StatusCode::OK, "{path}");
            assert_eq!(get(&app, &path, &theirs).await.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(get(&app, &path, "").await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

#[tokio::test]
async fn a_step_that_is_refused_is_said_once_where_it_is_offered_no_more() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
    let mut booked = Vec::new();
    for time in ["09:00", "09:30", "10:00"] {
        let request = clinic.request(doctor, at(time));
        booked.push(booking::book(&clinic.services, &patient, request).await.expect("booked"));
    }
    clinic.services.clock.set(at("10:30"));
    let app = application(&clinic.services);
    let actor = practitioner_actor(doctor);
    let cookie = cookie(&clinic.services, &actor).await;
    let id = booked[0];
    visit::take_step(&clinic.services, &actor, id, Step::Complete, "").await.expect("completed");

    let refused = post_form(&app, "/api/mark_noshow", &cookie, &format!("id={id}&next=")).await;

    let (_, why) = refused.location().split_once('?').expect("the way back with the reason");
    let cookie = format!("{cookie}; {}", cookies_of(&refused));
    for page in [format!("/appointments/{id}"), "/practitioner".to_owned()] {
        let answer = get(&app, &format!("{page}?{why}"), &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert_eq!(answer.body.matches("This appointment has changed in the meantime.").count(), 1, "{page}");
        assert_eq!(answer.body.matches(r#"id="error-summary""#).count(), 1, "{page}");
    }
}

#[tokio::test]
async fn the_calendar_file_names_the_instant_and_not_the_reason() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
    let mut request = clinic.request(doctor, at("09:30"));
    request.reason = "a private matter".into();
    let id = booking::book(&clinic.services, &patient, request).await.expect("booked");
    let app = application(&clinic.services);
    let cookie = cookie(&clinic.services, &patient).await;

    let file = get(&app, &format!("/appointments/{id}/calendar.ics"), &cookie).await;

    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    let parsed: icalendar::Calendar = file.body.parse().expect("a calendar");
    assert_eq!(parsed.components.len(), 1);
    for line in ["DTSTART:20261122T223000Z", "DTEND:20261122T230000Z", "SEQUENCE:0"] {
        assert!(file.body.contains(line), "{line} in {}", file.body);
    }
    assert!(file.body.contains(&format!("UID:appointment-{id}@")));
    assert!(!file.body.contains("private"));
}

#[tokio::test]
async fn a_directory_for_members_is_closed_to_visitors() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("directory.visibility", "members").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let app = application(&clinic.services);
    let cookie = cookie(&clinic.services, &patient).await;

    for path in ["/search?q=ann".to_owned(), format!("/practitioners/{doctor}"), format!("/book/{doctor}")] {
        let closed = get(&app, &path, "").await;
        let next = path.replace('?', "%3F").replace('=', "%3D");
        assert!(closed.status == StatusCode::FORBIDDEN && !closed.body.contains("Ann Doctor"), "{path}");
        for way_on in ["/sign-in", "/register"] {
            assert!(
                closed.body.contains(&format!("href=\"{way_on}?next={next}\"")),
                "{way_on} from {path}: {closed:?}"
            );
        }
        assert!(!closed.body.contains("class=\"btn\" href=\"/search\""), "it would be refused too: {path}");
        assert!(get(&app, &path, &cookie).await.body.contains("Ann Doctor"), "{path}");
    }
    let home = get(&app, "/", "").await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.body.contains("Sign in to search the directory and book.") && !home.body.contains("Ann Doctor"));
    assert!(get(&app, "/", &cookie).await.body.contains("Who or what"));
    assert!(!get(&app, "/about", "").await.body.contains("look around without an account"));
}

#[tokio::test]
async fn the_page_on_privacy_says_what_the_settings_do() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("access.administrators_read", "true").await;
    clinic.set("access.treating_days_after", "45").await;
    clinic.set("documents.max_mb", "7").await;
    clinic.set("backup.keep", "3").await;
    clinic.set("theme.name", "Harbour Clinic").await;
    let app = application(&clinic.services);

    let page = get(&app, "/privacy", "").await.body;

    assert!(page.contains("Administrators of this clinic can read records too"), "{page}");
    assert!(page.contains("until 45 days after it") && page.contains("up to 7 MB each"), "{page}");
    assert!(page.contains("made every 24 hours, and the latest 3 are kept"), "{page}");
    assert!(page.contains("run by Harbour Clinic, which is responsible"), "{page}");
}

#[tokio::test]
async fn who_signs_in_is_greeted_once() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let app = application(&clinic.services);
    let form = format!("identifier={}&password={}", email_of("Pat Ient"), PASSWORD.replace(' ', "+"));
    let cookie = cookies_of(&post_form(&app, "/api/sign_in", "", &form).await);

    let first = get(&app, "/patient", &cookie).await.body;
    let second = get(&app, "/patient", &cookie).await.body;

    assert!(first.contains("Welcome, Pat."), "{first}");
    assert!(!second.contains("Welcome, Pat."));
}

#[tokio::test]
async fn an_address_of_the_search_that_means_nothing_is_answered_in_words() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);

    let page = get(&app, "/search?colour=red&location=Randwick", "").await;

    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("This address asks for \u{201c}colour\u{201d}"), "{}", page.body);
    assert!(page.body.contains("Ann Doctor") && page.body.contains("Remove filter: "), "{}", page.body);
}

#[tokio::test]
async fn a_face_is_drawn_for_who_has_no_photo_and_kept_for_ever() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);
    let face = consulta::domain::face::address("Ann Doctor", None);

    let profile = get(&app, &format!("/practitioners/{doctor}"), "").await.body;
    let drawing = get(&app, &face, "").await;

    assert!(profile.contains(&format!("src=\"{face}\"")), "{profile}");
    assert_eq!((drawing.status, drawing.header("content-type")), (StatusCode::OK, "image/svg+xml"));
    assert!(drawing.header("cache-control").contains("immutable") && drawing.body.starts_with("<svg "));
    assert_eq!(get(&app, "/faces/zzzz.svg", "").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn searches_at_the_same_time_all_get_their_page_and_title() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);

    let searches = (0..200).map(|n| {
        let app = app.clone();
        tokio::spawn(async move { get(&app, &format!("/search?q=ann+{n}"), "").await })
    });
    let answers = futures::future::join_all(searches.collect::<Vec<_>>()).await;

    for (n, answer) in answers.into_iter().enumerate() {
        let answer = answer.expect("joined");
        let title = answer.body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
        assert_eq!(answer.status, StatusCode::OK);
        assert!(title.is_some_and(|(title, _)| title.contains(&format!("ann {n}"))), "search {n}: {title:?}");
    }
}

#[tokio::test]
async fn a_search_for_a_practitioner_finds_ten_by_name_profession_or_place_and_never_oneself() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    for n in 0..12 {
        clinic.practitioner(&format!("Annika Number{n}")).await;
    }
    let berta = practitioner_actor(clinic.practitioner("Berta Alone").await);
    let (app, bertas) = (application(&clinic.services), cookie(&clinic.services, &berta).await);
    let ask = async |q: &str, cookie: &str| {
        call(&app, Method::GET, &format!("/api/find_practitioners?q={q}"), cookie, "").await.body
    };

    for (q, count) in [("annik", 10), ("general+practitioner", 10), ("harbour", 10), ("berta", 1), ("zzzz", 0), ("", 0)]
    {
        assert_eq!(ask(q, "").await.matches("General practitioner, Harbour Clinic").count(), count, "{q}");
    }
    assert_eq!(ask("berta", &bertas).await, "[]", "oneself");
}

#[tokio::test]
async fn suggestions_are_few_and_only_for_who_may_read_the_directory() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    for n in 0..12 {
        clinic.practitioner(&format!("Annika Number{n}")).await;
    }
    let app = application(&clinic.services);
    let ask = async |q: &str| call(&app, Method::GET, &format!("/api/suggest?q={q}"), "", "").await.body;

    let found = ask("annik").await;
    assert_eq!(found.matches("Annika Number").count(), 4, "{found}");
    assert!(ask("general").await.contains("General practitioner"));
    for nothing in ["", "a", "zzzz", &"a".repeat(61)] {
        assert_eq!(ask(nothing).await, "[]", "{nothing}");
    }
}
