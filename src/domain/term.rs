//! The names that practitioners share: professions and areas of expertise. Renaming one renames it for everyone who has it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problem, Problems},
    practitioner_form::listed,
    profession::{GENERAL_PRACTITIONER, Profession, SPECIALIST},
    text::fold,
};

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    /// A profession.
    Profession,
    /// An area of expertise.
    Expertise,
}

impl TermKind {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Profession => "profession",
            Self::Expertise => "expertise",
        }
    }
}

impl FromStr for TermKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        [Self::Profession, Self::Expertise].into_iter().find(|kind| kind.as_str() == s).ok_or(())
    }
}

/// Whether a name cannot be changed, because rules depend on it: who refers, and who is booked by referral.
#[must_use]
pub fn is_fixed(kind: TermKind, name: &str) -> bool {
    kind == TermKind::Profession && [GENERAL_PRACTITIONER, SPECIALIST].contains(&name)
}

/// The form that renames one, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TermForm {
    /// The kind and the name, as in `profession/Dentist`.
    pub term: String,
    /// Its new name.
    pub name: String,
    /// Not empty if it may be merged with another of the new name.
    pub merge: String,
}

/// A name to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renaming {
    /// The kind of the name.
    pub kind: TermKind,
    /// As it is.
    pub from: String,
    /// The new name.
    pub to: String,
    /// Whether it may be merged with another of that name.
    pub merge: bool,
}

impl TermForm {
    /// The value that stands for a name in the form.
    #[must_use]
    pub fn choice(kind: TermKind, name: &str) -> String {
        format!("{}/{name}", kind.as_str())
    }

    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<Renaming, Vec<FieldError>> {
        let mut problems = Problems::default();
        let term = self.term.split_once('/').and_then(|(kind, name)| Some((kind.parse().ok()?, name)));
        let term = term.filter(|(kind, name)| !is_fixed(*kind, name));
        let term = problems.keep(term.ok_or(FieldError::new(Field::Term, Problem::NotAChoice)));
        let name = match term {
            Some((TermKind::Profession, from)) => problems.keep(profession(from, &self.name)),
            _ => problems.keep(area(&self.name)),
        };
        match (term, name) {
            (Some((kind, from)), Some(to)) => {
                Ok(Renaming { kind, from: from.to_owned(), to, merge: !self.merge.is_empty() })
            }
            _ => Err(problems.into_vec()),
        }
    }
}

/// A profession's new name, in the usual spelling, unless the typed name is an alias of the profession's current name.
fn profession(from: &str, typed: &str) -> Result<String, FieldError> {
    let wrong = |_| FieldError::new(Field::TermName, Problem::Wrong);
    let usual = Profession::parse(typed).map_err(wrong)?;
    if usual.as_str() != from {
        return Ok(usual.to_string());
    }
    Profession::as_written(typed).map(|name| name.to_string()).map_err(wrong)
}

/// The new name of an area of expertise: a single one, as forms list them.
fn area(typed: &str) -> Result<String, FieldError> {
    let [name] = <[String; 1]>::try_from(listed(Field::TermName, typed)?)
        .map_err(|_| FieldError::new(Field::TermName, Problem::Wrong))?;
    Ok(name)
}

/// The former names of renamed terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormerNames(Vec<(TermKind, String, String)>);

impl FormerNames {
    /// By kind, pairs of a former name and the current one.
    #[must_use]
    pub fn new(names: Vec<(TermKind, String, String)>) -> Self {
        Self(names)
    }

    /// The former names of a term.
    pub fn of(&self, kind: TermKind, term: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(of, _, now)| *of == kind && now == term).map(|(_, name, _)| name.as_str())
    }

    /// The current name of a term.
    #[must_use]
    pub fn current(&self, kind: TermKind, name: &str) -> Option<&str> {
        if self.0.is_empty() {
            return None;
        }
        let key = fold(name);
        self.0.iter().find(|(of, former, _)| *of == kind && fold(former) == key).map(|(_, _, now)| now.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(term: &str, name: &str) -> Result<String, Vec<FieldError>> {
        let form = TermForm { term: term.into(), name: name.into(), merge: String::new() };
        form.parse().map(|renaming| renaming.to)
    }

    #[test]
    fn a_profession_gets_its_usual_spelling_unless_that_is_its_name_already() {
        assert_eq!(parsed("profession/Tooth doctor", "dental surgeon"), Ok("Dentist".into()));
        assert_eq!(parsed("profession/Dentist", " dental  surgeon "), Ok("Dental surgeon".into()));
        assert_eq!(parsed("expertise/Skin", "Skin / hair"), Ok("Skin / hair".into()));
    }

    #[test]
    fn what_rules_depend_on_keeps_its_name() {
        for term in ["profession/Specialist", "profession/General practitioner", "profession", "place/Here", ""] {
            assert_eq!(parsed(term, "Someone"), Err(vec![FieldError::new(Field::Term, Problem::NotAChoice)]), "{term}");
        }
        assert!(parsed("expertise/Specialist", "Rare diseases").is_ok());
        assert!(parsed("profession/Dentist", "Room 2").is_err(), "a digit");
        assert!(parsed("expertise/Skin", "Skin, hair").is_err(), "two");
    }

    #[test]
    fn a_former_name_is_known_in_any_spelling() {
        let names = FormerNames::new(vec![(TermKind::Profession, "Chiropodist".into(), "Podiatrist".into())]);

        assert_eq!(names.current(TermKind::Profession, "CHIROPODIST"), Some("Podiatrist"));
        assert_eq!(names.current(TermKind::Expertise, "Chiropodist"), None);
        assert_eq!(names.of(TermKind::Profession, "Podiatrist").collect::<Vec<_>>(), ["Chiropodist"]);
    }
}
