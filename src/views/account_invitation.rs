//! Inviting people to create an account, and registering through such a link.

use serde::{Deserialize, Serialize};

use super::application::JoinView;
use crate::domain::{
    account::Role,
    invite_form::InviteForm,
    patient::{RegistrationForm, Required},
};

/// The invitations, as administrators see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitesView {
    /// The latest ones; those that can still be used come first.
    pub rows: Vec<InviteRowView>,
    /// Whether people can be invited at all.
    pub is_possible: bool,
    /// The form's values; as typed if it was refused.
    pub form: InviteForm,
    /// The path of a link that was just created; shown once.
    pub link: Option<String>,
}

/// An invitation in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteRowView {
    /// An `AccountInvitationId`.
    pub id: i64,
    /// The role offered.
    pub role: Role,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub email: String,
    /// Who invites.
    pub inviter: String,
    /// How long ago it was created, in words.
    pub made: String,
    /// The state of the invitation.
    pub state: InviteState,
    /// The day on which it ends, in words.
    pub ends: String,
}

/// The state of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    /// It can be used.
    Open,
    /// It was used.
    Used,
    /// It was withdrawn.
    Revoked,
    /// It has expired.
    Over,
}

/// The data of an invitation's page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedView {
    /// The role offered.
    pub role: Role,
    /// Who invites.
    pub inviter: String,
    /// The required fields, besides name, email address and password.
    pub required: Required,
    /// The values of a patient's form.
    pub form: RegistrationForm,
    /// The data of a practitioner's form.
    pub join: JoinView,
}
