//! Choosing the patient, for those who also book for others.

use leptos::prelude::*;

use crate::{components::slot_picker::Errand, views::booking::ReviewView, words::tr};

/// The person it is booked for: the reader, or someone for whom they book. Nothing if there is no choice.
#[component]
pub fn ForWhom(
    /// The booking under review.
    review: ReviewView,
    /// The purpose of the time.
    errand: Errand,
    /// Whether the reader can book for themselves.
    is_patient: bool,
) -> impl IntoView {
    if review.entrusting.is_empty() {
        return ().into_any();
    }
    let myself = is_patient.then(|| (None, tr!(Me).to_owned()));
    let others = review.entrusting.into_iter().map(|(id, name)| (Some(id), name));
    let links = myself.into_iter().chain(others).map(|(whom, name)| {
        let href = Errand { whom, ..errand }.review(review.slot.start);
        let current = (whom == review.whom).then_some("true");
        view! { <li><a class="chip" href=href data-noscroll="" aria-current=current>{name}</a></li> }
    });
    view! {
        <nav class="for-whom" aria-labelledby="for-whom">
            <h2 id="for-whom">{tr!(WhoIsThisFor)}</h2>
            <ul class="chips" role="list">{links.collect_view()}</ul>
        </nav>
    }
    .into_any()
}
