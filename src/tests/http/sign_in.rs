//! Registering, signing in and out over HTTP (T1, T2, T3, S0-02, S0-11, S0-12).

use axum::http::StatusCode;
use consulta::{
    domain::{account::Role, invite_form::InviteForm},
    service::account_invitation,
};

use super::browser::{Answer, application, cookies_of, get, post_form};
use crate::support::{Clinic, PASSWORD, TestDb, actor, at, cookie, email_of, on_both};

const FORM: &str = "form[name]=Amal+Haddad&form[email]=Amal@example.org&form[phone]=0491570156&form[birth_day]=27\
    &form[birth_month]=3&form[birth_year]=1985&form[password]=correct+horse+battery\
    &form[password_again]=correct+horse+battery";

fn new_cookie(answer: &Answer) -> String {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let mut pairs = set.filter_map(|cookie| cookie.split(';').next());
    pairs.find(|cookie| cookie.starts_with("consulta_session=")).unwrap_or_default().to_owned()
}

fn credentials(email: &str, password: &str) -> String {
    format!("identifier={email}&password={}", password.replace(' ', "+"))
}

on_both! {
    async fn a_visitor_registers_signs_in_and_lands_on_their_dashboard(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);

        let registered = post_form(&app, "/api/register", "", FORM).await;
        let signed_in = post_form(&app, "/api/sign_in", "", &credentials("amal@EXAMPLE.org", PASSWORD)).await;
        let cookie = new_cookie(&signed_in);

        assert_eq!((registered.status, registered.location()), (StatusCode::FOUND, "/sign-in?registered=1"));
        assert_eq!(new_cookie(&registered), "");
        assert_eq!((signed_in.status, signed_in.location()), (StatusCode::FOUND, "/patient"));
        for set in signed_in.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()) {
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
        }
        assert_eq!(get(&app, "/patient", &cookie).await.status, StatusCode::OK);
        assert_eq!(get(&app, "/admin", &cookie).await.status, StatusCode::FORBIDDEN);
        assert_eq!(clinic.test.count("select count(*) from patient").await, 1);
        assert_eq!(clinic.test.count("select count(*) from account_role where role = 'patient'").await, 1);
    }
}

on_both! {
    async fn a_registration_without_a_script_is_answered_the_same_whether_the_address_is_known_or_not(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);

        let first = post_form(&app, "/api/register", "", FORM).await;
        let again = post_form(&app, "/api/register", "", FORM).await;
        let guessed = FORM.replace("correct+horse+battery", "brown+kettle+over+roof");
        let guessed = post_form(&app, "/api/register", "", &guessed).await;

        for other in [&again, &guessed] {
            assert_eq!((other.status, other.location(), &other.body), (first.status, first.location(), &first.body));
            assert_eq!(cookies_of(other), cookies_of(&first));
        }
        assert_eq!(first.location(), "/sign-in?registered=1");
        assert_eq!(clinic.test.count("select count(*) from account").await, 1);
        assert_eq!(clinic.test.count("select count(*) from session where account_id is not null").await, 0);
    }
}

on_both! {
    async fn an_invitation_used_without_a_script_is_answered_the_same_whether_the_address_is_known_or_not(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let ada = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        let mut answers = Vec::new();
        for _ in 0..2 {
            let token = account_invitation::invite(&clinic.services, &ada, &InviteForm::usual()).await.expect("invited");
            answers.push(post_form(&app, "/api/register_invited", "", &format!("{FORM}&token={token}")).await);
        }

        assert_eq!(clinic.test.count("select count(*) from patient").await, 1);
        for answer in &answers {
            assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, "/sign-in?registered=1"));
            assert_eq!(cookies_of(answer), cookies_of(&answers[0]));
            assert_eq!(new_cookie(answer), "");
        }
    }
}

