//! The reader's language: from their account, this browser's choice or its `Accept-Language`; and the clinic's time zone.

use axum::{
    Form,
    extract::{Extension, MatchedPath, Request, State, rejection::FormRejection},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::{AppState, identity::Identity, theme::came_from};
use crate::{
    domain::{
        language::{Language, negotiate},
        settings::Settings,
    },
    error::AppError,
    service,
    words::Reader,
};

const COOKIE: &str = "language";

/// The form of the language switch.
#[derive(Debug, Deserialize)]
pub struct Choice {
    language: String,
}

/// Finds out, has everything that is made for the request said to that reader, and says the language of a page.
pub async fn know(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let directory = state.services.directory().await.ok();
    let person = person(directory.as_deref().map(|directory| &directory.settings), &request);
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let reader = if route.is_some_and(is_for_programs) { Reader::default() } else { person };
    // For the page of a refusal, and of an error without words of its own: people read those.
    request.extensions_mut().insert(person);
    let mut response = reader.follow(next.run(request)).await;
    response.extensions_mut().insert(person);
    let headers = response.headers_mut();
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page {
        let language = HeaderValue::from_static(reader.language.tag());
        headers.entry(header::CONTENT_LANGUAGE).or_insert(language);
        headers.append(header::VARY, HeaderValue::from_static("cookie, accept-language"));
    }
    response
}

/// Has the page of an error be for whoever sends these headers, where the request came to its end before anyone knew who asks.
pub async fn guess(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let directory = state.services.directory.latest();
    let reader = directory.map(|directory| by_headers(&directory.settings, request.headers())).unwrap_or_default();
    let mut response = next.run(request).await;
    response.extensions_mut().get_or_insert(reader);
    response
}

/// The language of whoever asks, or of whom an answer is for.
#[must_use]
pub fn of(extensions: &Extensions) -> Language {
    extensions.get::<Reader>().map_or_else(Language::default, |reader| reader.language)
}

/// Whether a route leads to what is for programs and spreadsheets, which are told in English. An address that merely ends like one has
/// a page, even if only one that says that nothing is there.
fn is_for_programs(route: &str) -> bool {
    [".csv", ".json", ".xlsx"].iter().any(|ending| route.ends_with(ending))
}

/// How whoever asks reads.
fn person(settings: Option<&Settings>, request: &Request) -> Reader {
    // Where the settings cannot be read, the page will say so, in English.
    let Some(settings) = settings else { return Reader::default() };
    let account = request.extensions().get::<Identity>().and_then(|identity| identity.account.as_ref()?.language);
    wanted(settings, account, request.headers())
}

/// The language for these headers, whoever sent them.
#[must_use]
pub fn by_headers(settings: &Settings, headers: &HeaderMap) -> Reader {
    wanted(settings, None, headers)
}

fn wanted(settings: &Settings, account: Option<Language>, headers: &HeaderMap) -> Reader {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let language = match settings.languages.as_slice() {
        [only] => *only,
        offered => negotiate(offered, account, in_cookie(headers), accepted),
    };
    Reader { language, time_style: settings.time_style }
}

fn in_cookie(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).and_then(|(_, tag)| tag.parse().ok())
}

/// Keeps the choice for a year, and with the account of a signed-in user; returns to the page on which it was made.
pub async fn choose(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    headers: HeaderMap,
    choice: Result<Form<Choice>, FormRejection>,
) -> Response {
    let Some(language) = choice.ok().and_then(|Form(choice)| choice.language.parse::<Language>().ok()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    if identity.account.is_some() {
        match service::language::choose(&state.services, &identity.actor, language).await.map_err(AppError::from) {
            // Someone who must choose a password first has no preferences yet.
            Ok(()) | Err(AppError::NotSignedIn) => {}
            Err(error) => return super::context::status_of(&error).into_response(),
        }
    }
    let secure = if state.secure_cookies { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}", language.tag());
    ([(header::SET_COOKIE, cookie)], Redirect::to(&came_from(&headers))).into_response()
}
