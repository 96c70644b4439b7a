//! A group on a practitioner's day: one slot, with everyone who comes.

use leptos::prelude::*;

use super::{
    icon::Icon,
    status_badge::StatusBadge,
    visit_steps::{ConsultButton, VisitActions, VisitSteps, place, row_id},
};
use crate::words::tr;
use crate::{
    domain::{address, appointment::Status},
    views::appointment::AppointmentView,
};

/// Its row, with a line for each person.
#[component]
pub fn GroupVisit(
    /// The appointments of the group, each with its patient's arrival time.
    visits: Vec<(Option<String>, AppointmentView)>,
    /// Whether it is in progress.
    runs: bool,
    /// The actions for steps.
    actions: VisitActions,
    /// The page to open after a step.
    here: String,
) -> impl IntoView {
    let Some((_, first)) = visits.first().cloned() else { return ().into_any() };
    let places = first.group.map_or(0, |group| group.places);
    let taken = tr!(DayTaken, taken = visits.len(), places = places);
    let name = first.service_name.clone().unwrap_or_else(|| tr!(DayGroup).to_owned());
    let half_hours = (first.minutes / 30).clamp(1, 8);
    let may_cancel = visits.iter().find(|(_, visit)| visit.may_cancel).map(|(_, visit)| visit.id);
    let cancel = may_cancel.map(|id| {
        let context = format!(" {}", tr!(DayClassAt, name = name, time = first.when.time));
        view! {
            <a class="btn btn-quiet btn-sm" href=format!("{}?group=1", address::cancelling(id))>
                {tr!(DayCancelClass)}<span class="visually-hidden">{context}</span>
            </a>
        }
    });
    let people = visits.into_iter().map(|(since, visit)| person(since, visit, actions, here.clone()));
    let people = people.collect::<Vec<_>>();
    view! {
        <li class="tl-item tl-group" class:is-now=runs data-status=first.status.as_str() data-span=half_hours>
            <p class="tl-time"><time datetime=first.when.iso.clone()>{first.when.time.clone()}</time><span>{tr!(Minutes, n = first.minutes)}</span></p>
            <div class="tl-card">
                <div class="tl-body">
                    <h3>{name}</h3>
                    <p class="meta"><Icon name="users"/><span>{taken}</span></p>
                    <p class="meta"><Icon name="map-pin"/><span dir="auto">{place(&first)}</span></p>
                </div>
                <div class="tl-actions">{cancel}</div>
                <ul class="tl-people" role="list">{people}</ul>
            </div>
        </li>
    }
    .into_any()
}

fn person(since: Option<String>, visit: AppointmentView, actions: VisitActions, here: String) -> AnyView {
    let href = address::appointment(visit.id);
    let whom = tr!(DayOf, name = visit.patient_name, time = visit.when.time);
    let reason = (!visit.reason.is_empty()).then(|| view! { <p class="small muted">{visit.reason.clone()}</p> });
    let since = since.map(|since| view! { <p class="small muted">{tr!(DayWaitingSince, since = since)}</p> });
    let badge = (visit.status != Status::Booked)
        .then(|| view! { <StatusBadge status=visit.status wording=visit.wording declined=visit.declined/> });
    let consult = (visit.may_consult && visit.status != Status::Fulfilled)
        .then(|| view! { <ConsultButton id=visit.id whom=whom.clone() ahead=visit.is_ahead actions/> });
    view! {
        <li id=row_id(visit.id) data-status=visit.status.as_str()>
            <div>
                <p><a href=href>{visit.patient_name.clone()}</a>" "{badge}</p>
                {since}
                {reason}
            </div>
            <div class="cluster no-print">
                {consult}
                <VisitSteps id=visit.id steps=visit.steps whom actions next=here/>
            </div>
        </li>
    }
    .into_any()
}
