//! Keyboard shortcuts for controls on the page: a control names its key in `data-shortcut`, and in `aria-keyshortcuts` for screen
//! readers. Every one of them is also a plain link or button. Shortcuts are ignored while someone types, and the reader can turn
//! them off, which matters for speech input.
//!
//! `j` and `k` go to the next and the previous link with `data-walk`. A control that names its key in `data-shortcut-here` reacts
//! while such a link in its own item, marked `data-walk-item`, has the focus.

use leptos::{ev, prelude::*, wasm_bindgen::JsCast, web_sys};

use crate::{
    browser,
    words::{self, Key, tr},
};

/// A key, and its effect.
#[derive(Clone, Copy, Debug)]
pub struct Shortcut {
    /// The key's name in keyboard events.
    pub key: &'static str,
    /// In words.
    pub does: Key,
}

/// Where the browser stores that they are turned off; if it stores nothing, they are on.
const KEPT: &str = "consulta.shortcuts";

/// The list of shortcuts, folded away, and their listener. `?` unfolds it.
#[component]
pub fn ShortcutHelp(
    /// The page's shortcuts.
    shortcuts: &'static [Shortcut],
) -> impl IntoView {
    let is_on = RwSignal::new(true);
    Effect::new(move || {
        is_on.set(browser::kept(KEPT).as_deref() != Some("off"));
        let listening = window_event_listener(ev::keydown, move |event| {
            let counts = is_on.get_untracked() && !is_for_something_else(&event);
            let known = shortcuts.iter().find(|known| known.key == event.key());
            if let Some(step) = known.filter(|_| counts).and_then(|known| step(known.key)) {
                event.prevent_default();
                browser::walk("[data-walk]", step);
                return;
            }
            if let Some(control) = known.filter(|_| counts).and_then(|known| control(known.key)) {
                event.prevent_default();
                control.click();
                if known.is_some_and(|known| known.key == "?") {
                    drop(control.focus());
                }
            }
        });
        on_cleanup(move || listening.remove());
    });
    let rows = shortcuts
        .iter()
        .map(|shortcut| view! { <div><dt><kbd>{shortcut.key}</kbd></dt><dd>{words::said(shortcut.does)}</dd></div> })
        .collect_view();
    let turn = move |wanted: bool| {
        is_on.set(wanted);
        browser::keep(KEPT, if wanted { "on" } else { "off" });
    };
    view! {
        <details class="card shortcuts when-hydrated no-print">
            <summary data-shortcut="?" aria-keyshortcuts="?"><h2>{tr!(ListShortcuts)}</h2></summary>
            <dl>{rows}</dl>
            <label class="choice">
                <input type="checkbox" prop:checked=move || is_on.get() on:change:target=move |ev| turn(ev.target().checked())/>
                <span>{tr!(ListUseKeys)}</span>
            </label>
        </details>
    }
    .into_any()
}

/// Whether a key is meant for a field, for the browser, or was already handled.
fn is_for_something_else(event: &web_sys::KeyboardEvent) -> bool {
    let typing = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()).is_some_and(|target| {
        target.closest("input, select, textarea, [contenteditable]").is_ok_and(|field| field.is_some())
    });
    typing
        || event.default_prevented()
        || event.is_composing()
        || event.ctrl_key()
        || event.alt_key()
        || event.meta_key()
}

/// The direction of a key that walks.
fn step(key: &str) -> Option<isize> {
    match key {
        "j" => Some(1),
        "k" => Some(-1),
        _ => None,
    }
}

fn control(key: &str) -> Option<web_sys::HtmlElement> {
    let item = document().active_element().and_then(|focused| focused.closest("[data-walk-item]").ok().flatten());
    let here = item.and_then(|item| item.query_selector(&format!("[data-shortcut-here='{key}']")).ok().flatten());
    if let Some(here) = here {
        return here.dyn_into().ok();
    }
    let found = document().query_selector(&format!("[data-shortcut='{key}']")).ok().flatten()?;
    found.dyn_into().ok()
}
