//! Where the keyboard and screen readers are taken: a page that follows another without a document of its own starts at its
//! content, and a menu closes at Escape.

use leptos::{
    ev::KeyboardEvent,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use leptos_router::hooks::use_location;

use crate::browser;

/// Moves the focus to the content of each page that follows the first. Left where it was, it would be on nothing, and the next
/// Tab would land in the footer.
pub fn follow_pages() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            browser::focus("main");
        }
        now
    });
}

/// Closes the `details` that a key was pressed in, if it was Escape, and goes back to what opened it.
pub fn close_on_escape(event: &KeyboardEvent) {
    if event.key() != "Escape" {
        return;
    }
    let Some(details) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if details.remove_attribute("open").is_ok()
        && let Ok(Some(summary)) = details.query_selector("summary")
        && let Ok(summary) = summary.dyn_into::<HtmlElement>()
    {
        // Without the focus the menu is closed all the same.
        drop(summary.focus());
    }
}
