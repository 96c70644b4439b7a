//! A password field with a button that makes it visible.

use leptos::prelude::*;

use super::field::{FieldProblem, problem_of};
use crate::{domain::form::Field, error::AppError, words::tr};

/// The field, with a button that makes it visible. Without JavaScript there is no such button.
#[component]
pub fn PasswordField(
    /// What to type.
    label: &'static str,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// `new-password` or `current-password`.
    autocomplete: &'static str,
    /// A further hint.
    #[prop(default = "")]
    hint: &'static str,
    /// The control's name in the form, if it differs from the field's.
    #[prop(default = "")]
    name: &'static str,
) -> impl IntoView {
    let field = Field::Password;
    let id = field.control();
    let name = if name.is_empty() { id } else { name };
    let shown = RwSignal::new(false);
    let is_wrong = move || error.with(|error| problem_of(error.as_ref(), field).is_some());
    let described = move || {
        let hint = (!hint.is_empty()).then(|| format!("{id}-hint"));
        let error = is_wrong().then(|| format!("{id}-error"));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <div class="password-field">
                <input
                    id=id
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    required=true
                    aria-describedby=described
                    aria-invalid=move || is_wrong().then_some("true")
                />
                <button
                    class="btn btn-quiet when-hydrated"
                    type="button"
                    aria-controls=id
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { tr!(HidePassword) } else { tr!(ShowPassword) }}
                </button>
            </div>
            <FieldProblem field error/>
        </div>
    }
}
