//! Outgoing email as administrators see it.

use serde::{Deserialize, Serialize};

use super::{listing::PlaceView, time_view::TimeView};
use crate::domain::{
    letter::{Kind, State},
    notice::Channel,
};

/// Outgoing email at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    /// The mail server and sender; `None` if no mail is sent.
    pub way: Option<(String, String)>,
    /// Whether push messages are sent to devices.
    pub is_pushed: bool,
    /// How many are waiting, are being retried, were given up, and were sent in the last day.
    pub counts: [i64; 4],
    /// Unsent ones and the latest tests, newest first.
    pub rows: Vec<LetterView>,
}

/// An email.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterView {
    /// The key that forms send back.
    pub id: i64,
    /// What it is about.
    pub kind: Kind,
    /// The address: `p***@example.org`; for a push message, the push service.
    pub to: String,
    /// Whether it is a push message.
    pub is_push: bool,
    /// Where it stands.
    pub state: State,
    /// How many attempts there were.
    pub tries: i64,
    /// Why the last attempt failed; empty otherwise.
    pub error: String,
    /// How long ago it was queued, in words.
    pub ago: String,
}

/// The filters of the list of emails and push messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterQuery {
    /// A prefix of words in the recipient's name.
    pub name: String,
    /// What they are about.
    pub kind: String,
    /// How they go.
    pub channel: String,
    /// Where they stand.
    pub state: String,
    /// The first day on which they were queued, `2026-11-24`.
    pub from: String,
    /// The last one.
    pub until: String,
}

impl LetterQuery {
    /// The filters in use.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> {
        let Self { name, kind, channel, state, from, until } = self;
        let all =
            [("name", name), ("kind", kind), ("channel", channel), ("state", state), ("from", from), ("until", until)];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name)
    }
}

/// A page of emails and notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LettersView {
    /// The search text; empty for everyone.
    pub sought: String,
    /// The rows.
    pub rows: Vec<LetterRowView>,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
}

/// An email or a notification in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRowView {
    /// The account that it goes to; `None` if it goes to an address only.
    pub account: Option<i64>,
    /// The owner of that account; empty otherwise.
    pub name: String,
    /// The address: `p***@example.org`; for a push message, the push service.
    pub to: String,
    /// What it is about.
    pub kind: Kind,
    /// How it goes.
    pub channel: Channel,
    /// Where it stands.
    pub state: State,
    /// Why the last attempt failed; empty otherwise.
    pub error: String,
    /// When it was queued, in the clinic's local time.
    pub when: TimeView,
}
