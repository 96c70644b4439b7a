//! A visitor writes to the clinic, and the clinic keeps track of what was answered.

use serde::{Deserialize, Serialize};

/// A page of messages to the clinic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxView {
    /// The messages.
    pub messages: Vec<MessageView>,
    /// After which message the next page begins, if there is one.
    pub next: Option<i64>,
}

/// What a visitor wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// Its key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The text.
    pub text: String,
    /// When, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago that was, in words.
    pub ago: String,
    /// Who answered it, and how long ago in words.
    pub answered: Option<(String, String)>,
}
