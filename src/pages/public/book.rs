//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Book() -> impl IntoView {
    view! { <p>"…"</p> }
}
