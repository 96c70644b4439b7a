//! A secret that was just created.

use leptos::prelude::*;

use super::icon::Icon;

/// What it is for, and the secret itself, which is shown only once.
#[component]
pub fn NewSecret(
    /// What it is.
    title: &'static str,
    /// What to do with it.
    text: &'static str,
    /// The secret.
    secret: String,
    /// The name of the field that it is entered in.
    #[prop(optional)]
    label: Option<&'static str>,
    /// How it is used.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let label = label.map(|label| view! { <span>{label}</span>" " });

    view! {
        <section class="note note-success" aria-labelledby="new-secret">
            <Icon name="check"/>
            <div class="stack">
                <h2 id="new-secret">{title}</h2>
                <p>{text}</p>
                {children.map(|children| children())}
                <p>{label}<strong class="secret" dir="ltr">{secret}</strong></p>
            </div>
        </section>
    }
}
