//! Applying to work with the clinic, and following the application under an address that only the applicant knows.

use serde::{Deserialize, Serialize};

use crate::domain::{
    application::{ApplicationEvent, ApplicationForm, ApplicationStatus},
    sign_in_name::NamesAsked,
};

/// The data of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinView {
    /// The form's values; as typed if it was refused.
    pub form: ApplicationForm,
    /// Which names it asks for.
    pub asked: NamesAsked,
    /// Professions to choose from; others can be typed in.
    pub professions: Vec<String>,
    /// Centres to choose from: key and name. Empty if the directory is for members only.
    pub centres: Vec<(i64, String)>,
}

/// An event in an application's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// The kind of event.
    pub kind: ApplicationEvent,
    /// The administrator who did it; empty for the applicant, and for anything shown to the applicant.
    pub author: String,
    /// The text written; may be empty.
    pub text: String,
    /// When, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago, in words.
    pub ago: String,
}

/// A document that belongs to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperView {
    /// The key that forms send back.
    pub id: i64,
    /// Its file name.
    pub name: String,
    /// Whether it is an image.
    pub is_image: bool,
}

/// What the applicant can do about their password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordView {
    /// There is no account yet.
    NoAccount,
    /// Another administrator has to confirm the account first.
    Unconfirmed,
    /// They choose one through a link in a letter to them.
    Mailed,
    /// They choose one.
    Open,
    /// The account has one, or is no longer active.
    Settled,
}

/// An application as its applicant sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationView {
    /// Where it stands.
    pub status: ApplicationStatus,
    /// What they submitted: the label and value of each line.
    pub sent: Vec<(String, String)>,
    /// The email address that they gave.
    pub email: String,
    /// The events, in order.
    pub events: Vec<EventView>,
    /// Their documents.
    pub papers: Vec<PaperView>,
    /// Whether they can add another document.
    pub may_add: bool,
    /// The maximum size, in million bytes.
    pub most_megabytes: u16,
    /// What they can do about a password.
    pub password: PasswordView,
    /// Whether people sign in with their email address here.
    pub by_email: bool,
    /// The key of their profile, once there is one.
    pub profile: Option<i64>,
    /// Whether it was claimed by the signed-in reader's account; `None` if it cannot be.
    pub claimed: Option<bool>,
}
