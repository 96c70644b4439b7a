//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Account() -> impl IntoView {
    view! { <p>"…"</p> }
}
