//! Form fields: the label above, the hint below and the error under that, all linked for screen readers.

use leptos::prelude::*;

use super::{icon::Icon, words};
use crate::{
    domain::form::{Field, FieldError},
    error::AppError,
    words::tr,
};

/// The problem of one field in an answer, if it has one.
#[must_use]
pub fn problem_of(error: Option<&AppError>, field: Field) -> Option<FieldError> {
    match error {
        Some(AppError::Invalid(problems)) => problems.iter().find(|problem| problem.field == field).copied(),
        _ => None,
    }
}

/// A text input with its label, hint and error.
#[component]
pub fn TextField(
    /// The field, which gives the control its name and id.
    field: Field,
    /// What to type.
    label: &'static str,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// A further hint.
    #[prop(into, default = String::new())]
    hint: String,
    /// `text`, `email`, `tel`, `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The browser's autocomplete token.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Its initial value.
    #[prop(into, default = String::new())]
    value: String,
    /// The control's name in the form, if it differs from the field's.
    #[prop(default = "")]
    name: &'static str,
    /// The id of a datalist.
    #[prop(optional)]
    list: Option<&'static str>,
    /// Whether it may be left blank.
    #[prop(default = false)]
    optional: bool,
    /// `input-10`, `input-20`, or nothing for the whole width.
    #[prop(default = "")]
    class: &'static str,
) -> impl IntoView {
    let id = field.control();
    let name = if name.is_empty() { id } else { name };
    let problem = move || error.with(|error| problem_of(error.as_ref(), field));
    let has_hint = !hint.is_empty();
    let described = move || {
        let hint = has_hint.then(|| format!("{id}-hint"));
        let error = problem().map(|_| format!("{id}-error"));
        let ids: Vec<String> = hint.into_iter().chain(error).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    view! {
        <div class="field">
            <label for=id>{label}{optional.then(|| view! { " "<span class="optional">{tr!(Optional)}</span> })}</label>
            {has_hint.then(|| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })}
            <input
                id=id
                name=name
                type=kind
                class=class
                autocomplete=autocomplete
                value=value
                list=list
                required=!optional
                aria-describedby=described
                aria-invalid=move || problem().map(|_| "true")
            />
            <FieldProblem field error/>
        </div>
    }
}

/// The error line under a field.
#[component]
pub fn FieldProblem(
    /// Which field.
    field: Field,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    move || {
        error.with(|error| problem_of(error.as_ref(), field)).map(|problem| {
            view! {
                <p class="field-error" id=format!("{}-error", field.control())>
                    <Icon name="alert"/>
                    <span>{words::field_error(problem)}</span>
                </p>
            }
        })
    }
}
