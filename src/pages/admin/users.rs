//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Users() -> impl IntoView {
    view! { <p>"…"</p> }
}
