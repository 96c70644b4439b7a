//! An administrator's pages about applications to work with the clinic.

use serde::{Deserialize, Serialize};

use super::{
    application::{EventView, PaperView, PasswordView},
    listing::PlaceView,
};
use crate::domain::{
    application::ApplicationStatus, first_hours::FirstHoursForm, practitioner_form::PractitionerForm,
    sign_in_name::NamesAsked,
};

/// The filters of the list of applications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationQuery {
    /// Prefixes of words in the applicant's name.
    pub name: String,
    /// Where they stand.
    pub status: String,
    /// The applicant's profession.
    pub profession: String,
    /// The first day on which they were sent, `2026-11-24`.
    pub from: String,
    /// The last one.
    pub until: String,
}

impl ApplicationQuery {
    /// The filters in use.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> {
        let Self { name, status, profession, from, until } = self;
        let all = [("name", name), ("status", status), ("profession", profession), ("from", from), ("until", until)];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name)
    }
}

/// A page of applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationsView {
    /// The rows.
    pub rows: Vec<ApplicationRowView>,
    /// The number of applications with each status, in the order of [`ApplicationStatus::ALL`].
    pub counts: Vec<(ApplicationStatus, i64)>,
    /// The status shown; `None` for all.
    pub status: Option<ApplicationStatus>,
    /// The search text; empty for anyone.
    pub sought: String,
    /// The professions to choose from.
    pub professions: Vec<String>,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
}

/// An application in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationRowView {
    /// An `ApplicationId`.
    pub id: i64,
    /// The applicant's name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// Where it stands.
    pub status: ApplicationStatus,
    /// How long ago it was sent, in words.
    pub sent: String,
    /// How long ago its last event was, in words.
    pub changed: String,
}

/// An application as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VettingView {
    /// An `ApplicationId`.
    pub id: i64,
    /// The applicant's name.
    pub name: String,
    /// Where it stands.
    pub status: ApplicationStatus,
    /// The person who invited them; may be empty.
    pub invited_by: String,
    /// What they submitted: the label and value of each line.
    pub sent: Vec<(String, String)>,
    /// The events, in order.
    pub events: Vec<EventView>,
    /// The documents.
    pub papers: Vec<PaperView>,
    /// The values of the approval form; as typed if it was refused.
    pub form: PractitionerForm,
    /// The centre and first hours in it.
    pub first: FirstHoursForm,
    /// The names that it asks for.
    pub asked: NamesAsked,
    /// Professions to choose from; others can be typed in.
    pub professions: Vec<String>,
    /// Centres to choose from: key and name.
    pub centres: Vec<(i64, String)>,
    /// What the applicant can do about a password.
    pub password: PasswordView,
    /// Whether the reader can confirm that the new account may be used.
    pub may_confirm: bool,
    /// The key of their profile, once there is one.
    pub profile: Option<i64>,
}
