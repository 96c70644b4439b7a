//! A practitioner's board: one day with the next patient, arrivals and free gaps, or a week of it. The address chooses it; other
//! people's changes show without a reload.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    board_address::address,
    coming::{Next, Requests, after, here, next_visit},
    week::Week,
};
use crate::{
    components::{
        accepting::Accepting,
        board::{LostConnection, look_again},
        failure::Failure,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        live::on_calendar_change,
        loaded::{resource, skeleton},
        page_head::PageHead,
        print_button::PrintButton,
        rating::RatingLine,
        shortcuts::{Shortcut, ShortcutHelp},
        timeline::{Now, Timeline, is_running},
        visit_steps::VisitActions,
        words,
    },
    server_fns::{agenda::agenda, availability::SetAccepting},
    views::agenda::{AgendaDayView, AgendaView},
    words::{Key, counted, tr},
};

const SHORTCUTS: [Shortcut; 6] = [
    Shortcut { key: "n", does: Key::DayNext },
    Shortcut { key: "p", does: Key::DayPrevious },
    Shortcut { key: "t", does: Key::Today },
    Shortcut { key: "d", does: Key::DayShowDay },
    Shortcut { key: "w", does: Key::DayShowWeek },
    Shortcut { key: "?", does: Key::ListKeyHelp },
];

/// The page.
#[component]
pub fn Day() -> impl IntoView {
    let query = use_query_map();
    let part = move |name| query.with(|query| query.get(name).unwrap_or_default());
    let wanted = Memo::new(move |_| (part("from"), part("view")));
    let action = ServerAction::<SetAccepting>::new();
    let steps = VisitActions::default();
    let data = resource(
        move || (wanted.get(), action.version().get(), steps.version()),
        |((from, view), ..)| agenda(from, view),
    );
    // Set by the first agenda, and the same in every later one, so that the event stream stays open.
    let told = RwSignal::new(String::new());
    let is_lost = on_calendar_change(Memo::new(move |_| told.get()), move || data.refetch());
    look_again(move || data.refetch());
    // While the server cannot be reached, the last data stay visible.
    let board = move || {
        Suspend::new(async move {
            match data.await {
                Ok(agenda) => {
                    told.set(agenda.practitioner.to_string());
                    view! { <Agenda agenda action steps/> }.into_any()
                }
                Err(error) => view! { <Failure error/> }.into_any(),
            }
        })
    };
    view! {
        <div class="wrap board">
            <LostConnection is_lost/>
            <Transition fallback=skeleton>{board}</Transition>
        </div>
    }
}

#[component]
fn Agenda(agenda: AgendaView, action: ServerAction<SetAccepting>, steps: VisitActions) -> impl IntoView {
    let (switch_error, step_error) = (action_error(action), steps.error());
    steps.drawn();
    let error = Signal::derive(move || switch_error.get().or_else(|| step_error.get()));
    let main = if agenda.is_week {
        view! { <Week agenda=agenda.clone()/> }.into_any()
    } else {
        view! { <OneDay agenda=agenda.clone() steps/> }.into_any()
    };
    let requests = (!agenda.requests.is_empty()).then(|| view! { <Requests requests=agenda.requests.clone()/> });
    let class = if agenda.is_week { "dash board-wide" } else { "dash" };
    view! {
        <Head agenda=agenda.clone()/>
        <Flash param="approved" text=tr!(ApprovedNow) error/>
        <Flash param="checked_in" text=tr!(CheckedInNow) error/>
        <Flash param="completed" text=tr!(CompletedNow) error/>
        <Flash param="missed" text=tr!(MissedNow) error/>
        <Flash param="reinstated" text=tr!(ReinstatedNow) error/>
        <Flash param="group_cancelled" text=tr!(DayGroupCancelled) error/>
        <Flash param="switched" text=tr!(Saved) error/>
        <Flash param="booked" text=tr!(DeskBooked)/>
        <FormError error/>
        <div class=class>
            <div class="dash-main">{requests}{main}</div>
            <Side agenda action/>
        </div>
    }
    .into_any()
}

/// The title, and the links to other days.
#[component]
fn Head(agenda: AgendaView) -> impl IntoView {
    let AgendaView { is_week, .. } = agenda;
    let is_current = agenda.is_current();
    let title = if is_week { tr!(DayYourWeek) } else { tr!(NavDay) };
    let unit = if is_week { "week" } else { "day" };
    let (units, back, on) = if is_week {
        (tr!(DeskWeeks), tr!(DeskWeekBack), tr!(DeskWeekOn))
    } else {
        (tr!(DeskDays), tr!(DeskDayBack), tr!(DeskDayOn))
    };
    // From a week to today if it contains today, or else to its first day; from a day to its week.
    let from = (!is_current).then(|| agenda.from.clone());
    let from = from.as_deref();
    let current = |shown: bool| shown.then_some("page");
    let (day, week) = (address(false, from), address(true, from));
    let file = format!("/practitioner/schedule.pdf?view={unit}&from={}", agenda.from);
    view! {
        <PageHead title lede=tr!(DeskTimesIn, zone = agenda.zone)>
            <nav class="chips" aria-label=tr!(DayView)>
                <a class="chip" href=day aria-current=current(!is_week) aria-keyshortcuts="d" data-shortcut="d">{tr!(DayDay)}</a>
                <a class="chip" href=week aria-current=current(is_week) aria-keyshortcuts="w" data-shortcut="w">{tr!(DayWeek)}</a>
                <a class="chip" href="/practitioner/appointments">{tr!(DayList)}</a>
            </nav>
            <nav class="cluster" aria-label=units>
                <a class="btn" rel="prev" href=address(is_week, Some(&agenda.previous)) aria-keyshortcuts="p" data-shortcut="p">
                    <Icon name="chevron-left" class="icon-dir"/>
                    <span>{tr!(Previous)}<span class="board-unit">" "{back}</span></span>
                </a>
                <a class="btn" href=address(is_week, None) aria-keyshortcuts="t" data-shortcut="t">{tr!(Today)}</a>
                <a class="btn" rel="next" href=address(is_week, Some(&agenda.next)) aria-keyshortcuts="n" data-shortcut="n">
                    <span>{tr!(Next)}<span class="board-unit">" "{on}</span></span>
                    <Icon name="chevron-right" class="icon-dir"/>
                </a>
            </nav>
            <PrintButton/>
            <a class="btn" href=file rel="external" download="schedule.pdf"><Icon name="download"/>"PDF"</a>
        </PageHead>
        <p class="print-only">{agenda.name}</p>
    }
    .into_any()
}

