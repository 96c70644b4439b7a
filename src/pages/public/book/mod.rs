//! Booking: first a time is chosen, then the booking is looked over. The address says which: `?slot=` is the review.

mod for_whom;
mod picker;
mod review;
mod review_forms;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::{picker::Picker, review::Review};
use crate::{
    components::{failure::Failure, icon::Icon, page_head::PageHead, words},
    error::AppError,
    server_fns::rendering,
};

/// The page.
#[component]
pub fn Book() -> impl IntoView {
    let has_slot = Memo::new({
        let slot = query("slot");
        move |_| !slot.get().is_empty()
    });
    move || if has_slot.get() { view! { <Review/> }.into_any() } else { view! { <Picker/> }.into_any() }
}

/// What is shown instead when there is nothing to choose or to look over.
fn failed(error: AppError, moving: Option<i64>) -> AnyView {
    let (AppError::Move(refusal), Some(id)) = (&error, moving) else {
        return view! { <Failure error/> }.into_any();
    };
    rendering::set_status(&error);
    let here = format!("/appointments/{id}");
    view! {
        <PageHead title="This appointment can't be moved" crumbs=vec![(here.clone(), "Appointment".to_owned())]/>
        <div class="note note-warn"><Icon name="info"/><div><p>{words::move_refusal(*refusal)}</p></div></div>
        <div class="cluster appt-tools"><a class="btn" href=here>"Back to the appointment"</a></div>
    }
    .into_any()
}

/// The appointment that is being moved, where one is.
fn moving() -> Memo<Option<i64>> {
    let moving = query("moving");
    Memo::new(move |_| moving.get().parse().ok())
}

/// The patient for whom the reader books, where one is named.
fn whom() -> Memo<Option<i64>> {
    let whom = query("whom");
    Memo::new(move |_| whom.get().parse().ok())
}

/// A part of the address's query; empty when it is not there.
fn query(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()))
}
