//! Hears from the server that something has changed, such as a practitioner's calendar. Without it a page is right when it is reloaded.
//!
//! A browser may give a site no more than six lines, for all of its tabs: a document has one, for all that its pages want to hear of,
//! and gives it up while no one sees it.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{Event, EventSource, MessageEvent},
};

use super::current_viewer::CurrentViewer;
use crate::{browser, domain::rating::Subject};

/// What is heard within this time is asked about once.
const TOGETHER: Duration = Duration::from_millis(200);

/// How long a list leaves between two questions.
const PAUSE: Duration = Duration::from_secs(1);

/// Calls `ask_again` whenever someone takes or frees a time of this practitioner, as long as the page is open. The
/// first call comes when the line is open, and so after each time that it was lost: something may have changed meanwhile.
/// Answers with whether the line is lost now.
pub fn on_calendar_change(practitioner: Memo<String>, ask_again: impl Fn() + 'static) -> Signal<bool> {
    let thing = move || practitioner.get().parse::<i64>().ok().map(|id| format!("practitioners/{id}"));
    on_change(thing, ask_again)
}

/// The same for everyone who works at a centre, for those at its desk.
pub fn on_centre_change(centre: Memo<String>, ask_again: impl Fn() + 'static) -> Signal<bool> {
    let thing = move || centre.get().parse::<i64>().ok().map(|id| format!("centres/{id}"));
    on_change(thing, ask_again)
}

/// The same whenever a review of someone or some place is given, changed, answered or hidden.
pub fn on_review_change(of: Memo<Option<Subject>>, ask_again: impl Fn() + 'static) {
    on_change(move || of.get().map(|of| format!("reviews/{}/{}", of.kind(), of.id())), ask_again);
}

/// The same for all reviews, for those who may hide them.
pub fn on_any_review_change(ask_again: impl Fn() + 'static) {
    on_change(|| Some("reviews".to_owned()), ask_again);
}

/// The same whenever something changes that everyone sees of practitioners, centres and services, or a setting. A page that shows what there
/// is does not ask again when the line opens. What stands around the page of a visitor follows as well, such as the way to an account.
pub fn on_directory_change(ask_again: impl Fn() + 'static) {
    let viewer = use_context::<CurrentViewer>();
    let heard = move || {
        ask_again();
        if let Some(CurrentViewer(viewer)) = viewer
            && browser::reader().is_some_and(|reader| reader == "visitor")
        {
            viewer.refetch();
        }
    };
    on_change(|| Some("directory".to_owned()), heard);
}

/// The same whenever an account changes, for those who manage accounts.
pub fn on_people_change(ask_again: impl Fn() + 'static) {
    on_change(|| Some("people".to_owned()), ask_again);
}

/// The same whenever an application comes, changes or goes, for those who decide about them.
pub fn on_application_change(ask_again: impl Fn() + 'static) {
    on_change(|| Some("applications".to_owned()), ask_again);
}

/// The same for a list whose rows come and go all day, for those who run the clinic: at most once a second, and not while someone is in the
/// middle of something on the page.
pub fn on_list_change(list: &'static str, ask_again: impl Fn() + Copy + 'static) {
    let is_due = StoredValue::new(false);
    let heard = move || {
        if is_due.try_update_value(|due| !std::mem::replace(due, true)) == Some(true) {
            when_quiet(is_due, ask_again);
        }
    };
    on_change(|| Some(list.to_owned()), heard);
}

/// Calls `ask_again` after a pause, once no one uses what it would change; never where the page has gone.
fn when_quiet(is_due: StoredValue<bool>, ask_again: impl Fn() + Copy + 'static) {
    let look = move || match is_due.try_get_value() {
        Some(true) if browser::is_in_use() => when_quiet(is_due, ask_again),
        Some(true) => {
            is_due.set_value(false);
            ask_again();
        }
        _ => {}
    };
    set_timeout(look, PAUSE);
}

/// The same whenever something changes that concerns the reader themself, unless the document was drawn for a visitor.
pub fn on_own_change(ask_again: impl Fn() + 'static) {
    on_change(|| browser::reader().filter(|reader| reader != "visitor").map(|_| "me".to_owned()), ask_again);
}

fn on_change(thing: impl Fn() -> Option<String> + 'static, ask_again: impl Fn() + 'static) -> Signal<bool> {
    let live: Live = expect_context();
    let heard = RwSignal::new(0);
    Effect::new(move |before: Option<u32>| {
        let now = heard.get();
        if before.is_some_and(|before| before != now) {
            untrack(&ask_again);
        }
        now
    });
    Effect::new(move || {
        if let Some(thing) = thing() {
            live.wanted.update(|wanted| wanted.push((thing, heard)));
            on_cleanup(move || {
                live.wanted.try_update(|wanted| wanted.retain(|(_, one)| *one != heard));
            });
        }
    });
    live.is_lost.into()
}

/// What the pages of a document want to hear of.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// The names of things, each with how often a page was told of it.
    wanted: RwSignal<Vec<(String, RwSignal<u32>)>>,
    /// What was heard and is to be told.
    due: StoredValue<Things>,
    is_lost: RwSignal<bool>,
    /// Counts the lines that were opened because the browser had given one up.
    again: RwSignal<u32>,
    /// How many failed since one was open.
    tries: StoredValue<u32>,
}

impl Live {
    /// Listens for as long as the document is there.
    #[must_use]
    pub fn listen() -> Self {
        let live = Self {
            wanted: RwSignal::default(),
            due: StoredValue::default(),
            is_lost: RwSignal::new(false),
            again: RwSignal::new(0),
            tries: StoredValue::new(0),
        };
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
            // Not at once: a page that goes and the one that comes change this one after the other.
            let renew = move || open.set(Line::open(things, open.take(), live));
            let soon = set_timeout_with_handle(renew, Duration::ZERO).ok();
            on_cleanup(move || {
                if let Some(soon) = soon {
                    soon.clear();
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

    /// The browser tries again by itself while it thinks that it may; after an answer such as 502 it does not.
    fn failed(self, has_given_up: bool) {
        self.is_lost.try_set(true);
        let Some(tries) = self.tries.try_get_value().filter(|_| has_given_up) else {
            return;
        };
        // So it is answered where the reader's session has ended.
        browser::look_who_is_here();
        self.tries.try_set_value(tries + 1);
        let wait = Duration::from_secs(1 << tries.min(5));
        let again = move || {
            self.again.try_update(|count| *count += 1);
        };
        set_timeout(again, wait);
    }
}

/// The names of things, each once and in their order. They are few: a tree of them would be more code than all else that is done here.
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

/// Whether no one sees the page.
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

/// An open line. Dropping it closes it.
struct Line {
    events: EventSource,
    standing: Rc<Standing>,
    _listening: [Closure<dyn Fn(Event)>; 4],
}

/// How far a line is.
struct Standing {
    /// What it is about, and whatever comes after it as well.
    things: RefCell<Things>,
    /// Whether it has said hello and was not lost since: what changes is heard.
    is_whole: Cell<bool>,
    /// The line that is heard until this one has said hello.
    before: RefCell<Option<Line>>,
}

impl Standing {
    /// Whether a change of this is heard of without the line's first events, which come because something may have been missed.
    fn has_missed_nothing_of(&self, thing: &str) -> bool {
        let before = self.before.borrow();
        before
            .as_ref()
            .is_some_and(|line| line.standing.is_whole.get() && line.standing.things.borrow().contains(thing))
    }

    fn hello(&self) {
        self.is_whole.set(true);
        // What the other was told before may still be on its way.
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

    /// Itself, or the one that is heard while it has not said hello.
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
