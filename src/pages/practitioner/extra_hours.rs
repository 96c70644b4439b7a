//! Extra hours on single dates: upcoming ones, and adding one.

use leptos::{html, prelude::*};

use super::hours_actions::Actions;
use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, problem_of},
        form_error::successes,
        icon::Icon,
        loaded::loaded,
        submit::Submit,
    },
    domain::{form::Field, hours_form::DatedForm},
    error::AppError,
    server_fns::availability::RemoveExtraHours,
    views::availability::{DatedView, HoursStateView},
    words::tr,
};

/// The section of the page.
#[component]
pub(super) fn ExtraHours(
    /// The key and name of each centre.
    centres: Vec<(i64, String)>,
    /// The date there.
    today: String,
    /// The input that was refused.
    typed: Option<DatedForm>,
    /// The actions.
    actions: Actions,
    /// What is coming.
    state: Resource<Result<HoursStateView, AppError>>,
) -> impl IntoView {
    let listed = move |state: HoursStateView| view! { <Coming dated=state.dated remove=actions.remove/> }.into_any();
    let form = (!centres.is_empty()).then(|| view! { <Add centres today typed actions/> });
    view! {
        <section class="section" aria-labelledby="extra">
            <h2 id="extra">{tr!(HoursExtra)}</h2>
            {loaded(state, listed)}
            {form}
        </section>
    }
    .into_any()
}

#[component]
fn Coming(dated: Vec<DatedView>, remove: ServerAction<RemoveExtraHours>) -> impl IntoView {
    if dated.is_empty() {
        return view! { <p class="muted">{tr!(HoursNoExtra)}</p> }.into_any();
    }
    let rows = dated
        .into_iter()
        .map(|window| {
            let DatedView { centre, long_date, form } = window;
            let context = tr!(HoursOnDateAt, date = long_date, from = form.from, to = form.to, centre = centre);
            view! {
                <li class="row">
                    <Icon name="calendar-plus"/>
                    <div class="row-body">
                        <h3>{long_date}</h3>
                        <p>{format!("{}-{}", form.from, form.to)}</p>
                        <p class="meta"><Icon name="map-pin"/><span>{centre}</span></p>
                    </div>
                    <div class="row-actions">
                        <ActionForm action=remove>
                            <input type="hidden" name="affiliation" value=form.affiliation/>
                            <input type="hidden" name="date" value=form.date/>
                            <input type="hidden" name="from" value=form.from/>
                            <input type="hidden" name="to" value=form.to/>
                            <Submit label=tr!(HoursRemove) context busy=remove.pending() class="btn btn-sm"/>
                        </ActionForm>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
}

#[component]
fn Add(centres: Vec<(i64, String)>, today: String, typed: Option<DatedForm>, actions: Actions) -> impl IntoView {
    let action = actions.add;
    let error = actions.error;
    let typed = typed.unwrap_or_else(|| DatedForm { from: "09:00".into(), to: "17:00".into(), ..DatedForm::default() });
    let form = NodeRef::<html::Form>::new();
    let added = successes(action);
    Effect::watch(
        move || added.get(),
        move |_, _, _| {
            if let Some(form) = form.get_untracked() {
                form.reset();
            }
        },
        false,
    );
    let place = match &centres[..] {
        [(only, _)] => view! { <input type="hidden" name="affiliation" value=*only/> }.into_any(),
        _ => {
            let options = centres
                .into_iter()
                .map(|(id, name)| view! { <option value=id selected=id == typed.affiliation>{name}</option> })
                .collect_view();
            view! {
                <div class="field">
                    <label for="extra_place">{tr!(Centre)}</label>
                    <select id="extra_place" name="affiliation">{options}</select>
                </div>
            }
            .into_any()
        }
    };
    let invalid = move |field| error.with(|error| problem_of(error.as_ref(), field)).map(|_| "true");
    let described = move |field: Field| {
        let problem = error.with(|error| problem_of(error.as_ref(), field));
        problem.map(|_| format!("{}-error", field.control()))
    };
    let (date, hours) = (Field::ExtraDate, Field::ExtraHours);
    view! {
        <ActionForm action node_ref=form attr:class="card extra-form" attr:novalidate=true>
            <h3>{tr!(HoursAddDate)}</h3>
            {place}
            <div class="extra-fields">
                <div class="field">
                    <label for=date.control()>{tr!(HoursDate)}</label>
                    <input
                        id=date.control()
                        type="date"
                        name="extra_date"
                        min=today
                        value=typed.date
                        aria-invalid=move || invalid(date)
                        aria-describedby=move || described(date)
                    />
                </div>
                <div class="field">
                    <label for=hours.control()>{tr!(HoursStart)}</label>
                    <input
                        id=hours.control()
                        type="time"
                        name="extra_from"
                        step="300"
                        value=typed.from
                        aria-invalid=move || invalid(hours)
                        aria-describedby=move || described(hours)
                    />
                </div>
                <div class="field">
                    <label for="extra_to">{tr!(HoursTo)}</label>
                    <input
                        id="extra_to"
                        type="time"
                        name="extra_to"
                        step="300"
                        value=typed.to
                        aria-invalid=move || invalid(hours)
                        aria-describedby=move || described(hours)
                    />
                </div>
            </div>
            <FieldProblem field=date error/>
            <FieldProblem field=hours error/>
            <div class="form-actions">
                <Submit label=tr!(HoursAdd) busy=action.pending() class="btn"/>
            </div>
        </ActionForm>
    }
    .into_any()
}
