//! A week of working hours as plain time fields: the rows of each day, and a spare one. In the browser, buttons add and remove
//! rows, copy days and undo changes; without JavaScript, a row is removed by clearing it, and the spare one adds.

use leptos::prelude::*;

use super::{
    hours_grid::days,
    hours_rows::{Part, Row, Rows},
    hours_week::HoursWeek,
    icon::Icon,
};
use crate::{
    domain::hours_form::{HoursRow, RowProblem},
    words::{counted, tr},
};

/// The fields of a form that holds one centre's hours.
#[component]
pub fn HoursEditor(
    /// The hours, in order.
    rows: Vec<HoursRow>,
    /// The affiliation's key, which distinguishes the fields of several forms.
    affiliation: i64,
    /// The centre's name, which does so for screen readers.
    centre: String,
    /// Visits start at multiples of this many minutes: bars snap to them.
    step: u16,
    /// Whether these values were refused.
    #[prop(into)]
    refused: Signal<bool>,
    /// How often these values were saved.
    #[prop(into)]
    saved: Signal<usize>,
    /// Hours that replace all of these values.
    #[prop(into)]
    put_back: Signal<Option<Vec<HoursRow>>>,
) -> impl IntoView {
    let rows = Rows::new(rows);
    Effect::watch(move || saved.get(), move |_, _, _| rows.spare(), false);
    Effect::watch(
        move || put_back.get(),
        move |hours, _, _| {
            if let Some(hours) = hours {
                rows.put(hours.clone());
            }
        },
        false,
    );
    let days = (1_i64..)
        .zip(days())
        .map(|(weekday, name)| view! { <DayRows rows weekday name affiliation centre=centre.clone() refused/> })
        .collect_view();
    let nothing_to_undo = move || !rows.has_past();
    view! {
        <HoursWeek rows step affiliation centre=centre.clone()/>
        <div class="hours-editor">{days}</div>
        <div class="hours-tools hydrated-only">
            <button
                class="btn btn-quiet btn-sm"
                type="button"
                aria-disabled=move || nothing_to_undo().then_some("true")
                on:click=move |_| rows.undo()
            >
                <Icon name="undo"/>
                {tr!(HoursUndoLast)}
            </button>
            <CopyDay rows centre/>
        </div>
    }
    .into_any()
}

#[component]
fn CopyDay(rows: Rows, centre: String) -> impl IntoView {
    let from = RwSignal::new(1_i64);
    let to = RwSignal::new(Vec::<i64>::new());
    let done = RwSignal::new(String::new());
    let options = (1_i64..).zip(days()).map(|(day, name)| view! { <option value=day>{name}</option> }).collect_view();
    let targets = (1_i64..)
        .zip(days())
        .map(|(day, name)| {
            let choose = move |chosen: bool| {
                to.update(|to| {
                    to.retain(|other| *other != day);
                    if chosen {
                        to.push(day);
                    }
                });
            };
            view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        disabled=move || from.get() == day
                        prop:checked=move || to.with(|to| to.contains(&day))
                        on:change:target=move |ev| choose(ev.target().checked())
                    />
                    <span>{name}</span>
                </label>
            }
        })
        .collect_view();
    let copy = move |_| {
        let (from, days) = (from.get_untracked(), to.get_untracked());
        let days: Vec<i64> = days.into_iter().filter(|day| *day != from).collect();
        if !days.is_empty() {
            rows.copy(from, &days);
            to.set(Vec::new());
        }
        done.set(match days.len() {
            0 => tr!(HoursChooseDays).to_owned(),
            n => counted!(HoursCopied, n),
        });
    };
    view! {
        <details class="hours-copy">
            <summary class="btn btn-quiet btn-sm">
                <Icon name="copy"/>
                {tr!(HoursCopyDay)}
                <span class="visually-hidden">" "{tr!(HoursAt, centre = centre)}</span>
            </summary>
            <div class="hours-copy-panel">
                <label class="hours-copy-from">
                    <span>{tr!(HoursCopy)}</span>
                    <select on:change:target=move |ev| from.set(ev.target().value().parse().unwrap_or(1))>{options}</select>
                </label>
                <fieldset>
                    <legend>{tr!(HoursCopyTo)}</legend>
                    <div class="choices choices-row">{targets}</div>
                </fieldset>
                <div class="cluster">
                    <button class="btn btn-sm" type="button" on:click=copy>{tr!(HoursCopy)}</button>
                    <p class="muted small" role="status">{move || done.get()}</p>
                </div>
            </div>
        </details>
    }
}

