//! The event stream of a document: what its pages subscribe to, and what arrives. The stream's own code is fetched when a page first
//! subscribes to something.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::{
    ev,
    prelude::*,
    reactive::owner::Owner,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{Event, EventSource, MessageEvent},
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::browser;

/// Changes within this time cause a single reload.
const TOGETHER: Duration = Duration::from_millis(200);

/// The subscriptions of a document's pages.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// The topics, each with a counter of announcements.
    pub(super) wanted: RwSignal<Vec<(String, RwSignal<u32>)>>,
    /// Announcements still to be delivered.
    due: StoredValue<Things>,
    pub(super) is_lost: RwSignal<bool>,
    /// Counts the streams that were reopened because the browser had given one up.
    again: RwSignal<u32>,
    /// How many attempts failed since a stream was last open.
    tries: StoredValue<u32>,
}

impl Live {
    /// Listens for the lifetime of the document.
    #[must_use]
    pub fn listen() -> Self {
        let live = Self {
            wanted: RwSignal::default(),
            due: StoredValue::default(),
            is_lost: RwSignal::new(false),
            again: RwSignal::new(0),
            tries: StoredValue::new(0),
        };
        let (owner, is_begun) = (Owner::current(), StoredValue::new(false));
        Effect::new(move || {
            if live.wanted.with(Vec::is_empty) || is_begun.get_value() {
                return;
            }
            is_begun.set_value(true);
            let owner = owner.clone();
            spawn_local(async move {
                if follow(live, owner).await.is_err() {
                    live.is_lost.try_set(true);
                    // The next page asks again.
                    is_begun.try_set_value(false);
                }
            });
        });
        live
    }

    fn heard(self, thing: String) {
        let is_first = self.due.try_update_value(|due| {
            let is_first = due.is_empty();
            due.insert(thing);
            is_first
        });
        if is_first == Some(true) {
            set_timeout(move || self.tell(), TOGETHER);
        }
    }

    fn tell(self) {
        let due = self.due.try_update_value(std::mem::take).unwrap_or_default();
        for (thing, heard) in self.wanted.try_get_untracked().unwrap_or_default() {
            if due.contains(&thing) {
                heard.try_update(|count| *count += 1);
            }
        }
    }

    fn opened(self) {
        self.is_lost.try_set(false);
        self.tries.try_set_value(0);
    }

    /// Handles a failure. The browser retries by itself in most cases, but not after an answer such as 502.
    fn failed(self, has_given_up: bool) {
        self.is_lost.try_set(true);
        let Some(tries) = self.tries.try_get_value().filter(|_| has_given_up) else {
            return;
        };
        // This is the answer if the reader's session has ended.
        browser::look_who_is_here();
        self.tries.try_set_value(tries + 1);
        let wait = Duration::from_secs(1 << tries.min(5));
        let again = move || {
            self.again.try_update(|count| *count += 1);
        };
        set_timeout(again, wait);
    }
}

/// Keeps a stream open for whatever the pages subscribe to.
#[wasm_split(live, fallible)]
fn follow(live: Live, owner: Option<Owner>) -> Result<(), SplitLoaderError> {
    // For the lifetime of the document.
    owner.unwrap_or_default().with(|| {
        let things = Memo::new(move |_| {
            let mut things = Things::default();
            live.wanted.with(|wanted| wanted.iter().for_each(|(thing, _)| things.insert(thing.clone())));
            things
        });
        let (is_hidden, open) = (hidden(), Rc::<Cell<Option<Line>>>::default());
        Effect::new(move || {
            live.again.track();
            let things = if is_hidden.get() { Things::default() } else { things.get() };
            let open = open.clone();
            // Deferred: a page that goes and the one that comes change the subscriptions one after the other.
            let renew = move || open.set(Line::open(things, open.take(), live));
            let soon = set_timeout_with_handle(renew, Duration::ZERO).ok();
            on_cleanup(move || {
                if let Some(soon) = soon {
                    soon.clear();
                }
            });
        });
    });
    Ok(())
}

/// Topics, sorted and without duplicates. There are few: a tree would take more code than everything else here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Things(Vec<String>);

