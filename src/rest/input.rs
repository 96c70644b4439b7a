//! Input from programs: each part is read whole, and anything unsupported is refused rather than ignored.

use axum::{
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};

use super::{problem::Problem, tag};
use crate::{
    request::AppState,
    service::{Failure, Outcome, random, seen::Seen},
};

/// Identifies one intent: sent again, it does nothing more.
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The years in which an appointment can take place.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<AppState> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Problem> {
        let media = request.headers().get(header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
        let media = media.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if media != "application/json" {
            let detail = "Send JSON, with Content-Type: application/json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail));
        }
        let body = axum::body::Bytes::from_request(request, state).await;
        let body = body.map_err(|refused| Problem::of_status(refused.status()))?;
        // The reader would take a list for an object's fields, in their order.
        if body.trim_ascii_start().starts_with(b"[") {
            return Err(Problem::bad_request("This isn't what we expect: send an object."));
        }
        serde_json::from_slice(&body)
            .map(Self)
            .map_err(|e| Problem::bad_request(&format!("This isn't what we expect: {e}.")))
    }
}

/// The filters of a list, and the address that contains them.
#[derive(Clone, Debug)]
pub struct Filters<Q> {
    /// The filters.
    pub query: Q,
    /// The address.
    pub uri: Uri,
}

impl<Q: DeserializeOwned> FromRequestParts<AppState> for Filters<Q> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        let read = axum::extract::Query::<Q>::try_from_uri(&parts.uri);
        let query = read.map_err(|refused| Problem::bad_request(&refused.body_text()))?.0;
        Ok(Self { query, uri: parts.uri.clone() })
    }
}

/// The key in an address.
#[derive(Clone, Copy, Debug)]
pub struct Id(pub i64);

impl FromRequestParts<AppState> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let text = Path::<String>::from_request_parts(parts, state).await.map_err(|_| Problem::not_found())?;
        text.parse().map(Self).map_err(|_| Problem::not_found())
    }
}

/// The version that a program refers to, and its intent.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// The version in `If-Match`; `None` if it is missing or a star.
    pub seen: Option<i64>,
    /// The key of the intent.
    pub intent: Option<String>,
}

impl Conditions {
    /// A refusal, for a program that named a version.
    #[must_use]
    pub fn told(&self, failure: Failure) -> Problem {
        let problem = Problem::from(failure);
        if self.seen.is_some() { problem.changed() } else { problem }
    }
}

impl FromRequestParts<AppState> for Conditions {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        Ok(Self { seen: seen(&parts.headers)?, intent: intent(&parts.headers)? })
    }
}

/// The states named by `If-Match`; `None` for any, if it is missing or a star.
#[derive(Clone, Debug, Default)]
pub struct Meant(Option<Vec<String>>);

impl Meant {
    /// Whether something that looks like this is in one of them.
    #[must_use]
    pub fn is(&self, shown: &impl Serialize) -> bool {
        self.0.as_ref().is_none_or(|states| states.contains(&tag::state(shown)))
    }

    /// Makes a change bound to what was `seen`, if its state matters.
    ///
    /// # Errors
    /// The errors of the change; that the state is another one.
    pub async fn guard<T>(
        self,
        change: impl Future<Output = Outcome<T>>,
        seen: impl FnOnce(Self) -> Seen,
    ) -> Result<T, Problem> {
        if self.0.is_none() {
            return Ok(change.await?);
        }
        seen(self).bind(change).await.map_err(|failure| Problem::from(failure).changed())
    }
}

impl FromRequestParts<AppState> for Meant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Problem> {
        Ok(Self::of(&parts.headers))
    }
}

impl Meant {
    fn of(headers: &HeaderMap) -> Self {
        let lists = headers.get_all(header::IF_MATCH).iter().map(|list| list.to_str().unwrap_or_default());
        let tags: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
        let is_any = tags.is_empty() || tags.contains(&"*");
        // A tag that isn't ours names no state, and matches nothing.
        let states = || tags.iter().filter_map(|tag| tag::state_in(tag)).map(str::to_owned).collect();
        Self((!is_any).then(states))
    }
}

/// The resources whose states can be compared, by their word in addresses.
const STATEFUL: [&str; 7] = ["appointments", "centres", "doctors", "patients", "records", "referrals", "services"];

/// What is made as often as it is sent.
const MADE_AGAIN: [&str; 5] = ["centres", "doctors", "mappings", "patients", "records"];

