//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Appointments() -> impl IntoView {
    view! { <p>"…"</p> }
}
