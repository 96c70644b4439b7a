//! Closures as stored (with their scope and name) and as typed.

use std::collections::HashMap;

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problem, Problems, text},
    ids::{CentreId, ClosureId, PractitionerId},
    slot::Closure,
    time::WallMinute,
};

/// A closure of one practitioner, one centre, one practitioner at one centre, or everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredClosure {
    /// The key of its row.
    pub id: ClosureId,
    /// Only for this practitioner.
    pub practitioner: Option<PractitionerId>,
    /// Only at this centre.
    pub centre: Option<CentreId>,
    /// From when to when, in each centre's local time.
    pub times: Closure,
    /// The name people see; may be empty.
    pub name: String,
    /// The UID of the calendar event that it was imported from.
    pub source_uid: Option<String>,
}

impl StoredClosure {
    /// Whether it applies to this practitioner at this centre.
    #[must_use]
    pub fn concerns(&self, practitioner: PractitionerId, centre: CentreId) -> bool {
        self.practitioner.is_none_or(|only| only == practitioner) && self.centre.is_none_or(|only| only == centre)
    }
}

/// Closures that do not belong to one person, grouped by whom they apply to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedClosures {
    everywhere: Vec<StoredClosure>,
    at: HashMap<CentreId, Vec<StoredClosure>>,
}

impl SharedClosures {
    /// Groups the closures; those of one person are left out.
    #[must_use]
    pub fn new(closures: Vec<StoredClosure>) -> Self {
        let mut groups = Self::default();
        for closure in closures.into_iter().filter(|closure| closure.practitioner.is_none()) {
            match closure.centre {
                Some(centre) => groups.at.entry(centre).or_default().push(closure),
                None => groups.everywhere.push(closure),
            }
        }
        groups
    }

    /// All closures that apply to someone at a centre, their own included, by start.
    #[must_use]
    pub fn with<'c>(&'c self, own: &'c [StoredClosure], centre: CentreId) -> Vec<&'c StoredClosure> {
        let own = own.iter().filter(|closure| closure.centre.is_none_or(|only| only == centre));
        let here = self.at.get(&centre).into_iter().flatten();
        let mut all: Vec<_> = own.chain(here).chain(&self.everywhere).collect();
        all.sort_by_key(|closure| (closure.times.starts(), closure.id));
        all
    }
}

/// A closure to be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewClosure {
    /// Only at this centre.
    pub centre: Option<CentreId>,
    /// From when to when.
    pub times: Closure,
    /// The name people see; may be empty.
    pub name: String,
    /// The UID of the calendar event that it was imported from.
    pub source_uid: Option<String>,
}

impl From<StoredClosure> for NewClosure {
    /// Recreates a stored closure for the same people.
    fn from(stored: StoredClosure) -> Self {
        let StoredClosure { centre, times, name, source_uid, .. } = stored;
        Self { centre, times, name, source_uid }
    }
}

/// The form for a closure, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClosureForm {
    /// A centre's key; blank for all centres.
    pub centre: String,
    /// The closure's name.
    pub name: String,
    /// `2026-12-24`.
    pub from_date: String,
    /// `12:00`; blank for the whole day.
    pub from_time: String,
    /// The last date; blank for the same as the first.
    pub until_date: String,
    /// The end time on the last date; blank for the end of that day.
    pub until_time: String,
}

const LONGEST_NAME: usize = 80;

impl ClosureForm {
    /// Validates the form; a closure must end after `now` (a local time) and at most two years
    /// ahead.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self, now: DateTime) -> Result<NewClosure, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(text(Field::Name, &self.name, 0, LONGEST_NAME));
        let centre = self.centre.trim();
        let centre = if centre.is_empty() {
            Some(None)
        } else {
            problems.keep(centre.parse().map_err(|_| FieldError::new(Field::Centre, Problem::NotAChoice))).map(Some)
        };
        let from_date = problems.keep(date(Field::ClosedFrom, &self.from_date));
        let starts = from_date.and_then(|date| {
            problems.keep(time(Field::ClosedFrom, &self.from_time, WallMinute::MIDNIGHT)).and_then(|at| on(date, at))
        });
        let until_date = match self.until_date.trim() {
            "" => from_date,
            text => problems.keep(date(Field::ClosedUntil, text)),
        };
        let ends = until_date.and_then(|date| {
            problems
                .keep(time(Field::ClosedUntil, &self.until_time, WallMinute::END_OF_DAY))
                .and_then(|at| on(date, at))
        });
        let mut times = None;
        if let (Some(starts), Some(ends)) = (starts, ends) {
            times = Closure::new(starts, ends).ok();
            if times.is_none() {
                problems.add(Field::ClosedUntil, Problem::Clash);
            } else if ends <= now || ends > now.saturating_add(2.years()) {
                problems.add(Field::ClosedUntil, Problem::ImplausibleDate);
            }
        }
        let problems = problems.into_vec();
        match (centre, times, name) {
            (Some(centre), Some(times), Some(name)) if problems.is_empty() => {
                Ok(NewClosure { centre, times, name, source_uid: None })
            }
            _ => Err(problems),
        }
    }
}

