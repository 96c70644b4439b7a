//! People who guess are slowed down, and no one else: not the owner, and not the clinic.

use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
};
use consulta::{
    request::{AppState, origin::Own},
    server::router::router,
    service::{Services, attempts, emergency},
};
use leptos::config::LeptosOptions;
use tower::ServiceExt;

use super::browser::{Answer, application, call, call_from, cookies_of, get, post_form};
use crate::support::{Clinic, PASSWORD, TestDb, cookie, email_of, on_both, practitioner_actor};

fn credentials(name: &str, password: &str) -> String {
    format!("identifier={}&password={}", email_of(name), password.replace(' ', "+"))
}

/// Each address is in a network of its own.
fn network(n: usize) -> String {
    format!("203.0.{}.{}", n % 250, 7)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_guesses_that_are_sent_together_only_as_many_are_judged_as_one_after_the_other() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.patient("Pat Ient").await;
    let guess = credentials("Pat Ient", "not this one");

    let all = (0..60).map(|_| call_from(&app, "203.0.113.1", "/api/sign_in", "", &guess));
    let answers = futures::future::join_all(all).await;

    let with = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with(StatusCode::UNPROCESSABLE_ENTITY), with(StatusCode::TOO_MANY_REQUESTS)), (5, 55));
    let refused = answers.iter().find(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).expect("one");
    assert_eq!(refused.header("retry-after"), "60");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_owner_gets_in_where_they_did_before_and_in_a_new_browser_however_much_others_guess() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.patient("Pat Ient").await;
    clinic.patient("Other One").await;
    let (right, wrong) = (credentials("Pat Ient", PASSWORD), credentials("Pat Ient", "not this one"));
    let own = cookies_of(&call_from(&app, "203.0.113.1", "/api/sign_in", "", &right).await);
    let others =
        cookies_of(&call_from(&app, "203.0.113.1", "/api/sign_in", "", &credentials("Other One", PASSWORD)).await);
    for n in 0..110 {
        call_from(&app, &network(n), "/api/sign_in", &others, &wrong).await;
    }

    let left = (0..4).map(|_| call_from(&app, "192.0.2.1", "/api/sign_in", "", &wrong));
    let left = futures::future::join_all(left).await;
    let guesser = call_from(&app, "192.0.2.1", "/api/sign_in", "", &right).await;
    let elsewhere = call_from(&app, "198.51.100.1", "/api/sign_in", "", &right).await;
    let neighbour = call_from(&app, &network(3), "/api/sign_in", &own, &right).await;
    let mistyped = call_from(&app, &network(3), "/api/sign_in", &own, &wrong).await;

    let judged = left.iter().filter(|answer| answer.status == StatusCode::UNPROCESSABLE_ENTITY).count();
    assert_eq!(
        (judged, guesser.status),
        (3, StatusCode::TOO_MANY_REQUESTS),
        "of a name that is guessed, few for a network"
    );
    assert_eq!(elsewhere.status, StatusCode::OK, "a browser that nobody knows: {}", elsewhere.body);
    assert_eq!(neighbour.status, StatusCode::OK, "{}", neighbour.body);
    assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY, "it is judged");
}

#[tokio::test]
async fn a_name_closes_to_the_network_that_guesses_and_to_no_other() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.patient("Pat Ient").await;
    clinic.patient("Other One").await;
    let (right, wrong) = (credentials("Pat Ient", PASSWORD), credentials("Pat Ient", "not this one"));
    for address in ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:3::", "2001:db8::4", "2001:db8::5"] {
        call_from(&app, address, "/api/sign_in", "", &wrong).await;
    }

    let neighbour = call_from(&app, "2001:db8::6", "/api/sign_in", "", &right).await;
    let next_network = call_from(&app, "2001:db8:0:1::6", "/api/sign_in", "", &right).await;
    let other_name = call_from(&app, "2001:db8::6", "/api/sign_in", "", &credentials("Other One", PASSWORD)).await;

    assert_eq!(neighbour.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(next_network.status, StatusCode::OK);
    assert_eq!(other_name.status, StatusCode::OK);
}

