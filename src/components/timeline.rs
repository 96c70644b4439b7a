//! A day's appointments in chronological order, with free gaps and the current time among them.

use leptos::prelude::*;

use super::{
    group_visit::GroupVisit,
    icon::Icon,
    status_badge::StatusBadge,
    visit_steps::{ConsultButton, VisitActions, VisitSteps, place, row_id},
    words,
};
use crate::{
    domain::{address, appointment::Status, ids::AppointmentId},
    views::{agenda::GapView, appointment::AppointmentView},
    words::tr,
};

/// The current time, if the day is today.
#[derive(Clone, Debug)]
pub struct Now {
    /// UTC seconds.
    pub seconds: i64,
    /// The local time.
    pub clock: String,
}

/// A practitioner's day. Names are `h3` headings.
#[component]
pub fn Timeline(
    /// The day's appointments, earliest first.
    visits: Vec<AppointmentView>,
    /// The free gaps.
    gaps: Vec<GapView>,
    /// The patients' arrival times, by the appointment's key.
    arrivals: Vec<(AppointmentId, String)>,
    /// The current time, if the day is today.
    now: Option<Now>,
    /// The actions for steps.
    actions: VisitActions,
    /// The page to open after a step.
    here: String,
) -> impl IntoView {
    let seconds = now.as_ref().map(|now| now.seconds);
    let since =
        |visit: &AppointmentView| arrivals.iter().find(|(id, _)| *id == visit.id).map(|(_, since)| since.clone());
    let mut items: Vec<(i64, AnyView)> = together(visits)
        .into_iter()
        .filter_map(|visits| {
            let first = visits.first()?;
            let start = first.when.start;
            let runs = seconds.is_some_and(|seconds| is_running(first, seconds));
            let here = here.clone();
            let item = if first.group.is_some() {
                let visits: Vec<_> = visits.into_iter().map(|visit| (since(&visit), visit)).collect();
                view! { <GroupVisit visits runs actions here/> }.into_any()
            } else {
                let since = since(first);
                let visit = visits.into_iter().next()?;
                view! { <Visit visit runs since actions here/> }.into_any()
            };
            Some((start, item))
        })
        .collect();
    items.extend(gaps.into_iter().map(|gap| (gap.when.start, view! { <Free gap/> }.into_any())));
    items.sort_by_key(|(start, _)| *start);
    if let Some(now) = now {
        let begun = items.partition_point(|(start, _)| *start <= now.seconds);
        items.insert(begun, (now.seconds, view! { <Moment clock=now.clock/> }.into_any()));
    }
    let items: Vec<AnyView> = items.into_iter().map(|(_, item)| item).collect();
    view! { <ol class="timeline" role="list">{items}</ol> }.into_any()
}

/// Appointments in order, with those of a group together.
#[must_use]
pub fn together(visits: Vec<AppointmentView>) -> Vec<Vec<AppointmentView>> {
    let mut groups: Vec<Vec<AppointmentView>> = Vec::new();
    for visit in visits {
        let same = |other: &Vec<AppointmentView>| {
            let key = |visit: &AppointmentView| visit.group.map(|group| group.id);
            key(&visit).is_some() && other.first().and_then(key) == key(&visit)
        };
        match groups.iter_mut().find(|other| same(other)) {
            Some(group) => group.push(visit),
            None => groups.push(vec![visit]),
        }
    }
    groups
}

/// The page where staff book for a patient in a free gap, from its start.
#[must_use]
pub fn booking_address(gap: &GapView) -> String {
    let GapView { when, centre, .. } = gap;
    let clock: String = when.time.chars().take(5).collect();
    format!("/staff/book?centre={centre}&date={}&time={clock}", when.day)
}

/// Whether an appointment is in progress.
#[must_use]
pub fn is_running(visit: &AppointmentView, now: i64) -> bool {
    visit.status.holds_its_time() && visit.when.start <= now && now < visit.when.start + visit.minutes * 60
}

