//! A centre, and the first hours there.

use leptos::prelude::*;

use super::{
    field::{FieldProblem, problem_of},
    hours_grid::days,
};
use crate::{
    domain::{first_hours::FirstHoursForm, form::Field},
    error::AppError,
    words::tr,
};

/// The fields.
#[component]
pub fn FirstHours(
    /// Their initial values.
    first: FirstHoursForm,
    /// The centres to choose from: key and name.
    centres: Vec<(i64, String)>,
    /// The meaning of choosing none, if that is possible.
    #[prop(optional)]
    none: Option<&'static str>,
    /// The form's last error.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let chosen = first.centre.clone();
    let options = centres
        .into_iter()
        .map(|(id, name)| view! { <option value=id selected=id.to_string() == chosen>{name}</option> })
        .collect_view();
    let days = (1_u8..)
        .zip(days())
        .map(|(number, name)| {
            let is_chosen = first.days.contains(&number.to_string());
            view! {
                <label class="chip">
                    <input type="checkbox" name="first[days][]" value=number checked=is_chosen/>
                    <span>{name}</span>
                </label>
            }
        })
        .collect_view();
    let wrong = move |field: Field| error.with(|error| problem_of(error.as_ref(), field).is_some());
    let described = move || wrong(Field::Hours).then_some("hours-error");
    view! {
        <div class="field">
            <label for="centre">{tr!(Centre)}</label>
            <select
                id="centre"
                name="first[centre]"
                aria-describedby=move || wrong(Field::Centre).then_some("centre-error")
                aria-invalid=move || wrong(Field::Centre).then_some("true")
            >
                <option value="">{none.unwrap_or(tr!(HoursChooseCentre))}</option>
                {options}
            </select>
            <FieldProblem field=Field::Centre error/>
        </div>
        <fieldset class="fieldset" id=Field::Hours.control() tabindex="-1">
            <legend>{tr!(HoursToBegin)}</legend>
            <p class="hint">{tr!(HoursToBeginHint)}</p>
            <div class="chips">{days}</div>
            <div class="field-row">
                <div class="field">
                    <label for="first-from">{tr!(HoursStart)}</label>
                    <input id="first-from" name="first[from]" type="time" value=first.from aria-describedby=described/>
                </div>
                <div class="field">
                    <label for="first-to">{tr!(HoursStop)}</label>
                    <input id="first-to" name="first[to]" type="time" value=first.to aria-describedby=described/>
                </div>
            </div>
            <FieldProblem field=Field::Hours error/>
        </fieldset>
    }
    .into_any()
}
