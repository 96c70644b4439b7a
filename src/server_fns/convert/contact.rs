//! From use cases' results to what `server_fns::contact` returns.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    domain::account::Actor,
    error::AppError,
    service::{Services, contact},
    storage::contact::{ContactMessage, Kept},
    views::contact::{InboxView, MessageView},
};

pub async fn inbox(services: &Services, actor: &Actor, show: &str, after: &str) -> Result<InboxView, AppError> {
    let kept = if show == "answered" { Kept::Answered } else { Kept::Open };
    let (found, more) = contact::inbox(services, actor, kept, after.parse().unwrap_or_default()).await?;
    let now = services.clock.now();
    let next = found.last().filter(|_| more).map(|last| last.id);
    Ok(InboxView { messages: found.into_iter().map(|one| message(one, now)).collect(), next })
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
