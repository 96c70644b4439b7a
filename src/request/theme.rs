//! Light or dark: a choice kept in a cookie, so that the server renders it correctly from the start, including on pages that it
//! sends in place of the application's.

use axum::{
    Form,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use super::AppState;
use crate::domain::address::local_path;

/// The form of the theme switch.
#[derive(Debug, Deserialize)]
pub struct Choice {
    theme: String,
}

/// The reader's choice, `light` or `dark`, if they have made one.
#[must_use]
pub fn chosen(headers: &HeaderMap) -> Option<&'static str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, theme) = pairs.find(|(name, _)| *name == "theme")?;
    ["light", "dark"].into_iter().find(|known| *known == theme)
}

/// Keeps the choice for a year and returns to the page on which it was made.
pub async fn choose(State(state): State<AppState>, headers: HeaderMap, Form(choice): Form<Choice>) -> Response {
    let secure = if state.secure_cookies { "; Secure" } else { "" };
    let cookie = match choice.theme.as_str() {
        theme @ ("light" | "dark") => {
            format!("theme={theme}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}")
        }
        "system" => format!("theme=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly{secure}"),
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    ([(header::SET_COOKIE, cookie)], Redirect::to(&came_from(&headers))).into_response()
}

/// The path of the page that a form was sent from; the landing page if unknown.
pub(super) fn came_from(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = referer.splitn(4, '/').nth(3).map(|rest| format!("/{rest}")).unwrap_or_default();
    local_path(&path).unwrap_or("/").to_owned()
}
