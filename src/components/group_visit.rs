//! A group on a practitioner's day: one time, with everyone who comes.

use leptos::prelude::*;

use super::{
    icon::Icon,
    status_badge::StatusBadge,
    visit_steps::{ConsultButton, VisitActions, VisitSteps, place},
};
use crate::{domain::appointment::Status, views::appointment::AppointmentView};

/// Its row, with a line for each person.
#[component]
pub fn GroupVisit(
    /// The appointments of the group, each with the time since when its patient is there.
    visits: Vec<(Option<String>, AppointmentView)>,
    /// Whether it is going on.
    runs: bool,
    /// What takes a step with one of them.
    actions: VisitActions,
    /// Where to go after a step.
    here: String,
) -> impl IntoView {
    let Some((_, first)) = visits.first().cloned() else { return ().into_any() };
    let places = first.group.map_or(0, |group| group.places);
    let taken = format!("{} of {places}", visits.len());
    let name = first.service_name.clone().unwrap_or_else(|| "Group".to_owned());
    let half_hours = (first.minutes / 30).clamp(1, 8);
    let may_cancel = visits.iter().find(|(_, visit)| visit.may_cancel).map(|(_, visit)| visit.id);
    let cancel = may_cancel.map(|id| {
        let context = format!(" {name} at {}", first.when.time);
        view! {
            <a class="btn btn-quiet btn-sm" href=format!("/appointments/{id}/cancel?group=1")>
                "Cancel the class"<span class="visually-hidden">{context}</span>
            </a>
        }
    });
    let people = visits.into_iter().map(|(since, visit)| person(since, visit, actions, here.clone()));
    let people = people.collect::<Vec<_>>();
    view! {
        <li class="tl-item tl-group" class:is-now=runs data-status=first.status.as_str() data-span=half_hours>
            <p class="tl-time"><time datetime=first.when.iso.clone()>{first.when.time.clone()}</time><span>{format!("{} min", first.minutes)}</span></p>
            <div class="tl-card">
                <div class="tl-body">
                    <h3>{name}</h3>
                    <p class="meta"><Icon name="users"/><span>{taken}</span></p>
                    <p class="meta"><Icon name="map-pin"/><span>{place(&first)}</span></p>
                </div>
                <div class="tl-actions">{cancel}</div>
                <ul class="tl-people" role="list">{people}</ul>
            </div>
        </li>
    }
    .into_any()
}

fn person(since: Option<String>, visit: AppointmentView, actions: VisitActions, here: String) -> AnyView {
    let href = format!("/appointments/{}", visit.id);
    let whom = format!("{}'s appointment at {}", visit.patient_name, visit.when.time);
    let reason = (!visit.reason.is_empty()).then(|| view! { <p class="small muted">{visit.reason.clone()}</p> });
    let since = since.map(|since| view! { <p class="small muted">{format!("Waiting since {since}")}</p> });
    let badge = (visit.status != Status::Booked)
        .then(|| view! { <StatusBadge status=visit.status wording=visit.wording declined=visit.declined/> });
    let consult = (visit.may_consult && visit.status != Status::Fulfilled)
        .then(|| view! { <ConsultButton id=visit.id whom=whom.clone() ahead=visit.is_ahead actions/> });
    view! {
        <li data-status=visit.status.as_str()>
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
