//! A practitioner's hours, parsed from a form: weekly windows and single dates.

#[cfg(test)]
mod tests;

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problem},
    slot::{DatedWindow, WeeklyWindow, check_hours},
    time::{WallMinute, iso_weekday, weekday_from_iso},
};

/// One row of the weekly hours form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursRow {
    /// 1 is Monday, 7 Sunday.
    pub weekday: i64,
    /// `09:00`.
    pub from: String,
    /// `17:00`; `24:00` and `00:00` mean the end of the day.
    pub to: String,
    /// `2026-11-24`; blank for always.
    pub valid_from: String,
    /// The last date; blank for always.
    pub valid_until: String,
}

/// What is wrong with a row, taking the other rows of its week into account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowProblem {
    /// One of its times is missing or invalid.
    Incomplete,
    /// It ends before it starts.
    Backwards,
    /// It overlaps another row.
    Overlap,
}

impl HoursRow {
    /// A row that is not filled in.
    #[must_use]
    pub fn empty(weekday: i64) -> Self {
        Self { weekday, ..Self::default() }
    }

    /// Whether both times are blank, so that the row counts as empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.from.is_empty() && self.to.is_empty()
    }

    /// The minutes since midnight, if both are times. A browser's time field cannot express 24:00; midnight as an end means the
    /// same.
    #[must_use]
    pub fn minutes(&self) -> Option<(u16, u16)> {
        let to = if self.to == "00:00" { "24:00" } else { &self.to };
        Some((WallMinute::parse(&self.from).ok()?.minutes(), WallMinute::parse(to).ok()?.minutes()))
    }

    pub(super) fn window(&self) -> Option<WeeklyWindow> {
        let (from, to) = self.minutes()?;
        let wall = |minutes: u16| WallMinute::new(minutes.into()).ok();
        let window = WeeklyWindow::new(weekday_from_iso(self.weekday).ok()?, wall(from)?, wall(to)?).ok()?;
        window.valid(optional_date(&self.valid_from)?, optional_date(&self.valid_until)?).ok()
    }

    /// The two rows equivalent to one that crosses midnight: until midnight, and from midnight on the next day. `None` if it does
    /// not cross midnight.
    #[must_use]
    pub fn over_midnight(&self) -> Option<[Self; 2]> {
        let (from, to) = self.minutes()?;
        let before = Self { to: "00:00".into(), ..self.clone() };
        let after = Self { weekday: self.weekday % 7 + 1, from: "00:00".into(), ..self.clone() };
        (from > to).then_some([before, after])
    }

    /// What is wrong with it in combination with the other rows; an empty row has no problems.
    #[must_use]
    pub fn problem<'a>(&self, others: impl IntoIterator<Item = &'a Self>) -> Option<RowProblem> {
        if self.is_empty() {
            return None;
        }
        let Some((from, to)) = self.minutes() else { return Some(RowProblem::Incomplete) };
        if from >= to {
            return Some(RowProblem::Backwards);
        }
        let Some(window) = self.window() else { return Some(RowProblem::Incomplete) };
        let overlaps = |other: &Self| other.window().is_some_and(|other| check_hours(&[other, window]).is_err());
        others.into_iter().any(overlaps).then_some(RowProblem::Overlap)
    }
}

impl From<&WeeklyWindow> for HoursRow {
    fn from(window: &WeeklyWindow) -> Self {
        let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        Self {
            weekday: iso_weekday(window.weekday()),
            from: window.starts().to_string(),
            to: window.ends().to_string(),
            valid_from: text(window.valid_from()),
            valid_until: text(window.valid_until()),
        }
    }
}

/// Parses an optional date: `Some(None)` if it is blank, `None` if it is invalid.
fn optional_date(text: &str) -> Option<Option<Date>> {
    if text.trim().is_empty() { Some(None) } else { text.trim().parse().ok().map(Some) }
}

/// The form for one centre's week, column by column as a browser sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyForm {
    /// The affiliation whose hours these are.
    pub affiliation: i64,
    /// The weekdays of the rows.
    pub weekday: Vec<String>,
    /// From when, each.
    pub from: Vec<String>,
    /// Until when, each.
    pub to: Vec<String>,
    /// The first date on which each row applies; or empty altogether.
    pub valid_from: Vec<String>,
    /// The last date on which each row applies; or empty altogether.
    pub valid_until: Vec<String>,
}