/// Refuses a condition that would be passed over: a version of a resource without comparable states, which can't be the one that is
/// meant, and the intent to make something once that would be made again.
pub async fn only_conditions_that_hold(request: Request, next: Next) -> Response {
    let is_change = [Method::PUT, Method::PATCH, Method::DELETE].contains(request.method());
    let has_states = names(request.uri(), &STATEFUL);
    let is_intent = request.method() == Method::POST && request.headers().contains_key(&IDEMPOTENCY_KEY);
    if is_intent && names(request.uri(), &MADE_AGAIN) {
        return Problem::bad_request("This takes no Idempotency-Key: sent again, it is made again.").into_response();
    }
    if is_change && !has_states && !matches!(seen(request.headers()), Ok(None)) {
        let words = "This has no versions: leave If-Match out.";
        return Problem::new(StatusCode::PRECONDITION_FAILED, "overtaken", words).into_response();
    }
    next.run(request).await
}

fn names(uri: &Uri, all: &[&str]) -> bool {
    uri.path().split('/').any(|part| all.contains(&part))
}

fn seen(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let Some(sent) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = sent.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = tag::state_in(text).and_then(|state| state.parse().ok());
    // A version that isn't ours never matches.
    version
        .map(Some)
        .ok_or_else(|| Problem::new(StatusCode::PRECONDITION_FAILED, "overtaken", "If-Match names no version we know."))
}

/// The intent that a request names.
///
/// # Errors
/// That its name is too short or too long.
pub fn intent(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(sent) = headers.get(&IDEMPOTENCY_KEY) else { return Ok(None) };
    let text = sent.to_str().unwrap_or_default().trim();
    if (8..=64).contains(&text.len()) {
        return Ok(Some(text.to_owned()));
    }
    Err(Problem::bad_request("An Idempotency-Key must have 8 to 64 characters."))
}

/// The intent of a request that names none, unlike any other.
#[must_use]
pub fn new_intent() -> String {
    random::hex::<16>()
}

/// A date, if one is given.
///
/// # Errors
/// That it is invalid, or unreasonable.
pub fn date(name: &str, text: Option<&str>) -> Result<Option<Date>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let date: Option<Date> = text.parse().ok().filter(|date: &Date| YEARS.contains(&date.year()) && text.len() == 10);
    date.map(Some).ok_or_else(|| Problem::bad_request(&format!("{name} is not a date such as 2026-11-24.")))
}

/// Whether an instant is reasonable.
#[must_use]
pub fn is_reasonable(at: Timestamp) -> bool {
    YEARS.contains(&at.to_zoned(jiff::tz::TimeZone::UTC).year())
}

/// An instant, if one is given: with its offset, or else a date, which stands for its first moment in UTC.
///
/// # Errors
/// That it is invalid, or unreasonable.
pub fn instant(name: &str, text: Option<&str>) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() };
    let at = whole.parse().ok().filter(|at: &Timestamp| is_reasonable(*at) && at.subsec_nanosecond() == 0);
    let said = || format!("{name} is not an instant such as 2026-11-24T09:30:00+11:00.");
    at.map(Some).ok_or_else(|| Problem::bad_request(&said()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_instants_out_of_all_reason_are_refused() {
        assert_eq!(date("x", None).ok(), Some(None));
        assert!(date("x", Some("2026-11-24")).is_ok_and(|date| date.is_some()));
        for wrong in ["", "2026-02-30", "9999-12-31", "-009999-01-01", "2026-11-24T00:00", "20261124"] {
            assert!(date("x", Some(wrong)).is_err(), "{wrong}");
        }
        let at = |text| instant("x", Some(text)).ok().flatten().map(|at| at.to_string());
        assert_eq!(at("2026-11-24T09:30:00+11:00").as_deref(), Some("2026-11-23T22:30:00Z"));
        assert_eq!(at("2026-11-24").as_deref(), Some("2026-11-24T00:00:00Z"));
        for wrong in ["", "9999-12-31T23:59:59Z", "2026-11-24T09:30:00", "now", "2026-11-24T09:30:00.5Z"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_version_is_quoted_and_anything_else_matches_nothing() {
        let of = |value: &'static str| {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, value.parse().expect("a value"))]);
            seen(&headers).map_err(|problem| problem.status)
        };

        assert_eq!(of(r#""3""#), Ok(Some(3)));
        assert_eq!(of(r#""3-0f""#), Ok(Some(3)));
        assert_eq!(of("*"), Ok(None));
        assert_eq!(of("3"), Err(412));
        assert_eq!(of(r#"W/"3""#), Err(412));
    }

    #[test]
    fn one_of_several_states_can_be_meant() {
        let shown = ("Pat", 1);
        let ours = format!("\"{}-0f\"", tag::state(&shown));
        let of = |value: &str| {
            Meant::of(&HeaderMap::from_iter([(header::IF_MATCH, value.parse().expect("a value"))])).is(&shown)
        };

        assert!(Meant::default().is(&shown) && of("*"));
        assert!(of(&ours) && of(&format!("\"x\", {ours}")));
        assert!(!of("\"x\"") && !of(&format!("W/{ours}")) && !of("x") && !of(""));
    }
}
