//! Closures: a row of their list, and the fields of the form that adds one.

use leptos::prelude::*;

use super::{
    field::{FieldProblem, problem_of},
    icon::Icon,
};
use crate::{
    domain::{closure::ClosureForm, form::Field},
    error::AppError,
    server_fns::closure::ClosureView,
};

/// A row of the list.
#[component]
pub fn ClosureRow(
    /// The closure.
    closure: ClosureView,
    /// For whom, where no centre is named.
    everywhere: &'static str,
    /// What one may do with it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let whom = closure.centre.unwrap_or_else(|| everywhere.to_owned());
    let name = (!closure.name.is_empty()).then(|| view! { <p>{closure.name}</p> });
    view! {
        <li class="row">
            <Icon name="calendar-x"/>
            <div class="row-body">
                <h3>{closure.when}</h3>
                {name}
                <p class="meta"><Icon name="map-pin"/><span>{whom}</span></p>
            </div>
            {children.map(|children| view! { <div class="row-actions">{children()}</div> })}
        </li>
    }
    .into_any()
}

/// A date with a time beside it that may stay empty.
#[component]
fn Moment(
    field: Field,
    legend: &'static str,
    hint: &'static str,
    date_name: &'static str,
    time_name: &'static str,
    date: String,
    time: String,
    is_optional: bool,
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let id = field.control();
    let problem = move || error.with(|error| problem_of(error.as_ref(), field));
    let described = move || {
        let hint = format!("{id}-hint");
        if problem().is_some() { format!("{hint} {id}-error") } else { hint }
    };
    view! {
        <fieldset class="fieldset">
            <legend>{legend}</legend>
            <p class="hint" id=format!("{id}-hint")>{hint}</p>
            <div class="moment">
                <label>
                    <span>"Date"{is_optional.then(|| view! { " "<span class="optional">"(optional)"</span> })}</span>
                    <input
                        id=id
                        type="date"
                        name=date_name
                        value=date
                        required=!is_optional
                        aria-describedby=described
                        aria-invalid=move || problem().map(|_| "true")
                    />
                </label>
                <label>
                    <span>"Time "<span class="optional">"(optional)"</span></span>
                    <input type="time" name=time_name step="300" value=time aria-describedby=format!("{id}-hint")/>
                </label>
            </div>
            <FieldProblem field error/>
        </fieldset>
    }
    .into_any()
}

/// The fields of a form that adds a closure.
#[component]
pub fn ClosureFields(
    /// Key and name of each centre to choose from.
    centres: Vec<(i64, String)>,
    /// What choosing none means.
    everywhere: &'static str,
    /// Who reads the name.
    name_hint: &'static str,
    /// What was typed before.
    typed: ClosureForm,
    /// The last answer to the form.
    #[prop(into)]
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let chosen = typed.centre;
    let options = centres
        .into_iter()
        .map(|(id, name)| view! { <option value=id selected=chosen == id.to_string()>{name}</option> })
        .collect_view();
    let name_problem = move || error.with(|error| problem_of(error.as_ref(), Field::Name)).map(|_| "true");
    view! {
        <div class="field">
            <label for="centre">"Where"</label>
            <select id="centre" name="form[centre]"><option value="">{everywhere}</option>{options}</select>
            <FieldProblem field=Field::Centre error/>
        </div>
        <div class="field-row">
            <Moment
                field=Field::ClosedFrom
                legend="From"
                hint="Without a time, from the beginning of the day."
                date_name="form[from_date]"
                time_name="form[from_time]"
                date=typed.from_date
                time=typed.from_time
                is_optional=false
                error
            />
            <Moment
                field=Field::ClosedUntil
                legend="Until"
                hint="Without a date the same day, without a time to its end."
                date_name="form[until_date]"
                time_name="form[until_time]"
                date=typed.until_date
                time=typed.until_time
                is_optional=true
                error
            />
        </div>
        <div class="field">
            <label for="name">"Name "<span class="optional">"(optional)"</span></label>
            <p class="hint" id="name-hint">{name_hint}</p>
            <input
                id="name"
                name="form[name]"
                type="text"
                maxlength="80"
                autocomplete="off"
                value=typed.name
                aria-describedby="name-hint name-error"
                aria-invalid=name_problem
            />
            <FieldProblem field=Field::Name error/>
        </div>
    }
    .into_any()
}
