//! Hears from the server that a practitioner's calendar has changed. Without it a page is right when it is reloaded.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::EventSource,
};

/// Calls `ask_again` whenever somebody takes or frees a time of this practitioner, as long as the page is open. The
/// first call comes when the line is open: something may have changed since the page was made.
pub fn on_calendar_change(practitioner: Memo<String>, ask_again: impl Fn() + Clone + 'static) {
    Effect::new(move || {
        let Ok(practitioner) = practitioner.get().parse::<i64>() else {
            return;
        };
        if let Ok(line) = Line::open(&format!("/live/practitioners/{practitioner}"), ask_again.clone()) {
            // Owned by this run of the effect: dropped, and so closed, with the page or for the next practitioner.
            StoredValue::new_local(line);
        }
    });
}

/// The same whenever something changes that concerns the reader themself.
pub fn on_own_change(ask_again: impl Fn() + Clone + 'static) {
    Effect::new(move || {
        if let Ok(line) = Line::open("/live/me", ask_again.clone()) {
            StoredValue::new_local(line);
        }
    });
}

/// An open line. Dropping it closes it.
struct Line {
    events: EventSource,
    _heard: Closure<dyn Fn()>,
}

impl Line {
    fn open(address: &str, ask_again: impl Fn() + 'static) -> Result<Self, JsValue> {
        let events = EventSource::new(address)?;
        let heard = Closure::<dyn Fn()>::new(ask_again);
        events.add_event_listener_with_callback("changed", heard.as_ref().unchecked_ref())?;
        Ok(Self { events, _heard: heard })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.events.close();
    }
}
