//! A practitioner's week: a column for each day if there is room, or else one list.

use leptos::prelude::*;

use crate::{
    components::{
        icon::Icon,
        status_badge::StatusBadge,
        timeline::{booking_address, together},
        words,
    },
    domain::{address, appointment::Status},
    views::{
        agenda::{AgendaDayView, AgendaView, GapView},
        appointment::AppointmentView,
    },
    words::tr,
};

/// The columns. Days are `h3` headings, their appointments `h4`.
#[component]
pub(super) fn Week(
    /// The week.
    agenda: AgendaView,
) -> impl IntoView {
    let days = agenda
        .days
        .iter()
        .map(|day| {
            let is_today = day.date == agenda.today;
            let since = |visit: &AppointmentView| is_today.then(|| agenda.here_since(visit.id)).flatten();
            let visits: Vec<_> = day.visits.iter().map(|visit| (visit.clone(), since(visit))).collect();
            view! { <Column day=day.clone() visits is_today/> }
        })
        .collect_view();
    view! {
        <section aria-labelledby="week">
            <h2 id="week">{agenda.title.clone()}</h2>
            <ol class="board-week" role="list">{days}</ol>
        </section>
    }
    .into_any()
}

#[component]
fn Column(day: AgendaDayView, visits: Vec<(AppointmentView, Option<String>)>, is_today: bool) -> impl IntoView {
    let AgendaDayView { date, long, weekday, short, gaps, .. } = day;
    let href = format!("/practitioner?from={date}");
    let mut items: Vec<(i64, AnyView)> = Vec::new();
    let since_of = |visit: &AppointmentView| {
        visits.iter().find(|(other, _)| other.id == visit.id).and_then(|(_, since)| since.clone())
    };
    for group in together(visits.iter().map(|(visit, _)| visit.clone()).collect()) {
        let Some(visit) = group.first().cloned() else { continue };
        let (start, since) = (visit.when.start, since_of(&visit));
        let item = match visit.group {
            Some(of) => view! { <Group visit taken=group.len() places=of.places/> }.into_any(),
            None => view! { <Visit visit since/> }.into_any(),
        };
        items.push((start, item));
    }
    for gap in gaps {
        items.push((gap.when.start, view! { <Free gap/> }.into_any()));
    }
    items.sort_by_key(|(start, _)| *start);
    let none = items.is_empty().then(|| view! { <p class="board-none">{tr!(DayNothingOn)}</p> });
    let items: Vec<AnyView> = items.into_iter().map(|(_, item)| item).collect();
    let today = is_today.then(|| view! { <span class="badge badge-info">{tr!(Today)}</span> });
    view! {
        <li class="board-day" class:is-today=is_today>
            <div class="board-day-head">
                <h3>
                    <a href=href>
                        <span aria-hidden="true">{format!("{weekday} {short}")}</span>
                        <span class="visually-hidden">{long}</span>
                    </a>
                </h3>
                {today}
            </div>
            {none}
            <ol role="list">{items}</ol>
        </li>
    }
    .into_any()
}

/// A group: its members are listed on its day.
#[component]
fn Group(visit: AppointmentView, taken: usize, places: u32) -> impl IntoView {
    let AppointmentView { when, minutes, service_name, status, .. } = visit;
    let name = service_name.unwrap_or_else(|| tr!(DayGroup).to_owned());
    view! {
        <li class="board-visit" data-status=status.as_str()>
            <p class="board-time"><time datetime=when.iso>{when.time}</time>" "<span>{tr!(Minutes, n = minutes)}</span></p>
            <h4><a href=format!("/practitioner?from={}", when.day)>{name}</a></h4>
            <p class="small muted">{tr!(DayTaken, taken = taken, places = places)}</p>
        </li>
    }
    .into_any()
}

#[component]
fn Visit(visit: AppointmentView, since: Option<String>) -> impl IntoView {
    let badge = (visit.status != Status::Booked)
        .then(|| view! { <StatusBadge status=visit.status wording=visit.wording declined=visit.declined/> });
    let since = since.map(|since| view! { <p class="small muted">{tr!(DayWaitingSince, since = since)}</p> });
    let what = visit.service_name.map(|name| view! { <p class="small muted">{name}</p> });
    let outside = visit.outside_hours.then(|| {
        view! { <p class="meta"><Icon name="warning"/><span>{tr!(DayOutside)}</span></p> }
    });
    view! {
        <li class="board-visit" data-status=visit.status.as_str()>
            <p class="board-time"><time datetime=visit.when.iso>{visit.when.time}</time>" "<span>{tr!(Minutes, n = visit.minutes)}</span></p>
            <h4><a href=address::appointment(visit.id)>{visit.patient_name}</a></h4>
            {what}
            {since}
            {outside}
            {badge}
        </li>
    }
    .into_any()
}

#[component]
fn Free(gap: GapView) -> impl IntoView {
    let text = tr!(DayFree, length = words::minutes(gap.minutes));
    let context = format!(" {}", tr!(DayFreeFrom, time = gap.when.time, date = gap.when.long_date));
    view! {
        <li class="board-free no-print">
            <p class="board-time"><time datetime=gap.when.iso.clone()>{gap.when.time.clone()}</time></p>
            <a href=booking_address(&gap)>{text}<span class="visually-hidden">{context}</span></a>
        </li>
    }
    .into_any()
}
