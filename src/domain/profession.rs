//! A practitioner's profession: exactly one each, from an open set in which common names are spelt one way. What a practitioner is
//! especially good at is an expertise, not a profession.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Sees patients first, and refers them.
pub const GENERAL_PRACTITIONER: &str = "General practitioner";
/// Booked by referral, and found by expertise.
pub const SPECIALIST: &str = "Specialist";

/// The professions offered in menus, in alphabetical order. Others may be typed in.
pub const COMMON: &[&str] = &[
    "Audiologist",
    "Chiropractor",
    "Dentist",
    "Dietitian",
    "Exercise physiologist",
    "General practitioner",
    "Midwife",
    "Nurse practitioner",
    "Occupational therapist",
    "Optometrist",
    "Osteopath",
    "Pathologist",
    "Pharmacist",
    "Physiotherapist",
    "Podiatrist",
    "Psychologist",
    "Radiographer",
    "Social worker",
    "Specialist",
    "Speech pathologist",
];

/// Other names for the common professions, in lower case: what people type, and what other systems export.
const ALIASES: &[(&str, &str)] = &[
    ("gp", "General practitioner"),
    ("g.p.", "General practitioner"),
    ("general practice", "General practitioner"),
    ("family doctor", "General practitioner"),
    ("family physician", "General practitioner"),
    ("doctor", "General practitioner"),
    ("physio", "Physiotherapist"),
    ("physiotherapy", "Physiotherapist"),
    ("physical therapist", "Physiotherapist"),
    ("chemist", "Pharmacist"),
    ("pharmacy", "Pharmacist"),
    ("pathology", "Pathologist"),
    ("dental", "Dentist"),
    ("dental surgeon", "Dentist"),
    ("dentistry", "Dentist"),
    ("dietician", "Dietitian"),
    ("nutritionist", "Dietitian"),
    ("psychology", "Psychologist"),
    ("clinical psychologist", "Psychologist"),
    ("optician", "Optometrist"),
    ("optometry", "Optometrist"),
    ("podiatry", "Podiatrist"),
    ("chiropodist", "Podiatrist"),
    ("ot", "Occupational therapist"),
    ("occupational therapy", "Occupational therapist"),
    ("speech therapist", "Speech pathologist"),
    ("speech pathology", "Speech pathologist"),
    ("radiography", "Radiographer"),
    ("medical imaging technologist", "Radiographer"),
    ("np", "Nurse practitioner"),
    ("specialist doctor", "Specialist"),
    ("medical specialist", "Specialist"),
    ("consultant", "Specialist"),
];

/// The titles of people in a field, where its ending does not give them.
const TITLES: &[(&str, &str)] = &[
    ("dental", "Dentist"),
    ("ear, nose and throat", "Ear, nose and throat surgeon"),
    ("general surgery", "General surgeon"),
    ("geriatrics", "Geriatrician"),
    ("obstetrics", "Obstetrician"),
    ("obstetrics and gynaecology", "Obstetrician and gynaecologist"),
    ("orthopaedics", "Orthopaedic surgeon"),
    ("paediatrics", "Paediatrician"),
    ("pediatrics", "Pediatrician"),
    ("plastic surgery", "Plastic surgeon"),
    ("psychiatry", "Psychiatrist"),
    ("respiratory medicine", "Respiratory physician"),
];

/// The title that patients use for someone of this profession: for specialists, that of the first of their fields that has one,
/// such as `Dermatologist`; for everyone else, their profession.
#[must_use]
pub fn title(profession: &str, fields: &[String]) -> String {
    if profession != SPECIALIST {
        return profession.to_owned();
    }
    let of_field = |field: &String| {
        let lower = field.to_lowercase();
        let listed = TITLES.iter().find(|(name, _)| *name == lower).map(|(_, title)| (*title).to_owned());
        listed.or_else(|| field.strip_suffix("ology").map(|stem| format!("{stem}ologist")))
    };
    fields.iter().find_map(of_field).unwrap_or_else(|| profession.to_owned())
}

/// A profession, 2 to 60 characters; the common ones in their canonical spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Profession(String);