on_both! {
    async fn nothing_that_anybody_does_elsewhere_closes_an_emergency_or_a_change_of_password(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let cookie = cookie(&clinic.services, &patient).await;
        for blank in ["identifier=&password=x", "identifier=+&password=x", "identifier=contact&password=x", "identifier=a&password="] {
            for _ in 0..8 {
                call(&app, Method::POST, "/api/sign_in", "", blank).await;
            }
        }
        for _ in 0..8 {
            call(&app, Method::POST, "/api/reset_password", "", "email=&code=x&password=xxxxxxxx&password_again=xxxxxxxx").await;
        }
        for _ in 0..6 {
            let wrong = "current_password=x&password=xxxxxxxx&password_again=xxxxxxxx";
            call(&app, Method::POST, "/api/change_password", &cookie, wrong).await;
        }

        let message = "name=Some+One&email=some@one.example&message=Are+you+open+on+Monday";
        let contact = call(&app, Method::POST, "/api/contact", "", message).await;
        let reason = "found unconscious in the street";
        let opened = emergency::break_glass(&clinic.services, &doctor, &email_of("Pat Ient"), reason, PASSWORD).await;

        assert_eq!(contact.status, StatusCode::OK, "{}", contact.body);
        assert!(opened.is_ok(), "{opened:?}");
    }
}

#[tokio::test]
async fn behind_a_proxy_that_is_not_trusted_nobody_closes_the_clinic_to_everybody() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.patient("Pat Ient").await;
    for n in 0..40 {
        call(&app, Method::POST, "/api/sign_in", "", &credentials(&format!("Nobody {n}"), "not this one")).await;
    }

    let right = call(&app, Method::POST, "/api/sign_in", "", &credentials("Pat Ient", PASSWORD)).await;

    assert_eq!(right.status, StatusCode::OK, "{}", right.body);
}

/// A request from a client, forwarded by a proxy on this machine.
async fn by_proxy(app: &Router, client: &str, path: &str, form: &str) -> StatusCode {
    let request = Request::post(path)
        .header(header::HOST, "clinic.example")
        .header("sec-fetch-site", "same-origin")
        .header("x-forwarded-for", client)
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .extension(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40_000))))
        .body(Body::from(form.to_owned()))
        .expect("a request");
    app.clone().oneshot(request).await.expect("an answer").status()
}

#[tokio::test]
async fn behind_a_proxy_that_was_not_declared_a_flood_closes_the_contact_form_to_none_but_its_sender() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let leptos = LeptosOptions::builder().output_name("consulta").site_root("target/no-site").build();
    let services = clinic.services.clone();
    let app = router(AppState {
        services,
        leptos,
        trust_proxy: false,
        tls: false,
        secure_cookies: false,
        own: Own::default(),
    });
    let message = "name=Some+One&email=some@one.example&message=Are+you+open+on+Monday";
    let mut flood = Vec::new();
    for _ in 0..100 {
        flood.push(by_proxy(&app, "203.0.113.1", "/api/contact", message).await);
    }

    let other = by_proxy(&app, "198.51.100.1", "/api/contact", message).await;
    let mut all = Vec::new();
    for n in 0..100 {
        all.push(by_proxy(&app, &network(n), "/api/contact", message).await);
    }

    assert_eq!(flood.iter().filter(|status| **status == StatusCode::OK).count(), 5);
    assert_eq!(other, StatusCode::OK);
    assert_eq!(all.iter().filter(|status| **status == StatusCode::OK).count(), 44, "what it says may be made up");
}

fn registration(n: usize, address: &str) -> String {
    format!(
        "form[name]=Amal+Haddad&form[email]=amal{n}@example.org&form[phone]=0491570156&form[birth_day]=27\
         &form[birth_month]=3&form[birth_year]=1985&form[address]={address}&form[password]=correct+horse+battery\
         &form[password_again]=correct+horse+battery"
    )
}

