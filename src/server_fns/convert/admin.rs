//! From use cases' results to what `server_fns::admin` returns.

use jiff::Timestamp;

use super::time_view::ago;
use crate::server_fns::admin::{AccountView, CodeRequestView, MessageView, OverviewView};
use crate::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
    },
    server_fns::sign_in::local_path,
    service::admin::Overview,
    storage::{account::Account, reset_code::Request},
};

/// Under which name a session keeps a one-time code until it is shown.
pub const ISSUED: &str = "issued_reset_code";

pub fn overview(overview: Overview, now: Timestamp) -> OverviewView {
    let count =
        |rows: &[(String, i64)], word: &str| rows.iter().find(|(name, _)| name == word).map_or(0, |(_, count)| *count);
    let standing = [Status::Pending, Status::Booked, Status::Arrived, Status::CheckedIn];
    OverviewView {
        accounts: [Role::Patient, Role::Practitioner, Role::Administrator]
            .map(|role| count(&overview.accounts, role.as_str())),
        is_administrator: overview.administers,
        centres: overview.centres,
        reviews_waiting: overview.reviews_waiting,
        codes_waiting: overview.codes_waiting,
        next_week: standing.iter().map(|status| count(&overview.next_week, status.as_str())).sum(),
        fulfilled: count(&overview.last_week, Status::Fulfilled.as_str()),
        cancelled: count(&overview.last_week, Status::Cancelled.as_str()),
        messages: overview
            .messages
            .into_iter()
            .map(|message| MessageView {
                name: message.name,
                email: message.email,
                text: message.message,
                at: Timestamp::from_second(message.created_at).unwrap_or_default().to_string(),
                ago: ago(message.created_at, now),
            })
            .collect(),
    }
}

pub fn account(account: Account, reader: &Actor) -> AccountView {
    AccountView {
        is_self: reader.id() == Some(account.id),
        id: account.id.0,
        name: account.full_name,
        email: account.email,
        phone: account.phone,
        roles: account.roles,
        status: account.status,
    }
}

pub fn code_request(request: Request, reader: &Actor) -> CodeRequestView {
    let me = reader.id().map(|id| id.0);
    CodeRequestView {
        may_confirm: ![request.account_id, request.asked_by].map(Some).contains(&me),
        account: request.account_id,
        name: request.name,
        asked_by: request.asked_by_name,
    }
}

/// The list of accounts as `back`, its query, says, with a word about what has been done.
pub fn users(back: &str, done: &str) -> String {
    let path = format!("/admin/users?{back}&{done}");
    local_path(&path).map_or_else(|| format!("/admin/users?{done}"), str::to_owned)
}
