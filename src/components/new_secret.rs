//! A secret that was just made.

use leptos::prelude::*;

use super::icon::Icon;

/// What it is for, and the secret itself, which is shown this once.
#[component]
pub fn NewSecret(
    /// What it is.
    title: &'static str,
    /// What to do with it.
    text: &'static str,
    /// The secret.
    secret: String,
) -> impl IntoView {
    view! {
        <section class="note note-success" aria-labelledby="new-secret">
            <Icon name="check"/>
            <div class="stack">
                <h2 id="new-secret">{title}</h2>
                <p>{text}</p>
                <p><strong class="secret" dir="ltr">{secret}</strong></p>
            </div>
        </section>
    }
}
