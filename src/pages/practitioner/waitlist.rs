//! The requests waiting for the practitioner, or for anyone of their profession.

use leptos::prelude::*;

use crate::{
    components::{loaded::resource, waiters::Waiters},
    server_fns::waitlist::{SetUrgency, waiters},
    words::tr,
};

/// The page.
#[component]
pub fn Waitlist() -> impl IntoView {
    let action = ServerAction::<SetUrgency>::new();
    let data = resource(move || action.version().get(), |_| waiters());
    view! {
        <Waiters
            data
            action
            lede=tr!(PracticeWaitersText)
            above=("/practitioner", tr!(NavDay))
            next="/practitioner/waitlist?saved=1"
        />
    }
}