/// The summary, and links.
#[component]
fn Side(agenda: AgendaView, action: ServerAction<SetAccepting>) -> impl IntoView {
    let waiting = match usize::try_from(agenda.waiting).unwrap_or_default() {
        0 => tr!(DayNobodyWaits).to_owned(),
        n => counted!(DayWaiting, n),
    };
    let (accepting, rating) = (agenda.accepting, agenda.rating);
    let reviews = format!("/practitioners/{}#reviews", agenda.practitioner);
    view! {
        <aside class="dash-side" aria-label=tr!(DayGlance)>
            <Numbers agenda/>
            <Accepting accepting action next="/practitioner?switched=1"/>
            <section class="card">
                <h2>{tr!(NavWaitingList)}</h2>
                <p class="muted">{waiting}</p>
                <a class="btn" href="/practitioner/waitlist"><Icon name="hourglass"/>{tr!(DaySeeWaiting)}</a>
            </section>
            <section class="card">
                <h2>{tr!(DayBookFor)}</h2>
                <p class="muted">{tr!(DayBookForText)}</p>
                <a class="btn" href="/staff/book"><Icon name="calendar-plus"/>{tr!(DayBookFor)}</a>
            </section>
            <section class="card">
                <h2>{tr!(NavHours)}</h2>
                <p class="muted">{tr!(DayHoursText)}</p>
                <a class="btn" href="/practitioner/hours"><Icon name="clock"/>{tr!(DayEditHours)}</a>
            </section>
            <section class="card">
                <h2>{tr!(DayFigures)}</h2>
                <p class="muted">{tr!(DayFiguresText)}</p>
                <a class="btn" href="/practitioner/figures"><Icon name="activity"/>{tr!(DaySeeFigures)}</a>
            </section>
            <section class="card">
                <h2>{tr!(DayRating)}</h2>
                <RatingLine average=rating/>
                <a class="btn" href=reviews><Icon name="star"/>{tr!(DayReadReviews)}</a>
            </section>
            <ShortcutHelp shortcuts=&SHORTCUTS/>
        </aside>
    }
    .into_any()
}

#[component]
fn Numbers(agenda: AgendaView) -> impl IntoView {
    let standing: usize = agenda.days.iter().map(AgendaDayView::standing).sum();
    let free: i64 = agenda.days.iter().flat_map(|day| &day.gaps).map(|gap| gap.minutes).sum();
    let here = (!agenda.is_week && agenda.is_current()).then(|| {
        view! { <div class="stat"><dt>{tr!(DayHereNow)}</dt><dd>{agenda.arrivals.len()}</dd></div> }
    });
    view! {
        <dl class="stats">
            <div class="stat"><dt>{tr!(DayBooked)}</dt><dd>{standing}</dd></div>
            {here}
            <div class="stat"><dt>{tr!(DayStillFree)}</dt><dd>{words::minutes(free)}</dd></div>
        </dl>
    }
}

/// One day: the next patient, arrivals, and the whole day in order.
#[component]
fn OneDay(agenda: AgendaView, steps: VisitActions) -> impl IntoView {
    let is_today = agenda.is_current();
    let next = is_today.then(|| next_visit(&agenda)).flatten();
    let next = next.map(|visit| view! { <Next visit=visit.clone() running=is_running(visit, agenda.now_seconds)/> });
    // On a past day, it does not matter that a visit was never finished.
    let here = is_today.then(|| here(&agenda)).flatten();
    let is_done = if is_today { next.is_none() } else { agenda.days.iter().all(|day| day.standing() == 0) };
    let after = is_done.then(|| after(agenda.next_visit.as_ref()));
    let back = address(false, (!is_today).then_some(agenda.from.as_str()));
    let now = is_today.then(|| Now { seconds: agenda.now_seconds, clock: agenda.now.clone() });
    let arrivals = if is_today { agenda.arrivals } else { Vec::new() };
    let Some(day) = agenda.days.into_iter().next() else { return ().into_any() };
    let today = is_today.then(|| view! { <span class="muted">{tr!(DayTodayIs)}" "</span> });
    let count = match day.standing() {
        0 => tr!(DayNoAppointments).to_owned(),
        n => counted!(DayAppointments, n),
    };
    let is_empty = day.visits.is_empty() && day.gaps.is_empty();
    let AgendaDayView { long, visits, gaps, .. } = day;
    let list = (!is_empty).then(|| view! { <Timeline visits gaps arrivals now actions=steps here=back/> });
    let none = is_empty.then(|| view! { <p class="muted">{tr!(DayNothing)}</p> });
    view! {
        {next}
        {here}
        <section class="agenda-day" aria-labelledby="day">
            <div class="section-head"><h2 id="day">{today}{long}</h2><p class="muted">{count}</p></div>
            {none}
            {after}
            {list}
        </section>
    }
    .into_any()
}
