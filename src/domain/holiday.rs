//! Public holidays from a calendar file: its whole-day events.

mod event;
mod rule;

use std::{borrow::Cow, collections::HashMap};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use icalendar::parser::{Component, read_components, unfold};
use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};

use super::{
    closure::{NewClosure, NotAHoliday},
    ids::CentreId,
    slot::Closure,
};
use event::Event;

/// The largest file that is read.
pub const LARGEST_FILE: usize = 1024 * 1024;

/// No real calendar nests deeper; the reader calls itself for each level.
const DEEPEST: usize = 8;
const MOST: usize = 500;
/// How many skipped events are listed by name.
const MOST_NAMED: usize = 200;
/// How many recurrence dates are computed for a file: every day since 1900, four times over.
const PATIENCE: usize = 200_000;

/// The file is not a calendar, or is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar")]
pub struct NotACalendar;

/// A holiday that lasts one or more whole days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Its UID in the file.
    pub uid: String,
    /// The first date, `2026-12-25`.
    pub first: String,
    /// The first date after it.
    pub after: String,
    /// The holiday's name.
    pub name: String,
}

impl Holiday {
    /// A key that identifies it within its file.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{} {}", self.first, self.uid)
    }
}

/// An event that is not imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The event's name; may be empty.
    pub name: String,
    /// Its date, or the text found in its place.
    pub when: String,
    /// What keeps it from being a holiday.
    pub reason: NotAHoliday,
}

/// The contents of a calendar file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    /// The holidays that are not over, by date.
    pub coming: Vec<Holiday>,
    /// The events that cannot be imported; those that are over come last.
    pub left_out: Vec<LeftOut>,
    /// How many more events cannot be imported.
    pub more_left_out: usize,
}

/// Reads the holidays that are not over at `now` (a local time); repeating ones for two years, as far ahead as a closure may be.
///
/// # Errors
/// [`NotACalendar`].
pub fn read(file: &[u8], now: DateTime) -> Result<Holidays, NotACalendar> {
    let text = decoded(file);
    let text = if text.contains('\n') { unfold(&text) } else { unfold(&text.replace('\r', "\n")) };
    let calendars = calendars(&text);
    if calendars.is_empty() {
        return Err(NotACalendar);
    }
    let (mut found, mut patience) = (Holidays::default(), PATIENCE);
    for text in &calendars {
        if is_too_deep(text) {
            return Err(NotACalendar);
        }
        for calendar in read_components(text).map_err(|_| NotACalendar)? {
            let events = calendar.components.iter().filter(|component| component.name == "VEVENT");
            found.take_in(&events.collect::<Vec<_>>(), now, &mut patience);
        }
    }
    found.coming.sort_by(|a, b| (&a.first, &a.name).cmp(&(&b.first, &b.name)));
    found.coming.dedup();
    for holiday in found.coming.split_off(MOST.min(found.coming.len())) {
        found.leave_out(holiday.name, holiday.first, NotAHoliday::TooMany);
    }
    found.left_out.sort_by_key(|one| one.reason == NotAHoliday::Over);
    found.more_left_out = found.left_out.len().saturating_sub(MOST_NAMED);
    found.left_out.truncate(MOST_NAMED);
    Ok(found)
}

/// Decodes the file: in the encoding that its byte order mark names, in UTF-16 if every other byte is zero, in UTF-8, or else in
/// Windows-1252.
fn decoded(file: &[u8]) -> Cow<'_, str> {
    let wide = match file {
        [0, _, 0, _, ..] => Some(UTF_16BE),
        [_, 0, _, 0, ..] => Some(UTF_16LE),
        _ => None,
    };
    let named = Encoding::for_bom(file).map(|(encoding, _)| encoding);
    match (named.or(wide), std::str::from_utf8(file)) {
        (Some(encoding), _) => encoding.decode(file).0,
        (None, Ok(text)) => text.into(),
        (None, Err(_)) => WINDOWS_1252.decode(file).0,
    }
}

