//! From use cases' results to what `server_fns::contact` returns.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    service::contact::{ContactMessage, Kept},
    views::contact::{InboxView, MessageView},
};

/// Which messages a page shows.
pub fn kept(show: &str) -> Kept {
    if show == "answered" { Kept::Answered } else { Kept::Open }
}

/// A page of messages.
pub fn inbox((found, more): (Vec<ContactMessage>, bool), now: Timestamp) -> InboxView {
    let next = found.last().filter(|_| more).map(|last| last.id);
    InboxView { messages: found.into_iter().map(|one| message(one, now)).collect(), next }
}

fn message(found: ContactMessage, now: Timestamp) -> MessageView {
    let ContactMessage { id, name, email, message, created_at, answered_at, answered_by } = found;
    MessageView {
        id,
        name,
        email,
        text: message,
        at: Timestamp::from_second(created_at).unwrap_or_default().to_string(),
        ago: ago(created_at, now),
        answered: answered_by.zip(answered_at.map(|at| ago(at, now))),
    }
}
