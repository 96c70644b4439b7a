//! The week as a picture beside its time fields: a column for each day, a bar for each interval. It shows only what the fields do,
//! and stays in step with them. Once hydrated, bars can be moved, resized, drawn and removed with the pointer or the keyboard;
//! before, it is only a picture.

use leptos::{prelude::*, web_sys::KeyboardEvent};

use super::{
    hours_bars::{Bar, hhmm, span},
    hours_grid::{Drag, Grid, Hold, days, named, short_days},
    hours_rows::Rows,
};
use crate::words::tr;

/// In the units of the drawing.
const LEFT: i32 = 48;
const TOP: i32 = 32;
const COLUMN: i32 = 120;
const HOUR: i32 = 24;
/// How much of a bar's end can be grabbed to resize it.
const HANDLE: i32 = 7;

/// The picture; it follows the input.
#[component]
pub(super) fn HoursWeek(
    /// The current rows.
    rows: Rows,
    /// Bars snap to multiples of this many minutes.
    step: u16,
    /// The affiliation's key, which distinguishes several pictures.
    affiliation: i64,
    /// The centre's name, which does so for screen readers.
    centre: String,
) -> impl IntoView {
    let bars = Memo::new(move |_| rows.bars());
    let drag = RwSignal::new(None::<Drag>);
    let span = Memo::new(move |before: Option<&(i32, i32)>| match before {
        Some(before) if drag.with(Option::is_some) => *before,
        _ => bars.with(|bars| span(bars.iter().map(|(_, bar)| *bar))),
    });
    let step = i32::from(step).max(5);
    let grid =
        Grid { rows, step, affiliation, bars, span, drag, area: NodeRef::new(), told: RwSignal::new(String::new()) };
    let is_alive = RwSignal::new(false);
    Effect::new(move || is_alive.set(true));
    let height = move || {
        let (first, last) = span.get();
        (last - first) * HOUR
    };
    let days = (0_i32..)
        .zip(days().into_iter().zip(short_days()))
        .map(|(day, (name, short))| view! { <DayHead grid day name short/> })
        .collect_view();
    let hint = format!("hours-week-{affiliation}-hint");
    view! {
        <div class="hours-week" inert=move || !is_alive.get() aria-hidden=move || (!is_alive.get()).then_some("true")>
            <svg
                role="group"
                aria-label=tr!(HoursWeekAt, centre = centre)
                aria-describedby=hint.clone()
                viewBox=move || format!("0 0 {} {}", LEFT + 7 * COLUMN, TOP + height() + 8)
                on:pointermove=move |event| grid.pull(&event)
                on:pointerup=move |_| grid.let_go()
                on:pointercancel=move |_| grid.let_go()
            >
                <rect
                    class="hours-area"
                    node_ref=grid.area
                    x=LEFT
                    y=TOP
                    width=7 * COLUMN
                    height=height
                    on:pointerdown=move |event| grid.begin_drawing(&event)
                ></rect>
                {move || lines(span.get())}
                {days}
                <For each=move || bars.get().into_iter().map(|(key, _)| key) key=|key| *key let:key>
                    <OneBar grid key/>
                </For>
            </svg>
            <p class="hours-week-hint muted small when-hydrated" id=hint>
                {tr!(HoursWeekHint)}
            </p>
            <p class="visually-hidden" role="status">{move || grid.told.get()}</p>
        </div>
    }
    .into_any()
}

fn lines((first, last): (i32, i32)) -> impl IntoView {
    let hours = (first..=last)
        .map(|hour| {
            let y = TOP + (hour - first) * HOUR;
            let label =
                (hour % 2 == 0).then(|| view! { <text x=LEFT - 6 y=y + 4 text-anchor="end">{hhmm(hour * 60)}</text> });
            view! { <line x1=LEFT x2=LEFT + 7 * COLUMN y1=y y2=y></line> {label} }
        })
        .collect_view();
    let days = (0..=7)
        .map(|day| {
            let x = LEFT + day * COLUMN;
            view! { <line x1=x x2=x y1=TOP y2=TOP + (last - first) * HOUR></line> }
        })
        .collect_view();
    view! { {hours} {days} }.into_any()
}

/// The name of a day: a button that adds a bar to it.
#[component]
fn DayHead(grid: Grid, day: i32, name: &'static str, short: &'static str) -> impl IntoView {
    let x = LEFT + day * COLUMN;
    let keyed = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            grid.add(day);
        }
    };
    view! {
        <g
            class="hours-day-head"
            id=grid.head_id(day)
            role="button"
            tabindex="0"
            aria-label=tr!(HoursDrawOn, day = name)
            on:click=move |_| grid.add(day)
            on:keydown=keyed
        >
            <rect x=x + 3 y=2 width=COLUMN - 6 height=TOP - 6 rx="6"></rect>
            <text x=x + COLUMN / 2 y=TOP - 11 text-anchor="middle">{short}" +"</text>
        </g>
    }
    .into_any()
}

#[component]
fn OneBar(grid: Grid, key: usize) -> impl IntoView {
    // The last value, if the memo is already gone while the page is left.
    let bar = Memo::new(move |before: Option<&Bar>| {
        let found = grid.bars.with(|bars| bars.iter().find(|(other, _)| *other == key).map(|(_, bar)| *bar));
        found.or(before.copied()).unwrap_or(Bar { day: 0, from: 0, to: grid.step, is_limited: false })
    });
    let x = move || LEFT + bar.get().day * COLUMN + 5;
    let y = move || TOP + (bar.get().from - grid.span.get().0 * 60) * HOUR / 60;
    let tall = move || ((bar.get().to - bar.get().from) * HOUR / 60).max(4);
    let handle = move || HANDLE.min(tall() / 3);
    let label = move || (tall() >= HOUR * 3 / 4).then(|| format!("{}-{}", bar.get().starts(), bar.get().ends()));
    view! {
        <g
            class="hours-bar"
            class:is-limited=move || bar.get().is_limited
            class:is-conflict=move || grid.rows.problem(key, false).is_some()
            class:is-held=move || grid.drag.get().is_some_and(|drag| drag.key == Some(key))
            id=grid.bar_id(key)
            role="button"
            tabindex="0"
            aria-label=move || named(bar.get())
            on:keydown=move |event| grid.press(key, bar.get_untracked(), &event)
        >
            <rect
                x=x
                y=y
                width=COLUMN - 10
                height=tall
                rx="4"
                on:pointerdown=move |event| grid.hold(key, bar.get_untracked(), Hold::Whole, &event)
            ></rect>
            <text class="bar-label" x=move || x() + COLUMN / 2 - 5 y=move || y() + 15 text-anchor="middle">{label}</text>
            <rect
                class="hours-end"
                x=x
                y=y
                width=COLUMN - 10
                height=handle
                on:pointerdown=move |event| grid.hold(key, bar.get_untracked(), Hold::Start, &event)
            ></rect>
            <rect
                class="hours-end"
                x=x
                y=move || y() + tall() - handle()
                width=COLUMN - 10
                height=handle
                on:pointerdown=move |event| grid.hold(key, bar.get_untracked(), Hold::End, &event)
            ></rect>
        </g>
    }
    .into_any()
}
