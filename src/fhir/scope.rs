//! The scopes that a personal token needs at each of FHIR's addresses. Unlisted addresses are closed to all tokens.

use axum::{extract::Request, http::Method};
use percent_encoding::percent_decode_str;

use super::{context::BASE, export::is_export, kinds::KINDS};
use crate::domain::{
    access_token::Scope,
    app_scope::{AppScopes, Readable},
};

/// The scopes that a request needs; `None` where no personal token is enough.
pub fn needed(request: &Request) -> Option<Vec<Scope>> {
    let uri = request.uri();
    of(request.method() == Method::GET, uri.path(), uri.query().unwrap_or_default())
}

/// Whether a patient's app may make a request: it reads what it was allowed, and the directory if that is public.
pub fn of_app(request: &Request, scopes: &AppScopes) -> bool {
    is_allowed(request.method() == Method::GET, request.uri().path(), scopes)
}

fn is_allowed(gets: bool, path: &str, scopes: &AppScopes) -> bool {
    let Some(below) = path.strip_prefix(BASE).and_then(|below| below.strip_prefix('/')) else { return false };
    let (name, rest) = below.split_once('/').unwrap_or((below, ""));
    let Some(kind) = KINDS.iter().find(|kind| kind.name() == name) else { return false };
    let (is_search, is_known) = match (gets, rest) {
        (true, "") | (false, "_search") => (true, true),
        (true, id) => (false, !id.contains(['/', '$'])),
        (false, _) => (false, false),
    };
    let is_given = match Readable::parse(name) {
        Some(of) => scopes.allow(of, is_search),
        None => kind.is_directory,
    };
    is_known && is_given
}

fn of(reads: bool, path: &str, query: &str) -> Option<Vec<Scope>> {
    // The entries of a bundle are checked one by one.
    if path == BASE && !reads {
        return Some(Vec::new());
    }
    let below = path.strip_prefix(BASE)?.strip_prefix('/')?;
    if below == "metadata" {
        return Some(Vec::new());
    }
    if is_export(below) {
        return Some(vec![Scope::PatientsRead, Scope::AppointmentsRead, Scope::RecordsRead]);
    }
    let (name, rest) = below.split_once('/').unwrap_or((below, ""));
    let kind = KINDS.iter().find(|kind| kind.name() == name)?;
    // A response may include resources of another type, and POST bodies are not checked here.
    let query = percent_decode_str(query).decode_utf8_lossy();
    let is_chained = |name: &str| name.contains('.') || name.ends_with(":identifier");
    let brings_more = ["_include", "_revinclude"].iter().any(|name| query.contains(name))
        || query.split('&').any(|pair| pair.split('=').next().is_some_and(is_chained));
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
        ("Communication", "", false) => Scope::MessagesWrite,
        ("ServiceRequest", _, false) => Scope::ReferralsWrite,
        (_, _, true) if kind.is_directory => Scope::DirectoryRead,
        (_, _, true) => Scope::RecordsRead,
        _ => return None,
    };
    Some(vec![scope])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::imported::ImportedKind;

    #[test]
    fn an_app_reads_what_it_was_allowed_and_the_directory() {
        let scopes = AppScopes::parse("patient/Observation.rs patient/Condition.r");
        for (gets, path) in [
            (true, "/fhir/Observation"),
            (true, "/fhir/Observation/7"),
            (false, "/fhir/Observation/_search"),
            (true, "/fhir/Condition/7"),
            (true, "/fhir/Practitioner/3"),
        ] {
            assert!(is_allowed(gets, path, &scopes), "{path}");
        }
        for (gets, path) in [
            (true, "/fhir/Condition"),
            (false, "/fhir/Condition/_search"),
            (true, "/fhir/Patient/1"),
            (true, "/fhir/Appointment"),
            (true, "/fhir/AuditEvent"),
            (false, "/fhir/Observation"),
            (false, "/fhir/Observation/7"),
            (false, "/fhir/Patient/1"),
            (false, "/fhir/Appointment/$book"),
            (true, "/fhir/Observation/7/$x"),
            (true, "/fhir/Patient/$export"),
            (true, "/fhir/Patient/$export/7"),
            (true, "/fhir"),
            (true, "/api/v1/records"),
        ] {
            assert!(!is_allowed(gets, path, &scopes), "{path}");
        }
    }

    #[test]
    fn whatever_an_app_can_read_is_one_of_our_types() {
        for of in Readable::ALL {
            assert!(KINDS.iter().any(|kind| kind.name() == of.as_str() && !kind.is_directory), "{of:?}");
        }
        for kind in ImportedKind::ALONE {
            assert_eq!(Readable::parse(kind.as_str()).map(Readable::part), Some(kind.part()), "{kind:?}");
        }
    }

    #[test]
    fn a_personal_token_opens_only_what_is_listed() {
        let reads = |path, query| of(true, path, query).map(|scopes| scopes.len());
        assert_eq!(of(false, "/fhir", ""), Some(Vec::new()));
        assert_eq!(of(true, "/fhir/Appointment/1", ""), Some(vec![Scope::AppointmentsRead]));
        assert_eq!(of(false, "/fhir/Appointment/$book", ""), Some(vec![Scope::AppointmentsWrite]));
        assert_eq!(of(false, "/fhir/Appointment/$find", ""), Some(vec![Scope::DirectoryRead]));
        assert_eq!(of(true, "/fhir/Practitioner", ""), Some(vec![Scope::DirectoryRead]));
        for records in ["Condition", "Immunization", "Procedure", "DiagnosticReport/i7", "CarePlan"] {
            assert_eq!(of(true, &format!("/fhir/{records}"), "patient=1"), Some(vec![Scope::RecordsRead]), "{records}");
        }
        assert_eq!(of(true, "/fhir/Communication/1-1", ""), Some(vec![Scope::MessagesRead]));
        assert_eq!(of(false, "/fhir/Communication", ""), Some(vec![Scope::MessagesWrite]));
        assert_eq!(of(false, "/fhir/ServiceRequest/7", ""), Some(vec![Scope::ReferralsWrite]));
        for records in [
            "Observation",
            "Condition/7",
            "MedicationRequest",
            "DocumentReference",
            "Patient/1",
            "Encounter",
            "Immunization",
        ] {
            assert_eq!(of(false, &format!("/fhir/{records}"), ""), None, "{records}: a sign-in is needed");
        }
        assert_eq!(of(false, "/fhir/Communication/_search", "").map(|scopes| scopes.len()), Some(5));
        assert_eq!(reads("/fhir/Appointment", "%5Finclude=Appointment:patient"), Some(4), "what comes along counts");
        assert_eq!(reads("/fhir/Encounter", "_revinclude=Observation:encounter"), Some(4));
        for chain in ["patient%2Ename=pat", "_count=9&actor:Patient.name=pat", "patient:identifier=P-7"] {
            assert_eq!(reads("/fhir/Appointment", chain), Some(4), "{chain}");
        }
        assert_eq!(reads("/fhir/Appointment", "date=ge2026-11-24T10:00:00.000Z"), Some(1));
        assert_eq!(of(false, "/fhir/Patient/_search", "").map(|scopes| scopes.len()), Some(4));
        for (reads, path) in [(true, "/fhir/Patient/$export"), (false, "/fhir/Patient/$export/7")] {
            assert_eq!(of(reads, path, "").map(|scopes| scopes.len()), Some(3), "{path}");
        }
        for (reads, path) in [(false, "/fhir/Patient"), (true, "/fhir/Nothing"), (true, "/fhir"), (true, "/api/v1/x")] {
            assert_eq!(of(reads, path, ""), None, "{path}");
        }
    }
}
