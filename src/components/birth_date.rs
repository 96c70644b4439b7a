//! A date of birth, typed.

use leptos::prelude::*;

use super::field::{FieldProblem, problem_of};
use crate::{domain::form::Field, error::AppError, words::tr};

/// Three number fields: a calendar is a poor way to pick a date decades ago.
#[component]
pub fn BirthDate(
    /// Day of the month, as typed.
    day: String,
    /// Month, as typed.
    month: String,
    /// Year, as typed.
    year: String,
    /// The form's last error.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let is_wrong = move || error.with(|error| problem_of(error.as_ref(), Field::DateOfBirth).is_some());
    let part = move |id, name, label, autocomplete, class, value: String| {
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <input
                    id=id
                    name=name
                    class=class
                    inputmode="numeric"
                    autocomplete=autocomplete
                    value=value
                    required=true
                    aria-invalid=move || is_wrong().then_some("true")
                />
            </div>
        }
    };
    let described = move || if is_wrong() { "date_of_birth-hint date_of_birth-error" } else { "date_of_birth-hint" };
    view! {
        <fieldset class="fieldset" aria-describedby=described>
            <legend>{tr!(DateOfBirth)}</legend>
            <p class="hint" id="date_of_birth-hint">{tr!(DateOfBirthHint)}</p>
            <div class="date-triple">
                {part("date_of_birth", "form[birth_day]", tr!(Day), "bday-day", "input-2", day)}
                {part("birth_month", "form[birth_month]", tr!(Month), "bday-month", "input-2", month)}
                {part("birth_year", "form[birth_year]", tr!(Year), "bday-year", "input-4", year)}
            </div>
            <FieldProblem field=Field::DateOfBirth error/>
        </fieldset>
    }
}
