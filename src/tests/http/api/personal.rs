//! Personal tokens: shown once, valid only for their scopes, and ended by whatever ends the credentials.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::{
        access_token::{MOST, Purpose, TokenForm},
        account::Actor,
        form::{Field, FieldError, Problem},
    },
    error::AppError,
    service::{Failure, account, booking, calendar_feed, personal_token},
};
use serde_json::{Value, json};

use super::{get, open, said, send};
use crate::support::{Clinic, PASSWORD, TestDb, at, cookie, on_both};

async fn made(clinic: &Clinic, owner: &Actor, scopes: &[&str]) -> String {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let form = TokenForm { name: "Script".into(), scopes, ..TokenForm::usual(Purpose::Program) };
    personal_token::make(&clinic.services, owner, &form, (PASSWORD, ""), "").await.expect("made")
}

on_both! {
    async fn a_personal_token_opens_what_it_was_made_for_and_nothing_else(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (pat, other) = (clinic.patient("Pat Ient").await, clinic.patient("Other One").await);
        let id = booking::book(&clinic.services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
        let path = format!("/api/v1/appointments/{id}");
        let (reads, writes) =
            (made(&clinic, &pat, &["appointments.read"]).await, made(&clinic, &pat, &["appointments.write"]).await);
        let foreign = made(&clinic, &other, &["appointments.read", "appointments.write"]).await;

        assert!(reads.starts_with("consulta_pat_"));
        assert_eq!(get(&app, "/api/v1/auth/me", &reads).await.status, StatusCode::OK);
        assert_eq!(get(&app, &path, &reads).await.status, StatusCode::OK);
        assert_eq!(get(&app, &path, &foreign).await.status, StatusCode::NOT_FOUND, "no more than its owner may");
        for (method, path, token) in [
            (Method::DELETE, path.as_str(), &reads),
            (Method::GET, path.as_str(), &writes),
            (Method::GET, "/api/v1/records", &reads),
            (Method::GET, "/api/v1/doctors", &reads),
            (Method::POST, "/api/v1/auth/logout", &reads),
            (Method::GET, "/api/appointments/", &reads),
            (Method::GET, "/fhir/Patient", &reads),
            (Method::GET, "/fhir/Appointment?_include=Appointment:patient", &reads),
        ] {
            let refused = send(&app, method.clone(), path, token, &Value::Null).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{method} {path}: {}", refused.body);
        }
        assert_eq!(said(&get(&app, "/api/v1/records", &reads).await)["code"], json!("insufficient_scope"));
        assert_eq!(get(&app, "/fhir/Appointment", &reads).await.status, StatusCode::OK);
        let cancelled = send(&app, Method::DELETE, &path, &writes, &Value::Null).await;
        assert_eq!(cancelled.status, StatusCode::NO_CONTENT, "{}", cancelled.body);
    }
}

on_both! {
    async fn a_personal_token_ends_with_its_owner_s_password_and_when_a_second_step_begins(test) {
        let (clinic, app) = open(test).await;
        let (pat, other) = (clinic.patient("Pat Ient").await, clinic.patient("Other One").await);
        let (first, second) =
            (made(&clinic, &pat, &["appointments.read"]).await, made(&clinic, &other, &["appointments.read"]).await);
        let me = "/api/v1/auth/me";
        assert_eq!(get(&app, me, &first).await.status, StatusCode::OK);

        let new = "another horse battery";
        account::change_password(&clinic.services, &pat, PASSWORD, (new, new), "", "").await.expect("changed");
        assert_eq!(get(&app, me, &first).await.status, StatusCode::UNAUTHORIZED);

        clinic.run("update account set must_change_password = true").await;
        assert_eq!(get(&app, me, &second).await.status, StatusCode::UNAUTHORIZED);
    }
}

on_both! {
    async fn signing_out_everywhere_else_ends_ones_own_tokens_if_one_says_so(test) {
        let (clinic, app) = open(test).await;
        let (pat, other) = (clinic.patient("Pat Ient").await, clinic.patient("Other One").await);
        let (mine, theirs) =
            (made(&clinic, &pat, &["appointments.read"]).await, made(&clinic, &other, &["appointments.read"]).await);
        let me = "/api/v1/auth/me";

        calendar_feed::renew(&clinic.services, &pat).await.expect("a secret address");

        account::sign_out_others(&clinic.services, &pat, "", false).await.expect("signed out");
        assert_eq!(get(&app, me, &mine).await.status, StatusCode::OK, "browsers are another matter");
        assert!(calendar_feed::since(&clinic.services, &pat).await.expect("own").is_some());

        account::sign_out_others(&clinic.services, &pat, "", true).await.expect("signed out");
        assert_eq!(calendar_feed::since(&clinic.services, &pat).await.expect("own"), None);
        assert_eq!(get(&app, me, &mine).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(get(&app, me, &theirs).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn making_one_takes_the_password_and_there_is_an_end_to_them() {
    let (clinic, _) = open(TestDb::sqlite().await).await;
    let pat = clinic.patient("Pat Ient").await;
    let services = &clinic.services;
    let form = TokenForm { name: "Phone".into(), ..TokenForm::usual(Purpose::Calendar) };

    let wrong = personal_token::make(services, &pat, &form, ("not this one", ""), "").await;
    assert!(
        matches!(&wrong, Err(Failure::Refused(AppError::Invalid(fields)))
        if fields[..] == [FieldError::new(Field::CurrentPassword, Problem::Wrong)]),
        "{wrong:?}"
    );
    let visitor = personal_token::make(services, &Actor::Visitor, &form, (PASSWORD, ""), "").await;
    assert!(visitor.is_err());
    // Ten can be created at once; the others already exist.
    let (epoch, id) = (0, pat.id().expect("an account"));
    let rows = services.db.write((id, epoch), |tx, (id, epoch)| {
        Box::pin(async move {
            for n in 0..MOST {
                let new = consulta::storage::personal_token::NewToken {
                    account: *id,
                    epoch: *epoch,
                    hash: format!("hash {n}"),
                    name: "Old".into(),
                    scopes: vec![consulta::domain::access_token::Scope::CalendarRead],
                    expires_at: jiff::Timestamp::MAX.as_second(),
                };
                consulta::storage::personal_token::insert(tx, &new, 0).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    rows.await.expect("stored");
    clinic
        .run(
            "update personal_token set credential_epoch = (select credential_epoch from account where id = account_id)",
        )
        .await;
    let full = personal_token::make(services, &pat, &form, (PASSWORD, ""), "").await;
    assert!(
        matches!(&full, Err(Failure::Refused(AppError::Invalid(fields)))
        if fields[..] == [FieldError::new(Field::ProgramName, Problem::OutOfRange)]),
        "{full:?}"
    );
}

#[tokio::test]
async fn a_token_is_shown_once_and_only_its_hash_is_kept() {
    use crate::http::browser::{get as page, post_form};
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let pat = clinic.patient("Pat Ient").await;
    let cookie = cookie(&clinic.services, &pat).await;
    let body = format!(
        "form[purpose]=program&form[name]=My+script&form[scopes][]=appointments.read&form[days]=30&current_password={}",
        PASSWORD.replace(' ', "+")
    );

    let sent = post_form(&app, "/api/make_access_token", &cookie, &body).await;
    let once = page(&app, sent.location(), &cookie).await;
    let again = page(&app, "/account/tokens", &cookie).await;

    assert_eq!(sent.location(), "/account/tokens?made=1");
    assert!(once.body.contains("consulta_pat_") && once.body.contains("My script"), "{}", once.body);
    assert!(!again.body.contains("consulta_pat_") && again.body.contains("My script"));
    assert_eq!(clinic.test.count("select count(*) from personal_token where length(token_hash) = 64").await, 1);
}
