//! The button that sends a form; it shows that the answer is awaited.

use leptos::prelude::*;

/// A submit button.
#[component]
pub fn Submit(
    /// What pressing it does.
    #[prop(into)]
    label: String,
    /// Whether the answer is awaited.
    #[prop(into)]
    busy: Signal<bool>,
    /// How it looks.
    #[prop(default = "btn btn-primary")]
    class: &'static str,
    /// What the label leaves to the eye: read out after it.
    #[prop(into, default = String::new())]
    context: String,
) -> impl IntoView {
    let context = (!context.is_empty()).then(|| view! { <span class="visually-hidden">{format!(" {context}")}</span> });
    view! {
        <button class=class type="submit" aria-busy=move || busy.get().then_some("true")>
            {label}
            {context}
        </button>
    }
}
