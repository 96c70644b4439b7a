//! Who waits for a time with the practitioner, or with anybody of their profession.

use leptos::prelude::*;

use crate::{
    components::{loaded::resource, waiters::Waiters},
    server_fns::waitlist::{SetUrgency, waiters},
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
            asked="a time with you, or with anyone in your profession"
            above=("/practitioner", "Your day")
            next="/practitioner/waitlist?saved=1"
        />
    }
}
