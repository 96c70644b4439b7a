//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Practitioner() -> impl IntoView {
    view! { <p>"…"</p> }
}
