//! Public holidays from a calendar file: its events of whole days.

use icalendar::parser::{Component, read_calendar, unfold};
use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};

use super::{closure::NewClosure, ids::CentreId, slot::Closure};

/// The largest file that is read.
pub const LARGEST_FILE: usize = 1024 * 1024;

/// No calendar nests deeper; the reader calls itself for each level.
const DEEPEST: usize = 8;
const LONGEST_NAME: usize = 80;
const MOST: usize = 500;

/// The file is no calendar, or one that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar")]
pub struct NotACalendar;

/// A holiday of whole days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Its name in the file.
    pub uid: String,
    /// The first date, `2026-12-25`.
    pub first: String,
    /// The first date after it.
    pub after: String,
    /// What it is called.
    pub name: String,
}

/// What a calendar file says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    /// Those that are not over, by date.
    pub coming: Vec<Holiday>,
    /// How many events were left out: with a time of day, repeating, called off, or broken.
    pub left_out: usize,
}

/// Reads the holidays that are not over at `now` (of a wall clock).
///
/// # Errors
/// [`NotACalendar`].
pub fn read(file: &[u8], now: DateTime) -> Result<Holidays, NotACalendar> {
    let text = std::str::from_utf8(file).map_err(|_| NotACalendar)?;
    let text = unfold(text.trim_start_matches('\u{feff}').trim_start());
    if !text.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCALENDAR")) || is_too_deep(&text) {
        return Err(NotACalendar);
    }
    let calendar = read_calendar(&text).map_err(|_| NotACalendar)?;
    let mut found = Holidays::default();
    for event in calendar.components.iter().filter(|component| component.name == "VEVENT") {
        match holiday(event) {
            Some((holiday, times)) if times.ends() > now => found.coming.push(holiday),
            Some(_) => {}
            None => found.left_out += 1,
        }
    }
    found.coming.sort_by(|a, b| (&a.first, &a.name).cmp(&(&b.first, &b.name)));
    found.coming.dedup();
    found.left_out += found.coming.len().saturating_sub(MOST);
    found.coming.truncate(MOST);
    Ok(found)
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

fn holiday(event: &Component<'_>) -> Option<(Holiday, Closure)> {
    let text = |name: &str| event.find_prop(name).map(|property| property.val.as_str().trim().to_owned());
    if text("RRULE").is_some() || text("RDATE").is_some() || text("STATUS").as_deref() == Some("CANCELLED") {
        return None;
    }
    let first = date(&text("DTSTART")?)?;
    let after = match text("DTEND") {
        Some(end) => date(&end)?,
        None => first.checked_add(1.day()).ok()?,
    };
    let times = Closure::new(first.at(0, 0, 0, 0), after.at(0, 0, 0, 0)).ok()?;
    let name = event.find_prop("SUMMARY").map(|property| property.val.clone().unescape_text().to_string());
    let name: String = name.unwrap_or_default().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    let name = name.trim().to_owned();
    let uid = text("UID").filter(|uid| !uid.is_empty() && uid.len() <= 400).unwrap_or_else(|| name.clone());
    Some((Holiday { uid, first: first.to_string(), after: after.to_string(), name }, times))
}

/// `20261225`: a date without a time.
fn date(text: &str) -> Option<Date> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        return None;
    }
    let (year, month, day) = (text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
    Date::new(year, month, day).ok()
}

impl Holidays {
    /// The closures that they are for one centre, or for all. Each goes by the event's name in the file, its date and for
    /// whom it counts: the same file twice adds nothing, and a file for another centre does.
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
mod tests {
    use super::*;

    fn file(events: &str) -> String {
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n{events}END:VCALENDAR\r\n")
    }

    fn event(lines: &str) -> String {
        format!("BEGIN:VEVENT\r\n{lines}END:VEVENT\r\n")
    }

    fn now() -> DateTime {
        "2026-11-23T08:00".parse().unwrap()
    }

    fn found(events: &str) -> Holidays {
        read(file(events).as_bytes(), now()).unwrap()
    }

    #[test]
    fn events_of_whole_days_are_holidays_by_date() {
        let boxing = event(
            "UID:b\r\nDTSTART;VALUE=DATE:20261226\r\nDTEND;VALUE=DATE:20261228\r\nSUMMARY:Boxing Day\\, observed\r\n",
        );
        let christmas = event("UID:c\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christ\r\n mas Day\r\n");

        let holidays = found(&(boxing + &christmas));

        let told: Vec<_> = holidays.coming.iter().map(|h| (&*h.first, &*h.after, &*h.name)).collect();
        let expected =
            [("2026-12-25", "2026-12-26", "Christmas Day"), ("2026-12-26", "2026-12-28", "Boxing Day, observed")];
        assert_eq!((told.as_slice(), holidays.left_out), (&expected[..], 0));
    }

    #[test]
    fn what_is_over_is_passed_by_and_what_is_no_single_day_is_counted() {
        let last_year = event("UID:l\r\nDTSTART;VALUE=DATE:20251225\r\nSUMMARY:Christmas\r\n");
        let meeting = event("UID:m\r\nDTSTART:20261225T090000Z\r\nDTEND:20261225T100000Z\r\nSUMMARY:Meeting\r\n");
        let yearly = event("UID:y\r\nDTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Christmas\r\n");
        let off = event("UID:o\r\nDTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED\r\nSUMMARY:Fair\r\n");
        let backwards = event("UID:w\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261224\r\n");

        let holidays = found(&(last_year + &meeting + &yearly + &off + &backwards));

        assert_eq!((holidays.coming.len(), holidays.left_out), (0, 4));
    }

    #[test]
    fn anything_else_is_no_calendar() {
        let deep = "BEGIN:X\r\n".repeat(100_000);
        let files = ["", "PK\u{3}\u{4}", "name,date\nChristmas,2026-12-25\n", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"];
        for other in files.iter().map(|text| (*text).to_owned()).chain([file(&deep)]) {
            assert_eq!(read(other.as_bytes(), now()), Err(NotACalendar), "{:.40}", other);
        }
        assert_eq!(read(&[0xff, 0xfe, 0x00], now()), Err(NotACalendar));
        assert_eq!(found("").coming, []);
    }

    #[test]
    fn a_closure_goes_by_the_event_its_date_and_its_centre() {
        let holidays = found(&event("UID:c\r\nDTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas Day\r\n"));
        let uid = |centre| holidays.closures(centre)[0].source_uid.clone();

        assert_eq!(uid(None).as_deref(), Some("all 2026-12-25 c"));
        assert_eq!(uid(Some(CentreId(3))).as_deref(), Some("centre-3 2026-12-25 c"));
    }
}
