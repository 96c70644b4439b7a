//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Contact() -> impl IntoView {
    view! { <p>"…"</p> }
}
