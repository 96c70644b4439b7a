//! The second step of signing in over HTTP: no one is signed in before it, and people who have to set it up can do nothing else.

use axum::http::{Method, StatusCode};
use consulta::{domain::account::Role, service::setting};
use totp_rs::{Builder, Secret};

use super::browser::{application, call, cookies_of, get, post_form};
use crate::support::{Clinic, PASSWORD, TestDb, actor, cookie, email_of};

fn code_of(clinic: &Clinic, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).expect("base32");
    let now = clinic.services.clock.now().as_second().unsigned_abs();
    Builder::new().with_secret(secret).build().expect("a secret").generate(now).to_string()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map(|(found, _)| found).unwrap_or_default()
}

fn password() -> String {
    PASSWORD.replace(' ', "+")
}

#[tokio::test]
async fn who_must_set_it_up_does_that_first_and_then_signs_in_with_a_code() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let id = clinic.account("Ad Min", Role::Administrator).await;
    clinic.set("auth.second_factor", "staff").await;
    let first = cookie(&clinic.services, &actor(id, &[Role::Administrator])).await;

    // Nothing else is available.
    for page in ["/admin", "/account", "/notices"] {
        let answer = get(&app, page, &first).await;
        assert_eq!((answer.status.is_redirection(), answer.location()), (true, "/account/security"), "{page}");
    }
    let refused = call(&app, Method::GET, "/api/admin_overview", &first, "").await;
    assert!(refused.body.contains("not_signed_in"), "{}", refused.body);
    assert_eq!(get(&app, "/account/security", &first).await.status, StatusCode::OK);

    let begun = format!("current_password={}", password());
    assert_eq!(post_form(&app, "/api/begin_second_step", &first, &begun).await.location(), "/account/security");
    let page = get(&app, "/account/security", &first).await.body;
    let secret = between(&page, "<strong class=\"code\">", "</strong>").replace("<!>", "");
    assert!(page.contains("otpauth://totp/Consulta") && secret.len() == 39, "{secret}");
    let code = format!("second_code={}", code_of(&clinic, &secret));
    let on = post_form(&app, "/api/confirm_second_step", &first, &code).await;
    assert_eq!(on.location(), "/account/security?on=1");
    assert!(get(&app, "/account/security", &first).await.body.contains("Your recovery codes"));
    assert!(!get(&app, "/account/security", &first).await.body.contains("Your recovery codes"), "only once");
    assert_eq!(get(&app, "/admin", &first).await.status, StatusCode::OK);

    // In another browser: the password alone opens nothing.
    clinic.services.clock.set(clinic.services.clock.now() + jiff::SignedDuration::from_secs(30));
    let credentials = format!("identifier={}&password={}&next=/admin/users", email_of("Ad Min"), password());
    let halfway = post_form(&app, "/api/sign_in", "", &credentials).await;
    let half = cookies_of(&halfway);
    assert_eq!(halfway.location(), "/sign-in/code");
    assert!(get(&app, "/sign-in/code", &half).await.body.contains("Enter your code"));
    assert_eq!(get(&app, "/admin", &half).await.status, StatusCode::FORBIDDEN);
    assert!(post_form(&app, "/api/sign_in_code", &half, "second_code=AAAA").await.location().contains("__err"));
    let code = format!("second_code={}", code_of(&clinic, &secret));
    let signed_in = post_form(&app, "/api/sign_in_code", &half, &code).await;
    assert_eq!(signed_in.location(), "/admin/users");
    assert_eq!(get(&app, "/admin", &cookies_of(&signed_in)).await.status, StatusCode::OK);
    let devices = get(&app, "/account/devices", &cookies_of(&signed_in)).await.body;
    let listed = between(&devices, "Codes from an app", "</li>");
    assert!(listed.contains("last used") && listed.contains("href=\"/account/security\""), "{devices}");
    assert_eq!(
        get(&app, "/admin", &half).await.status,
        StatusCode::FORBIDDEN,
        "the token from before is worth nothing"
    );

    // Without a first step there is no second.
    let code = format!("second_code={}", code_of(&clinic, &secret));
    assert_eq!(post_form(&app, "/api/sign_in_code", "", &code).await.location(), "/sign-in?again=1");
}

#[tokio::test]
async fn the_sign_in_box_and_the_registration_form_follow_the_setting() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let box_of = |body: &str| between(body, "<label for=\"identifier\">", "<").to_owned();

    let follow = async |preset| setting::set(&clinic.services, "preset", preset).await.expect("there is no one yet");

    let email = get(&app, "/sign-in", "").await.body;
    follow("has").await;
    let national_id = get(&app, "/sign-in", "").await.body;
    let register = get(&app, "/register", "").await.body;
    follow("medconnect").await;
    let either = get(&app, "/sign-in", "").await.body;
    let medconnect = get(&app, "/register", "").await.body;
    follow("medisoft").await;
    let closed = get(&app, "/sign-in", "").await.body;

    assert_eq!((box_of(&email).as_str(), email.contains("type=\"email\"")), ("Email", true));
    assert_eq!((box_of(&national_id).as_str(), national_id.contains("type=\"email\"")), ("National ID", false));
    assert_eq!(box_of(&either), "Username or email");
    assert!(register.contains("form[names][national_id]") && !register.contains("form[names][username]"));
    assert!(medconnect.contains("form[names][username]") && medconnect.contains("form[parts][given]"));
    assert!(email.contains("Create an account") && !closed.contains("Create an account"));
}

#[tokio::test]
async fn a_passkey_is_asked_of_one_browser_and_its_challenge_is_taken_out_by_whatever_answers() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let id = clinic.account("Ad Min", Role::Administrator).await;
    clinic.set("auth.second_factor", "staff").await;
    let first = cookie(&clinic.services, &actor(id, &[Role::Administrator])).await;

    // Someone who must set up a second factor may add a passkey, after entering their password.
    let page = get(&app, "/account/security?passkey=new", &first).await.body;
    assert!(page.contains("Adding a passkey needs JavaScript"), "{page}");
    let begin = |password: &str| format!("passkey_name=Office&current_password={password}");
    let wrong = call(&app, Method::POST, "/api/begin_passkey", &first, &begin("wrong")).await;
    let begun = call(&app, Method::POST, "/api/begin_passkey", &first, &begin(&password())).await;
    assert!(wrong.body.contains("current_password") && !wrong.body.contains("challenge"), "{}", wrong.body);
    assert!(begun.body.contains("challenge") && begun.body.contains("localhost"), "{}", begun.body);

    let asked = call(&app, Method::POST, "/api/ask_passkey", "", "").await;
    let visitor = cookies_of(&asked);
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.body);
    let kept = "select count(*) from session where account_id is null";
    assert_eq!(clinic.test.count(kept).await, 1, "the challenge is the server's to remember");
    for browser in [visitor.as_str(), visitor.as_str(), ""] {
        let refused = call(&app, Method::POST, "/api/sign_in_passkey", browser, "credential=x").await;
        assert!(refused.body.contains("passkey_name"), "{}", refused.body);
    }
    let step = call(&app, Method::POST, "/api/ask_passkey", &visitor, "step=true").await;
    assert!(step.body.contains("sign_in_refused"), "there was no first step: {}", step.body);
}
