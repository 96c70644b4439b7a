//! How numbers are shown, and which are suppressed.

use crate::{
    domain::{
        cancellation::{Ahead, Kind, Who, Why},
        figures::{SMALLEST_GROUP, kept_back, per_mille},
    },
    server_fns::convert::cancellation,
    service::figures::Cancelled,
    views::figures::{CountView, ReasonView},
    words::{self, counted, number, tenths, tr},
};

/// `12.5%`.
pub(in crate::server_fns::convert) fn percent(per_mille: Option<i64>) -> String {
    per_mille.map_or_else(|| "\u{2013}".to_owned(), words::percent)
}

/// The number of days until a free slot.
pub(super) fn days(days: i64) -> String {
    match days {
        0 => tr!(PracticeWithinDay).to_owned(),
        60.. => tr!(PracticeSixtyDays).to_owned(),
        n => counted!(PracticeDays, usize::try_from(n).unwrap_or_default()),
    }
}

/// A count that reveals nothing about a single person.
pub(in crate::server_fns::convert) fn few(count: i64) -> String {
    if is_few(count) { tr!(PracticeUnder, n = SMALLEST_GROUP) } else { number(count) }
}

fn is_few(count: i64) -> bool {
    (1..SMALLEST_GROUP).contains(&count)
}

/// The number of ratings, and their average if there are enough; small numbers are exact only for readers who may read them.
pub(super) fn stars((count, stars): (i64, i64), is_exact: bool) -> String {
    if count < SMALLEST_GROUP {
        return if is_exact { number(count) } else { few(count) };
    }
    let average = per_mille(stars, count).unwrap_or_default() / 100;
    tr!(PracticeAverage, n = number(count), stars = tenths(average))
}

/// Counts whose sum is known: all of them, or all except those that could identify someone.
pub(super) fn told(counts: &[i64], is_exact: bool) -> Vec<(Option<i64>, String)> {
    let kept = kept_back(counts);
    // Beside a suppressed larger one, showing that the small ones are small would reveal what the large one can be.
    let are_alike = counts.iter().zip(&kept).any(|(count, is_kept)| *is_kept && !is_few(*count));
    let one = |(count, is_kept): (&i64, bool)| match is_kept && !is_exact {
        false => (Some(*count), number(*count)),
        true if are_alike => (None, "\u{2013}".to_owned()),
        true => (None, few(*count)),
    };
    counts.iter().zip(kept).map(one).collect()
}

fn sum(rows: &[Cancelled], is_meant: impl Fn(&Cancelled) -> bool) -> i64 {
    rows.iter().filter(|row| is_meant(row)).map(|row| row.count).sum()
}

/// Cancellations by who cancelled, each by how long before.
fn by_whom(rows: &[Cancelled]) -> Vec<(Who, [i64; 4])> {
    let found = Who::ALL.iter().filter(|who| rows.iter().any(|row| row.who == **who));
    let ahead = |who: Who| {
        [Ahead::Day, Ahead::TwoDays, Ahead::Week, Ahead::Longer]
            .map(|ahead| sum(rows, |row| row.who == who && row.ahead == ahead))
    };
    found.map(|who| (*who, ahead(*who))).collect()
}

/// Who cancelled, and how long before: all numbers with their lists, or all except those that could identify someone.
pub(super) fn cancelled(
    rows: &[Cancelled],
    is_exact: bool,
    href: impl Fn(Kind) -> String,
) -> Vec<(String, [CountView; 4])> {
    let lines = by_whom(rows);
    let counts: Vec<i64> = lines.iter().flat_map(|(_, counts)| *counts).collect();
    let mut said = told(&counts, is_exact).into_iter().map(|(_, said)| said);
    let line = |(who, counts): &(Who, [i64; 4])| {
        let cell = |place: usize| {
            let ahead = Ahead::ALL.get(place).copied();
            let kind = Kind { who: Some(*who), ahead, why: None };
            let href = if is_exact && counts[place] > 0 { href(kind) } else { String::new() };
            CountView { text: said.next().unwrap_or_default(), href }
        };
        (cancellation::who(*who).to_owned(), [0, 1, 2, 3].map(cell))
    };
    lines.iter().map(line).collect()
}

