//! Lines of a record that were brought in from another system. Nobody here wrote them: they are kept as they were sent.

use std::str::FromStr;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{patient::Gender, record::EntryKind};

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportedKind {
    /// What someone reacts to.
    Allergy,
    /// What someone has or had.
    Condition,
    /// What was prescribed.
    Medication,
    /// What was measured or found.
    Observation,
}

impl ImportedKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Allergy, Self::Condition, Self::Medication, Self::Observation];

    /// The stored word, which is FHIR's.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allergy => "AllergyIntolerance",
            Self::Condition => "Condition",
            Self::Medication => "MedicationRequest",
            Self::Observation => "Observation",
        }
    }

    /// The kind of what is read along with lines that were written here.
    #[must_use]
    pub fn beside(kind: EntryKind) -> Option<Self> {
        match kind {
            EntryKind::Diagnosis => Some(Self::Condition),
            EntryKind::Prescription => Some(Self::Medication),
            EntryKind::Observation => Some(Self::Observation),
            EntryKind::Note | EntryKind::Referral | EntryKind::Document => None,
        }
    }
}

impl FromStr for ImportedKind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(())
    }
}

/// What another system calls something: the system, and the name in it.
pub type ExternalName = (String, String);

/// Whether a text can be part of such a name.
#[must_use]
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// A patient in what is brought in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The entry that says so.
    pub entry: usize,
    /// What other systems call them.
    pub names: Vec<ExternalName>,
    /// Their number here, if that is known.
    pub number: Option<String>,
    /// Who they are; nothing if they have to be known already.
    pub details: Option<Details>,
}

/// Who a patient is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// Full name.
    pub name: String,
    /// Date of birth.
    pub born: Option<Date>,
    /// Gender.
    pub gender: Option<Gender>,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Address; may be empty.
    pub address: String,
}

/// A line that is brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// The entry that says so.
    pub entry: usize,
    /// Whose it is, by the place among the [`Bundle::people`].
    pub person: usize,
    /// What it is about.
    pub kind: ImportedKind,
    /// What the other system calls it.
    pub name: ExternalName,
    /// It in one line.
    pub title: String,
    /// When it happened or was found.
    pub at: Timestamp,
    /// Whether it still holds.
    pub is_current: bool,
    /// The resource, without what says whose it is.
    pub body: String,
}

/// What is brought in at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The system that it comes from.
    pub source: String,
    /// Whose.
    pub people: Vec<Person>,
    /// What is said of them.
    pub lines: Vec<NewLine>,
}

/// Why an entry stops all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No patient here has this identifier.
    Unknown,
    /// The identifiers are those of different patients.
    SeveralPeople,
    /// The patient who has this identifier was born on another day.
    BornOtherwise,
    /// It was brought in before, and says something else by now.
    Changed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_back_from_its_word() {
        for kind in ImportedKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("Claim".parse::<ImportedKind>(), Err(()));
    }
}
