//! The inbox of messages to the clinic.

use serde::{Deserialize, Serialize};

use super::listing::PlaceView;
use crate::domain::inbox::{InboxEvent, Standing};

/// The filters of the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InboxQuery {
    /// The search text: prefixes of words in the sender's name and the text.
    pub q: String,
    /// The status; empty for messages that no one has taken.
    pub show: String,
    /// The key of the person who deals with them.
    pub assigned: String,
    /// The first day on which they were sent, `2026-11-24`.
    pub from: String,
    /// The last one.
    pub until: String,
}

impl InboxQuery {
    /// The filters in use.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> {
        let Self { q, show, assigned, from, until } = self;
        let all = [("text", q), ("show", show), ("assigned", assigned), ("from", from), ("until", until)];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name)
    }
}

/// A page of the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxView {
    /// The search text; empty for all.
    pub sought: String,
    /// The status shown.
    pub standing: Standing,
    /// The number of messages with each status.
    pub counts: Vec<(Standing, i64)>,
    /// The messages.
    pub messages: Vec<MessageView>,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
    /// Who can deal with them: keys and names.
    pub holders: Vec<(i64, String)>,
    /// Whether the reader may export the list as a file.
    pub may_export: bool,
}

/// A message in the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageView {
    /// A `ContactMessageId`.
    pub id: i64,
    /// Who wrote.
    pub name: String,
    /// The beginning of the text.
    pub start: String,
    /// When, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago, in words.
    pub ago: String,
    /// The person who deals with it; may be empty.
    pub assignee: String,
}

/// One message, and what can be done with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedView {
    /// A `ContactMessageId`.
    pub id: i64,
    /// Who wrote.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// The text as it was typed.
    pub text: String,
    /// When, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago, in words.
    pub ago: String,
    /// Where it stands.
    pub standing: Standing,
    /// The person who deals with it.
    pub assignee: Option<i64>,
    /// Who can deal with it: keys and names.
    pub holders: Vec<(i64, String)>,
    /// The reader.
    pub me: i64,
    /// The actions taken on it.
    pub events: Vec<EventView>,
    /// The key of the last action, 0 for none.
    pub seen: i64,
    /// Whether it can be answered by email here.
    pub is_mailed: bool,
    /// An answer that was typed and refused.
    pub typed: String,
}

/// An action on a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// The kind of event.
    pub kind: InboxEvent,
    /// By whom.
    pub by: String,
    /// The person the message was assigned to; empty if it was taken.
    pub to: String,
    /// What was answered.
    pub body: String,
    /// When, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago, in words.
    pub ago: String,
}
