//! Inviting people to make an account, and making one by such a link.

use serde::{Deserialize, Serialize};

use super::application::JoinView;
use crate::domain::{
    account::Role,
    invite_form::InviteForm,
    patient::{RegistrationForm, Required},
};

/// What an administrator sees of the invitations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitesView {
    /// The latest ones, those that can still be used first.
    pub rows: Vec<InviteRowView>,
    /// Whether people can be invited at all.
    pub is_possible: bool,
    /// What stands in the form; as it was typed where it was refused.
    pub form: InviteForm,
    /// The path of a link that was just made; shown once.
    pub link: Option<String>,
}

/// An invitation in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteRowView {
    /// Its key.
    pub id: i64,
    /// As what they are invited.
    pub role: Role,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub email: String,
    /// Who invites.
    pub inviter: String,
    /// How long ago it was made, in words.
    pub made: String,
    /// What has become of it.
    pub state: InviteState,
    /// The day on which it ends, in words.
    pub ends: String,
}

/// What has become of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteState {
    /// It can be used.
    Open,
    /// It was used.
    Used,
    /// It was taken back.
    Revoked,
    /// Its time is over.
    Over,
}

/// What the page of an invitation needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitedView {
    /// As what they are invited.
    pub role: Role,
    /// Who invites.
    pub inviter: String,
    /// What may not be left out, besides name, email address and password.
    pub required: Required,
    /// What stands in a patient's form.
    pub form: RegistrationForm,
    /// What a practitioner's form needs.
    pub join: JoinView,
}
