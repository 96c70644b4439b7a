//! A form whose text is saved on the server while it is typed. Without JavaScript it is a plain form.

use std::time::Duration;

use leptos::{
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, Event, FormData, HtmlFormElement, HtmlInputElement},
};

use crate::{
    components::{action_form::ActionForm, icon::Icon, submit::Submit},
    domain::draft::{Draft, DraftKind},
    error::AppError,
    server_fns::draft::{DiscardDraft, save_draft},
    words::tr,
};

/// How long after the last keystroke a draft is saved.
const PAUSE: Duration = Duration::from_millis(1_200);
/// How long after a failure saving is retried.
const AGAIN: Duration = Duration::from_secs(5);

/// What has happened to a form since it was last drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// Nothing: it is drawn for the first time, or for another draft.
    First,
    /// It starts over: its input is replaced by the draft, or cleared.
    Anew,
    /// It was refused: its input stays, including what was typed since. Only confirmations are asked for again.
    Refused,
}

impl Drawn {
    /// Compares how often it was to start over, and how often it was refused, before and after.
    #[must_use]
    pub fn after(before: [usize; 2], after: [usize; 2]) -> Self {
        match (before[0] == after[0], before[1] == after[1]) {
            (false, _) => Self::Anew,
            (true, false) => Self::Refused,
            (true, true) => Self::First,
        }
    }
}

/// Watches the form within it, and shows below it what was saved.
#[component]
pub fn Autosaved(
    /// The appointment's key.
    id: String,
    /// Which form it is.
    kind: DraftKind,
    /// Reads the form.
    read: fn(&FormData) -> Option<Draft>,
    /// When the draft in the form was saved.
    saved: Option<String>,
    /// What has happened to the form.
    drawn: Drawn,
    /// The action that discards the draft.
    discard: ServerAction<DiscardDraft>,
    /// The form.
    children: Children,
) -> impl IntoView {
    let key = id.clone();
    let keep = Action::new(move |draft: &Draft| {
        let (id, draft) = (key.clone(), draft.clone());
        async move { save_draft(id, draft).await }
    });
    let is_typing = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let latest = StoredValue::new(None::<Draft>);
    let wait = move |pause| {
        let send = move || {
            if let Some(Some(draft)) = latest.try_get_value() {
                is_typing.set(false);
                keep.dispatch(draft);
            }
        };
        stop(timer);
        timer.set_value(set_timeout_with_handle(send, pause).ok());
    };
    let typed = move |event: Event| {
        let Some(data) = form_of(&event).and_then(|form| FormData::new_with_form(&form).ok()) else { return };
        let Some(draft) = read(&data) else { return };
        latest.set_value(Some(draft));
        is_typing.set(true);
        wait(PAUSE);
    };
    // What was sent needs no draft any more.
    let sent = move |_| {
        stop(timer);
        latest.set_value(None);
        is_typing.set(false);
    };
    Effect::new(move || {
        if keep.value().with(|value| matches!(value, Some(Err(_)))) {
            wait(AGAIN);
        }
    });
    on_cleanup(move || stop(timer));
    let place = format!("kept-{}", kind.as_str());
    let within = place.clone();
    // A field that was typed in keeps its text, whatever the page renders, until its form is reset.
    Effect::new(move || {
        let within = within.clone();
        match drawn {
            Drawn::First => {}
            Drawn::Anew => set_timeout(move || reset(&within), Duration::ZERO),
            Drawn::Refused => set_timeout(move || ask_again(&within), Duration::ZERO),
        }
    });
    let restored = saved.clone();
    let state = move || match (is_typing.get(), keep.value().get()) {
        (_, Some(Err(error))) => Some(("warning", not_saved(&error).to_owned())),
        (true, _) => Some(("clock", tr!(ConsultSavingDraft).to_owned())),
        (false, Some(Ok(time))) => Some(("check", tr!(ConsultDraftSaved, time = time))),
        (false, None) => restored.clone().map(|time| ("check", tr!(ConsultYourDraft, time = time))),
    };
    let state = move || {
        state().map(|(icon, text)| view! { <p class="meta draft-state"><Icon name=icon/><span>{text}</span></p> })
    };
    let forget = saved.is_some().then(|| {
        view! {
            <ActionForm action=discard attr:class="draft-discard">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="kind" value=kind.as_str()/>
                <Submit label=tr!(ConsultDiscardDraft) busy=discard.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        }
    });
    view! {
        <div class="autosaved" id=place on:input=typed on:submit=sent>{children()}</div>
        <div class="cluster draft-line">{state}{forget}</div>
    }
}

fn not_saved(error: &AppError) -> &'static str {
    match error {
        AppError::NotSignedIn => {
            tr!(ConsultDraftSignedOut)
        }
        AppError::SignedInAsAnother => tr!(ConsultDraftAnother),
        _ => tr!(ConsultDraftFailed),
    }
}

fn stop(timer: StoredValue<Option<TimeoutHandle>>) {
    if let Some(Some(running)) = timer.try_get_value() {
        running.clear();
    }
}

fn reset(place: &str) {
    if let Some(form) = form_in(place) {
        form.reset();
    }
}

/// Unticks confirmations of the values that were refused.
fn ask_again(place: &str) {
    let tick = form_in(place).and_then(|form| form.query_selector("[data-ask-again]").ok().flatten());
    if let Some(tick) = tick.and_then(|tick| tick.dyn_into::<HtmlInputElement>().ok()) {
        tick.set_checked(false);
    }
}

fn form_in(place: &str) -> Option<HtmlFormElement> {
    document().get_element_by_id(place)?.query_selector("form").ok()??.dyn_into().ok()
}

fn form_of(event: &Event) -> Option<HtmlFormElement> {
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest("form").ok()??.dyn_into().ok()
}

/// The text shown after a success; nothing once the form was refused.
#[must_use]
pub fn said(saved: Signal<usize>, error: Signal<Option<AppError>>, text: &'static str) -> impl IntoView {
    move || {
        let shown = saved.get() > 0 && error.with(Option::is_none);
        shown.then(|| {
            view! { <p class="flash flash-success" role="status"><Icon name="check-circle"/><span>{text}</span></p> }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_form_keeps_what_stands_in_it_and_one_that_was_taken_begins_anew() {
        assert_eq!(Drawn::after([0, 0], [0, 0]), Drawn::First);
        assert_eq!(Drawn::after([1, 0], [1, 1]), Drawn::Refused);
        assert_eq!(Drawn::after([1, 1], [2, 1]), Drawn::Anew);
        assert_eq!(Drawn::after([1, 1], [2, 2]), Drawn::Anew, "whatever came before");
    }
}
