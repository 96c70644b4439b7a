//! Converts use cases' results to the views of `server_fns::admin`.

use jiff::{Timestamp, ToSpan, civil::Date};

use super::listing;
use crate::{
    domain::{
        account::{Actor, Role},
        address::local_path,
        application::ApplicationStatus,
        appointment::Status,
        ordering::Order,
    },
    service::{
        account::{Account, AccountFilter, MOST_COUNTED, place_of},
        admin::{AccountPage, Overview},
        reset_code::Request,
    },
    views::{
        admin::{AccountView, AccountsView, CodeRequestView, OverviewView},
        figures::CountView,
        listing::PlaceQuery,
    },
    words::{Key, calendar, filled, number, of_count, said},
};

pub fn overview(overview: &Overview) -> OverviewView {
    let count =
        |rows: &[(String, i64)], word: &str| rows.iter().find(|(name, _)| name == word).map_or(0, |(_, count)| *count);
    let [first, yesterday, last] = [-7, -1, 6].map(|days: i64| overview.today.saturating_add(days.days()));
    let appointments = |rows: &[(String, i64)], status: Status, (from, until): (Date, Date)| CountView {
        text: number(count(rows, status.as_str())),
        href: if overview.lists_appointments {
            format!("/admin/appointments?when=all&from={from}&until={until}&status={}", status.as_str())
        } else {
            String::new()
        },
    };
    OverviewView {
        accounts: [Role::Patient, Role::Practitioner, Role::Administrator]
            .map(|role| count(&overview.accounts, role.as_str())),
        is_administrator: overview.administers,
        centres: overview.centres,
        reviews_waiting: overview.reviews_waiting,
        codes_waiting: overview.codes_waiting,
        applications_waiting: count(&overview.applications, ApplicationStatus::Received.as_str()),
        accounts_waiting: overview.accounts_waiting,
        appointments: [
            appointments(&overview.next_week, Status::Booked, (overview.today, last)),
            appointments(&overview.last_week, Status::Fulfilled, (first, yesterday)),
            appointments(&overview.last_week, Status::Cancelled, (first, yesterday)),
        ],
        open_messages: overview.open_messages,
    }
}

/// The filter of a list of accounts; with a period, those added within it.
pub fn filter(
    q: &str,
    [role, status]: [&str; 2],
    (from, until): (Option<i64>, Option<i64>),
    list: &PlaceQuery,
) -> AccountFilter {
    AccountFilter {
        text: q.to_owned(),
        role: role.parse().ok(),
        status: status.parse().ok(),
        from,
        until,
        order: listing::order(list, Order::default()),
        edge: listing::edge(list),
        place: None,
        limit: 0,
    }
}

/// A page of accounts, with a one-time code just issued, and those that wait for a second administrator.
pub fn accounts(
    reads: listing::Reader<'_>,
    asked: AccountFilter,
    found: AccountPage,
    issued: Option<(String, String)>,
    requests: Vec<Request>,
) -> AccountsView {
    let AccountPage { accounts, earlier, more, total } = found;
    let listing::Reader(_, reader) = reads;
    let ends =
        [accounts.first(), accounts.last()].map(|row| row.map(|row| (row.id.0, place_of(row, asked.order.by).0)));
    AccountsView {
        sought: asked.text,
        rows: accounts.into_iter().map(|row| account(row, reader)).collect(),
        total: counted(total, MOST_COUNTED, [Key::PeopleCount, Key::PeopleMoreThan]),
        place: listing::between(reads, asked.order, ends, [earlier, more]),
        issued,
        requests: requests.into_iter().map(|request| code_request(request, reader)).collect(),
    }
}

/// `1 user`, `25 users`, `more than 1,000 users`: a text for an exact number, and one for more than were counted.
pub fn counted(count: i64, most: i64, [exactly, more]: [Key; 2]) -> String {
    let many = |n: i64| usize::try_from(n).unwrap_or(0);
    match count {
        n if n > most => filled(said(more), &[("n", &number(many(most)))]),
        n => of_count(exactly, many(n), &[]),
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
        added: day(account.created_at),
        closed: account.closed_at.map(day).unwrap_or_default(),
        is_waiting: account.is_waiting,
    }
}

/// `24 November 2026`, in UTC: an account belongs to no centre.
pub fn day(at: Timestamp) -> String {
    calendar::full_date(at.to_zoned(jiff::tz::TimeZone::UTC).date())
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

/// The list of accounts with its query `back`, and a word about what has been done.
pub fn users(back: &str, done: &str) -> String {
    let joint = if back.is_empty() { "" } else { "&" };
    let path = format!("/admin/users?{back}{joint}{done}");
    local_path(&path).map_or_else(|| format!("/admin/users?{done}"), str::to_owned)
}
