//! SMART App Launch 2, standalone, for patients: third-party apps ask to read a record, and get tokens for it once the patient has
//! agreed on our own page. Errors here are OAuth's (RFC 6749), and no cookie is read.

use std::time::Duration;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tower_http::{limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use super::{
    context::{BASE, origin},
    search::{pairs, query_of},
};
use crate::{
    domain::app_scope::Readable,
    request::{AppState, form, identity, identity::Identity, work},
    rest::problem::Problem,
    service::{
        app_consent::{self, Asked, Next},
        app_token::{self, Brings, Client, Granted, Known, Refused},
        token::{self, ACCESS},
    },
};

const LARGEST_BODY: usize = 16 * 1024;
/// The same as for pages.
const LONGEST_ANSWER: Duration = Duration::from_secs(25);
/// Our consent page; the secret of a request follows.
const PAGE: &str = "/apps/allow";
const CONFIGURATION: &str = "/fhir/.well-known/smart-configuration";
/// The endpoints that apps' programs use, rather than patients' browsers.
const FOR_PROGRAMS: [&str; 3] = ["/oauth/token", "/oauth/revoke", "/oauth/introspect"];

/// Whether an address is for apps' own programs, which use no cookie and no page of ours.
#[must_use]
pub fn is_for_programs(path: &str) -> bool {
    FOR_PROGRAMS.contains(&path)
}

/// Whether an address only serves discovery: where everything is, and what this server can do.
#[must_use]
pub fn is_discovery(path: &str) -> bool {
    [CONFIGURATION, "/fhir/metadata"].contains(&path)
}

/// The routes with the layers around them.
pub fn router(state: &AppState) -> Router<AppState> {
    Router::new()
        .route(CONFIGURATION, get(configuration))
        .route("/oauth/authorize", get(authorize))
        .route("/oauth/token", post(exchange))
        .route("/oauth/revoke", post(revoke))
        .route("/oauth/introspect", post(introspect))
        .layer(middleware::from_fn_with_state(state.clone(), identity::identify))
        .layer(middleware::from_fn_with_state(work::Places::default(), work::to_its_end))
        .layer(middleware::from_fn(form::whole_form))
        .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_ANSWER))
}

/// The endpoints, for the CapabilityStatement, by SMART's names for them.
pub fn addresses(origin: &str) -> [(&'static str, String); 4] {
    [
        ("authorize", format!("{origin}/oauth/authorize")),
        ("token", format!("{origin}/oauth/token")),
        ("introspect", format!("{origin}/oauth/introspect")),
        ("revoke", format!("{origin}/oauth/revoke")),
    ]
}

async fn configuration(State(state): State<AppState>, parts: Parts) -> Result<Response, Problem> {
    if !token::is_on(&state.services).await? {
        return Err(Problem::off());
    }
    let [authorize, token, introspect, revoke] = addresses(&origin(&parts, &state)).map(|(_, address)| address);
    let scopes = Readable::ALL.iter().map(|one| format!("patient/{}.rs", one.as_str()));
    let scopes: Vec<String> =
        ["launch/patient", "offline_access"].map(str::to_owned).into_iter().chain(scopes).collect();
    let said = json!({
        "authorization_endpoint": authorize,
        "token_endpoint": token,
        "introspection_endpoint": introspect,
        "revocation_endpoint": revoke,
        "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": scopes,
        // For reading only, and for patients only.
        "capabilities": [
            "launch-standalone",
            "client-public",
            "client-confidential-symmetric",
            "context-standalone-patient",
            "permission-patient",
            "permission-offline",
            "permission-v2",
        ],
    });
    Ok(told(StatusCode::OK, &said))
}

/// JSON that must not be stored.
fn told(status: StatusCode, said: &Value) -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, headers, said.to_string()).into_response()
}

/// The value under each name, once: a repeated name means different things to different readers.
struct Sent(Vec<(String, String)>);

