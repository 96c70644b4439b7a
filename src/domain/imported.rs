//! Lines of a record that were brought in from another system. No one here wrote them: they are kept as they were sent.

use std::{
    fmt::{self, Display, Formatter},
    str::FromStr,
};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{
    ids::{EntryId, ImportedId},
    patient::Gender,
    record::EntryKind,
};

/// What a line is about. Its stored word is FHIR's name for such a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray, IntoStaticStr, EnumString, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportedKind {
    /// What someone reacts to.
    #[strum(serialize = "AllergyIntolerance")]
    Allergy,
    /// What is planned for someone's care.
    CarePlan,
    /// What someone has or had.
    Condition,
    /// A text or a file.
    #[strum(serialize = "DocumentReference")]
    Document,
    /// What was prescribed.
    #[strum(serialize = "MedicationRequest")]
    Medication,
    /// What was measured or found.
    Observation,
    /// What was done to someone.
    Procedure,
    /// What a laboratory or someone else found, in one.
    #[strum(serialize = "DiagnosticReport")]
    Report,
    /// What someone was vaccinated with.
    #[strum(serialize = "Immunization")]
    Vaccination,
    /// That someone was seen.
    #[strum(serialize = "Encounter")]
    Visit,
}

impl ImportedKind {
    /// Every kind.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Those of which nothing is written here.
    pub const ALONE: [Self; 4] = [Self::CarePlan, Self::Procedure, Self::Report, Self::Vaccination];

    /// The stored word, which is FHIR's.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The kind of what is read along with lines that were written here.
    #[must_use]
    pub fn beside(kind: EntryKind) -> Option<Self> {
        match kind {
            EntryKind::Diagnosis => Some(Self::Condition),
            EntryKind::Prescription => Some(Self::Medication),
            EntryKind::Observation => Some(Self::Observation),
            EntryKind::Document => Some(Self::Document),
            EntryKind::Note | EntryKind::Referral => None,
        }
    }

    /// What the audit calls this part of a record.
    #[must_use]
    pub fn part(self) -> &'static str {
        match self {
            Self::Allergy => "summary",
            Self::Condition => EntryKind::Diagnosis.as_str(),
            Self::Document => EntryKind::Document.as_str(),
            Self::Medication => EntryKind::Prescription.as_str(),
            Self::Observation => EntryKind::Observation.as_str(),
            Self::CarePlan => "care_plan",
            Self::Procedure => "procedure",
            Self::Report => "report",
            Self::Vaccination => "vaccination",
            Self::Visit => IMPORTED,
        }
    }
}

/// What the audit calls what was brought in, whatever it is.
pub const IMPORTED: &str = "imported";

/// Which line of a record: one that was written here (`7`), or one that was brought in (`i7`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineKey {
    /// Written here.
    Written(EntryId),
    /// Brought in.
    Imported(ImportedId),
}

impl LineKey {
    const PREFIX: char = 'i';
}

impl Display for LineKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written(id) => write!(f, "{id}"),
            Self::Imported(id) => write!(f, "{}{id}", Self::PREFIX),
        }
    }
}

impl FromStr for LineKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.strip_prefix(Self::PREFIX) {
            Some(id) => id.parse().map(Self::Imported).map_err(drop),
            None => text.parse().map(Self::Written).map_err(drop),
        }
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
    /// What the other system calls the lines that the resource refers to.
    pub refers: Vec<ExternalName>,
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
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert!("Claim".parse::<ImportedKind>().is_err() && "Visit".parse::<ImportedKind>().is_err());
    }

    #[test]
    fn a_key_says_whether_the_line_was_written_here_or_brought_in() {
        for (text, key) in [("7", LineKey::Written(EntryId(7))), ("i7", LineKey::Imported(ImportedId(7)))] {
            assert_eq!((text.parse(), key.to_string()), (Ok(key), text.to_owned()));
        }
        for wrong in ["", "i", "x7", "7i"] {
            assert_eq!(wrong.parse::<LineKey>(), Err(()), "{wrong}");
        }
    }
}
