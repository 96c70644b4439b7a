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
    pub kind: Kind,
    /// To which address: `p***@example.org`; of a notification, to which push service.
    pub to: String,
    /// Whether it is a notification on a device.
    pub is_push: bool,
    /// Where it stands.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// Why the last try failed; else empty.
    pub error: String,
    /// How long ago it was queued, in words.
    pub ago: String,
}

/// What is asked of the list of emails and notifications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterQuery {
    /// How words of the recipient's name begin.
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
    /// The criteria that are used.
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
    /// For whom was looked; empty for everyone.
    pub sought: String,
    /// The rows.
    pub rows: Vec<LetterRowView>,
    /// How they are sorted, and what there is before and after them.
    pub place: PlaceView,
}

/// An email or a notification in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterRowView {
    /// The account that it goes to; `None` if it goes to an address only.
    pub account: Option<i64>,
    /// Whose account that is; else empty.
    pub name: String,
    /// To which address: `p***@example.org`; of a notification, to which push service.
    pub to: String,
    /// What it is about.
    pub kind: Kind,
    /// How it goes.
    pub channel: Channel,
    /// Where it stands.
    pub state: State,
    /// Why the last try failed; else empty.
    pub error: String,
    /// When it was queued, by the clinic's clock.
    pub when: TimeView,
}
