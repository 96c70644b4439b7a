//! Addresses: each has a single spelling, and some are secret.

use axum::{
    extract::{MatchedPath, Request},
    http::{Extensions, Uri},
};
use percent_encoding::percent_decode_str;

/// Longer than any word in our addresses.
const LONGEST_WORD: usize = 20;

/// Whether a path can be one of ours and cannot be read as two different ones. Guards, routes and logs all read the path as sent:
/// none may see another path in it by resolving dots or escapes. No text may contain U+0000, which PostgreSQL does not store.
#[must_use]
pub fn is_plain(uri: &Uri) -> bool {
    let path = uri.path();
    path.starts_with('/')
        && !path.contains("//")
        && !path.contains('\\')
        && path.split('/').all(|segment| !matches!(segment, "." | ".."))
        && escapes_are_needed(path)
        && uri.query().is_none_or(|query| !query.contains("%00"))
}

/// Whether every escape in a path is necessary and decodes to text.
fn escapes_are_needed(path: &str) -> bool {
    let needed = |escape: &str| {
        let byte = escape.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        byte.is_some_and(|byte| {
            let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            !plain && !byte.is_ascii_control() && !b"/\\%".contains(&byte)
        })
    };
    path.split('%').skip(1).all(needed) && percent_decode_str(path).decode_utf8().is_ok()
}

/// A path as shown in logs and the audit: never the address of a calendar, an application, an app's request, an invitation or a
/// link in an email, which is a secret. A path that leads nowhere may be a mistyped one of these, so only its plain words are
/// shown.
#[must_use]
pub fn said(path: &str, extensions: &Extensions) -> String {
    let is_word = |segment: &str| {
        segment.len() <= LONGEST_WORD && segment.bytes().all(|c| c.is_ascii_lowercase() || matches!(c, b'-' | b'_'))
    };
    match extensions.get::<MatchedPath>().map(MatchedPath::as_str) {
        Some(route) if route.starts_with("/calendar/") => "/calendar/...".to_owned(),
        Some(route) if route.starts_with("/mail/unsubscribe/") => "/mail/unsubscribe/...".to_owned(),
        Some(route) if route.starts_with("/join/") => "/join/...".to_owned(),
        Some(route) if route.starts_with("/apps/allow/") => "/apps/allow/...".to_owned(),
        Some(route) if route.starts_with("/invited/") => "/invited/...".to_owned(),
        Some(_) => path.to_owned(),
        None => {
            path.split('/').map(|segment| if is_word(segment) { segment } else { "..." }).collect::<Vec<_>>().join("/")
        }
    }
}

/// [`said`] for a request.
#[must_use]
pub fn said_of(request: &Request) -> String {
    said(request.uri().path(), request.extensions())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(uri: &str) -> bool {
        is_plain(&uri.parse().expect(uri))
    }

    #[test]
    fn an_address_has_one_spelling() {
        for good in ["/", "/admin/users?q=a%2Fb..//", "/search/", "/nowhere%20", "/caf%C3%A9", "/a.b/..c", "/x;y"] {
            assert!(plain(good), "{good}");
        }
        for wrong in [
            "/x/../admin",
            "/./account",
            "/admin/.",
            "/admin/..",
            "//admin",
            "/admin//users",
            "/x/%2e%2E/admin",
            "/x/.%2e/admin",
            "/%61dmin",
            "/x%2fadmin",
            "/x%5C..%5Cadmin",
            "/x/%252e%252e/admin",
            "/x%",
            "/x%zz",
            "/x%0a",
            "/x%00",
            "/x%ff",
            "/search?q=%00",
            "*",
        ] {
            assert!(!plain(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_leads_nowhere_is_said_without_what_may_be_secret() {
        let nowhere = Extensions::new();
        let secret = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

        for path in ["//calendar/X.ics", "/./calendar/X", "/Calendar/X.ics", "/%63alendar/X.ics", "/X", "/calendar/x/X"]
        {
            let path = path.replace('X', secret);
            assert!(!said(&path, &nowhere).contains(&secret[..5]), "{path}");
            assert!(!said(&path.to_lowercase(), &nowhere).contains(&secret.to_lowercase()[..5]), "{path}");
        }
        assert_eq!(said("/join/x/X".replace('X', &secret.repeat(2)).as_str(), &nowhere), "/join/x/...");
        assert_eq!(said("/practitioner/nowhere", &nowhere), "/practitioner/nowhere");
    }
}