/// Why a text is not a profession.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ProfessionError {
    /// Fewer than two characters once trimmed.
    #[error("a profession has at least 2 letters")]
    TooShort,
    /// More than sixty characters once trimmed.
    #[error("a profession has at most 60 letters")]
    TooLong,
    /// A digit, a control character or another character that no profession contains.
    #[error("a profession is written with letters, spaces and the signs - ' . , & / ( )")]
    BadCharacter,
}

impl Profession {
    /// Parses a profession as people write it: case, repeated spaces and common alternative names do not matter.
    ///
    /// A profession not in [`COMMON`] is kept as given, with a capital first letter.
    ///
    /// # Errors
    /// When the trimmed text is shorter than 2 or longer than 60 characters, or holds anything but letters and the usual signs.
    pub fn parse(text: &str) -> Result<Self, ProfessionError> {
        let written = Self::as_written(text)?;
        let lower = written.0.to_lowercase();
        let known = COMMON.iter().find(|name| name.to_lowercase() == lower).or_else(|| {
            let (_, name) = ALIASES.iter().find(|(alias, _)| *alias == lower)?;
            Some(name)
        });
        Ok(known.map_or(written, |name| Self((*name).to_owned())))
    }

    /// Parses a profession without resolving alternative names.
    ///
    /// # Errors
    /// The errors of [`Profession::parse`].
    pub fn as_written(text: &str) -> Result<Self, ProfessionError> {
        let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match tidy.chars().count() {
            0 | 1 => return Err(ProfessionError::TooShort),
            2..=60 => {}
            _ => return Err(ProfessionError::TooLong),
        }
        if !tidy.chars().all(|c| c.is_alphabetic() || " -'’.,&/()".contains(c)) {
            return Err(ProfessionError::BadCharacter);
        }
        Ok(Self(capitalised(&tidy)))
    }

    /// The canonical name, as it is stored and shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the profession booked by referral and found by expertise.
    #[must_use]
    pub fn is_specialist(&self) -> bool {
        self.0 == SPECIALIST
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

impl fmt::Display for Profession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Profession {
    type Error = ProfessionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Profession> for String {
    fn from(profession: Profession) -> Self {
        profession.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_names_and_aliases_have_one_spelling() {
        for (written, name) in [
            ("GP", "General practitioner"),
            (" general  PRACTITIONER ", "General practitioner"),
            ("physio", "Physiotherapist"),
            ("Pathologist", "Pathologist"),
            ("neuro  physiologist", "Neuro physiologist"),
            ("Élève-infirmière", "Élève-infirmière"),
        ] {
            assert_eq!(Profession::parse(written).as_ref().map(Profession::as_str), Ok(name), "{written}");
        }
    }

    #[test]
    fn every_alias_leads_to_a_common_profession() {
        for (alias, name) in ALIASES {
            assert!(COMMON.contains(name), "{alias}");
            assert_eq!(*alias, alias.to_lowercase());
        }
    }

    #[test]
    fn a_profession_has_two_to_sixty_letters_and_no_digits() {
        for good in ["GP", &"x".repeat(60)] {
            assert!(Profession::parse(good).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("", ProfessionError::TooShort),
            (" x ", ProfessionError::TooShort),
            (&"x".repeat(61), ProfessionError::TooLong),
            ("s3cret", ProfessionError::BadCharacter),
            ("Nurse\u{0}", ProfessionError::BadCharacter),
        ] {
            assert_eq!(Profession::parse(bad), Err(why), "{bad}");
        }
    }

    #[test]
    fn a_specialist_is_called_by_their_field_and_others_by_their_profession() {
        let titled = |profession: &str, fields: &[&str]| {
            title(profession, &fields.iter().map(|field| (*field).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(titled("Specialist", &["Dermatology"]), "Dermatologist");
        assert_eq!(titled("Specialist", &["Skin cancer checks", "Paediatrics"]), "Paediatrician");
        assert_eq!(titled("Specialist", &["Pain"]), "Specialist");
        assert_eq!(titled("Specialist", &[]), "Specialist");
        assert_eq!(titled("General practitioner", &["Dermatology"]), "General practitioner");
    }
}
