//! A centre's week: practitioners and rooms down, days across, each appointment a bar. On a phone it is one day at a time. The
//! address chooses it.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        shortcuts::{Shortcut, ShortcutHelp},
        status_badge::status_word,
    },
    server_fns::week::centre_week,
    views::week::{WeekDayView, WeekLineView, WeekView, WeekVisitView},
    words::{Key, counted, tr},
};

const SHORTCUTS: [Shortcut; 7] = [
    Shortcut { key: "j", does: Key::DeskNextAppointment },
    Shortcut { key: "k", does: Key::DeskPreviousAppointment },
    Shortcut { key: "Enter", does: Key::DeskOpenAppointment },
    Shortcut { key: "n", does: Key::NextWeek },
    Shortcut { key: "p", does: Key::PreviousWeek },
    Shortcut { key: "t", does: Key::DeskThisWeek },
    Shortcut { key: "?", does: Key::ListKeyHelp },
];

/// The page.
#[component]
pub fn Week() -> impl IntoView {
    let query = use_query_map();
    let part = move |name| query.with(|query| query.get(name).unwrap_or_default());
    let wanted = Memo::new(move |_| (part("centre"), part("date")));
    let data = resource(move || wanted.get(), |(centre, date)| centre_week(centre, date));
    view! {
        <div class="wrap board">
            {loaded(data, move |found| match found {
                Some(week) => view! { <Shown week/> }.into_any(),
                None => view! { <Nowhere/> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Nowhere() -> impl IntoView {
    view! {
        <PageHead title=tr!(DeskWeek)/>
        <div class="empty">
            <Icon name="calendar"/>
            <h2>{tr!(DeskNoCentre)}</h2>
            <p>{tr!(DeskNoCentreText)}</p>
        </div>
    }
}

/// The address of a week; the current one without a date.
fn address(centre: i64, date: Option<&str>) -> String {
    let date = date.map(|date| format!("&date={date}")).unwrap_or_default();
    format!("/week?centre={centre}{date}")
}

#[component]
fn Shown(week: WeekView) -> impl IntoView {
    let WeekView { centres, centre, centre_name, zone, title, days, previous, next, practitioners, rooms, total } =
        week;
    let chosen = days.iter().find(|day| day.is_chosen).map(|day| day.date.clone());
    let chips = (centres.len() > 1).then(|| {
        let chips = centres
            .into_iter()
            .map(|(id, name)| {
                let current = (id == centre).then_some("page");
                view! { <a class="chip" href=address(id, chosen.as_deref()) aria-current=current>{name}</a> }
            })
            .collect_view();
        view! { <nav class="chips centre-chips" aria-label=tr!(DeskCentres)>{chips}</nav> }
    });
    let count = match total {
        0 => tr!(DeskWeekNone).to_owned(),
        n => counted!(DeskWeekCount, n),
    };
    let heads = days
        .iter()
        .map(|day| {
            let today = day.is_today.then_some("date");
            view! {
                <th scope="col" class=class_of(day) aria-current=today>
                    <a href=address(centre, Some(&day.date)) aria-label=day.long.clone()>{day.short.clone()}</a>
                </th>
            }
        })
        .collect_view();
    let strip = days
        .iter()
        .map(|day| {
            let current = day.is_chosen.then_some("page");
            view! {
                <a class="chip" href=address(centre, Some(&day.date)) aria-current=current aria-label=day.long.clone()>
                    {day.short.clone()}
                </a>
            }
        })
        .collect_view();
    let people = group(tr!(KindPractitioners), practitioners, &days);
    let rooms = group(tr!(DeskRooms), rooms, &days);
    view! {
        <PageHead title=tr!(DeskWeek) lede=tr!(DeskWeekLede, centre = centre_name, week = title, zone = zone)>
            {chips}
            <nav class="cluster" aria-label=tr!(DeskWeeks)>
                <a class="btn" rel="prev" href=address(centre, Some(&previous)) aria-keyshortcuts="p" data-shortcut="p">
                    <Icon name="chevron-left" class="icon-dir"/>
                    <span>{tr!(Previous)}<span class="board-unit">" "{tr!(DeskWeekBack)}</span></span>
                </a>
                <a class="btn" href=address(centre, None) aria-keyshortcuts="t" data-shortcut="t">{tr!(Today)}</a>
                <a class="btn" rel="next" href=address(centre, Some(&next)) aria-keyshortcuts="n" data-shortcut="n">
                    <span>{tr!(Next)}<span class="board-unit">" "{tr!(DeskWeekOn)}</span></span>
                    <Icon name="chevron-right" class="icon-dir"/>
                </a>
            </nav>
        </PageHead>
        <p class="muted table-count" role="status">{count}</p>
        <nav class="chips week-strip" aria-label=tr!(DaysOfWeek)>{strip}</nav>
        <div class="table-wrap" role="region" aria-labelledby="week" tabindex="0">
            <table class="table week-grid">
                <caption id="week" class="visually-hidden">{tr!(DeskWeekCaption, centre = centre_name, week = title)}</caption>
                <thead>
                    <tr><td></td>{heads}</tr>
                </thead>
                {people}
                {rooms}
            </table>
        </div>
        <ShortcutHelp shortcuts=&SHORTCUTS/>
    }
    .into_any()
}

/// The class of a day: phones show only the chosen one.
fn class_of(day: &WeekDayView) -> &'static str {
    match (day.is_chosen, day.is_today) {
        (true, true) => "is-chosen is-today",
        (true, false) => "is-chosen",
        (false, true) => "is-today",
        (false, false) => "",
    }
}

fn group(name: &'static str, lines: Vec<WeekLineView>, days: &[WeekDayView]) -> Option<AnyView> {
    let rows = lines
        .into_iter()
        .map(|line| {
            let cells = line
                .days
                .into_iter()
                .zip(days)
                .map(|(visits, day)| {
                    let bars = visits.into_iter().map(bar).collect_view();
                    view! { <td class=class_of(day)>{bars}</td> }
                })
                .collect_view();
            view! { <tr><th scope="row"><span class="week-name">{line.name}</span></th>{cells}</tr> }
        })
        .collect::<Vec<_>>();
    let span = (days.len() + 1).to_string();
    (!rows.is_empty()).then(|| {
        view! {
            <tbody>
                <tr class="week-group"><th scope="colgroup" colspan=span>{name}</th></tr>
                {rows}
            </tbody>
        }
        .into_any()
    })
}

fn bar(visit: WeekVisitView) -> AnyView {
    let WeekVisitView { time, span, patient_name, practitioner_name, status, wording, href } = visit;
    let words = tr!(DeskWeekVisit, span = span, name = practitioner_name, status = status_word(status, wording));
    let inside = view! {
        <span class="week-time">{time}</span>
        " "
        {patient_name}
        <span class="visually-hidden">{words}</span>
    };
    if href.is_empty() {
        view! { <span class="week-bar" data-status=status.as_str()>{inside}</span> }.into_any()
    } else {
        view! { <a class="week-bar" data-status=status.as_str() data-walk="" href=href>{inside}</a> }.into_any()
    }
}
