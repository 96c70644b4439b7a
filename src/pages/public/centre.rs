//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Centre() -> impl IntoView {
    view! { <p>"…"</p> }
}
