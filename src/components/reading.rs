//! The progress bar at the top of the page while something is loading.

use leptos::prelude::*;

/// How many things the pages are waiting for.
#[derive(Clone, Copy, Debug)]
pub struct Reading(RwSignal<usize>);

impl Reading {
    /// Nothing.
    #[must_use]
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Adds one more, until the returned guard is dropped.
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

/// Something that is loading.
#[derive(Debug)]
pub struct UnderWay(RwSignal<usize>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        let _ = self.0.try_update(|count| *count = count.saturating_sub(1));
    }
}

/// The bar; its style hides it during short waits.
#[component]
pub fn ReadingBar() -> impl IntoView {
    let Reading(count) = expect_context();
    let is_on = RwSignal::new(false);
    // On the server, a page is complete when it is sent.
    Effect::new(move || is_on.set(count.get() > 0));
    view! { <div class="reading-bar no-print" class:is-on=move || is_on.get() aria-hidden="true"></div> }
}
