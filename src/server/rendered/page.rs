//! A page as it was drawn, in pieces: between them stands the nonce of whoever it is sent to and, once, the version of the directory.

use std::collections::BTreeSet;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header, response::Parts},
    response::Response,
};
use leptos::nonce::Nonce;

use crate::domain::theme::Theme;

/// A nonce is longer than this, and nothing else in a page is the same.
const SHORTEST_NONCE: usize = 16;
/// What the version of the directory follows, by which an open page knows what it has missed.
const VERSION: &str = "data-directory=\"";

/// Marks a response that was rendered for an earlier request.
#[derive(Clone, Copy, Debug)]
pub struct SentAgain;

/// The inputs of a page, besides its address and its reader's language.
#[derive(Debug, PartialEq, Eq)]
pub struct DrawnFrom {
    /// How the clinic looks.
    pub look: Theme,
    /// The answers to what it asks for.
    pub answers: BTreeSet<String>,
}

/// A kept page.
#[derive(Debug)]
pub struct Page {
    from: DrawnFrom,
    headers: HeaderMap,
    policy: Vec<Box<str>>,
    /// Up to the version of the directory, and from there to the first nonce.
    start: [Box<str>; 2],
    rest: Vec<Box<str>>,
}

impl Page {
    /// The page of a response, if it may be sent to others.
    pub fn of(from: DrawnFrom, head: &Parts, body: &Bytes) -> Option<Self> {
        if head.status != StatusCode::OK || head.headers.contains_key(header::SET_COOKIE) {
            return None;
        }
        let policy = head.headers.get(header::CONTENT_SECURITY_POLICY)?.to_str().ok()?;
        let nonce = policy.split_once("'nonce-")?.1.split('\'').next()?;
        if nonce.len() < SHORTEST_NONCE {
            return None;
        }
        let (first, rest) = std::str::from_utf8(body).ok()?.split_once(nonce)?;
        let version = first.find(VERSION)? + VERSION.len();
        let (before, after) = first.split_at(version);
        let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
        let pieces = |text: &str| text.split(nonce).map(Box::from).collect();
        let start = [before, after].map(Box::from);
        Some(Self { from, headers: head.headers.clone(), policy: pieces(policy), start, rest: pieces(rest) })
    }

    /// Whether it has these inputs.
    pub fn is_from(&self, from: &DrawnFrom) -> bool {
        self.from == *from
    }

    /// The page with a nonce of its own, for a reader who knows the directory up to this version.
    pub fn again(&self, directory: i64) -> Option<Response> {
        let nonce = Nonce::new().to_string();
        let [before, after] = &self.start;
        let start = format!("{before}{directory}{after}");
        let pieces: Vec<&str> = [start.as_str()].into_iter().chain(self.rest.iter().map(|piece| &**piece)).collect();
        let mut response = Response::new(Body::from(pieces.join(nonce.as_str())));
        *response.headers_mut() = self.headers.clone();
        let policy = HeaderValue::try_from(self.policy.join(nonce.as_str())).ok()?;
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        response.extensions_mut().insert(SentAgain);
        Some(response)
    }

    /// Its approximate size in bytes.
    pub fn size(&self) -> usize {
        let answers = self.from.answers.iter().map(String::len);
        let pieces = self.start.iter().chain(&self.rest).chain(&self.policy).map(|piece| piece.len());
        answers.chain(pieces).sum()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const NONCE: &str = "0123456789abcdefABCDEF";

    /// A page with this many letters.
    pub fn page(letters: usize) -> Page {
        let from = DrawnFrom { look: Theme::default(), answers: BTreeSet::new() };
        let body = format!("<html data-directory=\"1\"><script nonce=\"{NONCE}\"></script>{}", "x".repeat(letters));
        Page::of(from, &head(&format!("script-src 'nonce-{NONCE}'")), &Bytes::from(body)).expect("a page")
    }

    fn head(policy: &str) -> Parts {
        let response = Response::builder().header(header::CONTENT_SECURITY_POLICY, policy);
        response.body(()).expect("an answer").into_parts().0
    }

    #[tokio::test]
    async fn each_sending_has_a_nonce_of_its_own_in_its_policy_and_its_scripts() {
        let page = page(3);
        let mut seen = BTreeSet::from([NONCE.to_owned()]);

        for version in [2, 34] {
            let (head, body) = page.again(version).expect("an answer").into_parts();
            let body = axum::body::to_bytes(body, 1_000).await.expect("a body");
            let body = String::from_utf8(body.to_vec()).expect("text");
            let policy = head.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
            let nonce = policy.trim_start_matches("script-src 'nonce-").trim_end_matches('\'').to_owned();
            let start = format!("<html data-directory=\"{version}\">");
            assert_eq!(body, format!("{start}<script nonce=\"{nonce}\"></script>xxx"));
            assert!(seen.insert(nonce), "it was used before");
        }
    }

    #[test]
    fn what_is_not_for_others_is_not_kept() {
        let from = || DrawnFrom { look: Theme::default(), answers: BTreeSet::new() };
        let policy = format!("script-src 'nonce-{NONCE}'");
        let body = Bytes::from(format!("<html data-directory=\"1\"><script nonce=\"{NONCE}\"></script>"));
        let is_kept = |head: &Parts| Page::of(from(), head, &body).is_some();
        let mut refused = head(&policy);
        refused.status = StatusCode::NOT_FOUND;
        let mut with_cookie = head(&policy);
        with_cookie.headers.insert(header::SET_COOKIE, HeaderValue::from_static("a=b"));

        assert!(is_kept(&head(&policy)));
        assert!(!is_kept(&refused) && !is_kept(&with_cookie));
        assert!(!is_kept(&head("script-src 'self'")) && !is_kept(&head("script-src 'nonce-'")));
    }
}