/// Why appointments were cancelled, in this period and the previous one. Readers who may not open appointments see them only if no
/// number is small, neither here nor by who cancelled: otherwise one could reveal another.
pub(super) fn reasons(
    [rows, before]: &[Vec<Cancelled>; 2],
    is_exact: bool,
    href: impl Fn(Kind) -> String,
) -> Vec<ReasonView> {
    let by_reason = |why: &Why| (*why, sum(rows, |row| row.why == *why), sum(before, |row| row.why == *why));
    let lines: Vec<(Why, i64, i64)> = Why::ALL.iter().map(by_reason).filter(|line| line.1 + line.2 > 0).collect();
    let by_whom = by_whom(rows).into_iter().flat_map(|(_, counts)| counts);
    let is_one_small = lines.iter().flat_map(|line| [line.1, line.2]).chain(by_whom).any(is_few);
    if is_one_small && !is_exact {
        return Vec::new();
    }
    let line = |(why, count, before)| ReasonView {
        name: cancellation::why(why).to_owned(),
        count: CountView {
            text: number(count),
            href: if is_exact && count > 0 { href(Kind { why: Some(why), ..Kind::default() }) } else { String::new() },
        },
        before: number(before),
    };
    lines.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(who: Who, ahead: Ahead, why: Why, count: i64) -> Cancelled {
        Cancelled { who, ahead, why, count }
    }

    #[test]
    fn only_those_who_may_open_a_cancellation_see_how_few_there_are() {
        let rows = [
            row(Who::Patient, Ahead::Day, Why::Unsaid, 3),
            row(Who::Patient, Ahead::Longer, Why::Unsaid, 12),
            row(Who::Clinic, Ahead::TwoDays, Why::Written, 7),
        ];
        let two_few = [
            row(Who::Patient, Ahead::Day, Why::Unsaid, 2),
            row(Who::Patient, Ahead::Longer, Why::Unsaid, 12),
            row(Who::Clinic, Ahead::TwoDays, Why::Written, 3),
        ];

        let told = |rows: &[Cancelled], is_exact| -> Vec<[String; 4]> {
            let lines = cancelled(rows, is_exact, |kind| format!("/list?cancelled={}", kind.word()));
            lines.into_iter().map(|(_, counts)| counts.map(|count| count.text)).collect()
        };

        assert_eq!(told(&rows, true), [["3", "0", "0", "12"], ["0", "7", "0", "0"]]);
        assert_eq!(told(&rows, false), [["\u{2013}", "0", "0", "12"], ["0", "\u{2013}", "0", "0"]]);
        assert_eq!(told(&two_few, false), [["under 5", "0", "0", "12"], ["0", "under 5", "0", "0"]]);
    }

    #[test]
    fn each_cancellation_leads_to_its_appointments_for_who_may_open_them() {
        let rows = [row(Who::Clinic, Ahead::TwoDays, Why::Closed, 7)];
        let href = |kind: Kind| kind.word();
        let hrefs = |is_exact| {
            let lines = cancelled(&rows, is_exact, href).into_iter();
            lines.flat_map(|(_, counts)| counts.map(|count| count.href)).collect::<Vec<_>>()
        };

        assert_eq!(hrefs(true), ["", "clinic.two-days", "", ""]);
        assert_eq!(hrefs(false), ["", "", "", ""]);
        let reasons = |is_exact| reasons(&[rows.to_vec(), Vec::new()], is_exact, href);
        assert_eq!(reasons(true)[0].count.href, "closed");
        assert_eq!(reasons(false)[0].count, CountView { text: "7".to_owned(), href: String::new() });
    }

    #[test]
    fn reasons_are_told_where_nothing_small_could_be_worked_out_from_them() {
        let both = |now: &[Cancelled], before: &[Cancelled]| [now.to_vec(), before.to_vec()];
        let many = [row(Who::Clinic, Ahead::Day, Why::Closed, 7), row(Who::Patient, Ahead::Day, Why::Unsaid, 9)];
        let few_before = [row(Who::Clinic, Ahead::Day, Why::Closed, 1)];
        let few_of_one = [many[0], row(Who::Patient, Ahead::Day, Why::Unsaid, 4)];
        // Example: nine gave no reason, and the table by who cancelled shows that three of these did so a day before.
        let few_by_whom =
            [many[0], row(Who::Patient, Ahead::Day, Why::Unsaid, 3), row(Who::Patient, Ahead::Week, Why::Unsaid, 6)];
        let told = |of: &[Vec<Cancelled>; 2], is_exact| -> Vec<(String, String)> {
            reasons(of, is_exact, |_| String::new()).into_iter().map(|one| (one.count.text, one.before)).collect()
        };
        let counts = |all: &[(&str, &str)]| -> Vec<(String, String)> {
            all.iter().map(|(now, before)| ((*now).to_owned(), (*before).to_owned())).collect()
        };

        assert_eq!(told(&both(&many, &many), false), counts(&[("7", "7"), ("9", "9")]));
        for hidden in [both(&many, &few_before), both(&few_of_one, &[]), both(&few_by_whom, &[])] {
            assert!(told(&hidden, false).is_empty(), "{hidden:?}");
            assert_eq!(told(&hidden, true).len(), 2, "{hidden:?}");
        }
    }

    #[test]
    fn small_weeks_are_kept_back_with_what_would_give_them_away() {
        let said = |counts: &[i64], is_exact| -> Vec<String> {
            told(counts, is_exact).into_iter().map(|(value, said)| format!("{value:?} {said}")).collect()
        };
        assert_eq!(said(&[3, 12, 0], true), ["Some(3) 3", "Some(12) 12", "Some(0) 0"]);
        assert_eq!(said(&[3, 12, 9], false), ["None \u{2013}", "Some(12) 12", "None \u{2013}"]);
        assert_eq!(said(&[2, 3, 9], false), ["None under 5", "None under 5", "Some(9) 9"]);
    }

    #[test]
    fn small_groups_are_not_told_apart() {
        assert_eq!([0, 1, 4, 5].map(few), ["0", "under 5", "under 5", "5"]);
        assert_eq!([(0, 0), (4, 20), (5, 22)].map(|one| stars(one, false)), ["0", "under 5", "5, average 4.4"]);
        assert_eq!([(4, 20), (5, 22)].map(|one| stars(one, true)), ["4", "5, average 4.4"]);
        assert_eq!([None, Some(0), Some(1_005)].map(percent), ["\u{2013}", "0.0%", "100.5%"]);
    }
}
