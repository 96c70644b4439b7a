//! A referral letter, as typed and as parsed.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::priority::Priority;
use crate::domain::form::{self, Field, FieldError, Problem, Problems};

/// How many years a referral may be valid.
const MOST_YEARS: i32 = 3;

/// The form for a referral, as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterForm {
    /// A [`Priority`]'s word.
    pub priority: String,
    /// The last day of validity, `2027-11-24`.
    pub valid_until: String,
    /// The number of visits.
    pub visits: String,
    /// The letter.
    pub letter: String,
}

/// A validated letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// How urgent it is.
    pub priority: Priority,
    /// The last day on which a visit can start.
    pub last_day: Date,
    /// For how many visits, 1 to 99.
    pub visits: i64,
    /// The letter, 10 to 10,000 characters.
    pub text: String,
}

impl LetterForm {
    /// An empty form with the defaults: routine, one visit, for a year.
    #[must_use]
    pub fn usual(today: Date) -> Self {
        Self {
            priority: Priority::Routine.as_str().to_owned(),
            valid_until: today.saturating_add(1.year()).to_string(),
            visits: "1".to_owned(),
            letter: String::new(),
        }
    }

    /// Validates the form.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(&self, today: Date) -> Result<Letter, Vec<FieldError>> {
        let mut problems = Problems::default();
        let wrong = |field, problem| FieldError::new(field, problem);
        let priority = self.priority.parse().map_err(|()| wrong(Field::Priority, Problem::NotAChoice));
        let last_day = self.valid_until.trim().parse().map_err(|_| wrong(Field::ValidUntil, Problem::NotADate));
        let last_day = last_day.and_then(|day: Date| {
            let is_sensible = (today..=last_possible_day(today)).contains(&day);
            is_sensible.then_some(day).ok_or(wrong(Field::ValidUntil, Problem::ImplausibleDate))
        });
        let visits = self.visits.trim().parse().ok().filter(|visits| (1..=99).contains(visits));
        let visits = visits.ok_or(wrong(Field::Visits, Problem::OutOfRange));
        let text = form::text(Field::Letter, &self.letter, 10, 10_000);
        let fields = (problems.keep(priority), problems.keep(last_day), problems.keep(visits), problems.keep(text));
        match fields {
            (Some(priority), Some(last_day), Some(visits), Some(text)) => {
                Ok(Letter { priority, last_day, visits, text })
            }
            _ => Err(problems.into_vec()),
        }
    }
}

/// The last possible end date of a referral written today.
#[must_use]
pub fn last_possible_day(today: Date) -> Date {
    today.saturating_add(MOST_YEARS.years())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_wrong_field_of_a_letter_is_told_at_once() {
        let today = date(2026, 11, 23);
        let usual = LetterForm { letter: "Please see this patient.".into(), ..LetterForm::usual(today) };
        let letter = usual.parse(today).expect("a letter");
        assert_eq!((letter.visits, letter.last_day), (1, date(2027, 11, 23)));

        let form = LetterForm {
            priority: "x".into(),
            valid_until: "2026-11-22".into(),
            visits: "100".into(),
            letter: "short".into(),
        };
        let fields: Vec<Field> = form.parse(today).expect_err("wrong").iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, [Field::Priority, Field::ValidUntil, Field::Visits, Field::Letter]);
        let ends_today = LetterForm { valid_until: "2026-11-23".into(), ..usual.clone() };
        assert!(ends_today.parse(today).is_ok());
        let too_far = LetterForm { valid_until: "2029-11-24".into(), ..usual };
        assert!(too_far.parse(today).is_err());
    }
}