/// The calendars in a file, without anything around them, and with their property names in upper case.
fn calendars(text: &str) -> Vec<String> {
    let is = |line: &str, word: &str| line.trim().eq_ignore_ascii_case(word);
    let (mut inside, mut found) = (false, Vec::<String>::new());
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if !inside && is(line, "BEGIN:VCALENDAR") {
            inside = true;
            found.push(String::new());
        }
        if let Some(calendar) = found.last_mut().filter(|_| inside) {
            calendar.push_str(&with_its_name_in_capitals(line));
            calendar.push_str("\r\n");
        }
        inside &= !is(line, "END:VCALENDAR");
    }
    found
}

/// `Begin:vevent`, `Summary:May Day`: names are case-insensitive, but the parser compares upper case.
fn with_its_name_in_capitals(line: &str) -> String {
    let (name, rest) = line.split_at(line.find([':', ';']).unwrap_or(line.len()));
    let name = name.to_ascii_uppercase();
    match name.as_str() {
        "BEGIN" | "END" => name + &rest.to_ascii_uppercase(),
        _ => name + rest,
    }
}

impl Holidays {
    /// Imports the events of one calendar.
    fn take_in(&mut self, events: &[&Component<'_>], now: DateTime, patience: &mut usize) {
        let events: Vec<Event> = events.iter().map(|event| Event::read(event)).collect();
        // An override for one date of another event, by that event's name and date.
        let mut instead: HashMap<(&str, Date), &Event> = HashMap::new();
        let mut masters: HashMap<&str, &Event> = HashMap::new();
        for event in &events {
            match event.instead_of {
                Some(date) => drop(instead.insert((&event.uid, date), event)),
                None => drop(masters.insert(&event.uid, event)),
            }
        }
        for event in &events {
            let name = match masters.get(event.uid.as_str()) {
                Some(master) if event.name.is_empty() => &master.name,
                _ => &event.name,
            };
            let mut dates = match event.dates(now.date(), patience) {
                // A single cancelled date of a series is not an event of its own.
                Err(NotAHoliday::CalledOff) if event.instead_of.is_some() => continue,
                Err(reason) => {
                    self.leave_out(name.clone(), event.when(), reason);
                    continue;
                }
                Ok(dates) => dates,
            };
            let had_some = !dates.is_empty();
            dates.retain(|date| event.instead_of.is_some() || !instead.contains_key(&(event.uid.as_str(), *date)));
            if had_some && dates.is_empty() {
                continue;
            }
            let coming = dates.into_iter().filter_map(|first| {
                let after = first.checked_add(event.days.days()).ok()?;
                (after.at(0, 0, 0, 0) > now).then(|| Holiday {
                    uid: if event.uid.is_empty() { name.clone() } else { event.uid.clone() },
                    first: first.to_string(),
                    after: after.to_string(),
                    name: name.clone(),
                })
            });
            let before = self.coming.len();
            self.coming.extend(coming);
            if self.coming.len() == before {
                self.leave_out(name.clone(), event.when(), NotAHoliday::Over);
            }
        }
    }

    fn leave_out(&mut self, name: String, when: String, reason: NotAHoliday) {
        self.left_out.push(LeftOut { name, when, reason });
    }
}

fn is_too_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.lines().any(|line| {
        let begins = |word: &str| line.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        if begins("BEGIN:") {
            depth += 1;
        } else if begins("END:") {
            depth = depth.saturating_sub(1);
        }
        depth > DEEPEST
    })
}

impl Holidays {
    /// Makes the closures for one centre, or for all. Each is identified by the event's name in the file, its date and whom it
    /// applies to: importing the same file twice adds nothing, but importing it for another centre does.
    #[must_use]
    pub fn closures(&self, centre: Option<CentreId>) -> Vec<NewClosure> {
        let whom = centre.map_or_else(|| "all".to_owned(), |id| format!("centre-{id}"));
        let closure = |holiday: &Holiday| {
            let (first, after): (Date, Date) = (holiday.first.parse().ok()?, holiday.after.parse().ok()?);
            Some(NewClosure {
                centre,
                times: Closure::new(first.at(0, 0, 0, 0), after.at(0, 0, 0, 0)).ok()?,
                name: holiday.name.clone(),
                source_uid: Some(format!("{whom} {} {}", holiday.first, holiday.uid)),
            })
        };
        self.coming.iter().filter_map(closure).collect()
    }
}

#[cfg(test)]
mod tests;
