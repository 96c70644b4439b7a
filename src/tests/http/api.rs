//! The API as programs use it: no cookie, no `Origin`, only a token.

mod contracts;
mod document;
mod foreign;
mod messages;
mod parts;
mod personal;
mod referrals;
mod resources;
mod tags;
mod tokens;
mod verbs;

use axum::{
    Router,
    http::{Method, StatusCode},
};
use serde_json::{Value, json};

use super::browser::{Answer, application, ask};
use crate::support::{Clinic, PASSWORD, TestDb, email_of};

/// A clinic with the API enabled, and its application.
pub async fn open(test: TestDb) -> (Clinic, Router) {
    let clinic = Clinic::new(test).await;
    clinic.set("api.enabled", "true").await;
    let app = application(&clinic.services);
    (clinic, app)
}

/// Sends a program's request; without a body if it is empty.
pub async fn send(app: &Router, method: Method, path: &str, token: &str, body: &Value) -> Answer {
    send_with(app, method, path, token, body, &[]).await
}

pub async fn send_with(
    app: &Router,
    method: Method,
    path: &str,
    token: &str,
    body: &Value,
    more: &[(&str, &str)],
) -> Answer {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("content-type", "application/json"), ("user-agent", "program/1")];
    if !token.is_empty() {
        headers.push(("authorization", &bearer));
    }
    headers.extend(more);
    let body = if body.is_null() { String::new() } else { body.to_string() };
    ask(app, method, path, "", &body, &headers).await
}

pub async fn get(app: &Router, path: &str, token: &str) -> Answer {
    send(app, Method::GET, path, token, &Value::Null).await
}

/// The JSON of an answer.
pub fn said(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_default()
}

/// Signs someone in; returns the access token and the refresh token.
pub async fn login(app: &Router, name: &str) -> (String, String) {
    let body = json!({ "email": email_of(name), "password": PASSWORD });
    let answer = send(app, Method::POST, "/api/v1/auth/login", "", &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let told = said(&answer);
    let token = |name: &str| told[name].as_str().expect("a token").to_owned();
    (token("access"), token("refresh"))
}

/// Signs someone in; returns the access token.
pub async fn token(app: &Router, name: &str) -> String {
    login(app, name).await.0
}
