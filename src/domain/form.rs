//! What can be wrong with a form, as closed codes: a field and a problem. The texts are in `components`.

mod field;

use serde::{Deserialize, Serialize};

pub use field::Field;

use super::{document::FileProblem, phone::Country, text::turns, theme::Contrast};

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// Nothing was given.
    Missing,
    /// Fewer characters than required.
    TooShort,
    /// More characters than this limit.
    TooLong(u16),
    /// Not in the form of an email address.
    NotAnEmail,
    /// Not in the form of a telephone number.
    NotAPhone,
    /// Not a date.
    NotADate,
    /// An impossible date: in the future, or, where that is not a problem of its own, too long ago.
    ImplausibleDate,
    /// A date that is too long ago.
    TooLongAgo,
    /// Not one of the choices.
    NotAChoice,
    /// Differs from the field that it should repeat.
    NotTheSame,
    /// One of the most common passwords.
    TooCommon,
    /// The same as before, where a change is required.
    Unchanged,
    /// Someone already has it.
    Taken,
    /// Does not match the stored one.
    Wrong,
    /// Ends before it starts, or overlaps another.
    Clash,
    /// Not a number, or less or more than there can be.
    OutOfRange,
    /// Possible, but so unusual that confirmation is asked for.
    Unusual,
    /// The actor could no longer sign in.
    LocksOut,
    /// Also applies to this many appointments, so confirmation is asked for.
    Affects(u16),
    /// The user chose themselves where someone else is required.
    Oneself,
    /// A file that is refused.
    File(FileProblem),
    /// A colour in which text would be hard to read.
    Contrast(Contrast),
}

/// One field's problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FieldError {
    /// Which field.
    pub field: Field,
    /// What is wrong with the field.
    pub problem: Problem,
}

impl FieldError {
    /// A field's problem.
    #[must_use]
    pub fn new(field: Field, problem: Problem) -> Self {
        Self { field, problem }
    }
}

/// Collects the problems of several fields, so that the user sees them all at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<FieldError>);

impl Problems {
    /// Returns the value, or notes the problem.
    pub fn keep<T>(&mut self, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|e| self.0.push(e)).ok()
    }

    /// Notes a problem.
    pub fn add(&mut self, field: Field, problem: Problem) {
        self.0.push(FieldError::new(field, problem));
    }

    /// The noted problems, in the order of the fields.
    #[must_use]
    pub fn into_vec(self) -> Vec<FieldError> {
        self.0
    }

    /// The same, without duplicates.
    #[must_use]
    pub fn into_distinct(self) -> Vec<FieldError> {
        let mut distinct = Vec::new();
        for problem in self.0 {
            if !distinct.contains(&problem) {
                distinct.push(problem);
            }
        }
        distinct
    }
}

/// A text of `least..=most` characters, trimmed, without control characters other than line breaks and without those that change
/// the direction of the text after them.
///
/// # Errors
/// [`Problem::Missing`] (if it is empty but `least` is not 0), [`Problem::TooShort`] or [`Problem::TooLong`].
pub fn text(field: Field, value: &str, least: usize, most: usize) -> Result<String, FieldError> {
    let clean: String = value.trim().chars().filter(|c| *c == '\n' || !(c.is_control() || turns(*c))).collect();
    match clean.chars().count() {
        0 if least > 0 => Err(FieldError::new(field, Problem::Missing)),
        n if n < least => Err(FieldError::new(field, Problem::TooShort)),
        n if n > most => Err(FieldError::new(field, Problem::TooLong(u16::try_from(most).unwrap_or(u16::MAX)))),
        _ => Ok(clean),
    }
}

/// A telephone number as typed: 6 to 15 digits, with spaces and `+ - ( ) .` allowed. Empty only when `optional`.
///
/// # Errors
/// [`Problem::Missing`] or [`Problem::NotAPhone`].
pub fn phone(field: Field, value: &str, optional: bool) -> Result<String, FieldError> {
    let value = value.trim();
    if value.is_empty() {
        return if optional { Ok(String::new()) } else { Err(FieldError::new(field, Problem::Missing)) };
    }
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let plausible = value.len() <= 24
        && digits >= 6
        && Country::default().number(value).is_some()
        && value.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '(' | ')' | '.'));
    if plausible { Ok(value.to_owned()) } else { Err(FieldError::new(field, Problem::NotAPhone)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_counted_in_characters_and_freed_of_control_characters() {
        assert_eq!(text(Field::Reason, " a\u{7}b \n", 0, 10).as_deref(), Ok("ab"));
        assert_eq!(text(Field::Reason, "äöü", 0, 3).as_deref(), Ok("äöü"));
        let too_long = text(Field::Reason, "abcd", 0, 3);
        assert_eq!(too_long, Err(FieldError::new(Field::Reason, Problem::TooLong(3))));
        assert_eq!(text(Field::Name, "Pat\u{202e}ient\u{2067}", 1, 9).as_deref(), Ok("Patient"));
        assert_eq!(text(Field::Name, "  ", 1, 3), Err(FieldError::new(Field::Name, Problem::Missing)));
    }

    #[test]
    fn a_phone_number_has_at_least_six_digits_and_no_letters() {
        for good in ["0491 570 156", "+61 (2) 9382-1111", "93821111"] {
            assert!(phone(Field::Phone, good, false).is_ok(), "{good}");
        }
        for bad in ["12345", "call me", "0491570156x", "0491570156 0491570156"] {
            assert!(phone(Field::Phone, bad, false).is_err(), "{bad}");
        }
        assert_eq!(phone(Field::EmergencyPhone, "", true).as_deref(), Ok(""));
    }
}
