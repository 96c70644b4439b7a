//! The refusal of a plain form arrives in the address of the next page. Any link could contain the same, so a page shows it only to
//! the browser whose own form was refused.

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use jiff::SignedDuration;
use percent_encoding::percent_decode_str;

use super::session::Cookies;
use crate::service::password::digest;

const NAME: &str = "consulta_refused";
/// How long it can be viewed again.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);
/// The parameters that name the refusal and the form.
const ERROR: &str = "__err";
const FORM: &str = "__path";

/// Tells the browser about its form's refusal, and redirects a browser without such a form away from such an address.
pub async fn only_what_happened(request: Request, next: Next) -> Response {
    let cookies = request.extensions().get::<Cookies>().copied().unwrap_or(Cookies::new(true));
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let query = request.uri().query().unwrap_or_default();
    if is_read && says_error(query) {
        let told = cookies.get(request.headers(), NAME);
        if told.is_none() || told != mark(query) {
            return Redirect::to(&without_error(request.uri().path(), query)).into_response();
        }
    }
    let mut response = next.run(request).await;
    if !is_read && let Some(mark) = refused(response.headers()) {
        cookies.put(response.headers_mut(), NAME, &mark, Some(LONGEST));
    }
    response
}

fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    query.split('&').map(move |pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    })
}

fn is_of_error(name: &str) -> bool {
    name == ERROR || name == FORM
}

fn says_error(query: &str) -> bool {
    pairs(query).any(|(name, _)| is_of_error(&name))
}

/// Distinguishes one error of one form from others.
#[must_use]
pub fn mark(query: &str) -> Option<String> {
    let said: Vec<String> =
        pairs(query).filter(|(name, _)| is_of_error(name)).map(|(name, value)| format!("{name}={value}")).collect();
    (!said.is_empty()).then(|| digest(&said.join("\n")))
}

/// Identifies the error that a response redirects to, if any.
#[must_use]
pub fn refused(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(header::LOCATION)?.to_str().ok()?;
    let (_, query) = location.split('#').next()?.split_once('?')?;
    mark(query)
}

fn without_error(path: &str, query: &str) -> String {
    let kept: Vec<&str> = query.split('&').filter(|pair| !says_error(pair)).collect();
    // Two slashes would name another site.
    let path = format!("/{}", path.trim_start_matches('/'));
    if kept.is_empty() { path } else { format!("{path}?{}", kept.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_same_mark_however_it_is_written() {
        let one = mark("a=1&__path=%2Fapi%2Fsign_in&__err=eyJ9%3D");
        assert!(one.is_some());
        assert_eq!(one, mark("__path=/api/sign_in&b=2&%5f%5ferr=eyJ9="));
        assert_ne!(one, mark("__path=/api/sign_in&__err=other"));
        assert_ne!(one, mark("__path=/api/sign_in&__err=eyJ9=&__err=other"));
        assert_eq!(mark("a=1"), None);
    }

    #[test]
    fn what_else_an_address_says_stays() {
        assert_eq!(without_error("/sign-in", "__path=x&next=/a&%5F_err=y"), "/sign-in?next=/a");
        assert_eq!(without_error("//evil.example", "__err=y"), "/evil.example");
    }
}
