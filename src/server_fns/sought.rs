//! Looking for people and in messages. What is typed is posted, and the address of what was found has it sealed, so that no history and no
//! proxy knows whom or what someone looks for. What a list can be asked for is in its definition (`domain/list`).

use std::collections::HashMap;

use leptos::prelude::*;

use crate::error::AppError;

/// Searches the reader's messages.
#[server(endpoint = "search_messages")]
pub async fn search_messages(#[server(default)] q: String) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    open(Place::Messages, "/messages", ("q", &q))
}

/// Searches the reader's patients.
#[server(endpoint = "search_patients")]
pub async fn search_patients(#[server(default)] q: String) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    open(Place::Patients, "/practitioner/patients", ("q", &q))
}

/// Looks through users.
#[server(endpoint = "search_users")]
pub async fn search_users(#[server(flatten)] form: HashMap<String, String>) -> Result<(), AppError> {
    use crate::{domain::list::USERS, request::sought::open_list, service::sought::Place};

    open_list(Place::Users, &USERS, &form)
}

/// Looks through appointments.
#[server(endpoint = "search_appointments")]
pub async fn search_appointments(#[server(flatten)] form: HashMap<String, String>) -> Result<(), AppError> {
    use crate::{domain::list::APPOINTMENTS, request::sought::open_list, service::sought::Place};

    open_list(Place::Appointments, &APPOINTMENTS, &form)
}

/// Looks for rows of the audit.
#[server(endpoint = "search_audit")]
pub async fn search_audit(#[server(flatten)] form: HashMap<String, String>) -> Result<(), AppError> {
    use crate::{domain::list::AUDIT, request::sought::open_list, service::sought::Place};

    open_list(Place::Audit, &AUDIT, &form)
}

/// Looks through letters and push messages.
#[server(endpoint = "search_letters")]
pub async fn search_letters(#[server(flatten)] form: HashMap<String, String>) -> Result<(), AppError> {
    use crate::{domain::list::LETTERS, request::sought::open_list, service::sought::Place};

    open_list(Place::Letters, &LETTERS, &form)
}

/// Searches messages to the clinic.
#[server(endpoint = "search_inbox")]
pub async fn search_inbox(#[server(flatten)] form: HashMap<String, String>) -> Result<(), AppError> {
    use crate::{domain::list::INBOX, request::sought::open_list, service::sought::Place};

    open_list(Place::Inbox, &INBOX, &form)
}

/// Looks through applications.
#[server(endpoint = "search_applications")]
pub async fn search_applications(#[server(flatten)] form: HashMap<String, String>) -> Result<(), AppError> {
    use crate::{domain::list::APPLICATIONS, request::sought::open_list, service::sought::Place};

    open_list(Place::Applications, &APPLICATIONS, &form)
}

/// Looks through those who wait.
#[server(endpoint = "search_waiters")]
pub async fn search_waiters(#[server(flatten)] form: HashMap<String, String>) -> Result<(), AppError> {
    use crate::{domain::list::WAITLIST, request::sought::open_list, service::sought::Place};

    open_list(Place::Waitlist, &WAITLIST, &form)
}

/// Looks through referrals.
#[server(endpoint = "search_referrals")]
pub async fn search_referrals(#[server(flatten)] form: HashMap<String, String>) -> Result<(), AppError> {
    use crate::{domain::list::REFERRALS, request::sought::open_list, service::sought::Place};

    open_list(Place::Referrals, &REFERRALS, &form)
}

/// Looks up the patient with this number or email address, to see who can read their record.
#[server(endpoint = "search_access")]
pub async fn search_access(#[server(default)] patient: String) -> Result<(), AppError> {
    use crate::{request::sought::open, service::sought::Place};

    open(Place::Access, "/admin/access", ("patient", &patient))
}
