//! What is still to come on a practitioner's board: the next patient, arrivals, requests, and the next day with a booking.

use leptos::prelude::*;

use super::board_address::address;
use crate::{
    components::{
        icon::Icon,
        time::{DateTime, ShortDateTime},
        timeline::is_running,
    },
    domain::address,
    views::{
        agenda::{AgendaView, ComingView},
        appointment::AppointmentView,
    },
    words::{counted, tr},
};

/// How many requests are shown at first.
const REQUESTS: usize = 5;

/// When the next appointment is, for a day without any left.
#[must_use]
pub fn after(next: Option<&ComingView>) -> AnyView {
    let Some(next) = next else {
        return view! { <p class="muted">{tr!(DayNoneAfter)}</p> }.into_any();
    };
    let href = address(false, Some(&next.on));
    let whom = format!(" {}", tr!(WithName, name = next.patient_name));
    view! {
        <p class="board-next">
            <a href=href>{tr!(DayNextIs)}" "<ShortDateTime when=next.when.clone()/><span class="visually-hidden">{whom}</span></a>
        </p>
    }
    .into_any()
}

/// The requests waiting for an answer, whichever day they are for.
#[component]
pub fn Requests(
    /// Sorted by time.
    requests: Vec<ComingView>,
) -> impl IntoView {
    let count = counted!(DayRequests, requests.len());
    let mut rows: Vec<AnyView> = requests.into_iter().map(request).collect();
    let rest = rows.split_off(rows.len().min(REQUESTS));
    let rest = (!rest.is_empty()).then(|| {
        let summary = tr!(DayShowMore, n = rest.len());
        view! { <details><summary>{summary}</summary><ul class="row-list" role="list">{rest}</ul></details> }
    });
    view! {
        <section class="no-print board-requests" aria-labelledby="requests">
            <h2 id="requests">{count}</h2>
            <ul class="row-list" role="list">{rows}</ul>
            {rest}
        </section>
    }
}

fn request(request: ComingView) -> AnyView {
    let href = address::appointment(request.id);
    view! {
        <li class="row">
            <Icon name="hourglass"/>
            <div class="row-body">
                <h3><a href=href>{request.patient_name}</a></h3>
                <p><DateTime when=request.when/></p>
            </div>
        </li>
    }
    .into_any()
}

/// The appointment in progress, or else the next one.
#[must_use]
pub fn next_visit(agenda: &AgendaView) -> Option<&AppointmentView> {
    let all = || agenda.days.iter().flat_map(|day| &day.visits);
    all()
        .find(|visit| is_running(visit, agenda.now_seconds))
        .or_else(|| all().find(|visit| visit.status.holds_its_time() && visit.when.start > agenda.now_seconds))
}

#[component]
pub fn Next(
    /// The appointment.
    visit: AppointmentView,
    /// Whether it is in progress.
    running: bool,
) -> impl IntoView {
    let label = if running { tr!(DayWithYou) } else { tr!(DayNextPatient) };
    let reason = (!visit.reason.is_empty()).then(|| {
        view! { <p class="meta"><Icon name="file-text"/><span>{visit.reason}</span></p> }
    });
    view! {
        <article class="next-card no-print">
            <p class="next-label">{label}</p>
            <h2 class="next-when">{visit.patient_name}</h2>
            <p class="next-in"><DateTime when=visit.when/></p>
            <p class="meta"><Icon name="map-pin"/><span>{visit.centre_name}</span></p>
            {reason}
            <div class="cluster">
                <a class="btn btn-on-brand" href=address::appointment(visit.id)>{tr!(DayOpenAppointment)}</a>
            </div>
        </article>
    }
}

/// The patients who are there and waiting, longest first.
#[must_use]
pub fn here(agenda: &AgendaView) -> Option<AnyView> {
    let visits = || agenda.days.iter().flat_map(|day| &day.visits);
    let rows: Vec<_> = agenda
        .arrivals
        .iter()
        .filter_map(|(id, since)| Some((visits().find(|visit| visit.id == *id)?, since.clone())))
        .map(|(visit, since)| {
            let href = address::appointment(visit.id);
            view! {
                <li class="row">
                    <Icon name="user-check"/>
                    <div class="row-body">
                        <h3><a href=href>{visit.patient_name.clone()}</a></h3>
                        <p>{tr!(DayWaitingSinceFor, since = since, time = visit.when.time)}</p>
                    </div>
                </li>
            }
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let view = view! {
        <section class="no-print" aria-labelledby="here">
            <h2 id="here">{tr!(DayHereNow)}</h2>
            <ul class="row-list board-here" role="list">{rows}</ul>
        </section>
    };
    Some(view.into_any())
}
