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

use crate::{
    domain::address::{escape, unescape},
    service::password::digest,
};

/// How long a browser from which an account has signed in is recognised.
const DEVICE: SignedDuration = SignedDuration::from_hours(24 * 365);

/// How long a browser keeps a sign-in name, unless a page asks for it earlier.
const SIGN_IN_NAME: SignedDuration = SignedDuration::from_mins(5);
/// The maximum length of such a name.
const LONGEST_NAME: usize = 254;

/// The names of the cookies, depending on whether they are sent over TLS only.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// The cookies for TLS only, or for any connection.
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

    /// Makes the browser keep a value.
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

/// The value under a name in the browser of the current server function's request.
fn held(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    parts.extensions.get::<Cookies>()?.get(&parts.headers, name)
}

/// Makes that browser keep a value.
fn hold(name: &str, value: &str, longest: SignedDuration) {
    let cookies = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Cookies>().copied());
    let (Some(cookies), Some(response)) = (cookies, use_context::<ResponseOptions>()) else { return };
    if let Some((name, value)) = cookies.set(name, value, Some(longest)) {
        response.append_header(name, value);
    }
}

/// The token by which this browser is recognised when it signs in again.
pub mod device {
    use super::{DEVICE, Id, digest, held, hold};

    const NAME: &str = "consulta_device";

    /// The browser's token, or a new one if it has none.
    #[must_use]
    pub fn token() -> String {
        held(NAME).and_then(|token| token.parse::<Id>().ok()).unwrap_or_default().to_string()
    }

    /// SHA-256 of the token, in hex.
    #[must_use]
    pub fn hash(token: &str) -> String {
        digest(token)
    }

    /// Makes the browser keep it.
    pub fn keep(token: &str) {
        hold(NAME, token, DEVICE);
    }
}

/// The typed sign-in name, for the page that asks for it again. The browser keeps it itself: a guess leaves nothing behind on the
/// server.
pub mod sign_in_name {
    use super::{LONGEST_NAME, SIGN_IN_NAME, SignedDuration, escape, held, hold, unescape};

    const NAME: &str = "consulta_name";

    /// Makes the browser keep it until a page asks.
    pub fn keep(typed: &str) {
        let name: String = typed.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
        hold(NAME, &escape(&name), SIGN_IN_NAME);
    }

    /// The kept name, once.
    #[must_use]
    pub fn take() -> Option<String> {
        let name = held(NAME)?;
        hold(NAME, "", SignedDuration::ZERO);
        Some(unescape(&name))
    }
}
