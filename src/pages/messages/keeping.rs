//! Saving a draft of a message on the server while it is typed.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use crate::{components::icon::Icon, error::AppError, server_fns::message::save_message_draft, words::tr};

/// How long after the last keystroke a draft is saved.
const PAUSE: Duration = Duration::from_millis(1_200);
/// How long after a failure saving is retried.
const AGAIN: Duration = Duration::from_secs(5);

/// A draft being saved.
#[derive(Clone, Copy)]
pub struct Keeping {
    save: Action<String, Result<(), AppError>>,
    latest: StoredValue<Option<String>>,
    timer: StoredValue<Option<TimeoutHandle>>,
    is_typing: RwSignal<bool>,
    /// Whether the field's value is a saved draft.
    is_restored: RwSignal<bool>,
    /// Whether anything was saved since the last message.
    has_kept: RwSignal<bool>,
}

impl Keeping {
    /// For a thread's draft; with whether one was saved before.
    #[must_use]
    pub fn new(id: i64, is_restored: bool) -> Self {
        let save = Action::new(move |text: &String| {
            let text = text.clone();
            async move { save_message_draft(id.to_string(), text).await }
        });
        let keeping = Self {
            save,
            latest: StoredValue::new(None),
            timer: StoredValue::new(None),
            is_typing: RwSignal::new(false),
            is_restored: RwSignal::new(is_restored),
            has_kept: RwSignal::new(false),
        };
        Effect::new(move || {
            if save.value().with(|value| value.as_ref().is_some_and(is_tried_again)) {
                keeping.wait(AGAIN);
            }
        });
        on_cleanup(move || keeping.leave(id));
        keeping
    }

    /// Something was typed.
    pub fn typed(self, text: String) {
        self.latest.set_value(Some(text));
        self.is_typing.set(true);
        self.is_restored.set(false);
        self.wait(PAUSE);
    }

    fn wait(self, pause: Duration) {
        let send = move || {
            if let Some(Some(text)) = self.latest.try_get_value() {
                self.is_typing.set(false);
                self.has_kept.set(!text.trim().is_empty());
                self.save.dispatch(text);
            }
        };
        self.stop();
        self.timer.set_value(set_timeout_with_handle(send, pause).ok());
    }

    fn stop(self) {
        if let Some(Some(running)) = self.timer.try_get_value() {
            running.clear();
        }
    }

    /// Saves the last input when the field goes away.
    fn leave(self, id: i64) {
        self.stop();
        let is_unsaved = self.is_typing.try_get_untracked() == Some(true);
        let latest = self.latest.try_get_value().flatten().filter(|_| is_unsaved);
        if let Some(text) = latest {
            // No one is there to see a failure.
            spawn_local(async move { drop(save_message_draft(id.to_string(), text).await) });
        }
    }

    /// Pauses while the message is being sent: unless that fails, there is nothing to save.
    pub fn pause(self) {
        self.stop();
        self.is_typing.set(false);
    }

    /// It was sent.
    pub fn forget(self) {
        self.stop();
        self.latest.set_value(None);
        self.is_typing.set(false);
        self.is_restored.set(false);
        self.has_kept.set(false);
    }

    /// The status shown on the page.
    pub fn state(self) -> impl IntoView {
        move || {
            let said = match (self.is_typing.get(), self.save.value().get()) {
                (_, Some(answer)) if is_tried_again(&answer) => Some(("warning", tr!(MsgDraftUnsaved))),
                (true, _) => Some(("clock", tr!(MsgDraftSaving))),
                (false, Some(Ok(()))) if self.has_kept.get() => Some(("check", tr!(MsgDraftSaved))),
                (false, _) if self.is_restored.get() => Some(("check", tr!(MsgDraftYours))),
                (false, _) => None,
            };
            said.map(|(icon, text)| view! { <p class="meta composer-state"><Icon name=icon/><span>{text}</span></p> })
        }
    }
}

/// Whether to retry saving: it failed, but was not refused.
fn is_tried_again(answer: &Result<(), AppError>) -> bool {
    answer.as_ref().is_err_and(|error| error.is_no_answer() || matches!(error, AppError::Internal))
}
