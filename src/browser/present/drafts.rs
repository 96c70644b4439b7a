//! Unsent form input. It is kept in this tab, by page and reader, until it is sent, the reader signs out or someone else signs in.
//! Passwords and codes are never kept.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{
        Event, HtmlFormElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement, Node,
        Storage,
        js_sys::{Array, JSON},
    },
};

use super::drawn_for::reader;

/// The prefix of drafts' names.
const DRAFT: &str = "draft ";

/// A field of a form.
enum Control {
    Input(HtmlInputElement),
    Area(HtmlTextAreaElement),
    Select(HtmlSelectElement),
}

impl Control {
    fn of(node: &Node) -> Option<Self> {
        let input = node.dyn_ref::<HtmlInputElement>().cloned().filter(is_kept).map(Self::Input);
        let area = || node.dyn_ref::<HtmlTextAreaElement>().cloned().map(Self::Area);
        let select = || node.dyn_ref::<HtmlSelectElement>().cloned().map(Self::Select);
        input.or_else(area).or_else(select)
    }

    /// Its identifier in a draft; of several checkboxes with one name, each has a value of its own.
    fn name(&self) -> String {
        match self {
            Self::Input(input) if is_box(input) => format!("{} {}", input.name(), input.value()),
            Self::Input(input) => input.name(),
            Self::Area(area) => area.name(),
            Self::Select(select) => select.name(),
        }
    }

    /// The value that the page gave it.
    fn first(&self) -> String {
        match self {
            Self::Input(input) if is_box(input) => input.default_checked().to_string(),
            Self::Input(input) => input.default_value(),
            Self::Area(area) => area.default_value().unwrap_or_default(),
            Self::Select(select) => {
                let option = |which| select.query_selector(which).ok().flatten();
                let option = option("option[selected]").or_else(|| option("option"));
                let option = option.and_then(|option| option.dyn_into::<HtmlOptionElement>().ok());
                option.map(|option| option.value()).unwrap_or_default()
            }
        }
    }

    /// Whether it takes typed text, and not just a choice.
    fn is_typed(&self) -> bool {
        match self {
            Self::Input(input) => !is_box(input),
            Self::Area(_) => true,
            Self::Select(_) => false,
        }
    }

    fn now(&self) -> String {
        match self {
            Self::Input(input) if is_box(input) => input.checked().to_string(),
            Self::Input(input) => input.value(),
            Self::Area(area) => area.value(),
            Self::Select(select) => select.value(),
        }
    }

    /// Sets its value as if it had been typed.
    fn put(&self, text: &str) {
        let target = match self {
            Self::Input(input) if is_box(input) => {
                input.set_checked(text == "true");
                input.unchecked_ref()
            }
            Self::Input(input) => {
                input.set_value(text);
                input.unchecked_ref()
            }
            Self::Area(area) => {
                area.set_value(text);
                area.unchecked_ref()
            }
            Self::Select(select) => {
                select.set_value(text);
                select.unchecked_ref::<leptos::web_sys::EventTarget>()
            }
        };
        // The field's listeners are notified.
        for name in ["input", "change"] {
            if let Ok(event) = Event::new(name) {
                event.init_event_with_bubbles(name, true);
                let _ = target.dispatch_event(&event);
            }
        }
    }
}

fn is_box(input: &HtmlInputElement) -> bool {
    matches!(&*input.type_(), "checkbox" | "radio")
}

/// A password made visible while typing is still a password.
fn is_kept(input: &HtmlInputElement) -> bool {
    let fills = input.autocomplete();
    let is_secret = fills.ends_with("password") || fills == "one-time-code" || input.name().contains("password");
    // A search is nothing to send.
    let is_sent = !matches!(&*input.type_(), "hidden" | "file" | "submit" | "button" | "reset" | "image" | "search");
    is_sent && !is_secret && input.type_() != "password"
}

