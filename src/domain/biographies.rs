//! Practitioners' biographies in languages other than the clinic's first.

use std::collections::BTreeMap;

use super::{
    form::{Field, FieldError, text},
    language::Language,
    service_form::choice,
};

pub(super) const LONGEST_BIO: usize = 3_000;

/// A biography in each language; none of them is empty.
pub type Biographies = BTreeMap<Language, String>;

/// The biographies as typed, by language tag; each may be blank.
pub type BiographiesForm = BTreeMap<String, String>;

/// The form filled with the current biographies.
#[must_use]
pub fn typed(bios: &Biographies) -> BiographiesForm {
    bios.iter().map(|(language, bio)| (language.tag().to_owned(), bio.clone())).collect()
}

/// Validates the form.
///
/// # Errors
/// A language is unknown, or a biography is too long.
pub fn parse(typed: &BiographiesForm) -> Result<Biographies, FieldError> {
    let field = Field::OtherLanguages;
    let mut bios = Biographies::new();
    for (tag, bio) in typed {
        bios.insert(choice(field, tag)?, text(field, bio, 0, LONGEST_BIO)?);
    }
    bios.retain(|_, bio| !bio.is_empty());
    Ok(bios)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Problem;

    #[test]
    fn a_biography_in_a_further_language_is_optional_and_has_an_end() {
        let said = |tag: &str, bio: &str| parse(&BiographiesForm::from([(tag.to_owned(), bio.to_owned())]));
        let wrong = |problem| Err(FieldError::new(Field::OtherLanguages, problem));

        let bios = said("de", " Wandert gern. ").expect("a biography");

        assert_eq!(bios, Biographies::from([(Language::German, "Wandert gern.".to_owned())]));
        assert_eq!(parse(&typed(&bios)), Ok(bios));
        assert_eq!(said("de", " "), Ok(Biographies::new()));
        assert_eq!(said("xx", "x"), wrong(Problem::NotAChoice));
        assert_eq!(said("de", &"x".repeat(3_001)), wrong(Problem::TooLong(3_000)));
    }
}
