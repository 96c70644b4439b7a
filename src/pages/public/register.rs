//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Register() -> impl IntoView {
    view! { <p>"…"</p> }
}
