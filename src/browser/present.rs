//! In the browser.

mod connection;
mod drafts;
mod drawn_for;
mod newcomer;
mod passkey;
mod push;
mod reader;
mod upload;
mod words;

pub use connection::{Shown, has_unsent_text, is_online, until_back};
pub use drafts::{forget_draft, keep_draft, keep_early_draft, keep_here, kept_here, restore_draft, thing_of};
pub use drawn_for::{drawn_with, reader};
pub use newcomer::{keep_credentials, take_credentials};
pub use passkey::{can_use_passkeys, make_passkey, use_passkey};
pub use push::{push_state, send_with, subscribe};
pub(crate) use reader::{begin_document, forget_printed_data};
pub use reader::{
    close_and_open, follow_redirects, look_who_is_here, on_doubt_who_is_here, open_document, redirect_to_new_document,
    renew_document, tell_of_sign_out,
};
pub(crate) use words::load_words;

pub use upload::{Upload, ask_before_leaving, chosen_file_size, clear_file, send, send_files};

use std::cell::Cell;

use leptos::{
    ev::{self, DragEvent},
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Element, Event, FocusOptions, HtmlElement, HtmlInputElement, SvgElement, XmlHttpRequest, js_sys::Date},
};

/// Reads a value from this device's storage; `None` if the browser keeps nothing.
#[must_use]
pub fn kept(name: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(name).ok().flatten()
}

/// Stores a value on this device, if the browser keeps anything.
pub fn keep(name: &str, word: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        drop(storage.set_item(name, word));
    }
}

/// Attaches a text to what is being dragged.
pub fn carry(event: &DragEvent, text: &str) {
    if let Some(carried) = event.data_transfer() {
        drop(carried.set_data("text/plain", text));
        carried.set_effect_allowed("move");
    }
}

/// Moves the focus this many steps along the matching elements; from elsewhere, to the first or the last.
pub fn walk(matching: &str, steps: isize) {
    let Ok(found) = document().query_selector_all(matching) else { return };
    let all: Vec<HtmlElement> = (0..found.length()).filter_map(|place| found.item(place)?.dyn_into().ok()).collect();
    let focused = document().active_element();
    let here = all.iter().position(|one| focused.as_ref().is_some_and(|focused| one.is_same_node(Some(focused))));
    let next = match here {
        Some(here) => here.checked_add_signed(steps),
        None if steps > 0 => Some(0),
        None => all.len().checked_sub(1),
    };
    if let Some(one) = next.and_then(|next| all.get(next)) {
        drop(one.focus());
    }
}

/// The document's own theme, if it has one.
#[must_use]
pub fn theme() -> Option<String> {
    document().document_element()?.get_attribute("data-theme")
}

/// Moves the focus to the heading of a new page without scrolling, unless the address leads to a part of it (`part`) or someone is
/// already filling in one of its fields.
pub fn begin_at(heading: &HtmlElement, part: &str) {
    let is_filling_in = |focused: Element| focused.matches("#main :is(input, select, textarea)").unwrap_or_default();
    let leads_elsewhere = !part.is_empty() && document().get_element_by_id(part).is_some();
    if leads_elsewhere || document().active_element().is_some_and(is_filling_in) {
        return;
    }
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    // An element that cannot take the focus leaves it where it is.
    drop(heading.set_attribute("tabindex", "-1").and_then(|()| heading.focus_with_options(&still)));
}

/// Moves the focus, if it was lost as the element that had it went away, to the first control shown in the element with this id;
/// without one, to the page's heading. Nothing scrolls. Answers whether the focus is there now, and nowhere else.
pub fn stay_at(place: &str) -> bool {
    let place = document().get_element_by_id(place);
    let is_lost = |focused: &Element| focused.matches("body").unwrap_or_default();
    if let Some(focused) = document().active_element().filter(|focused| !is_lost(focused)) {
        return place.is_some_and(|place| place.contains(Some(&focused)));
    }
    let still = FocusOptions::new();
    still.set_prevent_scroll(true);
    // A control that is not shown leaves the focus where it is.
    let takes_it = |control: &HtmlElement| {
        drop(control.focus_with_options(&still));
        document().active_element().is_some_and(|focused| focused.is_same_node(Some(control)))
    };
    let controls = |matching: &str| place.as_ref().map(|place| elements(place, matching)).unwrap_or_default();
    let is_taken = controls("button, .btn, select").iter().chain(&controls("a")).any(takes_it);
    if !is_taken && let Some(heading) = document().query_selector("#main h1").ok().flatten().and_then(html) {
        begin_at(&heading, "");
    }
    true
}

