//! Receives news of changes from the server, such as to a practitioner's calendar. Without it, a page is up to date after a reload.
//!
//! A browser may allow a site only six connections, for all of its tabs: a document has one event stream, for everything its pages
//! subscribe to, and closes it while it is hidden.

use std::time::Duration;

use leptos::prelude::*;

use super::current_viewer::CurrentViewer;
pub use super::live_stream::Live;
use crate::{browser, domain::rating::Subject};

/// The minimum time between two reloads of a list.
const PAUSE: Duration = Duration::from_secs(1);

/// Calls `ask_again` whenever someone takes or frees a slot of this practitioner, as long as the page is open. It is first called
/// when the stream opens, and again each time after it was lost, as something may have changed meanwhile. Returns whether the
/// stream is lost at the moment.
pub fn on_calendar_change(practitioner: Memo<String>, ask_again: impl Fn() + 'static) -> Signal<bool> {
    let thing = move || practitioner.get().parse::<i64>().ok().map(|id| format!("practitioners/{id}"));
    on_change(thing, ask_again)
}

/// The same for everyone who works at a centre, for those at its desk.
pub fn on_centre_change(centre: Memo<String>, ask_again: impl Fn() + 'static) -> Signal<bool> {
    let thing = move || centre.get().parse::<i64>().ok().map(|id| format!("centres/{id}"));
    on_change(thing, ask_again)
}

/// The same for each review of a subject that is given, changed, answered or hidden.
pub fn on_review_change(of: Memo<Option<Subject>>, ask_again: impl Fn() + 'static) {
    on_change(move || of.get().map(|of| format!("reviews/{}/{}", of.kind(), of.id())), ask_again);
}

/// The same for all reviews, for those who may hide them.
pub fn on_any_review_change(ask_again: impl Fn() + 'static) {
    on_change(|| Some("reviews".to_owned()), ask_again);
}

/// The same for changes to the public information about practitioners, centres and services, or to a setting. `ask_again` is not
/// called when the stream opens. For visitors, what surrounds the page follows too, such as the link to register.
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

/// The same for changes to accounts, for those who manage them.
pub fn on_people_change(ask_again: impl Fn() + 'static) {
    on_change(|| Some("people".to_owned()), ask_again);
}

/// The same for applications, for those who decide about them.
pub fn on_application_change(ask_again: impl Fn() + 'static) {
    on_change(|| Some("applications".to_owned()), ask_again);
}

/// The same for a list whose rows change all day, for those who run the clinic: at most once a second, and not while someone is in
/// the middle of something on the page.
pub fn on_list_change(list: &'static str, ask_again: impl Fn() + Copy + 'static) {
    let is_due = StoredValue::new(false);
    let heard = move || {
        if is_due.try_update_value(|due| !std::mem::replace(due, true)) == Some(true) {
            when_quiet(is_due, ask_again);
        }
    };
    on_change(|| Some(list.to_owned()), heard);
}

/// Calls `ask_again` after a pause, once no one is using what it would change; never if the page is gone.
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

/// The same for changes that concern the reader, unless the document was rendered for a visitor.
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
