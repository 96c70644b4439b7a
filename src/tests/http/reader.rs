//! A page rendered for one person changes nothing for another who signs in in the same browser, and its input is kept.

use axum::http::{Method, StatusCode};
use consulta::{domain::account::Role, server::router::page_routes};
use leptos::server_fn::axum::server_fn_paths;

use super::{
    browser::{Answer, application, ask, call, get, post_form},
    census::{FUNCTIONS, PAGES},
    foreign::{everything, world::World},
};
use crate::support::{Clinic, TestDb, actor, cookie, on_both};

/// Functions that ask who is signed in, or change that.
const FOR_ANYBODY: [&str; 4] = ["/api/viewer", "/api/sign_in", "/api/sign_in_code", "/api/sign_out"];
const UPLOADS: [&str; 4] =
    ["/documents/upload", "/appointments/1/documents/upload", "/admin/closures/import", "/admin/import/files"];

/// Every server function, with its method and valid arguments.
fn functions() -> impl Iterator<Item = (Method, &'static str, &'static str)> {
    let listed = server_fn_paths().filter(|(path, _)| !FOR_ANYBODY.contains(path));
    listed.map(|(path, method)| {
        let arguments = FUNCTIONS.iter().find(|(listed, ..)| *listed == path).expect("in the census").2;
        (method, path, arguments)
    })
}

