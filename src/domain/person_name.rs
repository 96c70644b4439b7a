//! People's names: the display name, and the two parts that some forms and other systems ask for. Not everyone has two: a single
//! name is a given name.

use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problem, text},
    settings::Settings,
};

/// The maximum length of each part, in characters: with the space between them, the two fit into the longest name.
const LONGEST_PART: usize = 59;

/// Particles that belong to the family name after them, in lower case, as they are mostly written.
const PARTICLES: [&str; 21] = [
    "al", "bin", "binti", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la", "le",
    "te", "van", "von", "zu",
];

/// The two parts of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NameParts {
    /// Given names.
    pub given: String,
    /// Family name; empty for people without one.
    pub family: String,
}

impl NameParts {
    /// Guesses the parts of a display name: the last word, with the particles before it, is the family name. Its owner can correct
    /// it.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let words: Vec<&str> = name.split_whitespace().collect();
        let Some((_, before)) = words.split_last() else { return Self::default() };
        if before.is_empty() {
            return Self { given: words.join(" "), family: String::new() };
        }
        let particles = before[1..].iter().rev().take_while(|word| PARTICLES.contains(word)).count();
        let (given, family) = words.split_at(before.len() - particles);
        Self { given: given.join(" "), family: family.join(" ") }
    }

    /// Both parts, as displayed.
    #[must_use]
    pub fn shown(&self) -> String {
        [self.given.as_str(), &self.family].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Validates the parts: at least one is required.
    ///
    /// # Errors
    /// The problem of each part that has one.
    pub fn parse(&self) -> Result<Self, Vec<FieldError>> {
        let part =
            |field, typed: &str| text(field, &typed.split_whitespace().collect::<Vec<_>>().join(" "), 0, LONGEST_PART);
        match (part(Field::GivenName, &self.given), part(Field::FamilyName, &self.family)) {
            (Ok(given), Ok(family)) if given.is_empty() && family.is_empty() => {
                Err(vec![FieldError::new(Field::GivenName, Problem::Missing)])
            }
            (Ok(given), Ok(family)) if given.is_empty() => Ok(Self { given: family, family: given }),
            (Ok(given), Ok(family)) => Ok(Self { given, family }),
            (given, family) => Err([given.err(), family.err()].into_iter().flatten().collect()),
        }
    }
}

impl Settings {
    /// A name in the clinic's style: capitalised where a preset asks for it.
    #[must_use]
    pub fn written(&self, name: &str) -> String {
        if self.title_case { title_cased(name) } else { name.to_owned() }
    }
}

/// Capitalises each word that was typed without capitals, or in capitals only. Someone who types "McAllister" or "van Dyk" knows
/// how their name is written.
fn title_cased(name: &str) -> String {
    let word = |(place, word): (usize, &str)| {
        let is_mixed = word.chars().any(char::is_lowercase) && word.chars().any(char::is_uppercase);
        let is_particle = place > 0 && PARTICLES.contains(&word);
        if is_mixed || is_particle { word.to_owned() } else { capitalised(word) }
    };
    name.split(' ').enumerate().map(word).collect::<Vec<_>>().join(" ")
}

/// Capitalises `anne-MARIE o'brien` word by word: a letter at the start, or after a hyphen or an apostrophe that follows a single
/// letter.
fn capitalised(word: &str) -> String {
    let mut capital = true;
    let mut letters = 0;
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '-' => (capital, letters) = (true, 0),
            '\'' | '’' => capital = letters == 1,
            _ => {
                if capital {
                    out.extend(c.to_uppercase())
                } else {
                    out.extend(c.to_lowercase())
                }
                (capital, letters) = (false, letters + 1);
                continue;
            }
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_the_family_name_with_the_particles_before_it() {
        for (name, given, family) in [
            ("Ada Lovelace", "Ada", "Lovelace"),
            ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
            ("Maria de la Cruz", "Maria", "de la Cruz"),
            ("Nguyễn Thị Hương", "Nguyễn Thị", "Hương"),
            ("Sukarno", "Sukarno", ""),
            ("de Gaulle", "de", "Gaulle"),
            ("", "", ""),
        ] {
            let parts = NameParts::of(name);
            assert_eq!((parts.given.as_str(), parts.family.as_str()), (given, family), "{name}");
            assert_eq!(parts.shown(), name);
        }
    }

    #[test]
    fn one_part_is_enough_and_none_is_not() {
        let parts = |given: &str, family: &str| NameParts { given: given.into(), family: family.into() };
        assert_eq!(parts("", " Sukarno ").parse(), Ok(parts("Sukarno", "")));
        assert_eq!(parts(" ", "").parse(), Err(vec![FieldError::new(Field::GivenName, Problem::Missing)]));
        let long = "x".repeat(60);
        assert_eq!(parts(&long, "y").parse(), Err(vec![FieldError::new(Field::GivenName, Problem::TooLong(59))]));
    }

    #[test]
    fn capitals_are_given_only_to_words_without_their_own() {
        for (typed, written) in [
            ("anne-marie o'brien", "Anne-Marie O'Brien"),
            ("SINEAD MCALLISTER", "Sinead Mcallister"),
            ("Sinéad McAllister", "Sinéad McAllister"),
            ("ludwig van beethoven", "Ludwig van Beethoven"),
            ("li xiaolong", "Li Xiaolong"),
            ("李小龍", "李小龍"),
            ("ma'moun saleh", "Ma'moun Saleh"),
        ] {
            assert_eq!(title_cased(typed), written);
        }
    }
}
