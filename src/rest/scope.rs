//! The scopes that a personal token needs at each address. Unlisted addresses are closed to all tokens.

use axum::{extract::Request, http::Method};

use crate::domain::access_token::Scope;

/// The prefix of our own addresses; those of other systems require signing in.
const OURS: &str = "/api/v1/";

/// The scopes that a request needs; `None` where no personal token is enough.
#[must_use]
pub fn needed(request: &Request) -> Option<Vec<Scope>> {
    of(request.method() == Method::GET, request.uri().path())
}

fn of(reads: bool, path: &str) -> Option<Vec<Scope>> {
    let below = path.strip_prefix(OURS)?;
    let scope = match (below.split('/').next()?, reads) {
        ("auth", true) if below == "auth/me" => return Some(Vec::new()),
        ("doctors" | "centres" | "services" | "slots", true) => Scope::DirectoryRead,
        ("appointments", true) => Scope::AppointmentsRead,
        // Opening a consultation begins a part of the record.
        ("appointments", false) if !below.ends_with("/consultation") => Scope::AppointmentsWrite,
        ("patients" | "mappings", true) => Scope::PatientsRead,
        // A referral's letter is part of the record.
        ("records" | "referrals", true) => Scope::RecordsRead,
        ("referrals", false) => Scope::ReferralsWrite,
        ("threads" | "messages", true) => Scope::MessagesRead,
        ("threads" | "messages", false) => Scope::MessagesWrite,
        _ => return None,
    };
    Some(vec![scope])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_token_opens_only_what_is_listed() {
        assert_eq!(of(true, "/api/v1/auth/me"), Some(Vec::new()));
        assert_eq!(of(true, "/api/v1/appointments/1"), Some(vec![Scope::AppointmentsRead]));
        assert_eq!(of(false, "/api/v1/appointments/1"), Some(vec![Scope::AppointmentsWrite]));
        assert_eq!(of(true, "/api/v1/records"), Some(vec![Scope::RecordsRead]));
        assert_eq!(of(true, "/api/v1/referrals/1"), Some(vec![Scope::RecordsRead]));
        assert_eq!(of(false, "/api/v1/referrals/1"), Some(vec![Scope::ReferralsWrite]));
        assert_eq!(of(true, "/api/v1/messages"), Some(vec![Scope::MessagesRead]));
        assert_eq!(of(false, "/api/v1/threads/1/read"), Some(vec![Scope::MessagesWrite]));
        for (reads, path) in [
            (false, "/api/v1/auth/logout"),
            (false, "/api/v1/doctors"),
            (false, "/api/v1/records"),
            (false, "/api/v1/appointments/1/consultation"),
            (true, "/api/v1/new"),
            (true, "/api/appointments/"),
            (true, "/api/v1/"),
        ] {
            assert_eq!(of(reads, path), None, "{path}");
        }
    }
}
