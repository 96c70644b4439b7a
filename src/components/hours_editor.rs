//! A week of working hours as plain time fields: the rows of each day, and one to spare. In the browser rows come and go
//! at a button; without it a row is removed by clearing it, and the spare one adds.

use leptos::prelude::*;

use super::icon::Icon;
use crate::server_fns::availability::WindowView;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A row of the form.
#[derive(Clone, PartialEq)]
struct Row {
    key: usize,
    window: WindowView,
}

/// The rows as they stand in the form. What is typed is noted without drawing anything anew.
#[derive(Clone, Copy)]
struct Rows(RwSignal<Vec<Row>>);

impl Rows {
    fn new(windows: Vec<WindowView>) -> Self {
        let rows = Self(RwSignal::new(Vec::new()));
        for weekday in 1..=7 {
            for window in windows.iter().filter(|window| window.weekday == weekday) {
                rows.add(window.clone());
            }
            rows.add(WindowView { weekday, from: String::new(), to: String::new() });
        }
        rows
    }

    fn add(self, window: WindowView) {
        self.0.update(|rows| {
            let key = rows.iter().map(|row| row.key + 1).max().unwrap_or_default();
            rows.push(Row { key, window });
        });
    }

    fn remove(self, key: usize) {
        self.0.update(|rows| rows.retain(|row| row.key != key));
    }

    fn of(self, weekday: i64) -> Vec<Row> {
        self.0.with(|rows| rows.iter().filter(|row| row.window.weekday == weekday).cloned().collect())
    }

    fn note(self, key: usize, change: impl FnOnce(&mut WindowView)) {
        self.0.update_untracked(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
                change(&mut row.window);
            }
        });
    }

    /// Gives Tuesday to Friday the hours that Monday has.
    fn copy_monday(self) {
        let monday: Vec<Row> = untrack(|| self.of(1));
        self.0.update(|rows| rows.retain(|row| !(2..=5).contains(&row.window.weekday)));
        for weekday in 2..=5 {
            for row in &monday {
                self.add(WindowView { weekday, ..row.window.clone() });
            }
        }
    }
}

/// The fields of a form that holds one centre's hours.
#[component]
pub fn HoursEditor(
    /// The hours, in order.
    windows: Vec<WindowView>,
    /// The centre's name: tells fields of the same label apart.
    centre: String,
) -> impl IntoView {
    let rows = Rows::new(windows);
    let days = (1_i64..)
        .zip(DAYS)
        .map(|(weekday, name)| view! { <DayRows rows weekday name centre=centre.clone()/> })
        .collect_view();
    view! {
        <div class="hours-editor">{days}</div>
        <button class="btn btn-quiet btn-sm hours-copy hydrated-only" type="button" on:click=move |_| rows.copy_monday()>
            <Icon name="copy"/>
            "Copy Monday to the other weekdays"
        </button>
    }
    .into_any()
}

#[component]
fn DayRows(rows: Rows, weekday: i64, name: &'static str, centre: String) -> impl IntoView {
    let add = move |_| rows.add(WindowView { weekday, from: String::new(), to: String::new() });
    view! {
        <fieldset class="hours-day">
            <legend>{name}<span class="visually-hidden">{format!(" at {centre}")}</span></legend>
            <div class="hours-rows">
                <For each=move || rows.of(weekday) key=|row| row.key let:row>
                    <OneRow rows row name/>
                </For>
            </div>
            <button
                class="btn btn-quiet btn-icon hours-add hydrated-only"
                type="button"
                aria-label=format!("Add hours on {name}")
                on:click=add
            >
                <Icon name="plus"/>
            </button>
        </fieldset>
    }
}

#[component]
fn OneRow(rows: Rows, row: Row, name: &'static str) -> impl IntoView {
    let Row { key, window } = row;
    let remove = if window.from.is_empty() {
        format!("Remove the empty hours of {name}")
    } else {
        format!("Remove {name} {} to {}", window.from, window.to)
    };
    // A time field knows no 24:00; midnight as an end means the same.
    let until = if window.to == "24:00" { "00:00".to_owned() } else { window.to };
    view! {
        <div class="hours-row">
            <input type="hidden" name="weekday[]" value=window.weekday/>
            <label>
                <span class="visually-hidden">{format!("{name}, from")}</span>
                <input
                    type="time"
                    name="from[]"
                    step="300"
                    value=window.from
                    on:input:target=move |ev| rows.note(key, |window| window.from = ev.target().value())
                />
            </label>
            <span aria-hidden="true">"–"</span>
            <label>
                <span class="visually-hidden">{format!("{name}, to")}</span>
                <input
                    type="time"
                    name="to[]"
                    step="300"
                    value=until
                    on:input:target=move |ev| rows.note(key, |window| window.to = ev.target().value())
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
        </div>
    }
}
