//! Everyone reads in the language that they choose, or that their browser asks for, among those that the clinic offers, and times as
//! the clinic has its clocks go.

use axum::{
    Router,
    http::{Method, StatusCode, header},
};
use consulta::{domain::language::Language, service::booking, words::address_of};

use super::browser::{Answer, application, cookies_of, get, get_bytes, post_form, send};
use crate::support::{Clinic, TestDb, at, cookie, on_both};

async fn read(app: &Router, path: &str, cookie: &str, accepted: &str) -> Answer {
    let headers = [
        (header::ACCEPT.as_str(), "text/html"),
        (header::ACCEPT_LANGUAGE.as_str(), accepted),
        ("sec-fetch-site", "none"),
    ];
    send(app, Method::GET, path, cookie, "", &headers).await
}

/// In which language a page was sent, by all that says so.
fn language_of(answer: &Answer) -> Language {
    let language: Language = answer.header("content-language").parse().expect("a language");
    let root = format!("lang=\"{}\" dir=\"{}\"", language.tag(), language.direction());
    assert!(answer.body.contains(&root), "{root}");
    assert!(answer.body.contains(&address_of(language)), "the browser would read something else");
    let vary = answer.headers.get_all(header::VARY).iter().filter_map(|value| value.to_str().ok());
    assert!(vary.collect::<Vec<_>>().join(",").contains("accept-language"));
    language
}

#[tokio::test]
async fn a_visitor_reads_what_they_chose_or_what_their_browser_asks_for_where_it_is_offered() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let only = read(&app, "/", "language=de", "de").await;
    assert_eq!(language_of(&only), Language::English);
    assert!(!only.body.contains("value=\"de\""), "there is nothing to choose");

    clinic.set("ui.languages", "en,de,ar").await;
    for (cookie, accepted, language) in [
        ("", "", Language::English),
        ("", "de-AT,de;q=0.9,en;q=0.5", Language::German),
        ("", "fr,ar;q=0.2", Language::Arabic),
        ("language=ar", "de", Language::Arabic),
        ("language=fr", "de", Language::German),
        ("language=<b>", "xx", Language::English),
    ] {
        assert_eq!(language_of(&read(&app, "/search", cookie, accepted).await), language, "{cookie} {accepted}");
    }
    let german = read(&app, "/search", "", "de").await.body;
    assert!(german.contains("Termin finden") && german.contains("Suchen") && !german.contains("Find care"));

    let chosen = post_form(&app, "/language", "", "language=ar").await;
    assert_eq!((chosen.status, chosen.location()), (StatusCode::SEE_OTHER, "/here"));
    assert_eq!(language_of(&read(&app, "/", &cookies_of(&chosen), "de").await), Language::Arabic);
    assert_eq!(post_form(&app, "/language", "", "language=xx").await.status, StatusCode::BAD_REQUEST);
}

on_both! {
    async fn whoever_is_signed_in_takes_their_language_to_every_browser(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ui.languages", "en,de,ar").await;
        let app = application(&clinic.services);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        let (mine, theirs) = (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &other).await);

        let chosen = post_form(&app, "/language", &mine, "language=de").await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER);

        let elsewhere = cookie(&clinic.services, &patient).await;
        assert_eq!(language_of(&read(&app, "/patient", &elsewhere, "ar").await), Language::German);
        assert_eq!(language_of(&read(&app, "/patient", &theirs, "ar").await), Language::Arabic);
        let audited = "select count(*) from audit_event where action = 'account.choose_language'";
        assert_eq!(clinic.test.count(audited).await, 1);
        // What is no longer offered is no one's language, and comes back with the offer.
        assert_eq!(post_form(&app, "/language", &mine, "language=fr").await.status, StatusCode::BAD_REQUEST);
        clinic.set("ui.languages", "en,ar").await;
        assert_eq!(language_of(&read(&app, "/patient", &mine, "ar").await), Language::Arabic);
        clinic.set("ui.languages", "de,en").await;
        assert_eq!(language_of(&read(&app, "/patient", &mine, "en").await), Language::German);
    }
}

#[tokio::test]
async fn the_words_of_a_page_are_kept_for_ever_and_those_of_another_build_are_not_there() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let german = get(&app, &format!("{}/site.txt", address_of(Language::German)), "").await;
    assert_eq!(german.status, StatusCode::OK);
    assert!(german.body.contains("Zum Inhalt springen"));
    assert!(german.header("cache-control").contains("immutable"));
    for gone in ["/words/de.0000000000000000/site.txt", "/words/xx/site.txt", "/words/..%2fde/site.txt"] {
        let answer = get(&app, gone, "").await;
        assert!(answer.status.is_client_error() && !answer.header("cache-control").contains("immutable"), "{gone}");
    }
}

