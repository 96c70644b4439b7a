//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Dashboard() -> impl IntoView {
    view! { <p>"…"</p> }
}
