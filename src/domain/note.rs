//! Notes: what was said, seen and done. Authors add versions; earlier text stays readable.

use serde::{Deserialize, Serialize};

use super::form::{self, Field, FieldError};

/// The maximum length of a note, in characters.
pub const LONGEST: usize = 10_000;

/// A note as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteForm {
    /// What is noted.
    #[serde(default)]
    pub text: String,
}

impl NoteForm {
    /// The note's text; `None` if it is blank.
    ///
    /// # Errors
    /// It is too long.
    pub fn parse(&self) -> Result<Option<String>, FieldError> {
        let text = form::text(Field::Note, &self.text, 0, LONGEST)?;
        Ok((!text.is_empty()).then_some(text))
    }
}

/// A text's first line as a heading of at most 80 characters.
#[must_use]
pub fn title(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    if line.chars().count() <= 80 {
        return line.to_owned();
    }
    let cut: String = line.chars().take(77).collect();
    format!("{}...", cut.trim_end())
}

/// The rest of a note after its title; `None` if the title is not its first line: it was cut, or the note has changed since.
#[must_use]
pub fn after<'a>(title: &str, text: &'a str) -> Option<&'a str> {
    let rest = text.trim_start().strip_prefix(title)?;
    (rest.is_empty() || rest.starts_with(['\n', '\r'])).then(|| rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_of_spaces_is_none_and_one_that_is_too_long_is_refused() {
        assert_eq!(NoteForm { text: " \n\t ".into() }.parse(), Ok(None));
        assert_eq!(NoteForm { text: " Cough ".into() }.parse(), Ok(Some("Cough".into())));
        assert!(NoteForm { text: "x".repeat(LONGEST) }.parse().is_ok());
        assert!(NoteForm { text: "x".repeat(LONGEST + 1) }.parse().is_err());
    }

    #[test]
    fn a_title_is_the_first_line_and_no_longer_than_a_line() {
        assert_eq!(title("\nCough\nfor a week"), "Cough");
        assert_eq!(title(&"é".repeat(80)), "é".repeat(80));
        assert_eq!(title(&"é".repeat(81)).chars().count(), 80);
    }
    #[test]
    fn a_notes_first_line_is_left_out_only_where_its_title_says_all_of_it() {
        let after = |text: &str| super::after(&title(text), text).map(str::to_owned);
        assert_eq!(after("Cough\n\nfor a week").as_deref(), Some("for a week"));
        assert_eq!(after("Cough").as_deref(), Some(""));
        assert_eq!(after(&"x".repeat(81)), None);
        assert_eq!(super::after("Cough", "Coughs for a week"), None);
    }
}
