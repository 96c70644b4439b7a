//! How numbers are told, and which are kept back.

use crate::{
    domain::figures::{SMALLEST_GROUP, kept_back, per_mille},
    service::figures::Cancelled,
    words::{self, Key, counted, number, tenths, tr},
};

/// In which order cancellations are told, and how.
const WHO: [(&str, Key); 5] = [
    ("patient", Key::PracticeByPatient),
    ("practitioner", Key::PracticeByThePractitioner),
    ("clinic", Key::PracticeByClinic),
    ("declined", Key::PracticeRequestDeclined),
    ("nobody", Key::PracticeRequestLapsed),
];

/// `12.5%`.
pub(in crate::server_fns::convert) fn percent(per_mille: Option<i64>) -> String {
    per_mille.map_or_else(|| "\u{2013}".to_owned(), words::percent)
}

/// How long it is to a free time.
pub(super) fn days(days: i64) -> String {
    match days {
        0 => tr!(PracticeWithinDay).to_owned(),
        60.. => tr!(PracticeSixtyDays).to_owned(),
        n => counted!(PracticeDays, usize::try_from(n).unwrap_or_default()),
    }
}

/// A count that says nothing of a single person.
pub(in crate::server_fns::convert) fn few(count: i64) -> String {
    if is_few(count) { tr!(PracticeUnder, n = SMALLEST_GROUP) } else { number(count) }
}

fn is_few(count: i64) -> bool {
    (1..SMALLEST_GROUP).contains(&count)
}

/// How many ratings there are, and what they are on average.
pub(super) fn stars((count, stars): (i64, i64)) -> String {
    if count < SMALLEST_GROUP {
        return few(count);
    }
    let average = per_mille(stars, count).unwrap_or_default() / 100;
    tr!(PracticeAverage, n = number(count), stars = tenths(average))
}

/// Who cancelled, how long before: all numbers, or all but those that could point at someone.
pub(super) fn cancelled(rows: &[Cancelled], is_exact: bool) -> Vec<(String, [String; 4])> {
    let count = |who: &str, ahead: i64| {
        rows.iter().filter(|row| row.who == who && row.ahead == ahead).map(|row| row.count).sum::<i64>()
    };
    let lines: Vec<(Key, [i64; 4])> = WHO
        .into_iter()
        .filter(|(who, _)| rows.iter().any(|row| row.who == *who))
        .map(|(who, key)| (key, [0, 1, 2, 3].map(|ahead| count(who, ahead))))
        .collect();
    let kept = kept_back(&lines.iter().flat_map(|(_, counts)| *counts).collect::<Vec<_>>());
    // Beside a larger one that is left out, to call the small ones small would say what that one can be.
    let are_alike =
        lines.iter().flat_map(|(_, counts)| counts).zip(&kept).any(|(count, is_kept)| *is_kept && !is_few(*count));
    let told = |count: i64, is_kept: bool| match is_kept && !is_exact {
        false => number(count),
        true if are_alike => "\u{2013}".to_owned(),
        true => few(count),
    };
    let line = |((key, counts), kept): (&(Key, [i64; 4]), &[bool])| {
        (words::said(*key).to_owned(), [0, 1, 2, 3].map(|place| told(counts[place], kept[place])))
    };
    lines.iter().zip(kept.chunks(4)).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_who_may_open_a_cancellation_see_how_few_there_are() {
        let row = |who: &str, ahead, count| Cancelled { who: who.to_owned(), ahead, count };
        let rows = [row("patient", 0, 3), row("patient", 3, 12), row("clinic", 1, 7)];
        let two_few = [row("patient", 0, 2), row("patient", 3, 12), row("clinic", 1, 3)];

        let told = |rows: &[Cancelled], is_exact| -> Vec<[String; 4]> {
            cancelled(rows, is_exact).into_iter().map(|(_, counts)| counts).collect()
        };

        assert_eq!(told(&rows, true), [["3", "0", "0", "12"], ["0", "7", "0", "0"]]);
        assert_eq!(told(&rows, false), [["\u{2013}", "0", "0", "12"], ["0", "\u{2013}", "0", "0"]]);
        assert_eq!(told(&two_few, false), [["under 5", "0", "0", "12"], ["0", "under 5", "0", "0"]]);
    }

    #[test]
    fn small_groups_are_not_told_apart() {
        assert_eq!([0, 1, 4, 5].map(few), ["0", "under 5", "under 5", "5"]);
        assert_eq!([(0, 0), (4, 20), (5, 22)].map(stars), ["0", "under 5", "5, average 4.4"]);
        assert_eq!([None, Some(0), Some(1_005)].map(percent), ["\u{2013}", "0.0%", "100.5%"]);
    }
}
