//! Dates and times in every language, around clock changes, and in both clock styles.

use jiff::{ToSpan, civil::date};

use super::*;
use crate::words::Reader;

fn read<T>(language: Language, time_style: TimeStyle, work: impl FnOnce() -> T) -> T {
    Reader { language, time_style }.read(work)
}

fn slot(starts_at: &str) -> Slot {
    let starts_at: Timestamp = starts_at.parse().expect("an instant");
    Slot { starts_at, ends_at: starts_at + 30.minutes() }
}

#[test]
fn a_date_is_written_as_its_reader_writes_it() {
    let day = date(2026, 11, 24);
    let all = |word: fn(Date) -> String| Language::ALL.map(|language| read(language, TimeStyle::Hours24, || word(day)));

    let [english, german, french, spanish, arabic, chinese] = all(long_date);
    assert_eq!([english.as_str(), &german], ["Tuesday 24 November 2026", "Dienstag, 24. November 2026"]);
    assert_eq!([french.as_str(), &spanish], ["mardi 24 novembre 2026", "martes, 24 de noviembre de 2026"]);
    assert_eq!(chinese, "2026年11月24日星期二");
    for part in ["الثلاثاء", "24", "نوفمبر", "2026"] {
        assert!(arabic.contains(part), "{arabic} lacks {part}");
    }
    assert_eq!(all(full_date)[..2], ["24 November 2026", "24. November 2026"]);
    assert_eq!(all(short_date)[0], "24 Nov");
    assert_eq!(all(weekday)[0], "Tue");
    assert_eq!(all(month)[0], "November 2026");
    // In no language is anything left in English, and all digits are the same.
    let words: [fn(Date) -> String; 3] = [long_date, full_date, short_date];
    for word in words {
        let words = all(word);
        assert!(words[1..].iter().all(|other| *other != words[0]), "{words:?}");
        assert!(words.iter().all(|word| word.contains("24") || word.contains("2026")), "{words:?}");
    }
}

#[test]
fn a_clock_has_24_hours_or_twelve_as_the_clinic_chooses() {
    let zone = Zone::parse("Australia/Sydney").expect("a zone");
    let (morning, noon) = (slot("2026-11-23T21:00Z"), slot("2026-11-24T01:00Z"));
    let twelve = |language| read(language, TimeStyle::Hours12, || [span(&zone, &morning), clock(&zone, &noon)]);

    assert_eq!(read(Language::German, TimeStyle::Hours24, || span(&zone, &morning)), "08:00-08:30");
    assert_eq!(twelve(Language::English), ["8:00 am-8:30 am", "12:00 pm"]);
    assert_eq!(twelve(Language::Chinese), ["上午8:00-上午8:30", "下午12:00"]);
    let ends =
        read(Language::English, TimeStyle::Hours12, || [WallMinute::MIDNIGHT, WallMinute::END_OF_DAY].map(minute));
    assert_eq!(ends, ["12:00 am", "12:00 am"]);
    let shown = read(Language::English, TimeStyle::Hours12, || moment(date(2026, 11, 24).at(14, 5, 0, 0)));
    assert_eq!(shown, "24 Nov 2026, 2:05 pm");
}

#[test]
fn the_two_times_of_a_repeated_hour_differ_in_every_language_and_on_both_clocks() {
    let zone = Zone::parse("Australia/Sydney").expect("a zone");
    let (first, second) = (slot("2026-04-04T15:30Z"), slot("2026-04-04T16:30Z"));
    for language in Language::ALL {
        for style in TimeStyle::ALL {
            let both = read(language, style, || [clock(&zone, &first), clock(&zone, &second)]);
            assert_ne!(both[0], both[1], "{language:?}");
        }
    }
    let told = read(Language::English, TimeStyle::Hours12, || clock(&zone, &first));
    assert_eq!(told, "2:30 am (UTC+11)");
}

#[test]
fn a_closure_is_told_by_its_days_or_its_times() {
    let told = |from: &str, to: &str| {
        closure(Closure::new(from.parse().expect("a time"), to.parse().expect("a time")).expect("a closure"))
    };

    assert_eq!(told("2026-12-25T00:00", "2026-12-26T00:00"), "25 December 2026");
    assert_eq!(told("2026-12-24T00:00", "2026-12-27T00:00"), "24-26 December 2026");
    assert_eq!(told("2026-12-30T00:00", "2027-01-03T00:00"), "30 December 2026 to 2 January 2027");
    assert_eq!(told("2026-12-24T12:00", "2026-12-24T17:00"), "24 December 2026, 12:00-17:00");
    assert_eq!(told("2026-12-24T12:00", "2026-12-25T00:00"), "24 December 2026, 12:00-24:00");
    let across = "24 December 2026, 12:00 to 28 December 2026, 09:00";
    assert_eq!(told("2026-12-24T12:00", "2026-12-28T09:00"), across);
    let german = read(Language::German, TimeStyle::Hours24, || told("2026-12-24T00:00", "2026-12-27T00:00"));
    assert_eq!(german, "24. Dezember 2026 bis 26. Dezember 2026");
}