#[tokio::test]
async fn a_network_makes_only_so_many_accounts_and_another_still_can() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let mut made = Vec::new();
    for n in 0..20 {
        made.push(call_from(&app, "203.0.113.1", "/api/register", "", &registration(n, "")).await.status);
    }

    let elsewhere = call_from(&app, "198.51.100.1", "/api/register", "", &registration(99, "")).await;

    assert_eq!(made.iter().filter(|status| **status == StatusCode::OK).count(), 15, "{made:?}");
    assert_eq!(made.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(elsewhere.status, StatusCode::OK);
    assert_eq!(clinic.test.count("select count(*) from account").await, 16);
}

async fn refused_form(app: &axum::Router, address: &str) -> Answer {
    let headers = [
        ("accept", "text/html"),
        ("referer", "http://clinic.example/register"),
        ("sec-fetch-site", "same-origin"),
        ("x-forwarded-for", address),
    ];
    let form = registration(0, &"x".repeat(60_000)).replace("name]=Amal+Haddad", "name]=");
    super::browser::send(app, Method::POST, "/api/register", "", &form, &headers).await
}

on_both! {
    async fn what_visitors_type_is_kept_short_and_for_minutes_and_for_few_of_a_network(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let now = clinic.services.clock.now();
        let mut answers = Vec::new();
        for _ in 0..30 {
            answers.push(refused_form(&app, "203.0.113.1").await);
        }

        assert!(answers.iter().all(|answer| answer.location().contains("__err")), "each is told why");
        assert_eq!(clinic.test.count("select count(*) from session").await, 20);
        // Sealed, it takes twice the space.
        assert!(clinic.test.count("select cast(max(length(data)) as bigint) from session").await < 2_000);
        assert_eq!(clinic.test.count("select max(expires_at) from session").await, now.as_second() + 15 * 60);
        let typed = get(&app, "/register", &cookies_of(&answers[0])).await;
        assert!(typed.body.contains("amal0@example.org"), "and found again");
        clinic.services.clock.set(now + jiff::SignedDuration::from_mins(31));
        consulta::request::session::sweep(&clinic.services).await.expect("swept");
        assert_eq!(clinic.test.count("select count(*) from session").await, 0);
    }
}

