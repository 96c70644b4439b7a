//! Third-party apps: what administrators register, what an app asks a patient for, and what the patient allows.

use serde::{Deserialize, Serialize};

use crate::domain::{app::AppForm, app_scope::Readable};

/// The clinic's apps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppsView {
    /// By name.
    pub rows: Vec<AppRowView>,
    /// The form's values; as typed if it was refused.
    pub form: AppForm,
    /// Whether programs can use the API here.
    pub api_enabled: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRowView {
    /// An `AppId`.
    pub id: i64,
    /// The name that patients know it by.
    pub name: String,
    /// Whether it is enabled.
    pub active: bool,
    /// How many patients allow it to read their record.
    pub allowed: usize,
}

/// An app on its own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppPageView {
    /// The app.
    pub app: AppRowView,
    /// Its client id.
    pub client_id: String,
    /// Whether it can keep a secret.
    pub confidential: bool,
    /// Its details; as typed if they were refused.
    pub form: AppForm,
    /// The secret of an app that was just added; shown once.
    pub secret: Option<String>,
}

/// What an app asks for, as shown to whoever opens its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionView {
    /// The request does not exist, or no longer.
    Gone,
    /// The reader has to sign in first.
    SignIn(String),
    /// The reader is signed in, but not a patient.
    NoPatient(String),
    /// They can answer.
    Ask(AskView),
}

/// A request that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskView {
    /// Which app asks.
    pub app: String,
    /// The patient whose record it is.
    pub patient: String,
    /// The parts it would read.
    pub reads: Vec<Readable>,
    /// Whether it continues while the patient isn't there.
    pub offline: bool,
    /// The site that it continues on; empty for a program on the patient's own device.
    pub host: String,
}

/// An app that a patient allows to read their record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowedAppView {
    /// The grant's key.
    pub id: i64,
    /// Which app.
    pub app: String,
    /// The parts it may read.
    pub reads: Vec<Readable>,
    /// Since when, in words.
    pub since: String,
    /// The last day, in words.
    pub until: String,
}