impl Things {
    fn insert(&mut self, thing: String) {
        if let Err(place) = self.0.binary_search(&thing) {
            self.0.insert(place, thing);
        }
    }

    fn contains(&self, thing: &str) -> bool {
        self.0.iter().any(|one| one == thing)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whether the page is hidden.
fn hidden() -> Signal<bool> {
    let is_hidden = RwSignal::new(false);
    Effect::new(move || {
        let look = move || {
            let now = document().hidden();
            if is_hidden.get_untracked() != now {
                is_hidden.set(now);
            }
        };
        look();
        let turned = window_event_listener(ev::visibilitychange, move |_| look());
        on_cleanup(move || turned.remove());
    });
    is_hidden.into()
}

/// An open stream. Dropping it closes it.
struct Line {
    events: EventSource,
    standing: Rc<Standing>,
    _listening: [Closure<dyn Fn(Event)>; 4],
}

/// The state of a stream.
struct Standing {
    /// The topics it covers, including whatever is added later.
    things: RefCell<Things>,
    /// Whether it is open and was not lost since, so that no change is missed.
    is_whole: Cell<bool>,
    /// The previous stream, which is used until this one is open.
    before: RefCell<Option<Line>>,
}

impl Standing {
    /// Whether no change of this topic was missed, so that the stream's first events, which only say that something may have been
    /// missed, can be ignored.
    fn has_missed_nothing_of(&self, thing: &str) -> bool {
        let before = self.before.borrow();
        before
            .as_ref()
            .is_some_and(|line| line.standing.is_whole.get() && line.standing.things.borrow().contains(thing))
    }

    fn hello(&self) {
        self.is_whole.set(true);
        // Events sent to the other stream may still be on their way.
        let before = self.before.take();
        set_timeout(move || drop(before), TOGETHER);
    }
}

impl Line {
    /// None about nothing.
    fn open(things: Things, before: Option<Self>, live: Live) -> Option<Self> {
        if things.is_empty() {
            return None;
        }
        let events = EventSource::new(&address(&things)).ok()?;
        let before = before.and_then(Self::whole);
        if let Some(before) = &before {
            before.standing.things.borrow_mut().0.retain(|thing| things.contains(thing));
        }
        let (things, before) = (RefCell::new(things), RefCell::new(before));
        let standing = Rc::new(Standing { things, is_whole: Cell::new(false), before });
        let changed = {
            let standing = standing.clone();
            move |event: Event| {
                let thing = event.unchecked_into::<MessageEvent>().data().as_string().unwrap_or_default();
                if standing.is_whole.get() || !standing.has_missed_nothing_of(&thing) {
                    live.heard(thing);
                }
            }
        };
        let hello = {
            let standing = standing.clone();
            move |_| standing.hello()
        };
        let failed = {
            let (standing, events) = (standing.clone(), events.clone());
            move |_| {
                standing.is_whole.set(false);
                live.failed(events.ready_state() == EventSource::CLOSED);
            }
        };
        let listening = [
            listen(&events, "changed", changed).ok()?,
            listen(&events, "hello", hello).ok()?,
            listen(&events, "open", move |_| live.opened()).ok()?,
            listen(&events, "error", failed).ok()?,
        ];
        Some(Self { events, standing, _listening: listening })
    }

    /// Itself, or the previous stream while it is not open.
    fn whole(self) -> Option<Self> {
        if self.standing.is_whole.get() { Some(self) } else { self.standing.before.take() }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.events.close();
    }
}

fn address(things: &Things) -> String {
    let things: String = things.0.iter().map(|thing| format!("on={thing}&")).collect();
    let reader = browser::reader().unwrap_or_default();
    let known = browser::drawn_with("directory").and_then(|known| known.parse::<i64>().ok()).unwrap_or_default();
    format!("/live/all?{things}since={known}&as={reader}")
}

fn listen(events: &EventSource, name: &str, act: impl Fn(Event) + 'static) -> Result<Closure<dyn Fn(Event)>, JsValue> {
    let act = Closure::<dyn Fn(Event)>::new(act);
    events.add_event_listener_with_callback(name, act.as_ref().unchecked_ref())?;
    Ok(act)
}
