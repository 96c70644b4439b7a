//! Being written.

use leptos::prelude::*;

/// The page.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    view! { <p>"…"</p> }
}
