//! Announcements that the clinic sends to several users at once, in plain text.

use super::form::{self, Field, FieldError};

/// The maximum length of the subject, in characters.
pub const LONGEST_SUBJECT: usize = 120;
/// The maximum length of the text, in characters.
pub const LONGEST: usize = 4_000;
/// How many announcements one person may send in a day.
pub const MOST_A_DAY: i64 = 10;

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// What it is about, in one line.
    pub subject: String,
    /// What it says.
    pub text: String,
}

impl Announcement {
    /// Validates what was typed.
    ///
    /// # Errors
    /// The fields that are missing or too long.
    pub fn parse(subject: &str, text: &str) -> Result<Self, Vec<FieldError>> {
        let one_line = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let subject = form::text(Field::AnnouncementSubject, &one_line, 1, LONGEST_SUBJECT);
        let text = form::text(Field::AnnouncementText, text, 1, LONGEST);
        match (subject, text) {
            (Ok(subject), Ok(text)) => Ok(Self { subject, text }),
            (subject, text) => Err([subject.err(), text.err()].into_iter().flatten().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Problem;

    #[test]
    fn both_fields_are_asked_for_and_bounded() {
        let both = |subject, text| {
            let problems = [(Field::AnnouncementSubject, subject), (Field::AnnouncementText, text)];
            Err(problems.map(|(field, problem)| FieldError::new(field, problem)).to_vec())
        };
        let typed = |more| Announcement::parse(&"x".repeat(LONGEST_SUBJECT + more), &"x".repeat(LONGEST + more));

        assert_eq!(Announcement::parse(" ", "\n"), both(Problem::Missing, Problem::Missing));
        assert!(typed(0).is_ok());
        assert_eq!(typed(1), both(Problem::TooLong(120), Problem::TooLong(4_000)));
    }

    #[test]
    fn a_subject_is_one_line() {
        let parsed = Announcement::parse(" We move\r\nBcc: you ", "One.\n\nTwo.").map(|it| (it.subject, it.text));
        assert_eq!(parsed, Ok(("We move Bcc: you".to_owned(), "One.\n\nTwo.".to_owned())));
    }
}
