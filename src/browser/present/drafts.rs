//! What was typed into a form and not sent yet. It is kept in this tab, under the page and its reader, until it is sent, the reader
//! signs out or someone else signs in. Passwords and codes never are.

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

/// What the names of drafts begin with.
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

    /// By which it is found again; of several boxes of one name, each has a value of its own.
    fn name(&self) -> String {
        match self {
            Self::Input(input) if is_box(input) => format!("{} {}", input.name(), input.value()),
            Self::Input(input) => input.name(),
            Self::Area(area) => area.name(),
            Self::Select(select) => select.name(),
        }
    }

    /// What the page put into it.
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

    /// Whether something is typed into it, and not only chosen.
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

    /// Puts a text into it, as if it had been typed.
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
        // Whoever listens to the field hears of it.
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

/// A password that is shown while it is typed is one all the same.
fn is_kept(input: &HtmlInputElement) -> bool {
    let fills = input.autocomplete();
    let is_secret = fills.ends_with("password") || fills == "one-time-code" || input.name().contains("password");
    // What one looks for is nothing to send.
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

/// The key of the thing that a form is about, where it names one: of several forms of a page that do the same, which it is.
#[must_use]
pub fn thing_of(form: &HtmlFormElement) -> String {
    let hidden =
        form.query_selector("input[type='hidden'][name='id'], input[type='hidden'][name$='[id]']").ok().flatten();
    let value = hidden.and_then(|hidden| hidden.get_attribute("value"));
    value.map(|value| format!(" {value}")).unwrap_or_default()
}

/// Keeps what differs in a form from what the page put there. `name` says which form of which page it is. One in which nothing is
/// typed is left to what the page says: what its boxes and lists show is what holds.
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

/// Puts it there again, but into fields that the page fills with something else than before, and those someone has typed into.
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

/// Forgets it: it was sent.
pub fn forget_draft(name: &str) {
    if let Some((storage, key)) = storage().zip(key(name)) {
        let _ = storage.remove_item(&key);
    }
}

/// Forgets the drafts of everyone but one account; with no one's name, all.
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
