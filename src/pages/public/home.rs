//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Home() -> impl IntoView {
    view! { <p>"…"</p> }
}
