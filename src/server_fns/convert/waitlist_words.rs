//! Wishes in words.

use jiff::civil::Weekday;

use crate::{
    domain::{
        time::WallMinute,
        waitlist::{Times, Weekdays, Whom},
    },
    service::directory::Directory,
    words::{calendar, tr},
};

/// `Ann Doctor`, or `Any dentist`.
pub fn whom(directory: &Directory, whom: &Whom) -> String {
    match whom {
        Whom::Practitioner(id) => directory.practitioner(*id).map(|person| person.name.clone()).unwrap_or_default(),
        Whom::Profession(name) => tr!(WaitAnyOf, profession = name.to_lowercase()),
    }
}

/// `Any day, at any time`; `Monday to Friday, from 08:00 to 12:00, until Tuesday 24 November 2026`.
pub fn times(times: &Times) -> String {
    let at = hours(&days(times.weekdays), (times.from, times.until));
    match times.latest_on {
        Some(date) => tr!(WaitUntilDate, times = at, date = calendar::long_date(date)),
        None => at,
    }
}

fn days(chosen: Weekdays) -> String {
    let all = [
        (Weekday::Monday, tr!(WaitMonday)),
        (Weekday::Tuesday, tr!(WaitTuesday)),
        (Weekday::Wednesday, tr!(WaitWednesday)),
        (Weekday::Thursday, tr!(WaitThursday)),
        (Weekday::Friday, tr!(WaitFriday)),
        (Weekday::Saturday, tr!(WaitSaturday)),
        (Weekday::Sunday, tr!(WaitSunday)),
    ];
    match chosen.bits() {
        0b111_1111 => tr!(WaitAnyDay).to_owned(),
        0b001_1111 => tr!(WaitWorkingDays).to_owned(),
        _ => {
            let names: Vec<&str> = all.iter().filter(|(day, _)| chosen.contain(*day)).map(|(_, name)| *name).collect();
            match names.as_slice() {
                [first, others @ .., last] => {
                    let before = others
                        .iter()
                        .fold((*first).to_owned(), |days, next| tr!(WaitMoreDays, before = days, next = next));
                    tr!(WaitOneDay, before = before, last = last)
                }
                names => names.concat(),
            }
        }
    }
}

fn hours(days: &str, between: (WallMinute, WallMinute)) -> String {
    match between {
        (WallMinute::MIDNIGHT, WallMinute::END_OF_DAY) => tr!(WaitAnyTime, days = days),
        (from, WallMinute::END_OF_DAY) => tr!(WaitFrom, days = days, from = calendar::minute(from)),
        (WallMinute::MIDNIGHT, until) => tr!(WaitBefore, days = days, until = calendar::minute(until)),
        (from, until) => {
            tr!(WaitBetween, days = days, from = calendar::minute(from), until = calendar::minute(until))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn wishes_read_as_one_would_say_them() {
        let words = |weekdays: &[&str], from, until, latest| {
            times(&Times::parse(weekdays, (from, until), latest, jiff::civil::date(2026, 11, 20)).unwrap_or_default())
        };

        assert_eq!(words(&["1", "2", "3", "4", "5", "6", "7"], "", "", ""), "Any day, at any time");
        assert_eq!(words(&["1", "2", "3", "4", "5"], "08:00", "", ""), "Monday to Friday, from 08:00");
        assert_eq!(words(&["2"], "", "12:00", ""), "Tuesday, before 12:00");
        assert_eq!(
            words(&["1", "3", "6"], "08:00", "12:30", "2026-11-24"),
            "Monday, Wednesday or Saturday, from 08:00 to 12:30, until Tuesday 24 November 2026"
        );
    }

    #[test]
    fn a_wish_is_said_in_the_language_of_its_reader() {
        let german = Reader { language: Language::German, time_style: TimeStyle::Hours24 };
        let today = jiff::civil::date(2026, 11, 20);
        let wish = Times::parse(&["1", "3", "6"], ("08:00", "12:30"), "", today).unwrap_or_default();

        let said = german.read(|| times(&wish));

        assert_eq!(said, "Montag, Mittwoch oder Samstag, von 08:00 bis 12:30");
    }
}