fn date(field: Field, text: &str) -> Result<Date, FieldError> {
    match text.trim() {
        "" => Err(FieldError::new(field, Problem::Missing)),
        text => text.parse().map_err(|_| FieldError::new(field, Problem::NotADate)),
    }
}

fn time(field: Field, text: &str, otherwise: WallMinute) -> Result<WallMinute, FieldError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(otherwise);
    }
    WallMinute::parse(text).map_err(|_| FieldError::new(field, Problem::NotADate))
}

/// The local time of a minute on a date; the end of a day is the start of the next.
fn on(date: Date, at: WallMinute) -> Option<DateTime> {
    date.at(0, 0, 0, 0).checked_add(i64::from(at.minutes()).minutes()).ok()
}

/// Why an event in a calendar file is not imported as a holiday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotAHoliday {
    /// It begins or ends at a time of day.
    TimeOfDay,
    /// It is marked as cancelled, or all of its dates are excluded.
    CalledOff,
    /// It repeats by a rule that we do not support.
    Rule,
    /// Its date does not exist, or it ends before it begins.
    NoDate,
    /// It repeats by a rule that yields no date.
    Never,
    /// The file has more holidays than are imported at once.
    TooMany,
    /// It repeats, and its next date is further ahead than repeating events are expanded.
    TooFar,
    /// It is over.
    Over,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(from: (&str, &str), until: (&str, &str)) -> ClosureForm {
        ClosureForm {
            name: " Leave ".into(),
            from_date: from.0.into(),
            from_time: from.1.into(),
            until_date: until.0.into(),
            until_time: until.1.into(),
            ..ClosureForm::default()
        }
    }

    fn now() -> DateTime {
        "2026-11-23T08:00".parse().unwrap()
    }

    fn times(form: &ClosureForm) -> (String, String) {
        let closure = form.parse(now()).unwrap();
        (closure.times.starts().to_string(), closure.times.ends().to_string())
    }

    #[test]
    fn without_times_whole_days_are_closed_and_without_an_end_one() {
        let (from, to) = times(&form(("2026-12-24", ""), ("2026-12-26", "")));
        assert_eq!((&*from, &*to), ("2026-12-24T00:00:00", "2026-12-27T00:00:00"));

        let (from, to) = times(&form(("2026-12-24", "12:00"), ("", "")));
        assert_eq!((&*from, &*to), ("2026-12-24T12:00:00", "2026-12-25T00:00:00"));

        let (from, to) = times(&form(("2026-12-24", "09:00"), ("", "12:30")));
        assert_eq!((&*from, &*to), ("2026-12-24T09:00:00", "2026-12-24T12:30:00"));
    }

    #[test]
    fn every_field_is_heard_of() {
        let refused = |form: ClosureForm| {
            let problems = form.parse(now()).unwrap_err();
            problems.into_iter().map(|one| (one.field, one.problem)).collect::<Vec<_>>()
        };
        let (from, until) = (Field::ClosedFrom, Field::ClosedUntil);

        assert_eq!(refused(form(("", ""), ("", ""))), [(from, Problem::Missing)]);
        assert_eq!(refused(form(("tomorrow", ""), ("", ""))), [(from, Problem::NotADate)]);
        assert_eq!(refused(form(("2026-12-24", "25:00"), ("", ""))), [(from, Problem::NotADate)]);
        assert_eq!(refused(form(("2026-12-24", ""), ("2026-12-23", ""))), [(until, Problem::Clash)]);
        assert_eq!(refused(form(("2026-11-22", ""), ("", ""))), [(until, Problem::ImplausibleDate)]);
        assert_eq!(refused(form(("2026-12-24", ""), ("2029-12-23", ""))), [(until, Problem::ImplausibleDate)]);
        let of_no_centre = ClosureForm { centre: "x".into(), ..form(("2026-12-24", ""), ("", "")) };
        assert_eq!(refused(of_no_centre), [(Field::Centre, Problem::NotAChoice)]);
    }
}
