//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Appointment() -> impl IntoView {
    view! { <p>"…"</p> }
}
