//! A centre's day: who is waiting, and all practitioners side by side. The address chooses it; other people's changes show without
//! a reload.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::grid::Grid;
use crate::{
    components::{
        action_form::ActionForm,
        board::{LostConnection, look_again},
        failure::Failure,
        flash::Flash,
        form_error::FormError,
        icon::Icon,
        live::on_centre_change,
        loaded::{kept, resource, skeleton},
        page_head::PageHead,
        shortcuts::{Shortcut, ShortcutHelp},
        visit_steps::VisitActions,
    },
    domain::address,
    server_fns::{desk::desk, staff::FindPatient},
    views::desk::{DeskDayView, DeskView, WaitingView},
    words::{Key, counted, tr},
};

const SHORTCUTS: [Shortcut; 8] = [
    Shortcut { key: "j", does: Key::DeskNextAppointment },
    Shortcut { key: "k", does: Key::DeskPreviousAppointment },
    Shortcut { key: "c", does: Key::DeskKeyCheckIn },
    Shortcut { key: "/", does: Key::DeskLookUp },
    Shortcut { key: "n", does: Key::DeskNextDay },
    Shortcut { key: "p", does: Key::DeskPreviousDay },
    Shortcut { key: "t", does: Key::Today },
    Shortcut { key: "?", does: Key::ListKeyHelp },
];

/// The page.
#[component]
pub fn Desk() -> impl IntoView {
    let query = use_query_map();
    let part = move |name| query.with(|query| query.get(name).unwrap_or_default());
    let wanted = Memo::new(move |_| (part("centre"), part("date")));
    let steps = VisitActions::default();
    let data = resource(move || (wanted.get(), steps.version()), |((centre, date), _)| desk(centre, date));
    // Set by the first day, and the same in every later one, so that the event stream stays open.
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
    // While the server cannot be reached, the last data stay visible.
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
        <PageHead title=tr!(NavDesk)/>
        <div class="empty">
            <Icon name="users"/>
            <h2>{tr!(DeskNoDesk)}</h2>
            <p>{tr!(DeskNoDeskText)}</p>
        </div>
    }
}

/// The address of a day; today without a date.
fn address(centre: i64, date: Option<&str>) -> String {
    let date = date.map(|date| format!("&date={date}")).unwrap_or_default();
    format!("/desk?centre={centre}{date}")
}

#[component]
fn Day(day: DeskDayView, steps: VisitActions) -> impl IntoView {
    let error = steps.error();
    steps.drawn();
    let here = address(day.centre, Some(&day.date));
    let waiting = day.is_today.then(|| waiting(&day.waiting));
    let count = match (day.booked, day.expected) {
        (0, _) => tr!(DeskNoAppointments).to_owned(),
        (n, expected) => counted!(DeskCount, n, expected = expected),
    };
    let grid = if day.rows.is_empty() {
        view! {
            <div class="empty">
                <Icon name="calendar"/>
                <h2>{tr!(DeskNothing)}</h2>
                <p>{tr!(DeskNothingText)}</p>
            </div>
        }
        .into_any()
    } else {
        view! { <Grid day=day.clone() steps here/> }.into_any()
    };
    view! {
        <Flash param="booked" text=tr!(DeskBooked)/>
        <Flash param="walk_in" text=tr!(DeskWalkIn)/>
        <Flash param="early" text=tr!(DeskEarly)/>
        <Flash param="checked_in" text=tr!(CheckedInNow) error/>
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

/// The title, the centres, and the links to other days.
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
        view! { <nav class="chips centre-chips" aria-label=tr!(DeskCentres)>{chips}</nav> }
    });
    let file = format!("/desk/day.pdf?centre={}&date={}", day.centre, day.date);
    view! {
        <PageHead title=tr!(NavDesk) lede=tr!(DeskLede, centre = day.centre_name, zone = day.zone)>
            {chips}
            <a class="btn" href=format!("/week?centre={}&date={}", day.centre, day.date)><Icon name="calendar"/>{tr!(DeskWeek)}</a>
            <a class="btn" href=file rel="external" download="day.pdf"><Icon name="download"/>"PDF"</a>
            <nav class="cluster" aria-label=tr!(DeskDays)>
                <a class="btn" rel="prev" href=address(day.centre, Some(&day.previous)) aria-keyshortcuts="p" data-shortcut="p">
                    <Icon name="chevron-left" class="icon-dir"/>
                    <span>{tr!(Previous)}<span class="board-unit">" "{tr!(DeskDayBack)}</span></span>
                </a>
                <a class="btn" href=address(day.centre, None) aria-keyshortcuts="t" data-shortcut="t">{tr!(Today)}</a>
                <a class="btn" rel="next" href=address(day.centre, Some(&day.next)) aria-keyshortcuts="n" data-shortcut="n">
                    <span>{tr!(Next)}<span class="board-unit">" "{tr!(DeskDayOn)}</span></span>
                    <Icon name="chevron-right" class="icon-dir"/>
                </a>
            </nav>
        </PageHead>
    }
    .into_any()
}

/// The desk and day shown: input beside them stays while the rest changes.
fn place(view: &DeskView) -> Option<(i64, String)> {
    view.day.as_ref().map(|day| (day.centre, day.date.clone()))
}

/// The form to look up a patient to book that day; or to add a new one.
fn look_up(place: Option<(i64, String)>) -> AnyView {
    let Some((centre, date)) = place else { return ().into_any() };
    let finding = ServerAction::<FindPatient>::new();
    view! {
        <ActionForm action=finding attr:class="table-tools no-print" attr:role="search">
            <input type="hidden" name="centre" value=centre/>
            <input type="hidden" name="date" value=date/>
            <div class="field">
                // Clicking the label puts the cursor into its field.
                <label for="look-up" data-shortcut="/">{tr!(DeskLookUp)}</label>
                <input
                    id="look-up"
                    name="patient"
                    type="search"
                    autocomplete="off"
                    aria-describedby="look-up-hint"
                    aria-keyshortcuts="/"
                />
                <p class="hint" id="look-up-hint">
                    {tr!(DeskLookUpHint)}
                </p>
            </div>
            <button class="btn btn-primary" type="submit"><Icon name="search"/>{tr!(DeskLookUpAndBook)}</button>
        </ActionForm>
    }
    .into_any()
}

/// The patients who are there and waiting, longest first.
fn waiting(waiting: &[WaitingView]) -> AnyView {
    let list = if waiting.is_empty() {
        view! { <p class="muted">{tr!(DeskNobodyWaits)}</p> }.into_any()
    } else {
        let rows = waiting
            .iter()
            .map(|one| {
                let text = since(one);
                view! {
                    <li class="row">
                        <Icon name="user-check"/>
                        <div class="row-body">
                            <h3><a href=address::appointment(one.id)>{one.patient_name.clone()}</a></h3>
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
            <h2 id="waiting">{tr!(DeskWaiting)}</h2>
            {list}
        </section>
    }
    .into_any()
}

/// Since when they have been waiting, and for whom.
fn since(one: &WaitingView) -> String {
    let WaitingView { since, practitioner_name, time, .. } = one;
    match usize::try_from(one.minutes).unwrap_or_default() {
        0 => tr!(DeskSinceNow, since = since, name = practitioner_name, time = time),
        n => counted!(DeskSinceMinutes, n, since = since, name = practitioner_name, time = time),
    }
}
