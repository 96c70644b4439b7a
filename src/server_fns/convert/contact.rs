//! From use cases' results to what `server_fns::contact` returns.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    domain::{ids::AccountId, inbox::Standing},
    service::contact::{ContactMessage, Event, Inbox, Opened},
    views::contact::{EventView, InboxView, MessageView, OpenedView},
};

/// How much of a message the inbox shows, in characters.
const START: usize = 160;

/// A page of the inbox.
pub fn inbox(found: Inbox, standing: Standing, now: Timestamp) -> InboxView {
    let Inbox { messages, more, counts } = found;
    let count = |one: Standing| counts.iter().find(|(word, _)| word == one.as_str()).map_or(0, |(_, count)| *count);
    InboxView {
        standing,
        counts: Standing::ALL.iter().map(|one| (*one, count(*one))).collect(),
        next: messages.last().filter(|_| more).map(|last| last.id.0),
        messages: messages.into_iter().map(|one| message(one, now)).collect(),
    }
}

fn message(found: ContactMessage, now: Timestamp) -> MessageView {
    let mut start: String = found.message.chars().take(START).collect();
    if start.len() < found.message.len() {
        start.push('\u{2026}');
    }
    MessageView {
        id: found.id.0,
        name: found.name,
        start,
        at: found.created_at.to_string(),
        ago: ago(found.created_at, now),
        assignee: found.assigned_to.map(|(_, name)| name).unwrap_or_default(),
    }
}

/// One message, for its reader; `typed` is an answer that was refused.
pub fn opened(found: Opened, me: AccountId, typed: String, now: Timestamp) -> OpenedView {
    let Opened { message, events, holders, is_mailed } = found;
    OpenedView {
        id: message.id.0,
        name: message.name,
        email: message.email,
        text: message.message,
        at: message.created_at.to_string(),
        ago: ago(message.created_at, now),
        standing: message.standing,
        assignee: message.assigned_to.map(|(whose, _)| whose.0),
        holders: holders.into_iter().map(|(holder, name)| (holder.0, name)).collect(),
        me: me.0,
        seen: events.last().map_or(0, |event| event.id.0),
        events: events.into_iter().map(|one| event(one, now)).collect(),
        is_mailed,
        typed,
    }
}

fn event(found: Event, now: Timestamp) -> EventView {
    let Event { kind, by, to, body, at, .. } = found;
    let to = to.filter(|to| *to != by).unwrap_or_default();
    EventView { kind, by, to, body, at: at.to_string(), ago: ago(at, now) }
}
