//! Calculators for patients: body mass index, and the due date of a pregnancy. Nothing is stored.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

/// What was typed wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Slip {
    /// Not a possible height of an adult.
    Height,
    /// Not a possible weight of an adult.
    Weight,
    /// No date.
    LastPeriod,
    /// A date in the future, or longer ago than a pregnancy lasts.
    LastPeriodTooFar,
    /// Not a possible length of a cycle.
    Cycle,
}

impl Slip {
    /// The id of the form control.
    #[must_use]
    pub fn control(self) -> &'static str {
        match self {
            Self::Height => "height",
            Self::Weight => "weight",
            Self::LastPeriod | Self::LastPeriodTooFar => "last_period",
            Self::Cycle => "cycle",
        }
    }
}

/// A body mass index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bmi {
    tenths: u32,
}

/// The range of an index, by the World Health Organization's bounds for adults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BmiRange {
    /// Below 18.5.
    Under,
    /// From 18.5 to 24.9.
    Healthy,
    /// From 25 to 29.9.
    Over,
    /// From 30 on.
    Obese,
}

/// Centimetres per inch, and kilograms per pound.
const INCH: f64 = 2.54;
const POUND: f64 = 0.453_592_37;
/// Adults' heights in centimetres and weights in kilograms.
const HEIGHTS: std::ops::RangeInclusive<f64> = 100.0..=250.0;
const WEIGHTS: std::ops::RangeInclusive<f64> = 25.0..=400.0;

impl Bmi {
    /// Calculates the index of an adult from a height (centimetres, or inches) and a weight (kilograms, or pounds), as typed.
    ///
    /// # Errors
    /// What was typed wrong.
    pub fn of((height, in_inches): (&str, bool), (weight, in_pounds): (&str, bool)) -> Result<Self, Vec<Slip>> {
        let height = number(height).map(|height| if in_inches { height * INCH } else { height });
        let weight = number(weight).map(|weight| if in_pounds { weight * POUND } else { weight });
        let height = height.filter(|height| HEIGHTS.contains(height)).ok_or(Slip::Height);
        let weight = weight.filter(|weight| WEIGHTS.contains(weight)).ok_or(Slip::Weight);
        match (height, weight) {
            (Ok(height), Ok(weight)) => {
                let metres = height / 100.0;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 40 and 4,000")]
                let tenths = (weight / (metres * metres) * 10.0).round() as u32;
                Ok(Self { tenths })
            }
            (height, weight) => Err([height.err(), weight.err()].into_iter().flatten().collect()),
        }
    }

    /// In tenths: 229 for 22.9.
    #[must_use]
    pub fn tenths(self) -> i64 {
        self.tenths.into()
    }

    /// Its range; what is shown as 25.0 counts as 25.
    #[must_use]
    pub fn range(self) -> BmiRange {
        match self.tenths {
            0..185 => BmiRange::Under,
            185..250 => BmiRange::Healthy,
            250..300 => BmiRange::Over,
            _ => BmiRange::Obese,
        }
    }
}

/// A positive number of a few digits, with a point or a comma.
fn number(typed: &str) -> Option<f64> {
    let typed = typed.trim().replace(',', ".");
    let is_plain = typed.len() <= 8 && typed.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_plain { typed.parse().ok() } else { None }
}

/// When a pregnancy is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDate {
    /// The date.
    pub due: Date,
    /// Completed weeks as of today, counted from the last period as doctors do.
    pub weeks: i32,
    /// And the remaining days.
    pub days: i32,
}

