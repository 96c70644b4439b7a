//! Focus management: a page that replaces another within the document starts at its heading, an action whose button goes
//! away leads on in its place, and Escape closes menus.

use leptos::{
    ev::KeyboardEvent,
    html::H1,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use leptos_router::hooks::use_location;

use crate::{browser, error::AppError};

/// The path of the page whose heading was last focused.
#[derive(Clone, Copy)]
struct Reached(StoredValue<String>);

/// Makes each page after the first start at its heading ([`arrive_at`]). The browser itself starts at the first.
pub fn follow_pages() {
    provide_context(Reached(StoredValue::new(use_location().pathname.get_untracked())));
}

/// Moves the focus to the heading of a new page as soon as there is one. Otherwise the focus would be lost, and the next Tab would
/// land in the footer. A change of the query alone leaves the focus alone: the page has only been sorted or filtered.
pub(super) fn arrive_at(heading: NodeRef<H1>) {
    let Some(Reached(reached)) = use_context::<Reached>() else { return };
    let location = use_location();
    Effect::new(move || {
        let Some(heading) = heading.get() else { return };
        let now = location.pathname.get_untracked();
        if reached.try_get_value().is_some_and(|reached| reached != now) {
            reached.set_value(now);
            let part = location.hash.get_untracked();
            // The view of a page that waited for its data is mounted after its effects have run.
            request_animation_frame(move || browser::begin_at(&heading, part.trim_start_matches('#')));
        }
    });
}

/// The id of the element where the focus stays after an action, if its button goes away as the page is drawn anew.
#[derive(Clone, Copy, Default)]
pub struct Staying(StoredValue<Option<String>>);

impl Staying {
    /// After this action, at the element that `place` names for what was sent.
    pub fn after<S, T>(self, action: ServerAction<S>, place: impl Fn(S) -> String + 'static)
    where
        S: server_fn::ServerFn<Output = T, Error = AppError> + Clone + Send + Sync + 'static,
        T: Clone + Send + Sync + 'static,
    {
        // An action drops its input as soon as it is answered.
        Effect::new(move |before: Option<Option<String>>| {
            let sent = action.input().get().map(&place);
            let is_done = action.value().with_untracked(|value| matches!(value, Some(Ok(_))));
            if let Some(answered) = before.flatten().filter(|_| is_done && sent.is_none()) {
                self.0.set_value(Some(answered));
            }
            sent
        });
    }

    /// The page is being drawn. What an action changes may draw it more than once, so the place holds until the focus is elsewhere.
    pub fn drawn(self) {
        Effect::new(move || {
            request_animation_frame(move || {
                let place = self.0.try_get_value().flatten();
                if place.is_some_and(|place| !browser::stay_at(&place)) {
                    self.0.set_value(None);
                }
            });
        });
    }
}

/// Closes the `details` in which Escape was pressed, and returns the focus to its summary.
pub fn close_on_escape(event: &KeyboardEvent) {
    if event.key() != "Escape" {
        return;
    }
    let Some(details) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if details.remove_attribute("open").is_ok()
        && let Ok(Some(summary)) = details.query_selector("summary")
        && let Ok(summary) = summary.dyn_into::<HtmlElement>()
    {
        // Without the focus, the menu is closed all the same.
        drop(summary.focus());
    }
}
