//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Search() -> impl IntoView {
    view! { <p>"…"</p> }
}
