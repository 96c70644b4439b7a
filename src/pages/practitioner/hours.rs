//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Hours() -> impl IntoView {
    view! { <p>"…"</p> }
}