async fn from_page_of(
    app: &axum::Router,
    reader: &str,
    method: &Method,
    path: &str,
    arguments: &str,
    cookie: &str,
) -> Answer {
    match *method {
        Method::GET => call(app, Method::GET, &format!("/as/{reader}{path}?{arguments}"), cookie, "").await,
        _ => call(app, Method::POST, &format!("/as/{reader}{path}"), cookie, arguments).await,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_done_for_one_account_from_a_page_of_another() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let readers = world.strangers.iter().filter(|reader| reader.actor.id().is_some());
    let others = ["visitor".to_owned(), world.owners[0].actor.id().expect("an account").to_string()];
    let before = everything(&world.clinic.test.db).await;

    for reader in readers {
        for (method, path, arguments) in functions() {
            for other in &others {
                let answer = from_page_of(&app, other, &method, path, arguments, &reader.cookie).await;
                assert_eq!(answer.status, StatusCode::CONFLICT, "{path} from a page of {other} for {}", reader.name);
                assert_eq!(answer.body, r#"{"code":"signed_in_as_another"}"#, "{path}");
                if method == Method::POST {
                    let plain = post_form(&app, &format!("/as/{other}{path}"), &reader.cookie, arguments).await;
                    assert_eq!(plain.status, StatusCode::CONFLICT, "{path} from a page of {other} for {}", reader.name);
                    assert!(plain.body.contains("Nothing was saved"), "{path}");
                }
            }
        }
        for path in UPLOADS {
            let answer = post_form(&app, &format!("/as/visitor{path}"), &reader.cookie, "").await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{path} for {}", reader.name);
        }
        assert_eq!(everything(&world.clinic.test.db).await, before, "for {}", reader.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_that_does_not_say_whose_page_it_comes_from_is_refused() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let before = everything(&world.clinic.test.db).await;
    let headers = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];

    for owner in &world.owners {
        let session = owner.cookie.split(';').next().unwrap_or_default();
        let changes = functions().filter(|(method, ..)| *method == Method::POST).map(|(_, path, with)| (path, with));
        for (path, arguments) in changes.chain(UPLOADS.map(|path| (path, ""))) {
            let answer = ask(&app, Method::POST, path, session, arguments, &headers).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} for {}: {}", owner.name, answer.body);
        }
    }
    assert_eq!(everything(&world.clinic.test.db).await, before);
}

on_both! {
    async fn a_profile_left_open_is_not_saved_over_that_of_who_signs_in_next(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let (warsame, luz) = (clinic.patient("Warsame Egal").await, clinic.patient("Luzviminda Santos").await);
        let cookie = cookie(&clinic.services, &luz).await;
        let path = format!("/as/{}/api/save_profile", warsame.id().expect("an account"));
        let form = "form[name]=Warsame+Egal&form[phone]=0491570156&form[address]=1+New+Street&form[birth_day]=27\
            &form[birth_month]=3&form[birth_year]=1985";

        let plain = post_form(&app, &path, &cookie, form).await;
        let by_script = call(&app, Method::POST, &path, &cookie, form).await;

        assert_eq!((plain.status, by_script.status), (StatusCode::CONFLICT, StatusCode::CONFLICT));
        assert!(plain.body.contains("You're now signed in as Luzviminda Santos"), "{}", plain.body);
        let shown = |typed: &str| plain.body.replace("<!>", "").contains(&format!("class=\"typed\">{typed}</li>"));
        assert!(shown("1 New Street"), "what was typed is kept: {}", plain.body);
        assert!(shown("0491570156") && shown("27") && shown("1985"), "numbers, too: {}", plain.body);
        assert_eq!(clinic.test.count("select count(*) from account where full_name = 'Warsame Egal'").await, 1);
    }
}

on_both! {
    async fn what_is_sent_after_the_session_has_ended_is_kept_and_sent_again_after_signing_in(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let patient = clinic.patient("Pat Ient").await;
        let id = patient.id().expect("an account");
        let path = format!("/as/{id}/api/add_statement");
        let form = "statement[statement_kind]=allergy&statement[statement_name]=Peanuts&statement[severity]=severe";

        let kept = post_form(&app, &path, "", form).await;
        let again = kept.body.split_once("<form").and_then(|(_, form)| form.split_once("action=\"")?.1.split_once('"'));
        let again = again.expect("a form to send again").0.to_owned();
        let cookie = cookie(&clinic.services, &patient).await;
        let sent = post_form(&app, &again, &cookie, form).await;

        assert_eq!(kept.status, StatusCode::FORBIDDEN);
        assert!(kept.body.contains("You've been signed out") && kept.body.contains("Peanuts"), "{}", kept.body);
        assert!(kept.body.contains("name=\"statement[statement_name]\" value=\"Peanuts\""), "{}", kept.body);
        assert!(sent.status.is_redirection() && !sent.location().contains("/api/"), "{}", sent.location());
        assert_eq!(clinic.test.count("select count(*) from statement where name = 'Peanuts'").await, 1);
    }
}

/// The part of the text before the first `end`.
fn until<'a>(text: &'a str, end: &str) -> &'a str {
    text.split(end).next().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_of_every_page_that_changes_something_says_for_whom_it_was_drawn() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let (mut seen, mut redirected) = (0, 0);
    assert_eq!(page_routes().len(), PAGES.len());
    let review = "/book/1?centre=1&slot=1795480200";

    for reader in world.strangers.iter().chain(&world.owners) {
        let whose = reader.actor.id().map_or_else(|| "visitor".to_owned(), |id| id.to_string());
        for path in PAGES.iter().map(|(path, _)| *path).chain([review]) {
            for id in [1, world.id(super::foreign::world::Thing::Appointment)] {
                let path = path.replace("{id}", &id.to_string()).replace("{kind}", "practitioner");
                let page = get(&app, &path, &reader.cookie).await.body;
                // A button may send its form elsewhere; one that only asks changes nothing.
                let buttons = page.split("<button").skip(1).map(|button| until(button, ">"));
                for button in buttons.filter(|button| !button.contains("formmethod=\"get\"")) {
                    if let Some((_, elsewhere)) = button.split_once("formaction=\"") {
                        assert!(
                            elsewhere.starts_with(&format!("/as/{whose}/")),
                            "{path} for {}: {button}",
                            reader.name
                        );
                        redirected += 1;
                    }
                }
                let forms = page.split("<form").skip(1).map(|form| until(form, ">"));
                for form in forms.filter(|form| form.contains("method=\"post\"") && !form.contains("action=\"/theme\""))
                {
                    assert!(form.contains(&format!("action=\"/as/{whose}/")), "{path} for {}: {form}", reader.name);
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 200, "only {seen} forms were seen");
    assert!(redirected > 0, "no such button was seen");
}

#[tokio::test]
async fn signing_out_has_the_browser_forget_what_it_kept() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let cookie = cookie(&clinic.services, &admin).await;

    let out = post_form(&app, "/api/sign_out", &cookie, "").await;

    assert_eq!((out.status, out.location()), (StatusCode::FOUND, "/sign-in?signed_out=1"));
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
}
