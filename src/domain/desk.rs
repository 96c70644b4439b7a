//! Parsing of front-desk input: a search for someone, and a patient without an account.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    centre_form::line,
    form::{Field, FieldError, Problems, phone},
    patient::{LONGEST_NAME, birth_date},
    practitioner_form::work_email,
    text::tokens,
};

/// How many digits at the end of a telephone number are compared, so that a country code makes no difference.
const COMPARED_DIGITS: usize = 8;

/// Parses a date of birth typed as `1980-02-29`, or as day, month and year as in `29/2/1980`.
#[must_use]
pub fn typed_birth_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let parts: Vec<&str> = text
        .split(|c: char| matches!(c, '-' | '/' | '.') || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .collect();
    let [first, second, third] = parts[..] else { return None };
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A name typed with a date of birth before or behind it, as in `Lee, Ann (29/2/1980)`.
#[must_use]
pub fn typed_name_and_birth_date(text: &str) -> Option<(String, Date)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let (first, last) = (text.find(is_digit)?, text.rfind(is_digit)?);
    let (name, rest) = text.split_at(first);
    let (born, rest) = rest.split_at(last + 1 - first);
    let name = format!("{name} {rest}");
    let born = typed_birth_date(born)?;
    (!tokens(&name).is_empty()).then_some((name, born))
}

/// Whether two names have the same words, in whatever order.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    let words = |name: &str| {
        let mut words = tokens(name);
        words.sort_unstable();
        words
    };
    words(one) == words(other)
}

/// The last digits of a typed telephone number, if it is one.
#[must_use]
pub fn typed_phone(text: &str) -> Option<String> {
    let typed = phone(Field::Phone, text, false).ok()?;
    let digits: Vec<char> = typed.chars().filter(char::is_ascii_digit).collect();
    Some(digits[digits.len().saturating_sub(COMPARED_DIGITS)..].iter().collect())
}

/// A new patient as typed at the front desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewPatientForm {
    /// Full name.
    pub name: String,
    /// Date of birth, day of the month.
    pub birth_day: String,
    /// Date of birth, month 1 to 12.
    pub birth_month: String,
    /// Date of birth, year.
    pub birth_year: String,
    /// Telephone number.
    pub phone: String,
    /// Email address; may be blank.
    pub email: String,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPatient {
    /// Full name.
    pub name: String,
    /// Date of birth.
    pub born: Date,
    /// Telephone number.
    pub phone: String,
    /// Email address; may be empty.
    pub email: String,
}

impl NewPatientForm {
    /// Validates the form. `today` limits the date of birth.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self, today: Date) -> Result<NewPatient, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(line(Field::FullName, &self.name, 2, LONGEST_NAME));
        let born = problems.keep(birth_date([&self.birth_year, &self.birth_month, &self.birth_day], today));
        let phone = problems.keep(phone(Field::Phone, &self.phone, false));
        let email = match self.email.trim() {
            "" => Some(String::new()),
            typed => problems.keep(work_email(typed)).map(|email| email.as_str().to_owned()),
        };
        match (name, born, phone, email) {
            (Some(name), Some(born), Some(phone), Some(email)) => Ok(NewPatient { name, born, phone, email }),
            _ => Err(problems.into_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::form::Problem;

    #[test]
    fn a_date_of_birth_is_recognised_in_the_ways_in_which_people_say_it() {
        for typed in ["1980-02-29", "29/2/1980", " 29.02.1980", "29 2 1980"] {
            assert_eq!(typed_birth_date(typed), Some(date(1980, 2, 29)), "{typed}");
        }
        for other in ["", "Pat Ient", "29/2/80", "31/2/1980", "0491 570 156", "P-1234-5678"] {
            assert_eq!(typed_birth_date(other), None, "{other}");
        }
    }

    #[test]
    fn a_name_and_a_date_of_birth_are_told_apart_wherever_the_date_stands() {
        for typed in ["Ann Lee 29/2/1980", "Lee, Ann (1980-02-29)", "29.02.1980 Ann LEE", "Ann Lee, 29 2 1980"] {
            let (name, born) = typed_name_and_birth_date(typed).expect(typed);
            assert!(is_same_name(&name, "Ann Lee") && born == date(1980, 2, 29), "{typed}: {name}");
        }
        for other in ["", "Ann Lee", "29/2/1980", "Ann Lee 31/2/1980", "Ann 2 Lee", "P-1234-5678", "Zo\u{eb} 5"] {
            assert_eq!(typed_name_and_birth_date(other), None, "{other}");
        }
        assert!(!is_same_name("Ann Lee", "Ann Lees") && !is_same_name("Ann Lee", "Ann Marie Lee"));
    }

    #[test]
    fn a_telephone_number_is_compared_by_its_end() {
        assert_eq!(typed_phone("0491 570 156").as_deref(), Some("91570156"));
        assert_eq!(typed_phone("+61 491 570 156").as_deref(), Some("91570156"));
        assert_eq!(typed_phone("P-1234-5678"), None);
        assert_eq!(typed_phone("12345"), None);
    }

    #[test]
    fn a_new_patient_has_a_name_a_date_of_birth_and_a_phone_and_may_have_an_address() {
        let form = NewPatientForm {
            name: " Wanda  Walk ".into(),
            birth_day: "27".into(),
            birth_month: "3".into(),
            birth_year: "1985".into(),
            phone: "0491 570 156".into(),
            email: String::new(),
        };

        let made = form.parse(date(2026, 11, 23)).expect("a patient");

        assert_eq!((made.name.as_str(), made.born, made.email.as_str()), ("Wanda Walk", date(1985, 3, 27), ""));
        let wrong = NewPatientForm { email: "wanda".into(), ..NewPatientForm::default() };
        let wrong = wrong.parse(date(2026, 11, 23)).expect_err("wrong");
        let expected = [
            (Field::FullName, Problem::Missing),
            (Field::DateOfBirth, Problem::Missing),
            (Field::Phone, Problem::Missing),
            (Field::WorkEmail, Problem::NotAnEmail),
        ];
        assert_eq!(wrong, expected.map(|(field, problem)| FieldError::new(field, problem)));
    }
}
