//! Applying to work with the clinic, and what becomes of it, under an address that only the applicant knows.

use serde::{Deserialize, Serialize};

use crate::domain::{
    application::{ApplicationEvent, ApplicationForm, ApplicationStatus},
    sign_in_name::NamesAsked,
};

/// What the form needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinView {
    /// What stands in the form; as it was typed where it was refused.
    pub form: ApplicationForm,
    /// Which names it asks for.
    pub asked: NamesAsked,
    /// Professions to choose from; others can be typed in.
    pub professions: Vec<String>,
    /// Centres to choose from: key and name. None where the directory is for members only.
    pub centres: Vec<(i64, String)>,
}

/// Something that happened to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// What.
    pub kind: ApplicationEvent,
    /// The administrator who did it; empty for the applicant, and wherever the applicant reads it.
    pub author: String,
    /// What was written; may be empty.
    pub text: String,
    /// When, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago that was, in words.
    pub ago: String,
}

/// A document that belongs to an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperView {
    /// Its key.
    pub id: i64,
    /// Its file name.
    pub name: String,
    /// Whether it is an image.
    pub is_image: bool,
}

/// What the applicant can do about a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordView {
    /// There is no account yet.
    NoAccount,
    /// Another administrator has to confirm the account first.
    Unconfirmed,
    /// They choose one by the link in a letter to them.
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
    /// What they sent: what each line is called, and what it says.
    pub sent: Vec<(String, String)>,
    /// The email address that they gave.
    pub email: String,
    /// What happened, in order.
    pub events: Vec<EventView>,
    /// Their documents.
    pub papers: Vec<PaperView>,
    /// Whether they can add one more.
    pub may_add: bool,
    /// How large it may be, in millions of bytes.
    pub most_megabytes: u16,
    /// What they can do about a password.
    pub password: PasswordView,
    /// Whether people sign in with their email address here.
    pub by_email: bool,
    /// The key of their profile, once there is one.
    pub profile: Option<i64>,
    /// Whether it is approved into the account of the reader, if that can be: they are signed in, and it is not decided.
    pub claimed: Option<bool>,
}
