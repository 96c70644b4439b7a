//! A day of a centre: who is waiting, and all practitioners side by side. The address says which; what others change shows without a
//! reload.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::grid::Grid;
use crate::{
    components::{
        board::{LostConnection, look_again},
        failure::Failure,
        flash::Flash,
        form_error::FormError,
        icon::Icon,
        live_calendar::on_centre_change,
        loaded::{kept, resource, skeleton},
        page_head::PageHead,
        shortcuts::{Shortcut, ShortcutHelp},
        visit_steps::VisitActions,
    },
    server_fns::desk::desk,
    views::desk::{DeskDayView, DeskView, WaitingView},
};

const SHORTCUTS: [Shortcut; 8] = [
    Shortcut { key: "j", does: "Next appointment" },
    Shortcut { key: "k", does: "Previous appointment" },
    Shortcut { key: "c", does: "Check in the patient of that appointment" },
    Shortcut { key: "/", does: "Look up a patient" },
    Shortcut { key: "n", does: "Next day" },
    Shortcut { key: "p", does: "Previous day" },
    Shortcut { key: "t", does: "Today" },
    Shortcut { key: "?", does: "Show or hide this list" },
];

/// The page.
#[component]
pub fn Desk() -> impl IntoView {
    let query = use_query_map();
    let part = move |name| query.with(|query| query.get(name).unwrap_or_default());
    let wanted = Memo::new(move |_| (part("centre"), part("date")));
    let steps = VisitActions::default();
    let data = resource(move || (wanted.get(), steps.version()), |((centre, date), _)| desk(centre, date));
    // Told by the first day, and the same in every later one, so that the line for changes stays open.
    let told = RwSignal::new(String::new());
    let is_lost = on_centre_change(Memo::new(move |_| told.get()), move || data.refetch());
    look_again(move || data.refetch());
    let head = move || {
        Suspend::new(async move {
            let DeskView { centres, day } = data.await.ok()?;
            let day = day?;
            Some(view! { <Head centres day/> })
        })
    };
    // While the server cannot be reached, what was shown last stays.
    let board = move || {
        Suspend::new(async move {
            match data.await {
                Ok(DeskView { day: Some(day), .. }) => {
                    told.set(day.centre.to_string());
                    view! { <Day day steps/> }.into_any()
                }
                Ok(DeskView { day: None, .. }) => view! { <NoDesk/> }.into_any(),
                Err(error) => view! { <Failure error/> }.into_any(),
            }
        })
    };
    view! {
        <div class="wrap board desk">
            <LostConnection is_lost/>
            <Transition>{head}</Transition>
            {kept(data, place, look_up)}
            <Transition fallback=skeleton>{board}</Transition>
        </div>
    }
}

#[component]
fn NoDesk() -> impl IntoView {
    view! {
        <PageHead title="Front desk"/>
        <div class="empty">
            <Icon name="users"/>
            <h2>"You don't work at a front desk yet"</h2>
            <p>"Ask an administrator to add a centre to your account, under Users."</p>
        </div>
    }
}

/// The address of a day; without a date today's.
fn address(centre: i64, date: Option<&str>) -> String {
    let date = date.map(|date| format!("&date={date}")).unwrap_or_default();
    format!("/desk?centre={centre}{date}")
}

#[component]
fn Day(day: DeskDayView, steps: VisitActions) -> impl IntoView {
    let error = steps.error();
    let here = address(day.centre, Some(&day.date));
    let waiting = day.is_today.then(|| waiting(&day.waiting));
    let count = match (day.booked, day.expected) {
        (0, _) => "No appointments".to_owned(),
        (1, expected) => format!("1 appointment, {expected} still to come"),
        (n, expected) => format!("{n} appointments, {expected} still to come"),
    };
    let grid = if day.rows.is_empty() {
        view! {
            <div class="empty">
                <Icon name="calendar"/>
                <h2>"Nothing on this day"</h2>
                <p>"No one has appointments or open hours here."</p>
            </div>
        }
        .into_any()
    } else {
        view! { <Grid day=day.clone() steps here/> }.into_any()
    };
    view! {
        <Flash param="booked" text="Booked. We've let the patient know."/>
        <Flash param="walk_in" text="Booked and checked in."/>
        <Flash param="early" text="Booked. It's too early to check them in: do it here in the two hours before the appointment."/>
        <Flash param="checked_in" text="Checked in." error/>
        <FormError error/>
        {waiting}
        <section class="section-tight" aria-labelledby="day">
            <div class="section-head"><h2 id="day">{day.long.clone()}</h2><p class="muted">{count}</p></div>
            {grid}
        </section>
        <ShortcutHelp shortcuts=&SHORTCUTS/>
    }
    .into_any()
}