on_both! {
    async fn whoever_registers_on_the_way_to_a_booking_comes_back_to_the_time_that_is_held(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let app = application(&clinic.services);
        let time = format!("practitioner={doctor}&centre={}&slot={}", clinic.centre, at("10:00").as_second());

        let held = post_form(&app, "/api/hold_time", "", &format!("{time}&register=1")).await;
        let next = held.location().split_once("next=").expect("a way back").1;
        let registered = post_form(&app, "/api/register", &cookies_of(&held), &format!("{FORM}&next={next}")).await;
        let credentials = format!("{}&next={next}", credentials("amal@example.org", PASSWORD));
        let signed_in = post_form(&app, "/api/sign_in", &cookies_of(&held), &credentials).await;
        let review = get(&app, signed_in.location(), &cookies_of(&signed_in)).await.body;

        assert_eq!(registered.location(), format!("/sign-in?registered=1&next={next}"));
        assert!(signed_in.location().starts_with(&format!("/book/{doctor}?centre=")), "{signed_in:?}");
        assert!(review.contains("Book 10:00") && review.contains("holding this time for you until 08:10"), "{review}");
    }
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_get_the_same_answer() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.patient("Pat Ient").await;

    let wrong = post_form(&app, "/api/sign_in", "", &credentials(&email_of("Pat Ient"), "not this one")).await;
    let unknown = post_form(&app, "/api/sign_in", "", &credentials("nobody@example.org", "not this one")).await;

    assert_eq!(wrong.location(), unknown.location());
    assert!(wrong.location().contains("__err") && new_cookie(&wrong).is_empty());
}

#[tokio::test]
async fn a_refused_name_is_there_again_once_and_leaves_nothing_on_the_server() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let refused = post_form(&app, "/api/sign_in", "", &credentials("pat%2Bme@example.org", "not this one")).await;
    let address = refused.location().trim_start_matches("http://clinic.example").replace("/here", "/sign-in");
    let page = get(&app, &address, &cookies_of(&refused)).await;
    let other = get(&app, "/sign-in", "").await;

    assert!(page.body.contains("id=\"identifier\"") && page.body.contains("value=\"pat+me@example.org\""), "{page:?}");
    let forgotten = page.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    assert!(
        forgotten.into_iter().any(|set| set.starts_with("consulta_name=;") && set.contains("Max-Age=0")),
        "{page:?}"
    );
    assert!(!other.body.contains("pat+me"));
    assert_eq!(clinic.test.count("select count(*) from session").await, 0);
}

#[tokio::test]
async fn the_address_of_a_refused_code_is_there_again_and_leaves_nothing_on_the_server() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let form = "email=pat%2Bme@example.org&code=AAAAAAAAAA&password=another+horse&password_again=another+horse";

    let refused = post_form(&app, "/api/reset_password", "", form).await;
    let address = refused.location().trim_start_matches("http://clinic.example");
    let address = address.replace("/here?", "/reset-password?with=code&");
    let page = get(&app, &address, &cookies_of(&refused)).await;

    assert!(page.body.contains("value=\"pat+me@example.org\""), "{page:?}");
    assert!(!page.body.contains("AAAAAAAAAA") && !page.body.contains("another horse"), "{page:?}");
    assert_eq!(clinic.test.count("select count(*) from session").await, 0);
}

#[tokio::test]
async fn signing_in_gives_a_new_token_and_signing_out_ends_it() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = clinic.patient("Pat Ient").await;
    let before = cookie(&clinic.services, &patient).await;

    let signed_in = post_form(&app, "/api/sign_in", &before, &credentials(&email_of("Pat Ient"), PASSWORD)).await;
    let after = new_cookie(&signed_in);
    let signed_out = post_form(&app, "/api/sign_out", &after, "").await;

    assert_ne!(before, after);
    assert_eq!(get(&app, "/patient", &before).await.status, StatusCode::FORBIDDEN, "the old token is worth nothing");
    assert_eq!(signed_out.status, StatusCode::FOUND);
    assert_eq!(get(&app, "/patient", &after).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_session_ends_when_it_idles_too_long() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = clinic.patient("Pat Ient").await;
    let cookie = cookie(&clinic.services, &patient).await;
    let now = clinic.services.clock.now();

    clinic.services.clock.set(now + jiff::SignedDuration::from_hours(11));
    assert_eq!(get(&app, "/patient", &cookie).await.status, StatusCode::OK);
    clinic.services.clock.set(now + jiff::SignedDuration::from_hours(22));
    assert_eq!(get(&app, "/patient", &cookie).await.status, StatusCode::OK, "it was used in between");
    clinic.services.clock.set(now + jiff::SignedDuration::from_hours(25));
    assert_eq!(get(&app, "/patient", &cookie).await.status, StatusCode::FORBIDDEN, "no session lasts longer");
}

