//! Keeps an open page of messages up to date: whenever something is written or read, it checks whether that concerns what it shows,
//! and only then reloads, since every reading is recorded.

use std::time::Duration;

use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    components::live::on_own_change, error::AppError, server_fns::message::message_news, views::message::StampView,
};

/// How long to wait before checking again if there was no answer, or nothing yet to compare it with.
const LATER: Duration = Duration::from_secs(2);

/// Calls `ask_again` when a thread, or without a key any of the reader's threads, has changed since `known`. A hidden page waits
/// until it is looked at: what it shows counts as read.
pub fn follow(
    thread: Memo<String>,
    known: impl Fn() -> Option<StampView> + Copy + Send + Sync + 'static,
    ask_again: impl Fn() + Copy + Send + Sync + 'static,
) {
    let is_due = StoredValue::new(false);
    let again = RwSignal::new(0_u32);
    let look = move || {
        if document().hidden() {
            is_due.set_value(true);
            return;
        }
        is_due.set_value(false);
        let Some(thread) = thread.try_get_untracked() else { return };
        spawn_local(async move {
            let later = move || {
                again.try_update(|count| *count += 1);
            };
            let ask = move || {
                if is_due.try_get_value().is_some() {
                    ask_again();
                }
            };
            match (message_news(thread).await, known()) {
                (Ok(now), Some(known)) => {
                    if known != now {
                        ask();
                    }
                }
                // The page's data are still loading: reloaded at once, they would no longer be marked as new.
                (Ok(_), None) => set_timeout(later, LATER),
                // The reader may no longer see what is shown.
                (Err(AppError::NotFound | AppError::Forbidden), Some(_)) => ask(),
                // There may be no further event about this change.
                (Err(error), _) if may_be_answered(&error) => set_timeout(later, LATER),
                (Err(_), _) => {}
            }
        });
    };
    on_own_change(look);
    Effect::new(move || {
        if again.get() > 0 {
            untrack(look);
        }
    });
    Effect::new(move || {
        let shown = window_event_listener(ev::visibilitychange, move |_| {
            if is_due.try_get_value() == Some(true) {
                look();
            }
        });
        on_cleanup(move || shown.remove());
    });
}

/// Whether retrying may succeed soon. Without a session it cannot, which the page says elsewhere.
fn may_be_answered(error: &AppError) -> bool {
    error.is_no_answer() && !matches!(error, AppError::NotSignedIn | AppError::SignedInAsAnother)
}

/// The last changed value of `stamp`, for code that is not reactive: data may only be read where Leptos can wait for them.
pub fn last_seen(
    stamp: impl Fn() -> Option<StampView> + Send + Sync + 'static,
) -> impl Fn() -> Option<StampView> + Copy + Send + Sync + 'static {
    let seen = StoredValue::new(None);
    Effect::new(move || seen.set_value(stamp()));
    move || seen.try_get_value().flatten()
}
