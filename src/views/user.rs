//! An administrator's page about one user, or a new administrator.

use serde::{Deserialize, Serialize};

use crate::domain::{account::Role, sign_in_name::NamesAsked, staff_form::StaffForm, user_form::UserForm};

use super::details::NewEmailView;

/// A user to be changed, or a new member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserView {
    /// Their key; none for a new one.
    pub id: Option<i64>,
    /// Their name as stored; empty for a new one.
    pub name: String,
    /// What stands in the form; as it was typed where it was refused.
    pub form: UserForm,
    /// What they may act as.
    pub roles: Vec<Role>,
    /// The roles that are granted, and the centres, as they stand in their form; as they were chosen where that was refused.
    pub staff: StaffForm,
    /// Every centre: key and name.
    pub centres: Vec<(i64, String)>,
    /// Whether it is the reader's own account.
    pub is_self: bool,
    /// When its owner closed the account, in words; empty if it is not closed.
    pub closed: String,
    /// The account of which this one became part: its key and its owner's name.
    pub merged_into: Option<(i64, String)>,
    /// Whether no one has activated it yet.
    pub is_waiting: bool,
    /// How many administrators the clinic may have, if that is limited.
    pub most_administrators: Option<u32>,
    /// Which names a practitioner is asked for here.
    pub asked: NamesAsked,
    /// Their second step.
    pub second_step: SecondStepView,
    /// The address that they are to have, once it is confirmed.
    pub new_email: Option<NewEmailView>,
    /// The code that confirms it, just made; shown once.
    pub email_code: Option<String>,
}

/// Someone's second step of signing in, as an administrator sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondStepView {
    /// Whether there is one.
    pub is_on: bool,
    /// Who asked to take it away, where a second administrator has to confirm that.
    pub asked_by: Option<String>,
    /// Whether the reader can ask for it or confirm it.
    pub possible: bool,
    /// Whether it takes two administrators.
    pub takes_two: bool,
}