#[tokio::test]
async fn looking_at_a_page_writes_nothing_and_using_it_for_longer_is_noted() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let patient = clinic.patient("Pat Ient").await;
    let cookie = cookie(&clinic.services, &patient).await;
    let now = clinic.services.clock.now();

    clinic.services.clock.set(now + jiff::SignedDuration::from_mins(4));
    let soon = get(&app, "/patient", &cookie).await;
    let seen_soon = clinic.test.count("select last_seen_at from session").await;
    clinic.services.clock.set(now + jiff::SignedDuration::from_mins(6));
    get(&app, "/patient", &cookie).await;
    let seen_later = clinic.test.count("select last_seen_at from session").await;

    assert!(soon.header("set-cookie").is_empty());
    assert_eq!(seen_soon, now.as_second());
    assert_eq!(seen_later, now.as_second() + 360);
}

#[tokio::test]
async fn after_signing_in_nobody_is_sent_to_another_site() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.patient("Pat Ient").await;
    let with_next = |next: &str| format!("{}&next={next}", credentials(&email_of("Pat Ient"), PASSWORD));

    let local = post_form(&app, "/api/sign_in", "", &with_next("/book/7%3Fcentre%3D1")).await;
    let foreign = post_form(&app, "/api/sign_in", "", &with_next("//evil.example")).await;

    assert_eq!(local.location(), "/book/7?centre=1");
    assert_eq!(foreign.location(), "/patient");
}

#[tokio::test]
async fn switching_an_account_off_ends_its_sessions_at_once() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let patient = clinic.patient("Pat Ient").await;
    let (admin, cookie) = (cookie(&clinic.services, &admin).await, cookie(&clinic.services, &patient).await);
    let id = patient.id().expect("an account");

    post_form(&app, "/api/set_account_status", &admin, &format!("account={id}&active=false")).await;

    assert_eq!(get(&app, "/patient", &cookie).await.status, StatusCode::FORBIDDEN);
    let refused = post_form(&app, "/api/sign_in", "", &credentials(&email_of("Pat Ient"), PASSWORD)).await;
    assert!(refused.location().contains("__err"));
}

#[tokio::test]
async fn a_reset_code_sets_a_new_password_once() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let id = clinic.patient("Pat Ient").await.id().expect("an account");
    let made = consulta::service::reset_code::issue(&clinic.services, &admin, id).await.expect("made");
    let code = made.expect("a patient's, at once").code;
    let form = |code: &str| {
        format!(
            "email={}&code={code}&password=another+horse+entirely&password_again=another+horse+entirely",
            email_of("Pat Ient")
        )
    };

    let wrong = post_form(&app, "/api/reset_password", "", &form("AAAAAAAAAA")).await;
    let right = post_form(&app, "/api/reset_password", "", &form(&code.to_lowercase())).await;
    let again = post_form(&app, "/api/reset_password", "", &form(&code)).await;
    let signed_in =
        post_form(&app, "/api/sign_in", "", &credentials(&email_of("Pat Ient"), "another horse entirely")).await;

    assert!(wrong.location().contains("__err"));
    assert_eq!(right.location(), "/sign-in?reset=1");
    assert!(again.location().contains("__err"));
    assert_eq!(signed_in.location(), "/patient");
}
