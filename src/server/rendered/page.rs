//! A rendered page, in pieces: the nonce goes between them.

use std::collections::BTreeSet;

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, header, response::Parts},
    response::Response,
};
use leptos::nonce::Nonce;

/// A nonce is longer than this, and nothing else in a page equals it.
const SHORTEST_NONCE: usize = 16;

/// Marks a response that was rendered for an earlier request.
#[derive(Clone, Copy, Debug)]
pub struct SentAgain;

/// The inputs of a page, besides its address and its reader's language.
#[derive(Debug, PartialEq, Eq)]
pub struct DrawnFrom {
    /// The version of the directory that it uses.
    pub directory: Option<i64>,
    /// The results of its queries.
    pub answers: BTreeSet<String>,
}

/// A kept page.
#[derive(Debug)]
pub struct Page {
    from: DrawnFrom,
    headers: HeaderMap,
    policy: Vec<Box<str>>,
    body: Vec<Box<str>>,
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
        let pieces = |text: &str| text.split(nonce).map(Box::from).collect();
        let body = pieces(std::str::from_utf8(body).ok()?);
        Some(Self { from, headers: head.headers.clone(), policy: pieces(policy), body })
    }

    /// Whether it has these inputs.
    pub fn is_from(&self, from: &DrawnFrom) -> bool {
        self.from == *from
    }

    /// The page with a new nonce.
    pub fn again(&self) -> Option<Response> {
        let nonce = Nonce::new().to_string();
        let mut response = Response::new(Body::from(self.body.join(nonce.as_str())));
        *response.headers_mut() = self.headers.clone();
        let policy = HeaderValue::try_from(self.policy.join(nonce.as_str())).ok()?;
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        response.extensions_mut().insert(SentAgain);
        Some(response)
    }

    /// Its approximate size in bytes.
    pub fn size(&self) -> usize {
        let answers = self.from.answers.iter().map(String::len);
        let pieces = self.body.iter().chain(&self.policy).map(|piece| piece.len());
        answers.chain(pieces).sum()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    const NONCE: &str = "0123456789abcdefABCDEF";

    /// A page with this many letters.
    pub fn page(letters: usize) -> Page {
        let from = DrawnFrom { directory: Some(1), answers: BTreeSet::new() };
        let body = format!("<script nonce=\"{NONCE}\"></script>{}", "x".repeat(letters));
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

        for _ in 0..2 {
            let (head, body) = page.again().expect("an answer").into_parts();
            let body = axum::body::to_bytes(body, 1_000).await.expect("a body");
            let body = String::from_utf8(body.to_vec()).expect("text");
            let policy = head.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
            let nonce = policy.trim_start_matches("script-src 'nonce-").trim_end_matches('\'').to_owned();
            assert_eq!(body, format!("<script nonce=\"{nonce}\"></script>xxx"));
            assert!(seen.insert(nonce), "it was used before");
        }
    }

    #[test]
    fn what_is_not_for_others_is_not_kept() {
        let from = || DrawnFrom { directory: None, answers: BTreeSet::new() };
        let policy = format!("script-src 'nonce-{NONCE}'");
        let is_kept = |head: &Parts| Page::of(from(), head, &Bytes::from_static(b"<html></html>")).is_some();
        let mut refused = head(&policy);
        refused.status = StatusCode::NOT_FOUND;
        let mut with_cookie = head(&policy);
        with_cookie.headers.insert(header::SET_COOKIE, HeaderValue::from_static("a=b"));

        assert!(is_kept(&head(&policy)));
        assert!(!is_kept(&refused) && !is_kept(&with_cookie));
        assert!(!is_kept(&head("script-src 'self'")) && !is_kept(&head("script-src 'nonce-'")));
    }
}
