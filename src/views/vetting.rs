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

/// What is asked of the list of applications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationQuery {
    /// The beginnings of words of the applicant's name.
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
    /// The criteria that are used.
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
    /// How many stand where, in the order of [`ApplicationStatus::ALL`].
    pub counts: Vec<(ApplicationStatus, i64)>,
    /// Where those stand that are shown; all if none is named.
    pub status: Option<ApplicationStatus>,
    /// Whose are looked for; empty for anyone's.
    pub sought: String,
    /// The professions to choose from.
    pub professions: Vec<String>,
    /// How they are sorted, and what there is before and after them.
    pub place: PlaceView,
}

/// An application in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationRowView {
    /// Its key.
    pub id: i64,
    /// The applicant's name.
    pub name: String,
    /// Their profession.
    pub profession: String,
    /// Where it stands.
    pub status: ApplicationStatus,
    /// How long ago it was sent, in words.
    pub sent: String,
    /// How long ago something last happened, in words.
    pub changed: String,
}

/// An application as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VettingView {
    /// Its key.
    pub id: i64,
    /// The applicant's name.
    pub name: String,
    /// Where it stands.
    pub status: ApplicationStatus,
    /// Who sent them a link; empty if no one did.
    pub invited_by: String,
    /// What they sent: what each line is called, and what it says.
    pub sent: Vec<(String, String)>,
    /// What happened, in order.
    pub events: Vec<EventView>,
    /// The documents.
    pub papers: Vec<PaperView>,
    /// What stands in the form that approves it; as it was typed where it was refused.
    pub form: PractitionerForm,
    /// The centre and first hours that stand there.
    pub first: FirstHoursForm,
    /// Which names that form asks for.
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
