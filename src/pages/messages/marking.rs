//! Marks what the page shows as read once someone sees it. Without JavaScript there is a button for it.

use leptos::{ev, prelude::*};

use crate::{
    components::{action_form::ActionForm, submit::Submit},
    error::AppError,
    server_fns::message::MarkMessagesRead,
    views::message::{ConversationView, UnreadView},
    words::tr,
};

type Data = Resource<Result<ConversationView, AppError>>;

/// Marks up to the end of the thread, at once or when the page becomes visible.
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

/// Up to which message the reader has marked as read here.
fn said(mark: ServerAction<MarkMessagesRead>) -> Option<i64> {
    mark.value().with(|answer| answer.as_ref().and_then(|answer| answer.as_ref().ok().copied()))
}

/// The button, if the page does not mark automatically.
#[component]
pub fn MarkRead(
    /// The thread's key.
    thread: i64,
    /// The messages to mark as read.
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
