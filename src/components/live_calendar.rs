//! Hears from the server that a practitioner's calendar, or something else that a page shows, has changed. Without it a page is right
//! when it is reloaded.

use std::time::Duration;

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::EventSource,
};

use crate::browser;

/// Calls `ask_again` whenever somebody takes or frees a time of this practitioner, as long as the page is open. The
/// first call comes when the line is open, and so after each time that it was lost: something may have changed meanwhile.
/// Answers with whether the line is lost now.
pub fn on_calendar_change(practitioner: Memo<String>, ask_again: impl Fn() + Clone + 'static) -> Signal<bool> {
    on_change(
        move || {
            let practitioner = practitioner.get().parse::<i64>().ok()?;
            Some(format!("/live/practitioners/{practitioner}"))
        },
        ask_again,
    )
}

/// The same for everyone who works at a centre, for those at its desk.
pub fn on_centre_change(centre: Memo<String>, ask_again: impl Fn() + Clone + 'static) -> Signal<bool> {
    on_change(
        move || {
            let centre = centre.get().parse::<i64>().ok()?;
            Some(format!("/live/centres/{centre}"))
        },
        ask_again,
    )
}

/// The same whenever something changes that concerns the reader themself.
pub fn on_own_change(ask_again: impl Fn() + Clone + 'static) -> Signal<bool> {
    on_change(|| Some("/live/me".to_owned()), ask_again)
}

/// The same whenever something changes that everyone sees of practitioners, centres and services. A page that shows what there is does not
/// ask again when the line opens.
pub fn on_directory_change(ask_again: impl Fn() + Clone + 'static) -> Signal<bool> {
    let known = browser::drawn_with("directory").unwrap_or_default();
    on_change(move || Some(format!("/live/directory?since={}", known.parse::<i64>().unwrap_or_default())), ask_again)
}

/// The same whenever an account changes, for those who manage accounts.
pub fn on_people_change(ask_again: impl Fn() + Clone + 'static) -> Signal<bool> {
    on_change(|| Some("/live/people".to_owned()), ask_again)
}

fn on_change(address: impl Fn() -> Option<String> + 'static, ask_again: impl Fn() + Clone + 'static) -> Signal<bool> {
    let line = State { is_lost: RwSignal::new(false), again: RwSignal::new(0), tries: StoredValue::new(0) };
    Effect::new(move || {
        line.again.track();
        let Some(address) = address() else {
            return;
        };
        if let Ok(line) = Line::open(&address, ask_again.clone(), line) {
            // Owned by this run of the effect: dropped, and so closed, with the page or for the next practitioner.
            StoredValue::new_local(line);
        }
    });
    line.is_lost.into()
}

#[derive(Clone, Copy)]
struct State {
    is_lost: RwSignal<bool>,
    /// Counts the lines that were opened because the browser had given one up.
    again: RwSignal<u32>,
    /// How many failed since one was open.
    tries: StoredValue<u32>,
}

impl State {
    fn opened(self) {
        self.is_lost.try_set(false);
        self.tries.try_set_value(0);
    }

    /// The browser tries again by itself while it thinks that it may; after an answer such as 502 it does not.
    fn failed(self, has_given_up: bool) {
        self.is_lost.try_set(true);
        let Some(tries) = self.tries.try_get_value().filter(|_| has_given_up) else {
            return;
        };
        self.tries.try_set_value(tries + 1);
        let wait = Duration::from_secs(1 << tries.min(5));
        let again = move || {
            self.again.try_update(|count| *count += 1);
        };
        set_timeout(again, wait);
    }
}

/// An open line. Dropping it closes it.
struct Line {
    events: EventSource,
    _heard: Closure<dyn Fn()>,
    _opened: Closure<dyn Fn()>,
    _failed: Closure<dyn Fn()>,
}

impl Line {
    fn open(address: &str, ask_again: impl Fn() + 'static, state: State) -> Result<Self, JsValue> {
        let events = EventSource::new(address)?;
        let heard = Closure::<dyn Fn()>::new(ask_again);
        events.add_event_listener_with_callback("changed", heard.as_ref().unchecked_ref())?;
        let opened = Closure::<dyn Fn()>::new(move || state.opened());
        events.add_event_listener_with_callback("open", opened.as_ref().unchecked_ref())?;
        let source = events.clone();
        let failed = Closure::<dyn Fn()>::new(move || state.failed(source.ready_state() == EventSource::CLOSED));
        events.add_event_listener_with_callback("error", failed.as_ref().unchecked_ref())?;
        Ok(Self { events, _heard: heard, _opened: opened, _failed: failed })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.events.close();
    }
}