impl WeeklyForm {
    /// The form with these rows.
    #[must_use]
    pub fn of(affiliation: i64, rows: &[HoursRow]) -> Self {
        let column = |of: fn(&HoursRow) -> &str| rows.iter().map(|row| of(row).to_owned()).collect();
        Self {
            affiliation,
            weekday: rows.iter().map(|row| row.weekday.to_string()).collect(),
            from: column(|row| &row.from),
            to: column(|row| &row.to),
            valid_from: column(|row| &row.valid_from),
            valid_until: column(|row| &row.valid_until),
        }
    }

    /// The rows that are not empty.
    #[must_use]
    pub fn rows(&self) -> Vec<HoursRow> {
        let part = |column: &[String], at: usize| column.get(at).cloned().unwrap_or_default();
        let rows = self.weekday.iter().enumerate().map(|(at, weekday)| HoursRow {
            weekday: weekday.parse().unwrap_or(1),
            from: part(&self.from, at),
            to: part(&self.to, at),
            valid_from: part(&self.valid_from, at),
            valid_until: part(&self.valid_until, at),
        });
        rows.filter(|row| !row.is_empty()).collect()
    }

    /// The windows.
    ///
    /// # Errors
    /// A clash if a row is invalid, ends before it starts or overlaps another; `None` if the form is malformed in a way that no
    /// browser sends.
    pub fn windows(&self) -> Result<Vec<WeeklyWindow>, Option<FieldError>> {
        let lengths = [self.from.len(), self.to.len()];
        let dates = [self.valid_from.len(), self.valid_until.len()];
        let rows = self.weekday.len();
        if rows > 100 || lengths.iter().any(|n| *n != rows) || dates.iter().any(|n| *n != 0 && *n != rows) {
            return Err(None);
        }
        let clash = || Some(FieldError::new(Field::Hours, Problem::Clash));
        let windows: Vec<_> = self.rows().iter().map(HoursRow::window).collect::<Option<_>>().ok_or_else(clash)?;
        check_hours(&windows).map_err(|_| clash())?;
        Ok(windows)
    }
}

/// Extra hours on one date, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedForm {
    /// The affiliation whose hours these are.
    pub affiliation: i64,
    /// `2026-11-24`.
    pub date: String,
    /// `09:00`.
    pub from: String,
    /// `17:00`.
    pub to: String,
}

impl DatedForm {
    /// The window, on a date from `today` to a year ahead, as far ahead as hours at different centres are compared.
    ///
    /// # Errors
    /// What is wrong with the date and with the times.
    pub fn window(&self, today: Date) -> Result<DatedWindow, Vec<FieldError>> {
        let mut problems = super::form::Problems::default();
        let date = problems.keep(self.date(today));
        let times = HoursRow { from: self.from.clone(), to: self.to.clone(), ..HoursRow::empty(1) };
        let problem = |problem| FieldError::new(Field::ExtraHours, problem);
        let times = problems.keep(match times.minutes() {
            None => Err(problem(Problem::Missing)),
            Some((from, to)) if from >= to => Err(problem(Problem::OutOfRange)),
            Some(times) => Ok(times),
        });
        let window = date.zip(times).and_then(|(date, (from, to))| {
            let wall = |minutes: u16| WallMinute::new(minutes.into()).ok();
            DatedWindow::new(date, wall(from)?, wall(to)?).ok()
        });
        window.ok_or_else(|| problems.into_vec())
    }

    fn date(&self, today: Date) -> Result<Date, FieldError> {
        let problem = |problem| FieldError::new(Field::ExtraDate, problem);
        let date: Date = match self.date.trim() {
            "" => return Err(problem(Problem::Missing)),
            text => text.parse().map_err(|_| problem(Problem::NotADate))?,
        };
        let last = today.saturating_add(1.year());
        if (today..=last).contains(&date) { Ok(date) } else { Err(problem(Problem::ImplausibleDate)) }
    }
}
