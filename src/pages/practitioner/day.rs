//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Day() -> impl IntoView {
    view! { <p>"…"</p> }
}
