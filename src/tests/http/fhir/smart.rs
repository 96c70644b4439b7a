//! SMART App Launch as apps use it: a patient admits one on our page, it reads what they allowed by FHIR, and it stops when they
//! say so.

mod codes;
mod ends;
mod launch;
mod sites;

use std::sync::Arc;

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::{
        account::{Actor, Role},
        app::AppForm,
        app_scope::Readable,
        ids::AppId,
        statement::StatementForm,
    },
    service::{Services, app, profile},
};
use serde_json::Value;

use crate::{
    http::{
        api::{open as open_api, said},
        browser::{Answer, ask, get as page, post_form},
    },
    support::{Clinic, TestDb, actor, cookie},
};

/// From RFC 7636, appendix B: a code verifier, and its challenge.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const BACK: &str = "https://mate.example/cb";
const AUD: &str = "http://clinic.example/fhir";
const SCOPES: &str = "launch/patient offline_access patient/Patient.rs patient/AllergyIntolerance.rs";

/// A clinic with an app and a patient who has an allergy.
struct Launch {
    clinic: Clinic,
    router: Router,
    admin: Actor,
    pat: Actor,
    cookie: String,
    app: AppId,
    client: String,
    secret: Option<String>,
}

/// The form of an app that may read two things.
fn form(confidential: bool) -> AppForm {
    AppForm {
        name: "Health Mate".into(),
        addresses: format!("{BACK}\nhttp://127.0.0.1/cb"),
        confidential,
        reads: [Readable::Patient, Readable::AllergyIntolerance].map(|of| of.as_str().to_owned()).to_vec(),
        offline: true,
    }
}

impl Launch {
    async fn new(test: TestDb, confidential: bool) -> Self {
        let (clinic, router) = open_api(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let pat = clinic.patient("Pat Ient").await;
        let allergy = StatementForm {
            kind: "allergy".into(),
            name: "Penicillin".into(),
            severity: "severe".into(),
            ..StatementForm::default()
        };
        profile::add(services, &pat, &allergy).await.expect("said");
        let (app, secret) = app::add(services, &admin, &form(confidential)).await.expect("added");
        let client = app::one(services, &admin, app).await.expect("there").client_id;
        let cookie = cookie(services, &pat).await;
        Self { clinic, router, admin, pat, cookie, app, client, secret }
    }

    fn services(&self) -> &Arc<Services> {
        &self.clinic.services
    }

    /// The address to which the app sends the browser, with these parameters instead of the usual ones.
    fn address(&self, instead: &[(&str, &str)]) -> String {
        let usual = [
            ("response_type", "code"),
            ("client_id", self.client.as_str()),
            ("redirect_uri", BACK),
            ("scope", SCOPES),
            ("state", "x y&z"),
            ("aud", AUD),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let value = |name: &str, value: &str| {
            let other = instead.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
            percent(other.unwrap_or(value))
        };
        let said: Vec<String> = usual.iter().map(|(name, one)| format!("{name}={}", value(name, one))).collect();
        format!("/oauth/authorize?{}", said.join("&"))
    }

    /// Where the app's request leads.
    async fn asks(&self, instead: &[(&str, &str)]) -> String {
        let answer = page(&self.router, &self.address(instead), "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.location().to_owned()
    }

    /// The patient's answer, and where it leads.
    async fn answers(&self, question: &str, allow: bool) -> Answer {
        let name = question.strip_prefix("/apps/allow/").expect("a question");
        post_form(&self.router, "/api/answer_app", &self.cookie, &format!("name={name}&allow={allow}")).await
    }

    /// A code that the patient granted to the app.
    async fn code(&self, instead: &[(&str, &str)]) -> String {
        let question = self.asks(instead).await;
        let back = self.answers(&question, true).await;
        code_in(back.location())
    }

    /// Sends a form as the app's program does.
    async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut said: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
        if fields.iter().all(|(name, _)| *name != "client_id") {
            said.push(format!("client_id={}", self.client));
            said.extend(self.secret.iter().map(|secret| format!("client_secret={secret}")));
        }
        ask(&self.router, Method::POST, path, "", &said.join("&"), &[("user-agent", "mate/1")]).await
    }

    /// Exchanges a code, with these fields instead of the usual ones.
    async fn exchanges(&self, code: &str, instead: &[(&str, &str)]) -> Answer {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        fields.retain(|(name, _)| instead.iter().all(|(other, _)| other != name));
        fields.extend(instead);
        self.sends("/oauth/token", &fields).await
    }

    /// An access token and a refresh token of the app's.
    async fn tokens(&self) -> (String, String) {
        let code = self.code(&[]).await;
        both(&self.exchanges(&code, &[]).await)
    }

    async fn refreshes(&self, refresh: &str) -> Answer {
        self.sends("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", refresh)]).await
    }

    /// The status of reading the patient's allergies with a token.
    async fn reads(&self, router: &Router, token: &str) -> StatusCode {
        crate::http::api::get(router, "/fhir/AllergyIntolerance", token).await.status
    }
}

/// A value in an address.
fn percent(text: &str) -> String {
    consulta::domain::address::escape(text)
}

/// The code that a browser carries to the app.
fn code_in(location: &str) -> String {
    let query = location.split_once('?').map_or("", |(_, query)| query);
    let code = query.split('&').find_map(|pair| pair.strip_prefix("code="));
    code.unwrap_or_else(|| panic!("no code in {location}")).to_owned()
}

/// The contents of a token response.
#[track_caller]
fn both(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let told = said(answer);
    let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
    (text("access_token"), text("refresh_token"))
}

/// The error of a refusal.
#[track_caller]
fn error(answer: &Answer) -> String {
    assert!(answer.status.is_client_error(), "{} {}", answer.status, answer.body);
    let told: Value = said(answer);
    told["error"].as_str().unwrap_or_default().to_owned()
}
