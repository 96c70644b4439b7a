//! A browser without a screen: sends requests to the router in this process, as a form or a script would.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use consulta::{request::AppState, server::router::router, service::Services};
use leptos::config::LeptosOptions;
use tower::ServiceExt;

/// An answer, read completely.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// The address it redirects to.
    pub fn location(&self) -> &str {
        self.header(header::LOCATION.as_str())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// The application over these services.
pub fn application(services: &Arc<Services>) -> Router {
    let leptos = LeptosOptions::builder().output_name("consulta").site_root("target/no-site").build();
    let own = consulta::request::origin::Own::default();
    router(AppState { services: services.clone(), leptos, trust_proxy: true, tls: false, secure_cookies: false, own })
}

/// Asks for a page.
pub async fn get(app: &Router, path: &str, cookie: &str) -> Answer {
    send(app, Method::GET, path, cookie, "", &[(header::ACCEPT.as_str(), "text/html"), ("sec-fetch-site", "none")])
        .await
}

/// Sends a form as a browser without JavaScript does.
pub async fn post_form(app: &Router, path: &str, cookie: &str, body: &str) -> Answer {
    let headers = [
        (header::ACCEPT.as_str(), "text/html"),
        (header::REFERER.as_str(), "http://clinic.example/here"),
        ("sec-fetch-site", "same-origin"),
    ];
    send(app, Method::POST, path, cookie, body, &headers).await
}

/// Calls a server function as the hydrated page does.
pub async fn call(app: &Router, method: Method, path: &str, cookie: &str, body: &str) -> Answer {
    let headers = [(header::ACCEPT.as_str(), "application/json"), ("sec-fetch-site", "same-origin")];
    send(app, method, path, cookie, body, &headers).await
}

/// The address for a request from a page rendered for the cookie's owner, unless the path states the reader.
pub async fn address(app: &Router, method: &Method, path: &str, cookie: &str) -> String {
    let says_it = path.starts_with("/as/") || !(*method == Method::POST || path.starts_with("/api/"));
    if says_it || !cookie.contains("consulta_session=") {
        return path.to_owned();
    }
    let reader = match cookie.split_once("; reader=") {
        Some((_, reader)) => reader.to_owned(),
        None => {
            let viewer = ask(app, Method::GET, "/api/viewer", cookie, "", &[]).await.body;
            let id = viewer.split_once("\"account\":{\"id\":").and_then(|(_, rest)| rest.split(',').next());
            id.unwrap_or("visitor").to_owned()
        }
    };
    format!("/as/{reader}{path}")
}

pub async fn send(
    app: &Router,
    method: Method,
    path: &str,
    cookie: &str,
    body: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let address = address(app, &method, path, cookie).await;
    ask(app, method, &address, cookie, body, headers).await
}

/// Sends to an address as it is.
pub async fn ask(
    app: &Router,
    method: Method,
    address: &str,
    cookie: &str,
    body: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(address).header(header::HOST, "clinic.example");
    request = request.header(header::COOKIE, cookie);
    if !body.is_empty() && headers.iter().all(|(name, _)| *name != header::CONTENT_TYPE.as_str()) {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    let response = app.clone().oneshot(request).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 10_000_000).await.expect("a whole body");
    let body = String::from_utf8_lossy(&body).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// Calls a server function from a client address, as reported by the proxy in front.
pub async fn call_from(app: &Router, address: &str, path: &str, cookie: &str, body: &str) -> Answer {
    let headers = [
        (header::ACCEPT.as_str(), "application/json"),
        ("sec-fetch-site", "same-origin"),
        ("x-forwarded-for", address),
    ];
    send(app, Method::POST, path, cookie, body, &headers).await
}

/// The cookies that an answer sets, as the browser sends them back.
pub fn cookies_of(answer: &Answer) -> String {
    let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|cookie| cookie.split(';').next()).collect::<Vec<_>>().join("; ")
}

/// Requests a binary file.
pub async fn get_bytes(app: &Router, path: &str, cookie: &str) -> Vec<u8> {
    let request = Request::builder().uri(path).header(header::HOST, "clinic.example").header(header::COOKIE, cookie);
    let response = app.clone().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    to_bytes(response.into_body(), 10_000_000).await.expect("a whole body").to_vec()
}
