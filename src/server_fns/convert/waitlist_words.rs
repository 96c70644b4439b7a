//! Wishes in words.

use jiff::civil::Weekday;

use crate::{
    domain::{
        time::WallMinute,
        waitlist::{Times, Weekdays, Whom},
    },
    service::directory::Directory,
    words::calendar,
};

/// `Ann Doctor`, or `Any dentist`.
pub fn whom(directory: &Directory, whom: &Whom) -> String {
    match whom {
        Whom::Practitioner(id) => directory.practitioner(*id).map(|person| person.name.clone()).unwrap_or_default(),
        Whom::Profession(name) => format!("Any {}", name.to_lowercase()),
    }
}

/// `Any day, at any time`; `Monday to Friday, from 08:00 to 12:00, until Tuesday 24 November 2026`.
pub fn times(times: &Times) -> String {
    let latest = times.latest_on.map(|date| format!(", until {}", calendar::long_date(date))).unwrap_or_default();
    format!("{}, {}{latest}", days(times.weekdays), hours(times.from, times.until))
}

fn days(chosen: Weekdays) -> String {
    const DAYS: [(Weekday, &str); 7] = [
        (Weekday::Monday, "Monday"),
        (Weekday::Tuesday, "Tuesday"),
        (Weekday::Wednesday, "Wednesday"),
        (Weekday::Thursday, "Thursday"),
        (Weekday::Friday, "Friday"),
        (Weekday::Saturday, "Saturday"),
        (Weekday::Sunday, "Sunday"),
    ];
    match chosen.bits() {
        0b111_1111 => "Any day".to_owned(),
        0b001_1111 => "Monday to Friday".to_owned(),
        _ => {
            let names: Vec<&str> = DAYS.iter().filter(|(day, _)| chosen.contain(*day)).map(|(_, name)| *name).collect();
            match names.as_slice() {
                [others @ .., before_last, last] => {
                    let others: String = others.iter().map(|name| format!("{name}, ")).collect();
                    format!("{others}{before_last} or {last}")
                }
                names => names.concat(),
            }
        }
    }
}

fn hours(from: WallMinute, until: WallMinute) -> String {
    match (from, until) {
        (WallMinute::MIDNIGHT, WallMinute::END_OF_DAY) => "at any time".to_owned(),
        (from, WallMinute::END_OF_DAY) => format!("from {}", calendar::minute(from)),
        (WallMinute::MIDNIGHT, until) => format!("before {}", calendar::minute(until)),
        (from, until) => format!("from {} to {}", calendar::minute(from), calendar::minute(until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
