//! The number of consecutive slots, if the clinic lets people choose.

use leptos::prelude::*;

use crate::{components::slot_picker::Errand, views::booking::ReviewView, words::tr};

/// The lengths that are free from the chosen start. Nothing if there is no choice.
#[component]
pub fn HowLong(
    /// The booking under review.
    review: ReviewView,
    /// The purpose of the time.
    errand: Errand,
) -> impl IntoView {
    if review.lengths.is_empty() {
        return ().into_any();
    }
    let links = review.lengths.into_iter().map(|length| {
        let href = Errand { slots: length.slots, ..errand }.review(review.slot.start);
        let current = (length.slots == review.slots).then_some("true");
        view! {
            <li>
                <a class="chip" href=href data-noscroll="" aria-current=current>
                    {tr!(Minutes, n = length.minutes)}
                    <span class="chip-note">{length.span}</span>
                </a>
            </li>
        }
    });
    view! {
        <nav class="for-whom" aria-labelledby="how-long">
            <h2 id="how-long">{tr!(HowLong)}</h2>
            <ul class="chips" role="list">{links.collect_view()}</ul>
        </nav>
    }
    .into_any()
}
