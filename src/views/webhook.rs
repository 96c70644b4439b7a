//! The clinic's own programs, and what they are told.

use serde::{Deserialize, Serialize};

use crate::domain::webhook::{Event, WebhookForm};

/// All of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhooksView {
    /// Latest first.
    pub rows: Vec<WebhookView>,
    /// What stands in the form; as it was typed where it was refused.
    pub form: WebhookForm,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookView {
    /// Its key.
    pub id: i64,
    /// What the clinic calls it.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// What it is told.
    pub events: Vec<Event>,
    /// Whether it is told anything.
    pub state: WebhookState,
    /// Since when nothing has arrived, in words; empty where all is well.
    pub failing: String,
}

/// Whether a program is told anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookState {
    /// It is.
    Active,
    /// Someone has turned it off.
    Paused,
    /// It could not be reached for too long.
    Stopped,
}

/// One on its own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookPageView {
    /// It.
    pub hook: WebhookView,
    /// What its messages are signed with, right after it was added and only then.
    pub secret: Option<String>,
    /// Its latest messages.
    pub messages: Vec<MessageView>,
}

/// A message to a program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Its key.
    pub id: i64,
    /// What it tells of.
    pub event: String,
    /// Whether it has arrived; `None` while it is tried.
    pub arrived: Option<bool>,
    /// How often it was tried.
    pub tries: i64,
    /// The last answer, or why there was none; empty before the first try.
    pub answer: String,
    /// How long ago it was queued, in words.
    pub ago: String,
}
