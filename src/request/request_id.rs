//! Each request has a number, which appears in its log lines, in its response and on error pages: someone who asks for help can say
//! which request it was.

use axum::{
    extract::{Request, State},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};

use crate::service::random;

/// The header that carries it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// A request's number: `4821-7730-1159`, or the one set by the proxy in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    fn random() -> Self {
        let digits = format!("{:012}", random::within(0..1_000_000_000_000_u64));
        let [first, second, third] = [0, 4, 8].map(|from| digits.get(from..from + 4).unwrap_or_default());
        Self(format!("{first}-{second}-{third}"))
    }

    /// The number set by a proxy, if it is short and plain.
    fn given(headers: &HeaderMap) -> Option<Self> {
        let given = headers.get(&HEADER)?.to_str().ok()?;
        let is_plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
        ((8..=64).contains(&given.len()) && given.bytes().all(is_plain)).then(|| Self(given.to_owned()))
    }

    /// As it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The number of the request with these extensions; empty if it has none.
#[must_use]
pub fn of(extensions: &Extensions) -> &str {
    extensions.get::<RequestId>().map_or("", RequestId::as_str)
}

/// Numbers a request and its response. Behind a trusted proxy, the proxy's number counts.
pub async fn number(State(trust_proxy): State<bool>, mut request: Request, next: Next) -> Response {
    let given = trust_proxy.then(|| RequestId::given(request.headers())).flatten();
    let id = given.unwrap_or_else(RequestId::random);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_be_read_out_over_the_telephone() {
        let id = RequestId::random();
        let groups: Vec<&str> = id.as_str().split('-').collect();
        assert!(groups.len() == 3 && groups.iter().all(|group| group.len() == 4 && group.parse::<u16>().is_ok()));
    }

    #[test]
    fn what_a_proxy_says_is_taken_only_if_it_is_plain() {
        let given =
            |text: &'static str| RequestId::given(&HeaderMap::from_iter([(HEADER, HeaderValue::from_static(text))]));
        assert_eq!(given("req-12345678").expect("plain").as_str(), "req-12345678");
        for wrong in ["", "short", "with space 1", "<script>alert"] {
            assert_eq!(given(wrong), None, "{wrong}");
        }
    }
}
