//! Outgoing email as administrators see it.

use serde::{Deserialize, Serialize};

/// Outgoing email at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    /// Where it goes and who it is from; `None` if none is sent.
    pub way: Option<(String, String)>,
    /// Whether notifications are sent to devices.
    pub is_pushed: bool,
    /// How many wait, have failed and are tried again, were given up, and were sent in the last day.
    pub counts: [i64; 4],
    /// What is not sent, and the latest trials, newest first.
    pub rows: Vec<LetterView>,
}

/// An email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterView {
    /// Its key.
    pub id: i64,
    /// What it is about.
    pub about: String,
    /// To which address: `p***@example.org`; of a notification, to which push service.
    pub to: String,
    /// Whether it is a notification on a device.
    pub is_push: bool,
    /// Where it stands.
    pub state: LetterState,
    /// How often it was tried.
    pub tries: i64,
    /// Why the last try failed; else empty.
    pub error: String,
    /// How long ago it was queued, in words.
    pub ago: String,
}

/// Where an email stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// It waits for its first try.
    Queued,
    /// It failed, and is tried again.
    Failed,
    /// It was given up.
    Dead,
    /// It was handed over.
    Sent,
    /// There was no need for it any more.
    Skipped,
}
