//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Devices() -> impl IntoView {
    view! { <p>"…"</p> }
}
