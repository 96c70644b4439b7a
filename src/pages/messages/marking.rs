//! What the page shows counts as read once someone sees it. Without our script there is a button for it.

use leptos::{ev, prelude::*};

use crate::{
    components::{action_form::ActionForm, submit::Submit},
    error::AppError,
    server_fns::message::MarkMessagesRead,
    views::message::{ConversationView, UnreadView},
    words::tr,
};

type Data = Resource<Result<ConversationView, AppError>>;

/// Says so for the end of the thread, at once or when the page is looked at.
pub fn mark_when_seen(data: Data, mark: ServerAction<MarkMessagesRead>) {
    let due = StoredValue::new(None::<MarkMessagesRead>);
    let say = move || {
        if document().hidden() {
            return;
        }
        if let Some(Some(seen)) = due.try_update_value(Option::take) {
            mark.dispatch(seen);
        }
    };
    // Effects run only in the browser.
    Effect::new(move || {
        let seen = data.with(|data| {
            let found = data.as_ref()?.as_ref().ok()?;
            let unread = found.unread.filter(|unread| unread.at_once)?;
            Some(MarkMessagesRead { id: found.id.to_string(), to: unread.to.to_string() })
        });
        due.set_value(seen);
        untrack(say);
    });
    Effect::new(move || {
        let shown = window_event_listener(ev::visibilitychange, move |_| say());
        on_cleanup(move || shown.remove());
    });
}

/// Up to which message the reader has said so here.
fn said(mark: ServerAction<MarkMessagesRead>) -> Option<i64> {
    mark.value().with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().ok().copied()))
}

/// The button, where the page does not say so by itself.
#[component]
pub fn MarkRead(
    /// The thread's key.
    thread: i64,
    /// What is to count as read.
    unread: UnreadView,
    /// What says so.
    mark: ServerAction<MarkMessagesRead>,
) -> impl IntoView {
    let UnreadView { to, at_once } = unread;
    let is_said = move || said(mark) == Some(to);
    view! {
        <div class="conversation-more no-print" class:mark-plain=at_once hidden=is_said>
            <ActionForm action=mark>
                <input type="hidden" name="id" value=thread/>
                <input type="hidden" name="to" value=to/>
                <Submit label=tr!(MsgMarkRead) busy=mark.pending() class="btn btn-sm"/>
            </ActionForm>
        </div>
    }
}
