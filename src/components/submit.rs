//! A form's submit button, which shows that an answer is pending.

use leptos::prelude::*;

/// A submit button.
#[component]
pub fn Submit(
    /// The label.
    #[prop(into)]
    label: String,
    /// Whether an answer is pending.
    #[prop(into)]
    busy: Signal<bool>,
    /// How it looks.
    #[prop(default = "btn btn-primary")]
    class: &'static str,
    /// Text for screen readers that is read after the label.
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