#[component]
fn Moment(clock: String) -> impl IntoView {
    view! {
        <li class="tl-now">
            <p class="tl-time"><time>{clock}</time></p>
            <p>{tr!(DayNow)}</p>
        </li>
    }
}

#[component]
fn Free(gap: GapView) -> impl IntoView {
    let address = booking_address(&gap);
    let GapView { when, minutes, centre_name, .. } = gap;
    let text = tr!(DayFreeAt, length = words::minutes(minutes), centre = centre_name);
    let context = format!(" {}", tr!(DayBookFrom, time = when.time));
    view! {
        <li class="tl-gap no-print">
            <p class="tl-time"><time datetime=when.iso>{when.time}</time></p>
            <div class="tl-free">
                <p>{text}</p>
                <a class="btn btn-quiet btn-sm" href=address>{tr!(Book)}<span class="visually-hidden">{context}</span></a>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn Visit(
    visit: AppointmentView,
    runs: bool,
    since: Option<String>,
    actions: VisitActions,
    here: String,
) -> impl IntoView {
    let place = place(&visit);
    let half_hours = (visit.minutes / 30).clamp(1, 8);
    let href = address::appointment(visit.id);
    let reason = (!visit.reason.is_empty()).then(|| {
        view! { <p class="meta"><Icon name="file-text"/><span>{visit.reason}</span></p> }
    });
    let since = since.map(|since| {
        view! { <p class="meta"><Icon name="user-check"/><span>{tr!(DayWaitingSince, since = since)}</span></p> }
    });
    let what = visit.service_name.clone().map(|name| {
        view! { <p class="meta"><Icon name="stethoscope"/><span>{name}</span></p> }
    });
    let outside = visit.outside_hours.then(|| {
        view! { <p class="meta"><Icon name="warning"/><span>{tr!(DayOutside)}</span></p> }
    });
    let whom = tr!(DayOf, name = visit.patient_name, time = visit.when.time);
    let cancel = (visit.may_cancel && visit.status != Status::Pending).then(|| {
        let context = format!(" {whom}");
        view! {
            <a class="btn btn-quiet btn-sm" href=format!("{href}/cancel")>
                {tr!(Cancel)}<span class="visually-hidden">{context}</span>
            </a>
        }
    });
    let follow_up = visit.status.leads_to_another().then(|| {
        let context = format!(" {}", tr!(DayAfter, visit = whom));
        view! {
            <a class="btn btn-quiet btn-sm" href=format!("/staff/book?follow_up={}", visit.id)>
                {tr!(BookFollowUp)}<span class="visually-hidden">{context}</span>
            </a>
        }
    });
    let consult = (visit.may_consult && visit.status != Status::Fulfilled)
        .then(|| view! { <ConsultButton id=visit.id whom=whom.clone() ahead=visit.is_ahead actions/> });
    let tools = (cancel.is_some() || consult.is_some() || follow_up.is_some() || !visit.steps.is_empty()).then(|| {
        view! {
            <div class="tl-actions">
                {consult}
                <VisitSteps id=visit.id steps=visit.steps whom actions next=here/>
                {follow_up}
                {cancel}
            </div>
        }
    });
    view! {
        <li id=row_id(visit.id) class="tl-item" class:is-now=runs data-status=visit.status.as_str() data-span=half_hours>
            <p class="tl-time"><time datetime=visit.when.iso>{visit.when.time}</time><span>{tr!(Minutes, n = visit.minutes)}</span></p>
            <div class="tl-card">
                <div class="tl-body">
                    <h3><a href=href>{visit.patient_name}</a></h3>
                    {since}
                    {outside}
                    {reason}
                    {what}
                    <p class="meta"><Icon name="map-pin"/><span dir="auto">{place}</span></p>
                </div>
                <StatusBadge status=visit.status wording=visit.wording declined=visit.declined/>
                {tools}
            </div>
        </li>
    }
    .into_any()
}
