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
    /// Appointments that are booked for today and the six days after it, and those of the seven days before that took place and that
    /// were called off.
    pub appointments: [CountView; 3],
    /// Whether the reader runs the clinic; else they see the numbers.
    pub is_administrator: bool,
    /// Messages to the clinic that wait for an answer.
    pub open_messages: i64,
    /// Records opened in an emergency that wait for a review.
    pub reviews_waiting: i64,
    /// Reset codes that the reader is to confirm.
    pub codes_waiting: i64,
    /// Applications to work with the clinic that await an administrator's decision.
    pub applications_waiting: i64,
    /// Accounts that no one has activated yet.
    pub accounts_waiting: i64,
}

/// A page of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountsView {
    /// What was looked for; empty if nothing was.
    pub sought: String,
    /// The rows.
    pub rows: Vec<AccountView>,
    /// How many match, in words.
    pub total: String,
    /// How they are sorted, and what there is before and after them.
    pub place: PlaceView,
    /// A one-time code that was just made, with the name it is for; shown once.
    pub issued: Option<(String, String)>,
    /// Codes for staff that wait for a second administrator.
    pub requests: Vec<CodeRequestView>,
}

/// A reset code that someone asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeRequestView {
    /// The key of the account that it is for.
    pub account: i64,
    /// Whose that is.
    pub name: String,
    /// Who asked.
    pub asked_by: String,
    /// Whether the reader can confirm it: neither who asked nor whose it is.
    pub may_confirm: bool,
}

/// An account in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountView {
    /// Its key.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// What it may act as.
    pub roles: Vec<Role>,
    /// Whether it may be used.
    pub status: AccountStatus,
    /// The day on which it was made, in words.
    pub added: String,
    /// When its owner closed it, in words; empty if it is not closed.
    pub closed: String,
    /// Whether no one has activated it yet.
    pub is_waiting: bool,
    /// Whether it is the reader's own.
    pub is_self: bool,
}
