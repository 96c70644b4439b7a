//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Cancel() -> impl IntoView {
    view! { <p>"…"</p> }
}
