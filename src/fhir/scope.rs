//! What a personal token has to be good for at each of FHIR's addresses. What is not listed, it opens to no one.

use axum::{extract::Request, http::Method};
use percent_encoding::percent_decode_str;

use super::{context::BASE, kinds::KINDS};
use crate::domain::access_token::Scope;

/// The scopes that a request needs; `None` where no personal token is enough.
pub fn needed(request: &Request) -> Option<Vec<Scope>> {
    let uri = request.uri();
    of(request.method() == Method::GET, uri.path(), uri.query().unwrap_or_default())
}

fn of(reads: bool, path: &str, query: &str) -> Option<Vec<Scope>> {
    let below = path.strip_prefix(BASE)?.strip_prefix('/')?;
    if below == "metadata" {
        return Some(Vec::new());
    }
    let (name, rest) = below.split_once('/').unwrap_or((below, ""));
    let kind = KINDS.iter().find(|kind| kind.name() == name)?;
    // An answer may bring along what is of another kind, and what is sent by POST is not looked at here.
    let brings_more = percent_decode_str(query).decode_utf8_lossy().contains("_include");
    if rest == "_search" || reads && brings_more {
        let all = [Scope::DirectoryRead, Scope::AppointmentsRead, Scope::PatientsRead, Scope::RecordsRead];
        let messages = (name == "Communication").then_some(Scope::MessagesRead);
        return Some(all.into_iter().chain(messages).collect());
    }
    let scope = match (name, rest, reads) {
        ("Appointment", "$find", _) => Scope::DirectoryRead,
        ("Appointment", _, true) => Scope::AppointmentsRead,
        ("Appointment", _, false) => Scope::AppointmentsWrite,
        ("Patient", _, true) => Scope::PatientsRead,
        ("Communication", _, true) => Scope::MessagesRead,
        (_, _, true) if kind.is_directory => Scope::DirectoryRead,
        (_, _, true) => Scope::RecordsRead,
        _ => return None,
    };
    Some(vec![scope])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_token_opens_only_what_is_listed() {
        let reads = |path, query| of(true, path, query).map(|scopes| scopes.len());
        assert_eq!(of(true, "/fhir/Appointment/1", ""), Some(vec![Scope::AppointmentsRead]));
        assert_eq!(of(false, "/fhir/Appointment/$book", ""), Some(vec![Scope::AppointmentsWrite]));
        assert_eq!(of(false, "/fhir/Appointment/$find", ""), Some(vec![Scope::DirectoryRead]));
        assert_eq!(of(true, "/fhir/Practitioner", ""), Some(vec![Scope::DirectoryRead]));
        assert_eq!(of(true, "/fhir/Condition", "patient=1"), Some(vec![Scope::RecordsRead]));
        assert_eq!(of(true, "/fhir/Communication/1-1", ""), Some(vec![Scope::MessagesRead]));
        assert_eq!(of(false, "/fhir/Communication/_search", "").map(|scopes| scopes.len()), Some(5));
        assert_eq!(reads("/fhir/Appointment", "%5Finclude=Appointment:patient"), Some(4), "what comes along counts");
        assert_eq!(of(false, "/fhir/Patient/_search", "").map(|scopes| scopes.len()), Some(4));
        for (reads, path) in [(false, "/fhir/Patient"), (true, "/fhir/Nothing"), (true, "/fhir"), (true, "/api/v1/x")] {
            assert_eq!(of(reads, path, ""), None, "{path}");
        }
    }
}
