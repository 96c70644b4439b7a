//! Other people's apps: what administrators register, what an app asks of a patient, and what the patient allows.

use serde::{Deserialize, Serialize};

use crate::domain::{app::AppForm, app_scope::Readable};

/// The clinic's apps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppsView {
    /// By name.
    pub rows: Vec<AppRowView>,
    /// What stands in the form; as it was typed where it was refused.
    pub form: AppForm,
    /// Whether programs can use the API here.
    pub api_enabled: bool,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppRowView {
    /// Its key.
    pub id: i64,
    /// What patients know it by.
    pub name: String,
    /// Whether it can be used.
    pub active: bool,
    /// How many patients allow it to read their record.
    pub allowed: usize,
}

/// One of them on its own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppPageView {
    /// The app.
    pub app: AppRowView,
    /// What it calls itself.
    pub client_id: String,
    /// Whether it can keep a secret.
    pub confidential: bool,
    /// What is known about it; as it was typed where it was refused.
    pub form: AppForm,
    /// The secret of one that was just added; shown once.
    pub secret: Option<String>,
}

/// What an app asks, to whoever opens its address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuestionView {
    /// There is no such question, or there isn't any more.
    Gone,
    /// They have to sign in first.
    SignIn(String),
    /// They are signed in, and no patient.
    NoPatient(String),
    /// They can answer.
    Ask(AskView),
}

/// A question that can be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskView {
    /// Which app asks.
    pub app: String,
    /// Whose record.
    pub patient: String,
    /// What it would read.
    pub reads: Vec<Readable>,
    /// Whether it goes on when the patient isn't there.
    pub offline: bool,
    /// The site that it goes on at; empty for a program on the patient's own device.
    pub host: String,
}

/// An app that a patient allows to read their record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AllowedAppView {
    /// The key of what they allow.
    pub id: i64,
    /// Which app.
    pub app: String,
    /// What it may read.
    pub reads: Vec<Readable>,
    /// Since when, in words.
    pub since: String,
    /// The last day, in words.
    pub until: String,
}
