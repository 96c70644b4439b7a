//! Paths on this site, and their query strings.

use std::fmt::Display;

use super::ids::{AppointmentId, EntryId};

/// A path on this site that is safe to redirect to: never another site, and nothing that a header cannot hold.
#[must_use]
pub fn local_path(path: &str) -> Option<&str> {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !path.starts_with("/api/")
        && path.len() <= 500;
    local.then_some(path)
}

/// An appointment's page.
#[must_use]
pub fn appointment<T: Display>(id: T) -> String {
    format!("/appointments/{id}")
}

/// A practitioner's profile.
#[must_use]
pub fn practitioner<T: Display>(id: T) -> String {
    format!("/practitioners/{id}")
}

/// A centre's page.
#[must_use]
pub fn centre<T: Display>(id: T) -> String {
    format!("/centres/{id}")
}

/// A patient's record, as other people open it.
#[must_use]
pub fn record<T: Display>(patient: T) -> String {
    format!("/patients/{patient}/record")
}

/// The page that cancels an appointment or declines a request.
#[must_use]
pub fn cancelling(id: AppointmentId) -> String {
    format!("/appointments/{id}/cancel")
}

/// An appointment's consultation.
#[must_use]
pub fn consultation(id: AppointmentId) -> String {
    format!("/appointments/{id}/consultation")
}

/// The patient's documents, as the appointment's practitioner sees them.
#[must_use]
pub fn documents(id: AppointmentId) -> String {
    format!("/appointments/{id}/documents")
}

/// The page where an appointment's practitioner refers the patient.
#[must_use]
pub fn referring(id: AppointmentId) -> String {
    format!("/appointments/{id}/refer")
}

/// An entry of a record whose kind has no page of its own.
#[must_use]
pub fn entry(id: EntryId) -> String {
    format!("/entries/{id}")
}

/// A prescription.
#[must_use]
pub fn prescription(id: EntryId) -> String {
    format!("/prescriptions/{id}")
}

/// A referral.
#[must_use]
pub fn referral(id: EntryId) -> String {
    format!("/referrals/{id}")
}

/// A document.
#[must_use]
pub fn document(id: EntryId) -> String {
    format!("/documents/{id}")
}

/// Escapes a value for a query string.
#[must_use]
pub fn escape(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => escaped.push(byte.into()),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

/// A query of these parameters: those without a value are left out.
#[must_use]
pub fn query<N: AsRef<str>, V: AsRef<str>>(parts: impl IntoIterator<Item = (N, V)>) -> String {
    let parts = parts.into_iter().filter(|(_, value)| !value.as_ref().is_empty());
    parts.map(|(name, value)| format!("{}={}", name.as_ref(), escape(value.as_ref()))).collect::<Vec<_>>().join("&")
}

/// Decodes a value of a query string written by [`escape`] or a form.
#[must_use]
pub fn unescape(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, others)) = rest.split_first() {
        let hex = others.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = hex.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        rest = if byte.is_some() { &others[2..] } else { others };
        bytes.push(byte.unwrap_or(if *first == b'+' { b' ' } else { *first }));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Parts of an address for use in a sentence: the first few, without duplicates, and cut to a readable length.
#[must_use]
pub fn named(parts: impl Iterator<Item = String>) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    for part in parts.map(|part| part.chars().take(40).collect::<String>()) {
        if named.len() < 5 && !named.contains(&part) {
            named.push(part);
        }
    }
    named
}

/// The value of `back` in a page's query: the query of the list the user came from, with its escapes left as they are.
#[must_use]
pub fn back_of(query: &str) -> String {
    query.split('&').find_map(|part| part.strip_prefix("back=")).map(unescape).unwrap_or_default()
}

/// The address of a page with a way back to the list as it was.
#[must_use]
pub fn with_back(page: &str, back: &str) -> String {
    let joint = if page.contains('?') { '&' } else { '?' };
    if back.is_empty() { page.to_owned() } else { format!("{page}{joint}back={}", escape(back)) }
}

/// The address of the list as it was left.
#[must_use]
pub fn as_left(list: &str, back: &str) -> String {
    if back.is_empty() { list.to_owned() } else { format!("{list}?{back}") }
}

/// Marks a value in a query that is sealed for the current user.
pub const SEALED: char = '~';

/// An address without the sealed values of its query.
#[must_use]
pub fn without_sealed(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let is_sealed = |part: &str| part.split_once('=').is_some_and(|(_, value)| unescape(value).starts_with(SEALED));
    let open: Vec<&str> = query.split('&').filter(|part| !is_sealed(part)).collect();
    if open.is_empty() { path.to_owned() } else { format!("{path}?{}", open.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_again_as_it_was_left_whatever_was_looked_for() {
        for back in ["", "role=patient", "q=O%27Neill%20%26%20S%C3%B6hne%3D%25&sort=-added&after=7~x"] {
            for page in ["/admin/users/7", "/admin/users/7?roles=1"] {
                let address = with_back(page, back);
                let (_, query) = address.split_once('?').unwrap_or_default();

                assert_eq!(back_of(query), back, "{address}");
            }
        }
        assert_eq!(as_left("/admin/users", ""), "/admin/users");
        assert_eq!(as_left("/admin/users", "q=a%20b"), "/admin/users?q=a%20b");
    }

    #[test]
    fn a_search_is_made_again_without_what_was_sealed() {
        for (whole, open) in [
            ("/messages?q=~a_b", "/messages"),
            ("/admin/users?q=%7Ea_b&role=patient&sort=-added", "/admin/users?role=patient&sort=-added"),
            ("/admin/audit?actor=~a&patient=~b&area=", "/admin/audit?area="),
            ("/practitioner/patients?q=a~b", "/practitioner/patients?q=a~b"),
            ("/messages", "/messages"),
        ] {
            assert_eq!(without_sealed(whole), open);
        }
    }

    #[test]
    fn only_paths_of_this_site_are_gone_to_after_signing_in() {
        for good in ["/", "/book/7?centre=2&week=2026-11-23"] {
            assert_eq!(local_path(good), Some(good));
        }
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/a\nSet-Cookie: x",
            "/ü",
            "/api/sign_out",
        ] {
            assert_eq!(local_path(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_query_has_what_has_a_value() {
        assert_eq!(query([("q", "a&b"), ("role", ""), ("every", "1")]), "q=a%26b&every=1");
        assert_eq!(query([("q", "")]), "");
    }

    #[test]
    fn a_value_survives_a_query_string() {
        assert_eq!(escape("/book/7?a=1&b= ü"), "/book/7%3Fa%3D1%26b%3D%20%C3%BC");
        for value in ["/book/7?a=1&b= ü", "100 %", "%4", "a+b", ""] {
            assert_eq!(unescape(&escape(value)), value);
        }
        assert_eq!(unescape("Zo%C3%AB+M%"), "Zoë M%");
    }
}
