//! The administrator's pages.

use serde::{Deserialize, Serialize};

use super::{figures::CountView, listing::PlaceView};
use crate::domain::account::{AccountStatus, Role};

/// Numbers at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewView {
    /// Active accounts with the role of patient, practitioner, administrator.
    pub accounts: [i64; 3],
    /// Centres.
    pub centres: usize,
    /// Appointments: booked for today and the next six days; completed in the last seven days; cancelled in the last seven days.
    pub appointments: [CountView; 3],
    /// Whether the reader is an administrator; others see only the numbers.
    pub is_administrator: bool,
    /// Messages to the clinic that wait for an answer.
    pub open_messages: i64,
    /// Records opened in an emergency that wait for a review.
    pub reviews_waiting: i64,
    /// Reset codes that the reader can confirm.
    pub codes_waiting: i64,
    /// Applications waiting for an administrator's decision.
    pub applications_waiting: i64,
    /// Accounts waiting for activation.
    pub accounts_waiting: i64,
}

/// A page of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsView {
    /// The search text; empty if none.
    pub sought: String,
    /// The rows.
    pub rows: Vec<AccountView>,
    /// The number of matches, in words.
    pub total: String,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
    /// A one-time code that was just issued, with the name it is for; shown once.
    pub issued: Option<(String, String)>,
    /// Codes for staff that wait for a second administrator.
    pub requests: Vec<CodeRequestView>,
}

/// A request for a reset code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRequestView {
    /// The key of the account it is for.
    pub account: i64,
    /// Whose that is.
    pub name: String,
    /// Who asked.
    pub asked_by: String,
    /// Whether the reader can confirm it: they neither asked for it, nor is it theirs.
    pub may_confirm: bool,
}

/// An account in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// An `AccountId`.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Its roles.
    pub roles: Vec<Role>,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// The day on which it was made, in words.
    pub added: String,
    /// When its owner closed it, in words; empty if it is not closed.
    pub closed: String,
    /// Whether it is waiting for activation.
    pub is_waiting: bool,
    /// Whether it is the reader's own.
    pub is_self: bool,
}
