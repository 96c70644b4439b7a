//! The cookies that identify a browser. If they are sent over TLS, their names begin with `__Host-`, so that no neighbouring host
//! and no plain connection can set them.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts};
use jiff::SignedDuration;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tower_sessions::{
    cookie::{Cookie, SameSite, time},
    session::Id,
};

use crate::service::password::digest;

/// How long a browser from which an account has signed in is recognised.
const DEVICE: SignedDuration = SignedDuration::from_hours(24 * 365);

/// The names of the cookies, depending on whether they are sent over TLS only.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// Those that are sent over TLS only, or all the same.
    #[must_use]
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }

    fn name(self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }

    /// The value of one of our cookies, if the browser sent it.
    #[must_use]
    pub fn get(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let name = self.name(name);
        let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = sent.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
    }

    /// The header that makes the browser keep a value for this long; without a length for as long as it runs, and for a length of
    /// zero not at all.
    fn set(self, name: &str, value: &str, longest: Option<SignedDuration>) -> Option<(HeaderName, HeaderValue)> {
        let mut cookie = Cookie::build((self.name(name), value.to_owned()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure);
        if let Some(longest) = longest {
            cookie = cookie.max_age(time::Duration::seconds(longest.as_secs()));
        }
        let value = HeaderValue::from_str(&cookie.build().to_string()).ok()?;
        Some((header::SET_COOKIE, value))
    }

    /// Has the browser keep a value.
    pub fn put(self, headers: &mut HeaderMap, name: &str, value: &str, longest: Option<SignedDuration>) {
        if let Some((name, value)) = self.set(name, value, longest) {
            headers.append(name, value);
        }
    }

    pub(super) fn session(self, headers: &HeaderMap) -> Option<String> {
        self.get(headers, "consulta_session")
    }

    pub(super) fn set_session(self, headers: &mut HeaderMap, token: &str, longest: Option<SignedDuration>) {
        self.put(headers, "consulta_session", token, longest);
    }

    pub(super) fn end_session(self, headers: &mut HeaderMap) {
        self.put(headers, "consulta_session", "", Some(SignedDuration::ZERO));
    }
}

/// The token by which this browser is recognised when it signs in again.
pub mod device {
    use super::{Cookies, DEVICE, Id, Parts, ResponseOptions, digest, use_context};

    const NAME: &str = "consulta_device";

    /// What it holds, or a new token where it holds none.
    #[must_use]
    pub fn token() -> String {
        let held = use_context::<Parts>().and_then(|parts| {
            let cookies = parts.extensions.get::<Cookies>()?;
            cookies.get(&parts.headers, NAME)?.parse::<Id>().ok()
        });
        held.unwrap_or_default().to_string()
    }

    /// SHA-256 of it, in hex.
    #[must_use]
    pub fn hash(token: &str) -> String {
        digest(token)
    }

    /// Has the browser hold it from now on.
    pub fn keep(token: &str) {
        let cookies = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Cookies>().copied());
        let (Some(cookies), Some(response)) = (cookies, use_context::<ResponseOptions>()) else { return };
        if let Some((name, value)) = cookies.set(NAME, token, Some(DEVICE)) {
            response.append_header(name, value);
        }
    }
}