#[component]
fn DayRows(
    rows: Rows,
    weekday: i64,
    name: &'static str,
    affiliation: i64,
    centre: String,
    refused: Signal<bool>,
) -> impl IntoView {
    view! {
        <fieldset class="hours-day">
            <legend>{name}<span class="visually-hidden">" "{tr!(HoursAt, centre = centre)}</span></legend>
            <div class="hours-rows">
                <For each=move || rows.of(weekday) key=|row| (row.key, row.drawn) let:row>
                    <OneRow rows row name affiliation refused/>
                </For>
            </div>
            <button
                class="btn btn-quiet btn-icon hours-add hydrated-only"
                type="button"
                aria-label=tr!(HoursAddOn, day = name)
                on:click=move |_| rows.add(weekday)
            >
                <Icon name="plus"/>
            </button>
        </fieldset>
    }
}

#[component]
fn OneRow(rows: Rows, row: Row, name: &'static str, affiliation: i64, refused: Signal<bool>) -> impl IntoView {
    let Row { key, hours, .. } = row;
    let remove = if hours.from.is_empty() {
        tr!(HoursRemoveEmpty, day = name)
    } else {
        tr!(HoursRemoveThese, day = name, from = hours.from, to = hours.to)
    };
    // A time field cannot express 24:00; midnight as an end means the same.
    let until = if hours.to == "24:00" { "00:00".to_owned() } else { hours.to };
    let id = format!("hours-{affiliation}-{key}");
    let problem = Memo::new(move |_| rows.problem(key, refused.get()));
    let described = {
        let id = id.clone();
        move || problem.get().map(|_| id.clone())
    };
    let text = move || {
        problem.get().map(|problem| {
            let text = match problem {
                RowProblem::Incomplete => tr!(HoursEnterBoth).to_owned(),
                RowProblem::Backwards => backwards(rows.over_midnight(key)),
                RowProblem::Overlap => tr!(HoursOverlap).to_owned(),
            };
            view! { <p class="field-error" id=id.clone()><Icon name="alert"/><span>{text}</span></p> }
        })
    };
    let invalid = move || problem.get().map(|_| "true");
    view! {
        <div class="hours-row" class:is-conflict=move || problem.get().is_some()>
            <input type="hidden" name="weekday[]" value=hours.weekday/>
            <label>
                <span class="visually-hidden">{tr!(HoursDayFrom, day = name)}</span>
                <input
                    type="time"
                    name="from[]"
                    step="300"
                    value=hours.from
                    aria-invalid=invalid
                    aria-describedby=described.clone()
                    on:input:target=move |ev| rows.note(key, Part::From, ev.target().value())
                />
            </label>
            <span aria-hidden="true">"–"</span>
            <label>
                <span class="visually-hidden">{tr!(HoursDayTo, day = name)}</span>
                <input
                    type="time"
                    name="to[]"
                    step="300"
                    value=until
                    aria-invalid=invalid
                    aria-describedby=described
                    on:input:target=move |ev| rows.note(key, Part::To, ev.target().value())
                />
            </label>
            <button
                class="btn btn-quiet btn-icon hydrated-only"
                type="button"
                aria-label=remove
                on:click=move |_| rows.remove(key)
            >
                <Icon name="trash"/>
            </button>
            <ValidDates rows key name from=hours.valid_from until=hours.valid_until/>
            {text}
        </div>
    }
    .into_any()
}

/// The suggestion for a row that ends before it starts.
fn backwards(split: Option<[HoursRow; 2]>) -> String {
    let Some(split) = split else { return tr!(HoursBackwards).to_owned() };
    let [before, after] = split.map(|row| {
        let day = usize::try_from(row.weekday - 1).ok().and_then(|day| days().get(day).copied()).unwrap_or_default();
        tr!(HoursSpanOn, from = row.from, to = row.to, day = day)
    });
    tr!(HoursPastMidnight, first = before, second = after)
}

/// The dates from and until which a row applies; folded away if it always does.
#[component]
fn ValidDates(rows: Rows, key: usize, name: &'static str, from: String, until: String) -> impl IntoView {
    let is_limited = !(from.is_empty() && until.is_empty());
    view! {
        <details class="hours-dates" open=is_limited>
            <summary>{tr!(HoursSetDates)}<span class="visually-hidden">{tr!(HoursOfDay, day = name)}</span></summary>
            <div class="hours-dates-panel">
                <label>
                    <span>{tr!(HoursFirstDate)}<span class="visually-hidden">" "{tr!(HoursOfThese, day = name)}</span></span>
                    <input
                        type="date"
                        name="valid_from[]"
                        value=from
                        on:input:target=move |ev| rows.note(key, Part::ValidFrom, ev.target().value())
                    />
                </label>
                <label>
                    <span>{tr!(HoursLastDate)}<span class="visually-hidden">" "{tr!(HoursOfThese, day = name)}</span></span>
                    <input
                        type="date"
                        name="valid_until[]"
                        value=until
                        on:input:target=move |ev| rows.note(key, Part::ValidUntil, ev.target().value())
                    />
                </label>
            </div>
        </details>
    }
    .into_any()
}
