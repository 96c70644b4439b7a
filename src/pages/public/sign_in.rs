//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    view! { <p>"…"</p> }
}