fn elements(within: &Element, matching: &str) -> Vec<HtmlElement> {
    let Ok(found) = within.query_selector_all(matching) else { return Vec::new() };
    (0..found.length()).filter_map(|n| found.item(n)?.dyn_into().ok()).collect()
}

fn html(element: Element) -> Option<HtmlElement> {
    element.dyn_into().ok()
}

/// An element's position on the screen, in pixels: left, top, width and height. `None` while it is not rendered.
#[must_use]
pub fn extent(part: &SvgElement) -> Option<(f64, f64, f64, f64)> {
    let place = part.get_bounding_client_rect();
    let is_drawn = place.width() > 0.0 && place.height() > 0.0;
    is_drawn.then(|| (place.x(), place.y(), place.width(), place.height()))
}

thread_local! {
    /// When someone last touched the page or typed, in milliseconds since 1970; initially, when it was opened.
    static USED: Cell<f64> = Cell::new(Date::now());
}

/// Replaces the current history entry by another address of the same page, without navigating.
pub fn replace_address(address: &str) {
    let Ok(history) = window().history() else { return };
    // If that fails, going back leads to the page as it was opened.
    let _ = history.replace_state_with_url(&history.state().unwrap_or_default(), "", Some(address));
}

/// For how many seconds no one has used the page.
#[must_use]
pub fn unused_for() -> f64 {
    (Date::now() - USED.get()) / 1_000.0
}

/// The values of the ticked checkboxes with this name.
#[must_use]
pub fn ticked(name: &str) -> Vec<String> {
    let Ok(found) = document().query_selector_all(&format!("input[name='{name}']:checked")) else { return Vec::new() };
    let boxes = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<HtmlInputElement>().ok());
    boxes.map(|one| one.value()).collect()
}

/// Whether someone is in the middle of something on the page: in a field or a row, or with something unfolded, typed or chosen.
#[must_use]
pub fn is_in_use() -> bool {
    const USED: &str = "#main :is(input, select, textarea, tr :any-link, tr button):focus, #main details[open], \
        #main select:has([selected]) :checked:not([selected])";
    has_unsent_text() || document().query_selector(USED).is_ok_and(|found| found.is_some())
}

/// Tells the server now and then that someone is using the page, by touch or keyboard; what a page loads by itself does not keep a
/// session open. Stops when its owner is disposed of.
pub fn tell_of_use() {
    // Otherwise it would start with the first request.
    USED.set(Date::now());
    let heard = [
        window_event_listener(ev::pointerdown, |event| used(&event)),
        window_event_listener(ev::keydown, |event| used(&event)),
    ];
    on_cleanup(move || heard.into_iter().for_each(WindowListenerHandle::remove));
}

fn used(event: &Event) {
    /// In milliseconds.
    const PAUSE: f64 = 120_000.0;
    thread_local! {
        /// When it last told the server, in milliseconds since the page was opened, which counted too.
        static SAID: Cell<f64> = const { Cell::new(0.0) };
    }
    USED.set(Date::now());
    if event.time_stamp() - SAID.get() > PAUSE {
        SAID.set(event.time_stamp());
        // If it does not arrive, the next one may.
        drop(say_used());
    }
}

fn say_used() -> Result<(), JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", "/seen")?;
    request.send()
}

/// Marks the page, for tests and styles, as answering in the browser.
pub(crate) fn mark_hydrated() {
    if let Some(root) = document().document_element() {
        // A page without the mark works all the same.
        let _ = root.set_attribute("data-hydrated", "");
    }
}