/// The words of a page that are written in Latin letters, as a reader sees or hears them.
fn latin(body: &str) -> Vec<String> {
    let body = body.split_once("<body").map_or(body, |(_, body)| body);
    let (mut text, mut rest) = (String::new(), body);
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let skipped = ["script", "style", "template"].into_iter().find(|name| tag.starts_with(name));
        let after =
            skipped.and_then(|name| tag.split_once(&format!("</{name}")).map(|(_, after)| after)).unwrap_or(tag);
        for attribute in ["aria-label=\"", "placeholder=\"", "title=\""] {
            let inside = after.split('>').next().unwrap_or_default();
            if let Some((_, value)) = inside.split_once(attribute) {
                text.push_str(value.split('"').next().unwrap_or_default());
                text.push(' ');
            }
        }
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2);
    words.map(str::to_owned).collect()
}

#[tokio::test]
async fn what_is_translated_has_no_english_left_in_it() {
    /// Names, and what the clinic says itself.
    const OWN: [&str; 19] = [
        "Consulta",
        "English",
        "Harbour",
        "Clinic",
        "Randwick",
        "Ann",
        "Doctor",
        "General",
        "practitioner",
        "Sydney",
        "Standard",
        "visit",
        "appointment",
        "AUD",
        "ABN",
        "quot",
        "amp",
        "lt",
        "nbsp",
    ];
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,zh-Hans").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);
    let centre = clinic.centre;
    let slot = at("10:00").as_second();
    let pages = [
        "/".to_owned(),
        "/search".to_owned(),
        "/search?sort=earliest".to_owned(),
        "/search?q=nobody-of-this-name&fee=60&kind=practitioner".to_owned(),
        format!("/practitioners/{doctor}"),
        format!("/centres/{centre}"),
        format!("/book/{doctor}?centre={centre}"),
        format!("/book/{doctor}?centre={centre}&slot={slot}"),
        "/sign-in".to_owned(),
    ];
    for path in pages {
        let page = read(&app, &path, "", "zh").await;
        assert_eq!((page.status, language_of(&page)), (StatusCode::OK, Language::Chinese), "{path}");
        let left = latin(&page.body).into_iter().filter(|word| !OWN.contains(&word.as_str()));
        let left: Vec<String> = left.filter(|word| !["nobody", "this", "name"].contains(&word.as_str())).collect();
        assert_eq!(left, Vec::<String>::new(), "{path}");
    }
}

#[tokio::test]
async fn a_clinic_has_its_clocks_go_to_twelve_on_pages_and_on_paper() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("14:30"))).await.expect("booked");
    let app = application(&clinic.services);
    let mine = cookie(&clinic.services, &patient).await;
    let week = format!("/book/{doctor}?centre={}", clinic.centre);

    let before = get(&app, &week, "").await.body;
    assert!(before.contains("15:00-15:30") && !before.contains(" pm"));
    clinic.set("ui.time_style", "12").await;

    let after = get(&app, &week, "").await.body;
    assert!(after.contains("3:00 pm-3:30 pm") && after.contains("9:00 am-9:30 am") && !after.contains("15:00-15:30"));
    assert!(after.contains("part-afternoon") && after.contains("part-morning"), "the parts of the day stay");
    let hours = get(&app, &format!("/practitioners/{doctor}"), "").await.body;
    assert!(hours.contains("9:00 am-5:00 pm"), "{hours}");
    for path in [format!("/appointments/{id}"), "/patient".to_owned()] {
        let page = get(&app, &path, &mine).await.body;
        assert!(page.contains("2:30 pm") && !page.contains("14:30"), "{path}");
    }
    let administrator = crate::support::actor(
        clinic.account("Ad Min", consulta::domain::account::Role::Administrator).await,
        &[consulta::domain::account::Role::Administrator],
    );
    let theirs = cookie(&clinic.services, &administrator).await;
    let list = get(&app, "/admin/appointments/appointments.csv", &theirs).await.body;
    assert!(list.contains("14:30"), "what programs read stays as it is: {list}");
    assert!(!get_bytes(&app, "/admin/appointments/appointments.pdf", &theirs).await.is_empty());
}
