//! The day as a table: time down, practitioners across. On a phone it is one list by time, which names each practitioner.

use leptos::{ev::DragEvent, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::dragging::Dragging;
use crate::{
    components::{
        action_form::ActionForm,
        icon::Icon,
        status_badge::StatusBadge,
        visit_steps::{VisitActions, row_id},
    },
    domain::address,
    views::desk::{DeskCellView, DeskDayView, DeskRowView, DeskVisitView},
    words::tr,
};

/// The table.
#[component]
pub fn Grid(
    /// What it shows.
    day: DeskDayView,
    /// The action that checks a patient in.
    steps: VisitActions,
    /// The page to open afterwards.
    here: String,
) -> impl IntoView {
    let heads = day
        .practitioners
        .iter()
        .map(|(id, name)| {
            view! { <th scope="col"><a href=address::practitioner(id)>{name.clone()}</a></th> }
        })
        .collect_view();
    let place = (day.centre, day.date.clone());
    let work = Work { steps, dragging: Dragging::new() };
    let rows = day.rows.into_iter().map(|row| one_row(row, &day.practitioners, &place, work, &here)).collect_view();
    view! {
        <div class="table-wrap desk-wrap" role="region" aria-labelledby="desk-grid" tabindex="0">
            <table class="table desk-grid">
                <caption id="desk-grid" class="visually-hidden">{tr!(DeskGrid)}</caption>
                <thead>
                    <tr><th scope="col">{tr!(DeskTime)}</th>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The options for an appointment in the table.
#[derive(Clone, Copy)]
struct Work {
    /// The action that checks a patient in.
    steps: VisitActions,
    /// Moves one.
    dragging: Dragging,
}

fn one_row(
    row: DeskRowView,
    practitioners: &[(i64, String)],
    place: &(i64, String),
    work: Work,
    here: &str,
) -> AnyView {
    let DeskRowView { time, is_now, cells } = row;
    let now = is_now.then(|| view! { <span class="badge badge-info">{tr!(DeskNow)}</span> });
    let is_empty = cells.iter().all(|cell| cell.visits.is_empty() && cell.free.is_none());
    let cells = cells
        .into_iter()
        .zip(practitioners)
        .map(|(cell, (id, name))| one_cell(cell, (*id, name), place, work, here))
        .collect_view();
    view! {
        <tr class:is-now=is_now class:is-empty=is_empty>
            <th scope="row">{time}{now}</th>
            {cells}
        </tr>
    }
    .into_any()
}

fn one_cell(
    cell: DeskCellView,
    (practitioner, name): (i64, &str),
    (centre, date): &(i64, String),
    work: Work,
    here: &str,
) -> AnyView {
    let DeskCellView { visits, free, free_at, goes_on } = cell;
    let is_empty = visits.is_empty() && free.is_none();
    let visits = visits.into_iter().map(|visit| one_visit(visit, practitioner, work, here.to_owned())).collect_view();
    let dragging = work.dragging;
    let navigate = use_navigate();
    let free = free.map(|time| {
        let href = format!("/staff/book?practitioner={practitioner}&centre={centre}&date={date}&time={time}");
        let context = format!(" {}", tr!(WithName, name = name));
        let over = move |event: DragEvent| {
            if dragging.may_end_at(practitioner) {
                event.prevent_default();
            }
        };
        let dropped = move |event: DragEvent| {
            event.prevent_default();
            if let Some(address) = free_at.and_then(|start| dragging.ends_at(practitioner, start)) {
                navigate(&address, NavigateOptions::default());
            }
        };
        view! {
            <a
                class="desk-free no-print"
                class:is-target=move || dragging.may_end_at(practitioner)
                href=href
                on:dragover=over
                on:drop=dropped
            >
                <Icon name="plus"/>
                <span>{tr!(DeskBookTime, time = time)}<span class="visually-hidden">{context}</span></span>
            </a>
        }
    });
    let goes_on_too = goes_on.then(|| view! { <span class="visually-hidden">{tr!(DeskGoesOn)}</span> });
    view! {
        <td data-label=name.to_owned() class:is-empty=is_empty class:goes-on=goes_on>
            {visits}
            {goes_on_too}
            {free}
        </td>
    }
    .into_any()
}

fn one_visit(visit: DeskVisitView, practitioner: i64, work: Work, here: String) -> AnyView {
    let Work { steps, dragging } = work;
    let href = address::appointment(visit.id);
    let whom = tr!(DeskOf, name = visit.patient_name, time = visit.time);
    let phone = (!visit.phone.is_empty()).then(|| {
        let href = format!("tel:{}", visit.phone.replace(' ', ""));
        view! { <p class="desk-fact"><a href=href rel="external" draggable="false"><bdi>{visit.phone.clone()}</bdi></a></p> }
    });
    let what = match (visit.service_name, visit.is_online, visit.room) {
        (Some(name), true, _) => Some(tr!(DeskWhatOnline, service = name)),
        (Some(name), false, Some(room)) => Some(tr!(DeskWhatInRoom, service = name, room = room)),
        (Some(name), false, None) => Some(name),
        (None, _, room) => room,
    };
    let what = what.map(|what| view! { <p class="desk-fact muted">{what}</p> });
    let since = visit.since.map(|since| view! { <p class="desk-fact">{tr!(DeskHereSince, since = since)}</p> });
    let check_in = visit.may_check_in.then(|| {
        let context = format!(" {whom}");
        view! {
            <ActionForm action=steps.check_in()>
                <input type="hidden" name="id" value=visit.id/>
                <input type="hidden" name="next" value=here/>
                <button class="btn btn-sm" type="submit" data-shortcut-here="c">
                    {tr!(VisitCheckIn)}<span class="visually-hidden">{context}</span>
                </button>
            </ActionForm>
        }
    });
    let moving = visit.moving.clone();
    let taken = move |event: DragEvent| dragging.begin(&event, practitioner, &moving);
    let change = visit.may_change.then(|| {
        let context = format!(" {whom}");
        view! {
            <a class="btn btn-quiet btn-sm" href=visit.moving draggable="false">
                {tr!(Move)}<span class="visually-hidden">{context.clone()}</span>
            </a>
            <a class="btn btn-quiet btn-sm" href=format!("{href}/cancel") draggable="false">
                {tr!(Cancel)}<span class="visually-hidden">{context}</span>
            </a>
        }
    });
    // Dragging works from any part of it: by default, a link would be dragged alone.
    view! {
        <article
            id=row_id(visit.id)
            class="desk-visit"
            data-status=visit.status.as_str()
            data-walk-item=""
            draggable=visit.may_change.then_some("true")
            on:dragstart=taken
            on:dragend=move |_| dragging.end()
        >
            <p class="board-time">{visit.time}<span>" "{tr!(Minutes, n = visit.minutes)}</span></p>
            <h3><a href=href.clone() data-walk="" draggable="false">{visit.patient_name}</a></h3>
            {phone}
            {what}
            {since}
            <StatusBadge status=visit.status wording=visit.wording/>
            <div class="cluster no-print">{check_in}{change}</div>
        </article>
    }
    .into_any()
}
