//! A multi-line text field, with its label, hint and error.

use leptos::{html, prelude::*};

use super::field::{FieldProblem, problem_of};
use crate::{domain::form::Field, error::AppError, words::tr};

/// The field.
#[component]
pub fn AreaField(
    /// The field, which gives the control its id.
    field: Field,
    /// The control's name in the form.
    name: &'static str,
    /// What to type.
    label: &'static str,
    /// A further hint.
    #[prop(into)]
    hint: String,
    /// Its initial value.
    value: String,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// How many lines it shows.
    #[prop(default = 3)]
    rows: u8,
    /// Whether it may stay empty.
    #[prop(default = false)]
    optional: bool,
    /// Receives the control.
    #[prop(optional)]
    node_ref: NodeRef<html::Textarea>,
) -> impl IntoView {
    let id = field.control();
    let problem = move || error.with(|error| problem_of(error.as_ref(), field));
    let described = move || match problem() {
        Some(_) => format!("{id}-hint {id}-error"),
        None => format!("{id}-hint"),
    };
    view! {
        <div class="field">
            <label for=id>{label}{optional.then(|| view! { " "<span class="optional">{tr!(Optional)}</span> })}</label>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <textarea
                id=id
                name=name
                rows=rows
                aria-describedby=described
                aria-invalid=move || problem().map(|_| "true")
                inner_html=escaped(&value)
                node_ref=node_ref
            ></textarea>
            <FieldProblem field error/>
        </div>
    }
}

/// Escapes a text for a `textarea`'s inner HTML. As a child, an empty text would be rendered as a space.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
