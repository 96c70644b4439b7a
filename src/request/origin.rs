//! Which page a request comes from, according to the browser.

use axum::http::{HeaderMap, header, request::Parts};
use leptos::prelude::use_context;

/// The origin under which people reach this server, if configured: `https://clinic.example`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Own(Option<String>);

impl Own {
    /// The origin of a public URL, which may have a path.
    #[must_use]
    pub fn of(public_url: Option<&str>) -> Self {
        Self(public_url.and_then(origin))
    }

    /// The configured origin.
    #[must_use]
    pub fn address(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Whether an origin, or the origin of a URL, is this server's. If none is configured, the host name by which the client
    /// reached it decides; if one is, the scheme has to match too.
    fn holds(&self, address: &str, headers: &HeaderMap) -> bool {
        let Some(given) = origin(address) else { return false };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let here = |scheme: &str| host.and_then(|host| origin(&format!("{scheme}://{host}")));
        let scheme = given.split("://").next().unwrap_or_default();
        match &self.0 {
            Some(public) => {
                given == *public || (public.starts_with(&format!("{scheme}://")) && here(scheme) == Some(given))
            }
            None => here(scheme) == Some(given),
        }
    }
}

/// Scheme, host and port, in normalised spelling.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let scheme = scheme.to_ascii_lowercase();
    let port = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let authority = authority.strip_suffix(port).unwrap_or(&authority);
    (!authority.is_empty()).then(|| format!("{scheme}://{authority}"))
}

/// What caused a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// One of our pages.
    ByOwnPage,
    /// The reader: an address that they typed, or a bookmark.
    ByReader,
    /// Unknown: a program, or an old browser.
    Unsaid,
    /// Another site.
    ByAnother,
}

impl Asked {
    /// Browsers report it in `Sec-Fetch-Site`, older ones in `Origin` and `Referer`.
    #[must_use]
    pub fn of(headers: &HeaderMap, own: &Own) -> Self {
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let site = text("sec-fetch-site");
        if site == Some("same-origin") {
            return Self::ByOwnPage;
        }
        let origin = text("origin").map(|origin| own.holds(origin, headers));
        let referer = text("referer").map(|referer| own.holds(referer, headers));
        match (site, origin, referer) {
            (_, Some(false), _) | (_, _, Some(false)) => Self::ByAnother,
            (Some("none"), ..) => Self::ByReader,
            (Some(_), ..) => Self::ByAnother,
            (None, Some(true), _) => Self::ByOwnPage,
            (None, None, _) => Self::Unsaid,
        }
    }

    /// Whether this may change anything.
    #[must_use]
    pub fn may_change(self) -> bool {
        matches!(self, Self::ByOwnPage | Self::ByReader)
    }
}

/// Whether a link on another site led to the page being rendered: then nothing may change because of it.
#[must_use]
pub fn is_anothers() -> bool {
    use_context::<Parts>().and_then(|parts| parts.extensions.get().copied()) == Some(Asked::ByAnother)
}

/// Removes a `Referer` that is not one of our pages: no one should be led back there.
pub fn forget_foreign_referer(headers: &mut HeaderMap, own: &Own) {
    let is_foreign = headers
        .get(header::REFERER)
        .is_some_and(|referer| !referer.to_str().is_ok_and(|text| own.holds(text, headers)));
    if is_foreign {
        headers.remove(header::REFERER);
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter().chain(&[("host", "clinic.example")]);
        pairs.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    fn asked(pairs: &[(&'static str, &'static str)]) -> Asked {
        Asked::of(&headers(pairs), &Own::default())
    }

    #[test]
    fn only_our_own_pages_and_the_reader_may_change_anything() {
        for own in [
            &[("sec-fetch-site", "same-origin")][..],
            &[("origin", "http://clinic.example")],
            &[("origin", "https://CLINIC.example")],
            &[("sec-fetch-site", "none")],
        ] {
            assert!(asked(own).may_change(), "{own:?}");
        }
        for foreign in [
            &[("sec-fetch-site", "cross-site"), ("origin", "http://clinic.example")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none"), ("referer", "https://evil.example/")],
            &[("origin", "http://evil.example")],
            &[("origin", "null")],
            &[("origin", "http://clinic.example.evil.example")],
            &[("referer", "http://clinic.example/")],
            &[],
        ] {
            assert!(!asked(foreign).may_change(), "{foreign:?}");
        }
    }

    #[test]
    fn another_site_is_known_by_any_of_the_three() {
        for foreign in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("origin", "https://evil.example")],
            &[("referer", "https://evil.example/x")],
            &[("referer", "http://clinic.example@evil.example/")],
        ] {
            assert_eq!(asked(foreign), Asked::ByAnother, "{foreign:?}");
        }
        assert_eq!(asked(&[]), Asked::Unsaid);
        assert_eq!(asked(&[("referer", "http://clinic.example/search")]), Asked::Unsaid);
    }

    #[test]
    fn a_configured_address_settles_the_scheme() {
        let own = Own::of(Some("https://clinic.example/"));
        let of = |origin| Asked::of(&headers(&[("origin", origin)]), &own);

        assert_eq!(of("https://clinic.example"), Asked::ByOwnPage);
        assert_eq!(of("https://clinic.example:443"), Asked::ByOwnPage);
        assert_eq!(of("http://clinic.example"), Asked::ByAnother);
    }

    #[test]
    fn a_referer_is_forgotten_unless_it_is_ours() {
        let own = Own::default();
        for (referer, is_kept) in [("http://clinic.example/here?a=1", true), ("https://evil.example/x", false)] {
            let mut headers = headers(&[("referer", referer)]);
            forget_foreign_referer(&mut headers, &own);
            assert_eq!(headers.contains_key("referer"), is_kept, "{referer}");
        }
    }
}