impl Sent {
    fn read(text: &str) -> Option<Self> {
        let sent = pairs(text).ok()?;
        // Sorted, because anyone can send thousands.
        let mut names: Vec<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let is_once = names.len() == sent.len();
        is_once.then_some(Self(sent))
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value.as_str())
    }
}

/// An app sends the patient's browser here. It is redirected to our page, back to the app with an error, or nowhere.
async fn authorize(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let address = address_of(&request);
    let sent = Sent::read(query_of(request.uri()));
    let (parts, _) = request.into_parts();
    let base = format!("{}{BASE}", origin(&parts, &state));
    let next = match sent {
        None => Next::Stay,
        Some(sent) => {
            let text = |name: &str| sent.get(name).to_owned();
            let asked = Asked {
                client_id: text("client_id"),
                redirect_uri: text("redirect_uri"),
                response_type: text("response_type"),
                scope: text("scope"),
                state: text("state"),
                aud: text("aud"),
                code_challenge: text("code_challenge"),
                code_challenge_method: text("code_challenge_method"),
            };
            app_consent::ask(&state.services, &asked, &base, &address).await?
        }
    };
    let to = match next {
        // The page says that there is no such question.
        Next::Stay => format!("{PAGE}/unknown"),
        Next::Back(to) => to,
        Next::Ask(name) => format!("{PAGE}/{name}"),
    };
    let mut response = Redirect::to(&to).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn address_of(request: &Request) -> String {
    request.extensions().get::<Identity>().map(|identity| identity.address.clone()).unwrap_or_default()
}

/// A form from an app's program, and the client that it claims to be.
struct Form {
    sent: Sent,
    client_id: String,
    secret: Option<String>,
    address: String,
    program: String,
}

impl Form {
    /// `None` for anything that is not such a form, or contradicts itself about its sender.
    async fn read(request: Request) -> Option<Self> {
        let address = address_of(&request);
        let (parts, body) = request.into_parts();
        let media = parts.headers.get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return None;
        }
        let sent = Sent::read(&read_body(body).await?)?;
        let program = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let program = program.chars().take(200).collect();
        let (client_id, secret) = who(&parts.headers, &sent)?;
        Some(Self { sent, client_id, secret, address, program })
    }

    fn client(&self) -> Client<'_> {
        Client { id: &self.client_id, secret: self.secret.as_deref(), address: &self.address, program: &self.program }
    }
}

async fn read_body(body: Body) -> Option<String> {
    let bytes = to_bytes(body, LARGEST_BODY).await.ok()?;
    String::from_utf8(bytes.to_vec()).ok()
}

/// The client's credentials: in the header or in the form, but not in both.
fn who(headers: &HeaderMap, sent: &Sent) -> Option<(String, Option<String>)> {
    let (named, secret) = (sent.get("client_id"), sent.get("client_secret"));
    let mut said = headers.get_all(header::AUTHORIZATION).iter();
    let (first, None) = (said.next(), said.next()) else { return None };
    let Some(first) = first else {
        return Some((named.to_owned(), Some(secret).filter(|secret| !secret.is_empty()).map(str::to_owned)));
    };
    let (scheme, encoded) = first.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") || encoded.len() > 1_000 || !secret.is_empty() {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    (named.is_empty() || named == id).then(|| (id.to_owned(), Some(secret.to_owned())))
}

fn refuse(status: StatusCode, error: &str) -> Response {
    told(status, &json!({ "error": error }))
}

fn malformed() -> Response {
    refuse(StatusCode::BAD_REQUEST, "invalid_request")
}

