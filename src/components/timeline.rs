//! A day's appointments in order of time, with the present moment among them.

use leptos::prelude::*;

use super::{
    icon::Icon,
    status_badge::StatusBadge,
    visit_steps::{ConsultButton, VisitActions, VisitSteps},
};
use crate::{domain::appointment::Status, server_fns::appointment::AppointmentView};

/// The present moment, where the day is today.
#[derive(Clone, Debug)]
pub struct Now {
    /// UTC seconds.
    pub seconds: i64,
    /// What the clock shows there.
    pub clock: String,
}

/// A practitioner's day. Names stand as `h3`.
#[component]
pub fn Timeline(
    /// The day's appointments, the first one first.
    visits: Vec<AppointmentView>,
    /// The present moment, on the day that has it.
    now: Option<Now>,
    /// What takes a step with one of them.
    actions: VisitActions,
    /// Where to go after a step.
    here: String,
) -> impl IntoView {
    let seconds = now.as_ref().map(|now| now.seconds);
    let begun = seconds.map_or(0, |seconds| visits.iter().filter(|visit| visit.when.start <= seconds).count());
    let mut items: Vec<AnyView> = visits
        .into_iter()
        .map(|visit| {
            let runs = seconds.is_some_and(|seconds| is_running(&visit, seconds));
            view! { <Visit visit runs actions here=here.clone()/> }.into_any()
        })
        .collect();
    if let Some(now) = now {
        items.insert(begun, view! { <Moment clock=now.clock/> }.into_any());
    }
    view! { <ol class="timeline" role="list">{items}</ol> }.into_any()
}

/// Whether an appointment that stands is going on.
#[must_use]
pub fn is_running(visit: &AppointmentView, now: i64) -> bool {
    visit.status.holds_its_time() && visit.when.start <= now && now < visit.when.start + visit.minutes * 60
}

#[component]
fn Moment(clock: String) -> impl IntoView {
    view! {
        <li class="tl-now">
            <p class="tl-time"><time>{clock}</time></p>
            <p>"Now"</p>
        </li>
    }
}

#[component]
fn Visit(visit: AppointmentView, runs: bool, actions: VisitActions, here: String) -> impl IntoView {
    let half_hours = (visit.minutes / 30).clamp(1, 8);
    let href = format!("/appointments/{}", visit.id);
    let reason = (!visit.reason.is_empty()).then(|| {
        view! { <p class="meta"><Icon name="file-text"/><span>{visit.reason}</span></p> }
    });
    let what = visit.service_name.clone().map(|name| {
        view! { <p class="meta"><Icon name="stethoscope"/><span>{name}</span></p> }
    });
    let place = match (visit.is_online, &visit.room) {
        (true, _) => "Online".to_owned(),
        (false, Some(room)) => format!("{room}, {}", visit.centre_name),
        (false, None) => visit.centre_name.clone(),
    };
    let outside = visit.outside_hours.then(|| {
        view! { <p class="meta"><Icon name="warning"/><span>"Outside your hours"</span></p> }
    });
    let whom = format!("the appointment of {} at {}", visit.patient_name, visit.when.time);
    let cancel = (visit.may_cancel && visit.status != Status::Pending).then(|| {
        let context = format!(" {whom}");
        view! {
            <a class="btn btn-quiet btn-sm" href=format!("{href}/cancel")>
                "Cancel"<span class="visually-hidden">{context}</span>
            </a>
        }
    });
    let consult = (visit.may_consult && visit.status != Status::Fulfilled)
        .then(|| view! { <ConsultButton id=visit.id whom=whom.clone() actions/> });
    let tools = (cancel.is_some() || consult.is_some() || !visit.steps.is_empty()).then(|| {
        view! {
            <div class="tl-actions">
                {consult}
                <VisitSteps id=visit.id steps=visit.steps whom actions next=here/>
                {cancel}
            </div>
        }
    });
    view! {
        <li class="tl-item" class:is-now=runs data-status=visit.status.as_str() data-span=half_hours>
            <p class="tl-time"><time datetime=visit.when.iso>{visit.when.time}</time><span>{format!("{} min", visit.minutes)}</span></p>
            <div class="tl-card">
                <div class="tl-body">
                    <h3><a href=href>{visit.patient_name}</a></h3>
                    {outside}
                    {reason}
                    {what}
                    <p class="meta"><Icon name="map-pin"/><span>{place}</span></p>
                </div>
                <StatusBadge status=visit.status/>
                {tools}
            </div>
        </li>
    }
    .into_any()
}
