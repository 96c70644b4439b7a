//! Converts use cases' results to the views of `server_fns::webhook`.

use jiff::Timestamp;

use super::{mail::not_sent, time_view::ago};
use crate::{
    domain::webhook::WebhookForm,
    service::webhook::{Delivery, State, Status, Webhook},
    views::webhook::{MessageView, WebhookPageView, WebhookState, WebhookView, WebhooksView},
    words::tr,
};

/// All webhooks, with a refused form.
pub fn list(found: Vec<Webhook>, typed: Option<WebhookForm>, now: Timestamp) -> WebhooksView {
    let rows = found.into_iter().map(|one| hook(one, now)).collect();
    WebhooksView { rows, form: typed.unwrap_or_default() }
}

fn hook(found: Webhook, now: Timestamp) -> WebhookView {
    WebhookView {
        id: found.id.0,
        name: found.name,
        url: found.url,
        events: found.events,
        state: match found.status {
            Status::Active => WebhookState::Active,
            Status::Paused | Status::Removed => WebhookState::Paused,
            Status::Stopped => WebhookState::Stopped,
        },
        failing: found.failing_since.map(|at| ago(at, now)).unwrap_or_default(),
    }
}

/// One webhook with its messages, and the secret of one just added.
pub fn page((found, deliveries): (Webhook, Vec<Delivery>), secret: Option<String>, now: Timestamp) -> WebhookPageView {
    let message = |one: Delivery| MessageView {
        id: one.id.0,
        event: one.event,
        arrived: match one.state {
            State::Queued => None,
            State::Sent => Some(true),
            State::Dead => Some(false),
        },
        tries: one.tries,
        answer: match one.code {
            Some(code) => tr!(HookAnswered, code = code),
            None => not_sent(&one.error),
        },
        ago: ago(one.created_at, now),
    };
    WebhookPageView { hook: hook(found, now), secret, messages: deliveries.into_iter().map(message).collect() }
}