fn refused(why: Refused) -> Response {
    match why {
        Refused::Client => {
            let mut response = refuse(StatusCode::UNAUTHORIZED, "invalid_client");
            let how = HeaderValue::from_static(r#"Basic realm="Consulta""#);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, how);
            response
        }
        Refused::Grant => refuse(StatusCode::BAD_REQUEST, "invalid_grant"),
        Refused::Scope => refuse(StatusCode::BAD_REQUEST, "invalid_scope"),
    }
}

/// Exchanges a code or a refresh token for tokens.
async fn exchange(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let Some(form) = Form::read(request).await else { return Ok(malformed()) };
    let brings = match form.sent.get("grant_type") {
        "authorization_code" => {
            Brings::Code(form.sent.get("code"), form.sent.get("redirect_uri"), form.sent.get("code_verifier"))
        }
        "refresh_token" => Brings::Refresh(form.sent.get("refresh_token"), form.sent.get("scope")),
        "" => return Ok(malformed()),
        _ => return Ok(refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type")),
    };
    let Granted { access, refresh, scope, patient } =
        match app_token::grant(&state.services, form.client(), brings).await? {
            Ok(granted) => granted,
            Err(why) => return Ok(refused(why)),
        };
    let mut said = json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": ACCESS,
        "scope": scope,
        "patient": patient.to_string(),
    });
    if let Some(refresh) = refresh {
        said["refresh_token"] = refresh.into();
    }
    let mut response = told(StatusCode::OK, &said);
    response.headers_mut().insert(HeaderName::from_static("pragma"), HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// Ends the family of a token.
async fn revoke(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let Some(form) = Form::read(request).await else { return Ok(malformed()) };
    match app_token::revoke(&state.services, form.client(), form.sent.get("token")).await? {
        Ok(()) => Ok(told(StatusCode::OK, &json!({}))),
        Err(why) => Ok(refused(why)),
    }
}

/// Tells an app whether its access token is still valid.
async fn introspect(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let Some(form) = Form::read(request).await else { return Ok(malformed()) };
    let known = match app_token::introspect(&state.services, form.client(), form.sent.get("token")).await? {
        Ok(known) => known,
        Err(why) => return Ok(refused(why)),
    };
    let said = match known {
        None => json!({ "active": false }),
        Some(Known { scope, patient, issued_at, expires_at }) => json!({
            "active": true,
            "client_id": form.client_id,
            "token_type": "Bearer",
            "scope": scope,
            "sub": patient,
            "patient": patient,
            "iat": issued_at.as_second(),
            "exp": expires_at.as_second(),
        }),
    };
    Ok(told(StatusCode::OK, &said))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(authorization: &[&'static str], form: &str) -> Option<(String, Option<String>)> {
        let mut headers = HeaderMap::new();
        for value in authorization {
            headers.append(header::AUTHORIZATION, HeaderValue::from_static(value));
        }
        who(&headers, &Sent::read(form).expect("a form"))
    }

    #[test]
    fn an_app_says_once_who_it_is() {
        let known = |id: &str, secret: Option<&str>| Some((id.to_owned(), secret.map(str::to_owned)));
        // `app:secret`
        assert_eq!(of(&["Basic YXBwOnNlY3JldA=="], ""), known("app", Some("secret")));
        assert_eq!(of(&["Basic YXBwOnNlY3JldA=="], "client_id=app"), known("app", Some("secret")));
        assert_eq!(of(&[], "client_id=app&client_secret=secret"), known("app", Some("secret")));
        assert_eq!(of(&[], "client_id=app"), known("app", None));
        for (authorization, form) in [
            (&["Basic YXBwOnNlY3JldA=="][..], "client_id=other"),
            (&["Basic YXBwOnNlY3JldA=="], "client_secret=secret"),
            (&["Bearer x"], "client_id=app"),
            (&["Basic YXBwOnNlY3JldA==", "Basic YXBwOnNlY3JldA=="], ""),
        ] {
            assert_eq!(of(authorization, form), None, "{authorization:?} {form}");
        }
    }

    #[test]
    fn nothing_is_said_twice() {
        assert!(Sent::read("a=1&b=2").is_some());
        assert!(Sent::read("redirect_uri=x&redirect_uri=y").is_none());
        assert!(Sent::read("a=1&b=2&a=1").is_none());
    }
}