on_both! {
    async fn registering_never_tells_whether_an_address_or_a_number_is_known(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let register = async |form: String| call_from(&app, "203.0.113.1", "/api/register", "", &form).await;
        let first = register(registration(1, "")).await;

        let again = register(registration(1, "").replace("amal1@", "AMAL1@")).await;
        register(registration(1, "")).await;
        clinic.set("identity.unique_phone", "true").await;
        let same_number = register(registration(2, "")).await;

        assert_eq!((first.status, first.location()), (StatusCode::OK, "/sign-in?registered=1"));
        for other in [again, same_number] {
            assert_eq!((other.status, other.location(), &other.body), (first.status, first.location(), &first.body));
        }
        assert_eq!(clinic.test.count("select count(*) from account").await, 1);
        let told = "select count(*) from notice where kind = 'account.registered_again'";
        assert_eq!(clinic.test.count(told).await, 1, "the owner, once until they have read it");
        assert_eq!(clinic.test.count("select count(*) from session where account_id is not null").await, 0);
        // Without scripts, they find the address again, and where they wanted to go.
        for n in [3, 3] {
            let form = format!("{}&next=/book/7%3Fcentre%3D1", registration(n, ""));
            let sent = post_form(&app, "/api/register", "", &form).await;
            assert_eq!(sent.location(), "/sign-in?registered=1&next=/book/7%3Fcentre%3D1");
            let page = get(&app, sent.location(), &cookies_of(&sent)).await;
            assert!(page.body.contains("If these details are new to us"), "{}", page.body);
            assert!(page.body.contains(r#"value="amal3@example.org""#), "{}", page.body);
            assert!(page.body.contains(r#"value="/book/7?centre=1""#), "{}", page.body);
        }
    }
}

/// Account, part and outcome of each row of an action, in order.
async fn audited(services: &Services, action: &'static str) -> Vec<(Option<i64>, String, String)> {
    let mut conn = services.db.read().await.expect("a connection");
    let rows = consulta::storage::audit::after(&mut conn, 0, 10_000).await.expect("rows");
    let of_action = rows.into_iter().map(|row| row.written).filter(|row| row.action == action);
    of_action.map(|row| (row.entity_id, row.part, row.outcome)).collect()
}

on_both! {
    async fn the_audit_says_whose_account_was_tried_from_where_and_never_what_was_typed(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let patient = clinic.patient("Pat Ient").await;
        let id = patient.id().map(|id| id.0);
        let own = cookie(&clinic.services, &patient).await;
        let here = "203.0.113.9";

        for _ in 0..5 {
            call_from(&app, here, "/api/sign_in", "", &credentials("Pat Ient", "hunter22!")).await;
        }
        for _ in 0..3 {
            call_from(&app, here, "/api/sign_in", "", &credentials("Pat Ient", "hunter22!")).await;
        }
        call_from(&app, here, "/api/sign_in", "", "identifier=hunter22!&password=x").await;
        let change = "current_password=hunter22!&password=xxxxxxxx&password_again=xxxxxxxx";
        call_from(&app, here, "/api/change_password", &own, change).await;
        let reset = format!("email={}&code=AAAA&password=another+horse+entirely&password_again=another+horse+entirely", email_of("Pat Ient"));
        call_from(&app, here, "/api/reset_password", "", &reset).await;
        attempts::note_refused(&clinic.services).await.expect("written down");
        attempts::note_refused(&clinic.services).await.expect("nothing to write down");

        let row = |id: Option<i64>, part: &str, outcome: &str| (id, part.to_owned(), outcome.to_owned());
        let mut sign_ins = vec![row(id, "from 203.0.113.9", "refused"); 5];
        sign_ins.push(row(None, "from 203.0.113.9", "refused"));
        sign_ins.push(row(None, "from 203.0.113.0/24, 3 times", "too many attempts"));
        assert_eq!(audited(&clinic.services, "account.sign_in").await, sign_ins);
        let wrong = [row(id, "from 203.0.113.9", "wrong password")];
        assert_eq!(audited(&clinic.services, "account.change_password").await, wrong);
        let refused = [row(id, "from 203.0.113.9", "refused")];
        assert_eq!(audited(&clinic.services, "account.reset_password").await, refused);
    }
}

#[tokio::test]
async fn a_wrong_password_in_an_emergency_is_written_down() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
    clinic.patient("Pat Ient").await;

    let reason = "found unconscious in the street";
    let refused = emergency::break_glass(&clinic.services, &doctor, &email_of("Pat Ient"), reason, "hunter22!").await;

    assert!(refused.is_err());
    let rows = audited(&clinic.services, "record.break_glass").await;
    assert_eq!(rows, [(doctor.id().map(|id| id.0), String::new(), "wrong password".to_owned())]);
}

#[tokio::test]
async fn a_link_says_no_error_that_the_browsers_own_form_was_not_refused_with() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let refused = post_form(&app, "/api/sign_in", "", "identifier=nobody@example.org&password=x").await;
    let address = refused.location().trim_start_matches("http://clinic.example").replace("/here", "/sign-in");
    let own = cookies_of(&refused);

    let mine = get(&app, &address, &own).await;
    let forged = get(&app, &format!("{address}&next=/notices"), "").await;
    let of_another_form = get(&app, &address.replace("sign_in", "reset_password"), &own).await;

    assert_eq!(mine.status, StatusCode::OK);
    assert!(mine.body.contains("isn't right"), "its own is shown");
    assert_eq!((forged.status, forged.location()), (StatusCode::SEE_OTHER, "/sign-in?next=/notices"));
    assert_eq!((of_another_form.status, of_another_form.location()), (StatusCode::SEE_OTHER, "/sign-in"));
}
