//! Searching for people and in messages. The typed text is posted, and the address of the results has it sealed, so that no history
//! and no proxy knows whom or what someone searches for.

#![expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]

use leptos::prelude::*;

use crate::error::AppError;

/// Searches the reader's messages.
#[server(endpoint = "search_messages")]
pub async fn search_messages(#[server(default)] q: String) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    open(Place::Messages, "/messages", &["q"], &[("q", &q)], "")
}

/// Searches the reader's patients.
#[server(endpoint = "search_patients")]
pub async fn search_patients(#[server(default)] q: String) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    open(Place::Patients, "/practitioner/patients", &["q"], &[("q", &q)], "")
}

/// Searches users; `columns` are those shown, as in an address.
#[server(endpoint = "search_users")]
pub async fn search_users(
    #[server(default)] q: String,
    #[server(default)] role: String,
    #[server(default)] status: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] sort: String,
    #[server(default)] columns: String,
) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    let asked: [(&str, &str); 6] =
        [("q", &q), ("role", &role), ("status", &status), ("from", &from), ("until", &until), ("sort", &sort)];
    open(Place::Users, "/admin/users", &["q"], &asked, &columns)
}

/// Searches appointments; `columns` are those shown, as in an address, and `find_practitioner` is the text in the practitioner box
/// if scripts don't run.
#[server(endpoint = "search_appointments")]
pub async fn search_appointments(
    #[server(default)] patient: String,
    #[server(default)] when: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] status: String,
    #[server(default)] centre: String,
    #[server(default)] practitioner: String,
    #[server(default)] service: String,
    #[server(default)] how: String,
    #[server(default)] first: String,
    #[server(default)] find_practitioner: String,
    #[server(default)] sort: String,
    #[server(default)] columns: String,
) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    let asked: [(&str, &str); 12] = [
        ("when", &when),
        ("from", &from),
        ("until", &until),
        ("status", &status),
        ("centre", &centre),
        ("practitioner", &practitioner),
        ("service", &service),
        ("how", &how),
        ("first", &first),
        ("patient", &patient),
        ("find_practitioner", &find_practitioner),
        ("sort", &sort),
    ];
    open(Place::Appointments, "/admin/appointments", &["patient"], &asked, &columns)
}

/// Searches the audit; `columns` are those shown, as in an address.
#[server(endpoint = "search_audit")]
pub async fn search_audit(
    #[server(default)] actor: String,
    #[server(default)] patient: String,
    #[server(default)] area: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] refused: String,
    #[server(default)] sort: String,
    #[server(default)] columns: String,
) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    let asked: [(&str, &str); 7] = [
        ("actor", &actor),
        ("patient", &patient),
        ("area", &area),
        ("from", &from),
        ("until", &until),
        ("refused", &refused),
        ("sort", &sort),
    ];
    open(Place::Audit, "/admin/audit", &["actor", "patient"], &asked, &columns)
}

/// Searches emails and push messages; `columns` are those shown, as in an address.
#[server(endpoint = "search_letters")]
pub async fn search_letters(
    #[server(default)] name: String,
    #[server(default)] kind: String,
    #[server(default)] channel: String,
    #[server(default)] state: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] sort: String,
    #[server(default)] columns: String,
) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    let asked: [(&str, &str); 7] = [
        ("name", &name),
        ("kind", &kind),
        ("channel", &channel),
        ("state", &state),
        ("from", &from),
        ("until", &until),
        ("sort", &sort),
    ];
    open(Place::Letters, "/admin/letters", &["name"], &asked, &columns)
}

/// Searches messages to the clinic.
#[server(endpoint = "search_inbox")]
pub async fn search_inbox(
    #[server(default)] q: String,
    #[server(default)] show: String,
    #[server(default)] assigned: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] sort: String,
    #[server(default)] columns: String,
) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    let asked: [(&str, &str); 6] =
        [("q", &q), ("show", &show), ("assigned", &assigned), ("from", &from), ("until", &until), ("sort", &sort)];
    open(Place::Inbox, "/inbox", &["q"], &asked, &columns)
}

/// Searches applications; `columns` are those shown, as in an address.
#[server(endpoint = "search_applications")]
pub async fn search_applications(
    #[server(default)] name: String,
    #[server(default)] status: String,
    #[server(default)] profession: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] sort: String,
    #[server(default)] columns: String,
) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    let asked: [(&str, &str); 6] = [
        ("name", &name),
        ("status", &status),
        ("profession", &profession),
        ("from", &from),
        ("until", &until),
        ("sort", &sort),
    ];
    open(Place::Applications, "/admin/applications", &["name"], &asked, &columns)
}

/// Searches the waiting list; `columns` are those shown, as in an address, and `find_practitioner` is the text in the practitioner
/// box if scripts don't run.
#[server(endpoint = "search_waiters")]
pub async fn search_waiters(
    #[server(default)] patient: String,
    #[server(default)] practitioner: String,
    #[server(default)] centre: String,
    #[server(default)] service: String,
    #[server(default)] urgency: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] find_practitioner: String,
    #[server(default)] sort: String,
    #[server(default)] columns: String,
) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    let asked: [(&str, &str); 9] = [
        ("patient", &patient),
        ("practitioner", &practitioner),
        ("centre", &centre),
        ("service", &service),
        ("urgency", &urgency),
        ("from", &from),
        ("until", &until),
        ("find_practitioner", &find_practitioner),
        ("sort", &sort),
    ];
    open(Place::Waitlist, "/admin/waitlist", &["patient"], &asked, &columns)
}

/// Searches referrals; `columns` are those shown, as in an address.
#[server(endpoint = "search_referrals")]
pub async fn search_referrals(
    #[server(default)] patient: String,
    #[server(default)] referrer: String,
    #[server(default)] addressee: String,
    #[server(default)] field: String,
    #[server(default)] status: String,
    #[server(default)] priority: String,
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] sort: String,
    #[server(default)] columns: String,
) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    let asked: [(&str, &str); 9] = [
        ("patient", &patient),
        ("referrer", &referrer),
        ("addressee", &addressee),
        ("field", &field),
        ("status", &status),
        ("priority", &priority),
        ("from", &from),
        ("until", &until),
        ("sort", &sort),
    ];
    open(Place::Referrals, "/admin/referrals", &["patient", "referrer", "addressee"], &asked, &columns)
}

/// Looks up the patient with this number or email address, to see who can read their record.
#[server(endpoint = "search_access")]
pub async fn search_access(#[server(default)] patient: String) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    open(Place::Access, "/admin/access", &["patient"], &[("patient", &patient)], "")
}
