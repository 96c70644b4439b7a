//! Unsent form input is kept in its tab (`components/draft.rs`): on every page, each form with text fields keeps it, or is listed
//! with the reason why not. Without JavaScript, the server shows it again (`server/refilled.rs`), in every form of every page.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use consulta::{
    pages::unsent::is_secret,
    server::refilled::{Sent, filled},
};

use super::{
    browser::{application, get},
    census::PAGES,
    foreign::world::{Thing, World},
};

/// Forms that keep nothing in the tab, by their address.
const FORGETTING: &[(&str, &str)] = &[
    ("/api/write_note", "the server keeps its draft"),
    ("/api/write_diagnosis", "the server keeps its draft"),
    ("/api/write_observations", "the server keeps its draft"),
    ("/api/sign_prescription", "the server keeps its draft"),
    ("/send", "the server keeps the draft of a message"),
    ("/import/files", "it sends files, which a browser keeps for no page"),
    ("/api/search_access", "whom someone looks for is kept nowhere"),
    ("/api/search_audit", "whom someone looks for is kept nowhere"),
    ("/api/search_letters", "whom someone looks for is kept nowhere"),
    ("/api/search_referrals", "whom someone looks for is kept nowhere"),
    ("/api/search_applications", "whom someone looks for is kept nowhere"),
    ("/api/search_inbox", "what someone looks for is kept nowhere"),
    ("/api/search_waiters", "whom someone looks for is kept nowhere"),
    ("/api/search_users", "whom someone looks for is kept nowhere"),
    ("/api/search_appointments", "whom someone looks for is kept nowhere"),
    ("/api/save_hours", "its rows come and go: some without the others would be other hours"),
];

/// The types of text controls; a control without a type is a text field.
const TYPED: [&str; 7] = ["text", "email", "tel", "url", "number", "date", "time"];

/// Each form of a page that is sent by POST: its opening tag, and its content.
fn forms(page: &str) -> impl Iterator<Item = (&str, &str)> {
    let forms = page.split("<form").skip(1).filter_map(|form| form.split("</form").next()?.split_once('>'));
    forms.filter(|(tag, _)| tag.contains("method=\"post\""))
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// A form as it is sent when every text field is filled; and the number of these fields.
fn sent(path: &str, form: &str) -> (Sent, usize) {
    let (mut fields, mut typed) = (Vec::new(), 0);
    for tag in form.split('<').filter_map(|tag| tag.split('>').next()) {
        let kind = match tag.split(' ').next() {
            Some("input") => attribute(tag, "type").unwrap_or("text"),
            Some("textarea") => "text",
            _ => continue,
        };
        let name = attribute(tag, "name").unwrap_or_default().to_owned();
        if kind == "hidden" {
            let value = attribute(tag, "value").unwrap_or_default();
            fields.push((
                name,
                value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"),
            ));
        } else if TYPED.contains(&kind) && !is_secret(&name) && !tag.contains(" disabled") {
            typed += 1;
            fields.push((name, format!("typed here {typed}.")));
        }
    }
    (Sent { path: path.to_owned(), fields, overwrites: true }, typed)
}

fn is_typed_into(form: &str) -> bool {
    let is_typed = |tag: &str| {
        let kind = tag.split_once("type=\"").and_then(|(_, rest)| rest.split('"').next());
        kind.is_none_or(|kind| TYPED.contains(&kind))
    };
    form.contains("<textarea") || form.split("<input").skip(1).filter_map(|tag| tag.split('>').next()).any(is_typed)
}

#[tokio::test]
async fn every_form_keeps_what_is_typed_or_says_why_not() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let things = [
        Thing::Appointment,
        Thing::Coming,
        Thing::Patient,
        Thing::Calendar,
        Thing::Note,
        Thing::Prescription,
        Thing::Document,
        Thing::Referral,
    ];
    let ids: Vec<String> =
        things.iter().map(|thing| world.id(*thing).to_string()).chain(["1".to_owned(), "new".to_owned()]).collect();
    let addresses: BTreeSet<String> = PAGES
        .iter()
        .flat_map(|(path, _)| ids.iter().map(|id| path.replace("{kind}", "practitioner").replace("{id}", id)))
        .collect();

    let (mut kept, mut lost, mut emptied) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for reader in world.owners.iter().chain(&world.strangers[..4]) {
        for address in &addresses {
            let page = get(&app, address, &reader.cookie).await;
            if page.status != StatusCode::OK {
                continue;
            }
            for (tag, form) in forms(&page.body).filter(|(_, form)| is_typed_into(form)) {
                let sent_to =
                    tag.split_once("action=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
                // The function's name is preceded by the reader for whom the page was rendered.
                let sent_to = sent_to
                    .strip_prefix("/as/")
                    .and_then(|rest| rest.split_once('/'))
                    .map_or(sent_to, |(_, rest)| rest);
                let is_of_function = sent_to.starts_with("api/") || sent_to.starts_with("/api/");
                if is_of_function {
                    let path = format!("/{}", sent_to.trim_start_matches('/'));
                    let (sent, typed) = sent(&path, form);
                    let again = filled(&page.body, &sent);
                    if (1..=typed).any(|n| !again.contains(&format!("typed here {n}."))) {
                        emptied.insert(format!("{sent_to} on {address}"));
                    }
                }
                if tag.contains("data-keeps-text") {
                    kept.insert(sent_to.to_owned());
                } else if !FORGETTING.iter().any(|(known, _)| format!("/{sent_to}").ends_with(known)) {
                    lost.insert(format!("{sent_to} on {address}"));
                }
            }
        }
    }

    assert_eq!(lost, BTreeSet::new());
    assert_eq!(emptied, BTreeSet::new(), "what was refused is not shown again");
    assert!(kept.len() > 15, "only {kept:?}: what is tried is not what there is");
    for form in ["api/trust", "api/save_centre", "api/save_service"] {
        assert!(kept.contains(form), "{form} of {kept:?}");
    }
}
