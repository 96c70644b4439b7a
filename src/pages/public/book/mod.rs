//! Booking: first choosing a time, then reviewing the booking. The address says which: `?slot=` is the review.

mod errand;
mod failed;
mod for_whom;
mod holding;
mod how_long;
mod picker;
mod query;
mod review;
mod review_forms;

use leptos::prelude::*;

use self::{picker::Picker, query::query, review::Review};

/// The page.
#[component]
pub fn Book() -> impl IntoView {
    let has_slot = Memo::new({
        let slot = query("slot");
        move |_| !slot.get().is_empty()
    });
    move || if has_slot.get() { view! { <Review/> }.into_any() } else { view! { <Picker/> }.into_any() }
}