/// The title, the centres, and the ways to other days.
#[component]
fn Head(centres: Vec<(i64, String)>, day: DeskDayView) -> impl IntoView {
    let chips = (centres.len() > 1).then(|| {
        let date = (!day.is_today).then_some(day.date.as_str());
        let chips = centres
            .iter()
            .map(|(id, name)| {
                let current = (*id == day.centre).then_some("page");
                view! { <a class="chip" href=address(*id, date) aria-current=current>{name.clone()}</a> }
            })
            .collect_view();
        view! { <nav class="chips" aria-label="Centres">{chips}</nav> }
    });
    view! {
        <PageHead title="Front desk" lede=format!("{}. Times are in {}.", day.centre_name, day.zone)>
            {chips}
            <a class="btn" href=format!("/week?centre={}&date={}", day.centre, day.date)><Icon name="calendar"/>"Week"</a>
            <nav class="cluster" aria-label="Days">
                <a class="btn" rel="prev" href=address(day.centre, Some(&day.previous)) aria-keyshortcuts="p" data-shortcut="p">
                    <Icon name="chevron-left" class="icon-dir"/>
                    <span>"Previous"<span class="board-unit">" day"</span></span>
                </a>
                <a class="btn" href=address(day.centre, None) aria-keyshortcuts="t" data-shortcut="t">"Today"</a>
                <a class="btn" rel="next" href=address(day.centre, Some(&day.next)) aria-keyshortcuts="n" data-shortcut="n">
                    <span>"Next"<span class="board-unit">" day"</span></span>
                    <Icon name="chevron-right" class="icon-dir"/>
                </a>
            </nav>
        </PageHead>
    }
    .into_any()
}

/// Which desk and day is shown: what is typed beside them stays while the rest changes.
fn place(view: &DeskView) -> Option<(i64, String)> {
    view.day.as_ref().map(|day| (day.centre, day.date.clone()))
}

/// Where a patient is looked up, to be booked that day; or someone new.
fn look_up(place: Option<(i64, String)>) -> AnyView {
    let Some((centre, date)) = place else { return ().into_any() };
    view! {
        <form class="table-tools no-print" method="get" action="/staff/book" role="search">
            <input type="hidden" name="centre" value=centre/>
            <input type="hidden" name="date" value=date/>
            <div class="field">
                // Pressing the label puts the cursor into its field.
                <label for="look-up" data-shortcut="/">"Look up a patient"</label>
                <input
                    id="look-up"
                    name="patient"
                    type="search"
                    autocomplete="off"
                    aria-describedby="look-up-hint"
                    aria-keyshortcuts="/"
                />
                <p class="hint" id="look-up-hint">
                    "Name, date of birth, phone, patient number or email. New patients are added on the next page."
                </p>
            </div>
            <button class="btn btn-primary" type="submit"><Icon name="search"/>"Look up and book"</button>
        </form>
    }
    .into_any()
}

/// Who is there and waits, the longest first.
fn waiting(waiting: &[WaitingView]) -> AnyView {
    let list = if waiting.is_empty() {
        view! { <p class="muted">"No one is waiting."</p> }.into_any()
    } else {
        let rows = waiting
            .iter()
            .map(|one| {
                let text = format!(
                    "Since {} ({}), for {} at {}",
                    one.since,
                    minutes(one.minutes),
                    one.practitioner_name,
                    one.time
                );
                view! {
                    <li class="row">
                        <Icon name="user-check"/>
                        <div class="row-body">
                            <h3><a href=format!("/appointments/{}", one.id)>{one.patient_name.clone()}</a></h3>
                            <p>{text}</p>
                        </div>
                    </li>
                }
            })
            .collect_view();
        view! { <ul class="row-list board-here" role="list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="no-print section-tight" aria-labelledby="waiting">
            <h2 id="waiting">"Waiting"</h2>
            {list}
        </section>
    }
    .into_any()
}

fn minutes(count: i64) -> String {
    match count {
        0 => "just now".to_owned(),
        1 => "1 minute".to_owned(),
        n => format!("{n} minutes"),
    }
}