fn controls(form: &HtmlFormElement) -> Vec<Control> {
    let Ok(found) = form.query_selector_all("input, textarea, select") else { return Vec::new() };
    (0..found.length()).filter_map(|n| Control::of(&found.item(n)?)).collect()
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn key(form: &str) -> Option<String> {
    Some(format!("{DRAFT}{} {form}", reader()?))
}

/// The key of the object that a form is about, if it names one, to distinguish several forms of a page with the same action.
#[must_use]
pub fn thing_of(form: &HtmlFormElement) -> String {
    let hidden =
        form.query_selector("input[type='hidden'][name='id'], input[type='hidden'][name$='[id]']").ok().flatten();
    let value = hidden.and_then(|hidden| hidden.get_attribute("value"));
    value.map(|value| format!(" {value}")).unwrap_or_default()
}

/// Saves what differs in a form from the values that the page gave it. `name` identifies the form and its page. A form without
/// typed text is not saved: the page's own state of its checkboxes and lists is what counts.
pub fn keep_draft(form: &HtmlFormElement, name: &str) {
    let Some((storage, key)) = storage().zip(key(name)) else { return };
    let controls = controls(form);
    if !controls.iter().any(Control::is_typed) {
        return;
    }
    let typed = Array::new();
    for control in controls {
        let (first, now) = (control.first(), control.now());
        if first != now {
            typed.push(&Array::of3(&control.name().into(), &first.into(), &now.into()));
        }
    }
    // A browser that keeps nothing, or has no room, does without.
    let _ = match JSON::stringify(&typed) {
        Ok(text) if typed.length() > 0 => storage.set_item(&key, &String::from(text)),
        _ => storage.remove_item(&key),
    };
}

/// Restores it, except in fields to which the page now gives other values than before, and those in which someone has typed.
pub fn restore_draft(form: &HtmlFormElement, name: &str) {
    let kept = storage().zip(key(name)).and_then(|(storage, key)| storage.get_item(&key).ok().flatten());
    let Some(kept) = kept.and_then(|text| JSON::parse(&text).ok()) else { return };
    let controls = controls(form);
    for part in Array::from(&kept).iter() {
        let part = Array::from(&part);
        let text = |n| JsValue::as_string(&part.get(n)).unwrap_or_default();
        let (name, first, now) = (text(0), text(1), text(2));
        let is_meant = |control: &&Control| control.name() == name;
        if let Some(control) = controls.iter().find(is_meant)
            && control.first() == first
            && control.now() == first
        {
            control.put(&now);
        }
    }
}

/// Saves what was typed before anyone listened: while the page's code was still on its way, or what the browser itself put back.
pub fn keep_early_draft(form: &HtmlFormElement, name: &str) {
    if controls(form).iter().any(|control| control.is_typed() && control.now() != control.first()) {
        keep_draft(form, name);
    }
}

/// What this tab keeps for its reader under a name, until they sign out.
#[must_use]
pub fn kept_here(name: &str) -> Option<String> {
    storage().zip(key(&format!("ticks {name}"))).and_then(|(storage, key)| storage.get_item(&key).ok().flatten())
}

/// Keeps it, or forgets what was kept.
pub fn keep_here(name: &str, value: Option<String>) {
    let Some((storage, key)) = storage().zip(key(&format!("ticks {name}"))) else { return };
    // A browser that keeps nothing, or has no room, does without.
    let _ = match value {
        Some(value) => storage.set_item(&key, &value),
        None => storage.remove_item(&key),
    };
}

/// Deletes it: the form was sent.
pub fn forget_draft(name: &str) {
    if let Some((storage, key)) = storage().zip(key(name)) {
        let _ = storage.remove_item(&key);
    }
}

/// Deletes the drafts of everyone but one account; without a name, all of them.
pub(super) fn forget_drafts_but(of: Option<&str>) {
    let Some(storage) = storage() else { return };
    let own = of.map(|reader| format!("{DRAFT}{reader} "));
    let names = (0..storage.length().unwrap_or_default()).filter_map(|n| storage.key(n).ok().flatten());
    let names: Vec<String> = names.filter(|name| name.starts_with(DRAFT)).collect();
    for name in names {
        if own.as_ref().is_none_or(|own| !name.starts_with(own)) {
            let _ = storage.remove_item(&name);
        }
    }
}
