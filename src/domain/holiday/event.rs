//! An event in a calendar file, as far as whole days are concerned.

use icalendar::parser::Component;
use jiff::{Span, ToSpan, civil::Date};

use super::rule::{self, date};
use crate::domain::{closure::NotAHoliday, text::turns};

const LONGEST_NAME: usize = 80;

#[derive(Debug)]
pub(super) struct Event {
    /// Its UID in the file; may be empty.
    pub uid: String,
    /// The event's name; may be empty.
    pub name: String,
    /// The date in its series that it replaces.
    pub instead_of: Option<Date>,
    /// How many days it lasts.
    pub days: i64,
    start: Result<Date, NotAHoliday>,
    written: String,
    /// Empty if it does not repeat.
    rule: Result<String, NotAHoliday>,
    more: Vec<Date>,
    taken_out: Vec<Date>,
    is_off: bool,
}

impl Event {
    /// Reads one.
    pub fn read(event: &Component<'_>) -> Self {
        let text = |name: &str| event.find_prop(name).map(|property| property.val.as_str().trim().to_owned());
        let list = |name: &str| -> Vec<Date> {
            let all = event.properties.iter().filter(|property| property.name == name);
            let dates =
                all.flat_map(|property| property.val.as_str().split(',').filter_map(|one| date(one.trim().get(..8)?)));
            dates.collect()
        };
        let name = event.find_prop("SUMMARY").map(|property| property.val.clone().unescape_text().to_string());
        let name: String =
            name.unwrap_or_default().chars().filter(|c| !c.is_control() && !turns(*c)).take(LONGEST_NAME).collect();
        let instead_of = text("RECURRENCE-ID").and_then(|id| date(id.get(..8)?));
        let written = text("DTSTART").unwrap_or_default();
        let times = times(&written, instead_of, text("DTEND").as_deref(), text("DURATION").as_deref());
        Self {
            uid: text("UID").filter(|uid| uid.len() <= 400).unwrap_or_default(),
            name: name.trim().to_owned(),
            instead_of,
            days: times.map_or(1, |(_, days)| days),
            start: times.map(|(start, _)| start),
            written,
            rule: rule_of(event),
            more: list("RDATE"),
            taken_out: list("EXDATE"),
            is_off: text("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED")),
        }
    }

    /// The first day of each occurrence: of all if it does not repeat, or else of those in the two years from `today`.
    pub fn dates(&self, today: Date, patience: &mut usize) -> Result<Vec<Date>, NotAHoliday> {
        if self.is_off {
            return Err(NotAHoliday::CalledOff);
        }
        let start = self.start?;
        let rule = self.rule.as_ref().map_err(|reason| *reason)?;
        let mut dates = if rule.is_empty() {
            vec![start]
        } else {
            let first = today.saturating_sub(self.days.days());
            let last = today.saturating_add(2.years());
            if start > last {
                return Err(NotAHoliday::TooFar);
            }
            match rule::dates(rule, start, (first, last), patience) {
                // It also takes place on the dates that RDATE adds.
                Err(NotAHoliday::TooFar) if !self.more.is_empty() => Vec::new(),
                dates => dates?,
            }
        };
        dates.extend(&self.more);
        let had_some = !dates.is_empty();
        dates.retain(|date| !self.taken_out.contains(date));
        if had_some && dates.is_empty() { Err(NotAHoliday::CalledOff) } else { Ok(dates) }
    }

    /// Its date, or the text found in its place.
    pub fn when(&self) -> String {
        let day = self.written.get(..8).and_then(date);
        day.map_or_else(|| self.written.chars().take(20).collect(), |day| day.to_string())
    }
}

/// The rule by which it repeats. Several rules together are not supported, nor is one that excludes dates.
fn rule_of(event: &Component<'_>) -> Result<String, NotAHoliday> {
    let has = |name: &str| event.properties.iter().any(|property| property.name == name);
    let mut rules = event.properties.iter().filter(|property| property.name == "RRULE");
    let rule = rules.next().map(|property| property.val.as_str().trim().to_owned()).unwrap_or_default();
    if rules.next().is_some() || has("EXRULE") { Err(NotAHoliday::Rule) } else { Ok(rule) }
}

/// The first day, and the number of days. An end on the first day includes it.
fn times(
    start: &str,
    instead_of: Option<Date>,
    end: Option<&str>,
    duration: Option<&str>,
) -> Result<(Date, i64), NotAHoliday> {
    let day = |text: &str| match text.split_once('T') {
        // From midnight to midnight by the clock also counts as whole days.
        Some((day, "000000")) if end.is_some_and(|end| end.ends_with("T000000")) => {
            date(day).ok_or(NotAHoliday::NoDate)
        }
        Some(_) => Err(NotAHoliday::TimeOfDay),
        None => date(text).ok_or(NotAHoliday::NoDate),
    };
    let first = match (start, instead_of) {
        ("", Some(date)) => date,
        _ => day(start)?,
    };
    let days = match (end, duration) {
        (Some(end), _) => {
            let after = day(end)?;
            let days = i64::from(first.until(after).map_err(|_| NotAHoliday::NoDate)?.get_days());
            if days < 0 {
                return Err(NotAHoliday::NoDate);
            }
            days.max(1)
        }
        (None, Some(duration)) => {
            let span: Span = duration.parse().map_err(|_| NotAHoliday::NoDate)?;
            let hours = i64::from(span.get_hours());
            if hours % 24 != 0 || span.get_minutes() != 0 || span.get_seconds() != 0 {
                return Err(NotAHoliday::TimeOfDay);
            }
            (i64::from(span.get_weeks()) * 7 + i64::from(span.get_days()) + hours / 24).max(1)
        }
        (None, None) => 1,
    };
    Ok((first, days))
}
