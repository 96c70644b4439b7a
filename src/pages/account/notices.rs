//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn Notices() -> impl IntoView {
    view! { <p>"…"</p> }
}
