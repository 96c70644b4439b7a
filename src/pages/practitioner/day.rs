//! A practitioner's day: who is next, then today and the days after it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        accepting::Accepting,
        flash::Flash,
        form_error::{FormError, action_error},
        icon::Icon,
        live_calendar::on_calendar_change,
        loaded::loaded,
        page_head::PageHead,
        time::DateTime,
        timeline::{Now, Timeline, is_running},
        visit_steps::VisitActions,
    },
    server_fns::{
        agenda::{AgendaView, agenda},
        appointment::AppointmentView,
        availability::SetAccepting,
    },
};

/// The page.
#[component]
pub fn Day() -> impl IntoView {
    let query = use_query_map();
    let from = Memo::new(move |_| query.with(|query| query.get("from").unwrap_or_default()));
    let action = ServerAction::<SetAccepting>::new();
    let steps = VisitActions::default();
    let data = Resource::new(move || (from.get(), action.version().get(), steps.version()), |(from, ..)| agenda(from));
    // Told by the first agenda, and the same in every later one, so that the line for changes stays open.
    let told = RwSignal::new(String::new());
    on_calendar_change(Memo::new(move |_| told.get()), move || data.refetch());
    let shown = move |agenda: AgendaView| {
        told.set(agenda.practitioner.to_string());
        view! { <Agenda agenda action steps/> }.into_any()
    };
    view! { <div class="wrap">{loaded(data, shown)}</div> }
}

#[component]
fn Agenda(agenda: AgendaView, action: ServerAction<SetAccepting>, steps: VisitActions) -> impl IntoView {
    let (switch_error, step_error) = (action_error(action), steps.error());
    let error = Signal::derive(move || switch_error.get().or_else(|| step_error.get()));
    let here = if agenda.is_today { "/practitioner".to_owned() } else { format!("/practitioner?from={}", agenda.from) };
    let title = if agenda.is_today { "Your day" } else { "Your week" };
    let next = agenda.is_today.then(|| next_visit(&agenda)).flatten();
    let next = next.map(|visit| view! { <Next visit=visit.clone() running=is_running(visit, agenda.now_seconds)/> });
    let numbers = view! { <Numbers agenda=agenda.clone()/> };
    let mut now = agenda.is_today.then_some(Now { seconds: agenda.now_seconds, clock: agenda.now });
    let days = agenda
        .days
        .into_iter()
        .map(|(date, visits)| view! { <OneDay date visits now=now.take() steps here=here.clone()/> })
        .collect_view();
    let today =
        (!agenda.is_today).then(|| view! { <a class="btn" href="/practitioner"><Icon name="clock"/>"Today"</a> });
    view! {
        <PageHead title lede=format!("Times are in {}.", agenda.zone)>
            <nav class="cluster" aria-label="Weeks">
                <a class="btn" rel="prev" href=format!("/practitioner?from={}", agenda.previous)>
                    <Icon name="chevron-left" class="icon-dir"/>
                    "Previous week"
                </a>
                {today}
                <a class="btn" rel="next" href=format!("/practitioner?from={}", agenda.next)>
                    "Next week"
                    <Icon name="chevron-right" class="icon-dir"/>
                </a>
            </nav>
        </PageHead>
        <Flash param="switched" text="Saved." error/>
        <Flash param="booked" text="Booked. The patient is told."/>
        <FormError error/>
        <div class="dash">
            <div class="dash-main">
                {next}
                <div class="agenda">{days}</div>
            </div>
            <aside class="dash-side" aria-label="At a glance">
                {numbers}
                <Accepting accepting=agenda.accepting action next="/practitioner?switched=1"/>
                <section class="card">
                    <h2>"Book for a patient"</h2>
                    <p class="muted">"A next visit, or somebody who phoned."</p>
                    <a class="btn" href="/staff/book"><Icon name="calendar-plus"/>"Book for a patient"</a>
                </section>
                <section class="card">
                    <h2>"Waiting list"</h2>
                    <p class="muted">"Who waits for a time with you. What becomes free is offered to them."</p>
                    <a class="btn" href="/practitioner/waitlist"><Icon name="hourglass"/>"See who waits"</a>
                </section>
                <section class="card">
                    <h2>"Your hours"</h2>
                    <p class="muted">"When patients can book you, at each centre."</p>
                    <a class="btn" href="/practitioner/hours"><Icon name="clock"/>"Edit your hours"</a>
                </section>
            </aside>
        </div>
    }
    .into_any()
}

/// The appointment that is going on, else the next one that stands.
fn next_visit(agenda: &AgendaView) -> Option<&AppointmentView> {
    let all = || agenda.days.iter().flat_map(|(_, visits)| visits);
    all()
        .find(|visit| is_running(visit, agenda.now_seconds))
        .or_else(|| all().find(|visit| visit.status.holds_its_time() && visit.when.start > agenda.now_seconds))
}

#[component]
fn Next(visit: AppointmentView, running: bool) -> impl IntoView {
    let label = if running { "With you now" } else { "Next patient" };
    let reason = (!visit.reason.is_empty()).then(|| {
        view! { <p class="meta"><Icon name="file-text"/><span>{visit.reason}</span></p> }
    });
    view! {
        <article class="next-card">
            <p class="next-label">{label}</p>
            <h2 class="next-when">{visit.patient_name}</h2>
            <p class="next-in"><DateTime when=visit.when/></p>
            <p class="meta"><Icon name="map-pin"/><span>{visit.centre_name}</span></p>
            {reason}
            <div class="cluster">
                <a class="btn btn-on-brand" href=format!("/appointments/{}", visit.id)>"Open appointment"</a>
            </div>
        </article>
    }
}

#[component]
fn Numbers(agenda: AgendaView) -> impl IntoView {
    let standing = |visits: &[AppointmentView]| visits.iter().filter(|visit| visit.status.holds_its_time()).count();
    let all: usize = agenda.days.iter().map(|(_, visits)| standing(visits)).sum();
    let today = agenda.days.first().filter(|_| agenda.is_today).map(|(_, visits)| standing(visits));
    let today = today.map(|count| view! { <div class="stat"><dt>"Today"</dt><dd>{count}</dd></div> });
    view! {
        <dl class="stats">
            {today}
            <div class="stat"><dt>"In 7 days"</dt><dd>{all}</dd></div>
        </dl>
    }
}

#[component]
fn OneDay(
    date: String,
    visits: Vec<AppointmentView>,
    now: Option<Now>,
    steps: VisitActions,
    here: String,
) -> impl IntoView {
    let today = now.is_some().then(|| view! { <span class="muted">"Today, "</span> });
    let count = match visits.len() {
        0 => "No appointments".to_owned(),
        1 => "1 appointment".to_owned(),
        n => format!("{n} appointments"),
    };
    let list = (!visits.is_empty()).then(|| view! { <Timeline visits now actions=steps here/> });
    view! {
        <section class="agenda-day">
            <div class="section-head"><h2>{today}{date}</h2><p class="muted">{count}</p></div>
            {list}
        </section>
    }
}
