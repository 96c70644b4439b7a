//! An administrator's page about one user, or for adding staff.

use serde::{Deserialize, Serialize};

use crate::domain::{account::Role, sign_in_name::NamesAsked, staff_form::StaffForm, user_form::UserForm};

use super::details::NewEmailView;

/// An existing user to edit, or a new member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Their key; `None` for a new one.
    pub id: Option<i64>,
    /// Their name as stored; empty for a new one.
    pub name: String,
    /// The form's values; as typed if it was refused.
    pub form: UserForm,
    /// Their roles.
    pub roles: Vec<Role>,
    /// The granted roles and the centres, as in the form; as chosen if that was refused.
    pub staff: StaffForm,
    /// Every centre: key and name.
    pub centres: Vec<(i64, String)>,
    /// Whether it is the reader's own account.
    pub is_self: bool,
    /// When its owner closed the account, in words; empty if it is not closed.
    pub closed: String,
    /// The account that this one was merged into: its key and its owner's name.
    pub merged_into: Option<(i64, String)>,
    /// Whether it is waiting for activation.
    pub is_waiting: bool,
    /// The maximum number of administrators, if limited.
    pub most_administrators: Option<u32>,
    /// The names that a practitioner is asked for here.
    pub asked: NamesAsked,
    /// Their second step.
    pub second_step: SecondStepView,
    /// The new address, until it is confirmed.
    pub new_email: Option<NewEmailView>,
    /// The code that confirms it, if just created; shown once.
    pub email_code: Option<String>,
}

/// Someone's second step, as an administrator sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondStepView {
    /// Whether it is on.
    pub is_on: bool,
    /// The administrator who asked to remove it, if a second one has to confirm.
    pub asked_by: Option<String>,
    /// Whether the reader can request or confirm its removal.
    pub possible: bool,
    /// Whether removal takes two administrators.
    pub takes_two: bool,
}
