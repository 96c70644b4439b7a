//! No page has anything left in English for a Chinese reader except names, signs, and what people themselves wrote.

use axum::http::StatusCode;
use consulta::{
    domain::{
        account::{Actor, Role},
        language::Language,
    },
    service::booking,
};

use super::{
    super::{
        browser::application,
        census::{For, PAGES},
    },
    language_of, read,
};
use crate::support::{Clinic, TestDb, actor, at, cookie, practitioner_actor};

/// Names, and the clinic's own texts.
const OWN: &str = include_str!("own_words.txt");

/// The words of a page in Latin letters, as a reader sees or hears them.
fn latin(body: &str) -> Vec<String> {
    let body = body.split_once("<body").map_or(body, |(_, body)| body);
    let (mut text, mut rest) = (String::new(), body);
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        // What programs read or are told is in no language.
        let skipped = ["script", "style", "template", "code"].into_iter().find(|name| tag.starts_with(name));
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
    // Names of files, time zones and what the environment says.
    let is_name = |token: &&str| token.contains(['/', '_']) || token.contains(".csv");
    let text: Vec<&str> = text.split_whitespace().filter(|token| !is_name(token)).collect();
    let text = text.join(" ");
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 2);
    words.map(str::to_owned).collect()
}

/// The address of a page for someone in a clinic with one of everything.
fn address(route: &str, keys: &[(&str, String)]) -> Option<String> {
    if !route.contains('{') {
        return Some(route.to_owned());
    }
    keys.iter().find(|(known, _)| *known == route).map(|(route, id)| route.replace("{id}", id))
}

#[tokio::test]
async fn no_page_has_english_left_in_it() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,zh-Hans").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let visit = booking::book(&clinic.services, &patient, clinic.request(doctor, at("14:30"))).await.expect("booked");
    let administrator = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let receptionist = clinic.receptionist("Rec Eption", clinic.centre).await;
    let practitioner = practitioner_actor(doctor);
    let readers = [&patient, &practitioner, &administrator, &receptionist];
    let id = |actor: &Actor| actor.id().expect("an account").to_string();
    let keys = [
        ("/admin/appointments/{id}", visit.to_string()),
        ("/admin/appointments/{id}/cancel", visit.to_string()),
        ("/admin/practitioners/{id}", doctor.to_string()),
        ("/admin/centres/{id}", clinic.centre.to_string()),
        ("/admin/services/{id}", "new".to_owned()),
        ("/admin/users/{id}", id(&patient)),
        ("/admin/users/{id}/deactivate", doctor.to_string()),
        ("/admin/users/{id}/erase", id(&patient)),
        ("/admin/users/{id}/export", id(&patient)),
        ("/admin/webhooks/{id}", "new".to_owned()),
        ("/appointments/{id}", visit.to_string()),
        ("/appointments/{id}/cancel", visit.to_string()),
        ("/appointments/{id}/documents", visit.to_string()),
        ("/appointments/{id}/refer", visit.to_string()),
        ("/book/{id}", doctor.to_string()),
        ("/practitioners/{id}", doctor.to_string()),
        ("/centres/{id}", clinic.centre.to_string()),
        ("/patients/{id}/record", id(&patient)),
    ];
    let app = application(&clinic.services);
    let own: Vec<&str> = OWN.split_whitespace().collect();
    let mut left = Vec::new();
    for (route, admitted) in PAGES {
        let Some(path) = address(route, &keys) else { continue };
        let reader = match admitted {
            For::Everybody => &Actor::Visitor,
            _ => readers.into_iter().find(|reader| admitted.admits(reader)).expect("one of them"),
        };
        let theirs = if *reader == Actor::Visitor { String::new() } else { cookie(&clinic.services, reader).await };
        let page = read(&app, &path, &theirs, "zh").await;
        if page.status == StatusCode::OK {
            assert_eq!(language_of(&page), Language::Chinese, "{path}");
        }
        let words: Vec<String> = latin(&page.body).into_iter().filter(|word| !own.contains(&word.as_str())).collect();
        if !words.is_empty() {
            left.push(format!("{path}: {}", words.join(" ")));
        }
    }
    assert_eq!(left, Vec::<String>::new());
}

#[tokio::test]
async fn the_search_has_no_english_left_in_it_whatever_was_asked() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,zh-Hans").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let app = application(&clinic.services);
    let slot = at("10:00").as_second();
    let own: Vec<&str> = OWN.split_whitespace().chain(["nobody", "this", "name"]).collect();
    for path in [
        "/search?sort=earliest".to_owned(),
        "/search?q=nobody-of-this-name&fee=60&kind=practitioner".to_owned(),
        format!("/book/{doctor}?centre={}&slot={slot}", clinic.centre),
        format!("/book/{doctor}/why?centre={}&date=2026-11-25&time=03:00", clinic.centre),
        "/tools?tool=bmi&height=1".to_owned(),
    ] {
        let page = read(&app, &path, "", "zh").await;
        assert_eq!((page.status, language_of(&page)), (StatusCode::OK, Language::Chinese), "{path}");
        let left: Vec<String> = latin(&page.body).into_iter().filter(|word| !own.contains(&word.as_str())).collect();
        assert_eq!(left, Vec::<String>::new(), "{path}");
    }
}
