//! The rows of a week's form in the browser. Input is recorded without redrawing anything, so that no update takes a row away from
//! under someone's hands.

use leptos::prelude::*;

use super::hours_bars::Bar;
use crate::domain::hours_form::{HoursRow, RowProblem};

/// A row of the form.
#[derive(Clone, PartialEq)]
pub(super) struct Row {
    /// Stays the same, whatever happens to the row.
    pub(super) key: usize,
    /// Changes whenever its fields have to be redrawn, because they hold typed input.
    pub(super) drawn: usize,
    pub(super) hours: HoursRow,
}

/// A field of a row, or the whole row as its bar.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Part {
    From,
    To,
    ValidFrom,
    ValidUntil,
    Bar,
}

/// The state before a change, and the field that changed, if it was a single one.
type Step = (Option<(usize, Part)>, Vec<Row>);

/// The current rows of the form.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    rows: RwSignal<Vec<Row>>,
    /// Counts input, for signals that depend on all rows.
    typed: RwSignal<usize>,
    past: RwSignal<Vec<Step>>,
    next_key: StoredValue<usize>,
}

impl Rows {
    pub(super) fn new(saved: Vec<HoursRow>) -> Self {
        let rows = Self {
            rows: RwSignal::new(Vec::new()),
            typed: RwSignal::new(0),
            past: RwSignal::new(Vec::new()),
            next_key: StoredValue::new(0),
        };
        rows.put(saved);
        rows
    }

    fn next(self) -> usize {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        key
    }

    fn keyed(self, hours: HoursRow) -> Row {
        Row { key: self.next(), drawn: 0, hours }
    }

    /// Replaces all rows by these, with a spare one for each day.
    pub(super) fn put(self, saved: Vec<HoursRow>) {
        self.rows.set(saved.into_iter().map(|hours| self.keyed(hours)).collect());
        self.spare();
    }

    /// Makes sure that each day has an empty row.
    pub(super) fn spare(self) {
        self.past.set(Vec::new());
        self.rows.update(|rows| {
            for weekday in 1..=7 {
                if !rows.iter().any(|row| row.hours.weekday == weekday && row.hours.is_empty()) {
                    rows.push(self.keyed(HoursRow::empty(weekday)));
                }
            }
        });
    }

    fn remember(self, field: Option<(usize, Part)>) {
        let before = self.rows.get_untracked();
        // Typing into one field counts as one change.
        let goes_on =
            field.is_some() && self.past.with_untracked(|past| past.last().is_some_and(|(last, _)| *last == field));
        if !goes_on {
            self.past.update(|past| past.push((field, before)));
        }
    }

    pub(super) fn add(self, weekday: i64) {
        self.remember(None);
        self.rows.update(|rows| rows.push(self.keyed(HoursRow::empty(weekday))));
    }

    pub(super) fn remove(self, key: usize) {
        self.remember(None);
        self.rows.update(|rows| rows.retain(|row| row.key != key));
    }

    pub(super) fn note(self, key: usize, part: Part, text: String) {
        self.remember(Some((key, part)));
        self.rows.update_untracked(|rows| {
            if let Some(Row { hours, .. }) = rows.iter_mut().find(|row| row.key == key) {
                *match part {
                    Part::From => &mut hours.from,
                    Part::To => &mut hours.to,
                    Part::ValidFrom => &mut hours.valid_from,
                    Part::ValidUntil => &mut hours.valid_until,
                    Part::Bar => return,
                } = text;
            }
        });
        self.typed.update(|count| *count += 1);
    }

    /// Copies a day's hours to other days.
    pub(super) fn copy(self, from: i64, to: &[i64]) {
        self.remember(None);
        let model: Vec<HoursRow> = self.rows.with_untracked(|rows| {
            rows.iter().filter(|row| row.hours.weekday == from).map(|row| row.hours.clone()).collect()
        });
        self.rows.update(|rows| {
            rows.retain(|row| !to.contains(&row.hours.weekday));
            for weekday in to {
                rows.extend(model.iter().map(|hours| self.keyed(HoursRow { weekday: *weekday, ..hours.clone() })));
            }
        });
    }

    /// Undoes the last change. Rows whose values change are redrawn.
    pub(super) fn undo(self) {
        let Some((_, before)) = self.past.try_update(Vec::pop).flatten() else { return };
        let now = self.rows.get_untracked();
        let stands = |row: &Row| now.iter().find(|other| other.key == row.key && other.hours == row.hours).cloned();
        let rows = before.into_iter().map(|row| stands(&row).unwrap_or_else(|| Row { drawn: self.next(), ..row }));
        self.rows.set(rows.collect());
    }

    /// Begins a change of bars that lasts until the pointer is released.
    pub(super) fn begin(self) {
        self.remember(None);
    }

    /// Sets a row to its bar's position.
    pub(super) fn put_bar(self, key: usize, bar: Bar) {
        let drawn = self.next();
        self.rows.update(|rows| {
            if let Some(row) = rows.iter_mut().find(|row| row.key == key) {
                row.drawn = drawn;
                row.hours.weekday = i64::from(bar.day) + 1;
                (row.hours.from, row.hours.to) = (bar.starts(), bar.ends());
            }
        });
    }

    /// The same with a key. Consecutive key presses count as one change.
    pub(super) fn step_bar(self, key: usize, bar: Bar) {
        self.remember(Some((key, Part::Bar)));
        self.put_bar(key, bar);
    }

    /// Finds a row for a new bar: an empty one of its day, or else a new one. Returns its key.
    pub(super) fn draw(self, bar: Bar) -> usize {
        let weekday = i64::from(bar.day) + 1;
        let is_empty = |row: &&Row| row.hours.weekday == weekday && row.hours.is_empty();
        let key = self.rows.with_untracked(|rows| rows.iter().find(is_empty).map(|row| row.key)).unwrap_or_else(|| {
            let row = self.keyed(HoursRow::empty(weekday));
            let key = row.key;
            self.rows.update(|rows| rows.push(row));
            key
        });
        self.put_bar(key, bar);
        key
    }

    pub(super) fn of(self, weekday: i64) -> Vec<Row> {
        self.rows.with(|rows| rows.iter().filter(|row| row.hours.weekday == weekday).cloned().collect())
    }

    /// The rows that hold an interval, as bars, each with its row's key.
    pub(super) fn bars(self) -> Vec<(usize, Bar)> {
        self.typed.track();
        self.rows.with(|rows| rows.iter().filter_map(|row| Some((row.key, Bar::of(&row.hours)?))).collect())
    }

    /// What is wrong with a row. A half-filled row is only reported once the form was refused.
    pub(super) fn problem(self, key: usize, refused: bool) -> Option<RowProblem> {
        self.typed.track();
        self.rows.with(|rows| {
            let row = rows.iter().find(|row| row.key == key)?;
            let others = rows.iter().filter(|other| other.key != key).map(|other| &other.hours);
            row.hours.problem(others).filter(|problem| refused || *problem != RowProblem::Incomplete)
        })
    }

    /// The two rows that an interval past midnight stands for.
    pub(super) fn over_midnight(self, key: usize) -> Option<[HoursRow; 2]> {
        self.typed.track();
        self.rows.with(|rows| rows.iter().find(|row| row.key == key)?.hours.over_midnight())
    }

    /// Whether there is a change to undo.
    pub(super) fn has_past(self) -> bool {
        self.past.with(|past| !past.is_empty())
    }
}
