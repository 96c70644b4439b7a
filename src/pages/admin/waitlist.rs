//! Everybody who waits for a time, and how pressing it is.

use leptos::prelude::*;

use crate::{
    components::{loaded::resource, waiters::Waiters},
    server_fns::waitlist::{SetUrgency, admin_waiters},
};

/// The page.
#[component]
pub fn Waitlist() -> impl IntoView {
    let action = ServerAction::<SetUrgency>::new();
    let data = resource(move || action.version().get(), |_| admin_waiters());
    view! {
        <Waiters
            data
            action
            asked="an earlier time"
            above=("/admin", "Overview")
            next="/admin/waitlist?saved=1"
        />
    }
}
