//! Webhooks of the clinic's own programs.

use serde::{Deserialize, Serialize};

use crate::domain::webhook::{Event, WebhookForm};

/// All of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhooksView {
    /// Latest first.
    pub rows: Vec<WebhookView>,
    /// The form's values; as typed if it was refused.
    pub form: WebhookForm,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookView {
    /// A `WebhookId`.
    pub id: i64,
    /// The clinic's name for it.
    pub name: String,
    /// Where it listens.
    pub url: String,
    /// The events that it receives.
    pub events: Vec<Event>,
    /// Its state.
    pub state: WebhookState,
    /// Since when nothing has arrived, in words; empty if all is well.
    pub failing: String,
}

/// The state of a webhook.
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

/// A webhook on its own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookPageView {
    /// It.
    pub hook: WebhookView,
    /// The secret that signs its messages, right after it was added and only then.
    pub secret: Option<String>,
    /// Its latest messages.
    pub messages: Vec<MessageView>,
}

/// A message to a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// A `WebhookDeliveryId`.
    pub id: i64,
    /// The event.
    pub event: String,
    /// Whether it has arrived; `None` while it is being tried.
    pub arrived: Option<bool>,
    /// How many attempts there were.
    pub tries: i64,
    /// The last answer, or why there was none; empty before the first attempt.
    pub answer: String,
    /// How long ago it was queued, in words.
    pub ago: String,
}
