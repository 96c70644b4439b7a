//! What practitioners prepare for their messages: an away notice for patients, and quick replies.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::form::{self, Field, FieldError, Problem, Problems};

/// The maximum length of an away notice and of a quick reply, in characters.
pub const LONGEST: usize = 1_000;
/// The most quick replies that one practitioner can have.
pub const MOST_REPLIES: usize = 20;

/// The away notice as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AwayForm {
    /// The text as it was typed.
    pub text: String,
    /// The last day away: `2026-12-24`.
    pub until: String,
}

/// A validated away notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Away {
    /// The text as it was typed.
    pub text: String,
    /// The last day away.
    pub last_day: Date,
}

impl AwayForm {
    /// Validates the form.
    ///
    /// # Errors
    /// Each field's problem: a missing text, or a day that is over or more than a year away.
    pub fn parse(&self, today: Date) -> Result<Away, Vec<FieldError>> {
        let mut problems = Problems::default();
        let text = problems.keep(form::text(Field::AwayText, &self.text, 1, LONGEST));
        let last_day = problems.keep(last_day(&self.until, today));
        match (text, last_day) {
            (Some(text), Some(last_day)) => Ok(Away { text, last_day }),
            _ => Err(problems.into_vec()),
        }
    }
}

fn last_day(typed: &str, today: Date) -> Result<Date, FieldError> {
    let problem = match typed.trim() {
        "" => Problem::Missing,
        typed => match typed.parse::<Date>() {
            Ok(day) if day >= today && day <= today.saturating_add(1.year()) => return Ok(day),
            Ok(_) => Problem::OutOfRange,
            Err(_) => Problem::Wrong,
        },
    };
    Err(FieldError::new(Field::AwayUntil, problem))
}

/// Validates a quick reply.
///
/// # Errors
/// It is empty or too long.
pub fn quick_reply(text: &str) -> Result<String, FieldError> {
    form::text(Field::QuickReply, text, 1, LONGEST)
}

/// The message being written, with a quick reply appended.
#[must_use]
pub fn with_reply(typed: &str, reply: &str) -> String {
    match typed.trim_end() {
        "" => reply.to_owned(),
        typed => format!("{typed}\n{reply}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_away_until_a_day_from_today_to_a_year_from_now() {
        let today = jiff::civil::date(2026, 11, 28);
        let problem = |until: &str| {
            let form = AwayForm { text: "Back soon".into(), until: until.into() };
            form.parse(today).map(|away| away.last_day.to_string()).map_err(|problems| problems[0].problem)
        };
        assert_eq!(problem(" 2026-11-28 "), Ok("2026-11-28".into()));
        assert_eq!(problem("2027-11-28"), Ok("2027-11-28".into()));
        assert_eq!(problem("2026-11-27"), Err(Problem::OutOfRange));
        assert_eq!(problem("2027-11-29"), Err(Problem::OutOfRange));
        assert_eq!(problem(""), Err(Problem::Missing));
        assert_eq!(problem("tomorrow"), Err(Problem::Wrong));
        let neither = AwayForm::default().parse(today).map_err(|problems| problems.len());
        assert_eq!(neither, Err(2));
    }

    #[test]
    fn a_quick_reply_goes_below_what_was_typed() {
        assert_eq!(with_reply(" \n", "Thanks"), "Thanks");
        assert_eq!(with_reply("Dear Pat \n", "Thanks"), "Dear Pat\nThanks");
    }
}