/// Calculates the due date from the first day of the last period, by Naegele's rule: 280 days, adjusted by the difference of the
/// cycle's length from 28 days.
///
/// # Errors
/// What was typed wrong.
pub fn due_date(last_period: &str, cycle: &str, today: Date) -> Result<DueDate, Vec<Slip>> {
    let cycle = cycle.trim();
    let cycle: Result<i32, Slip> = match cycle {
        "" => Ok(28),
        typed => typed.parse().ok().filter(|days| (20..=45).contains(days)).ok_or(Slip::Cycle),
    };
    let first: Result<Date, Slip> = last_period.trim().parse().map_err(|_| Slip::LastPeriod);
    let first = first.and_then(|first| {
        let earliest = today.saturating_sub(301.days());
        if (earliest..=today).contains(&first) { Ok(first) } else { Err(Slip::LastPeriodTooFar) }
    });
    match (first, cycle) {
        (Ok(first), Ok(cycle)) => {
            let past = (today - first).get_days();
            let due = first.saturating_add((280 + cycle - 28).days());
            // A longer cycle means a later start.
            let past = (past - (cycle - 28)).max(0);
            Ok(DueDate { due, weeks: past / 7, days: past % 7 })
        }
        (first, cycle) => Err([first.err(), cycle.err()].into_iter().flatten().collect()),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_index_is_the_same_in_either_units_and_has_its_range() {
        let metric = Bmi::of(("175", false), ("70", false)).expect("an index");
        assert_eq!((metric.tenths(), metric.range()), (229, BmiRange::Healthy));
        let imperial = Bmi::of(("68.9", true), ("154,3", true)).expect("an index");
        assert_eq!(imperial.tenths(), 229);
        for (weight, tenths, range) in [
            ("53.4", 185, BmiRange::Healthy),
            ("53.1", 184, BmiRange::Under),
            ("72.1", 249, BmiRange::Healthy),
            ("72.2", 250, BmiRange::Over),
            ("86.7", 300, BmiRange::Obese),
        ] {
            let bmi = Bmi::of(("170", false), (weight, false)).expect("an index");
            assert_eq!((bmi.tenths(), bmi.range()), (tenths, range), "{weight}");
        }
    }

    #[test]
    fn what_no_adult_measures_is_refused_field_by_field() {
        for wrong in ["", "1.75", "99", "251", "-170", "1e2", "NaN", "inf", "17O", "1.7.0", "999999999"] {
            assert_eq!(Bmi::of((wrong, false), ("70", false)), Err(vec![Slip::Height]), "{wrong}");
        }
        assert_eq!(Bmi::of(("170", false), ("401", false)), Err(vec![Slip::Weight]));
        assert_eq!(Bmi::of(("", false), ("", false)), Err(vec![Slip::Height, Slip::Weight]));
        assert!(Bmi::of(("66", true), ("160", true)).is_ok());
        assert_eq!(Bmi::of(("170", true), ("160", true)), Err(vec![Slip::Height]));
    }

    #[test]
    fn a_due_date_is_280_days_after_the_last_period() {
        let today = date(2026, 11, 23);
        let found = due_date("2026-09-01", "", today).expect("a date");
        assert_eq!(found, DueDate { due: date(2027, 6, 8), weeks: 11, days: 6 });
        let longer = due_date("2026-09-01", "35", today).expect("a date");
        assert_eq!(longer, DueDate { due: date(2027, 6, 15), weeks: 10, days: 6 });
        assert_eq!(due_date("2026-11-23", "45", today).expect("a date").weeks, 0);
    }

    #[test]
    fn dates_and_cycles_that_cannot_be_are_refused() {
        let today = date(2026, 11, 23);
        assert_eq!(due_date("", "", today), Err(vec![Slip::LastPeriod]));
        assert_eq!(due_date("2026-02-30", "19", today), Err(vec![Slip::LastPeriod, Slip::Cycle]));
        assert_eq!(due_date("2026-11-24", "28", today), Err(vec![Slip::LastPeriodTooFar]));
        assert_eq!(due_date("2025-11-23", "28", today), Err(vec![Slip::LastPeriodTooFar]));
        assert_eq!(due_date("2026-09-01", "46", today), Err(vec![Slip::Cycle]));
        assert_eq!(due_date("-009999-01-01", "x", today), Err(vec![Slip::LastPeriodTooFar, Slip::Cycle]));
    }
}
