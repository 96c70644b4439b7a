//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Password() -> impl IntoView {
    view! { <p>"…"</p> }
}
