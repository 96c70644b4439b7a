//! Where the keyboard and screen readers are taken: a page that follows another without a document of its own starts at its
//! heading, and a menu closes at Escape.

use leptos::{
    ev::KeyboardEvent,
    html::H1,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use leptos_router::hooks::use_location;

use crate::browser;

/// The path of the page whose heading was reached last.
#[derive(Clone, Copy)]
struct Reached(StoredValue<String>);

/// Has each page that follows the first one start at its heading ([`arrive_at`]). The first is read by itself.
pub fn follow_pages() {
    provide_context(Reached(StoredValue::new(use_location().pathname.get_untracked())));
}

/// Moves the focus to the heading of a new page as soon as there is one. Left where it was, the focus would be on nothing, and the
/// next Tab would land in the footer. A change of the query alone leaves it where it is: the page has only been sorted or filtered.
pub(super) fn arrive_at(heading: NodeRef<H1>) {
    let Some(Reached(reached)) = use_context::<Reached>() else { return };
    let location = use_location();
    Effect::new(move || {
        let Some(heading) = heading.get() else { return };
        let now = location.pathname.get_untracked();
        if reached.try_get_value().is_some_and(|reached| reached != now) {
            reached.set_value(now);
            let part = location.hash.get_untracked();
            // The view of a page that waited for its data is put into the document after its effects have run.
            request_animation_frame(move || browser::begin_at(&heading, part.trim_start_matches('#')));
        }
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
