//! A sign of life while something is on its way: a bar at the top of the page.

use leptos::prelude::*;

/// How much the pages are waiting for.
#[derive(Clone, Copy, Debug)]
pub struct Reading(RwSignal<usize>);

impl Reading {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Something more, until what this answers with is dropped.
    #[must_use]
    pub fn begin(self) -> UnderWay {
        let _ = self.0.try_update(|count| *count += 1);
        UnderWay(self.0)
    }
}

impl Default for Reading {
    fn default() -> Self {
        Self::new()
    }
}

/// Something that is on its way.
#[derive(Debug)]
pub struct UnderWay(RwSignal<usize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let _ = self.0.try_update(|count| *count = count.saturating_sub(1));
    }
}

/// The bar; its style lets a short wait pass without it.
#[component]
pub fn ReadingBar() -> impl IntoView {
    let Reading(count) = expect_context();
    let is_on = RwSignal::new(false);
    // What the server waits for is there when its page is.
    Effect::new(move || is_on.set(count.get() > 0));
    view! { <div class="reading-bar no-print" class:is-on=move || is_on.get() aria-hidden="true"></div> }
}
