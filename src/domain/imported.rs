//! Record entries imported from another system. No one here wrote them: they are kept exactly as they were sent.

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

/// What an entry is about. Its stored word is the FHIR resource's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, VariantArray, IntoStaticStr, EnumString, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportedKind {
    /// An allergy or intolerance.
    #[strum(serialize = "AllergyIntolerance")]
    Allergy,
    /// A plan for someone's care.
    CarePlan,
    /// A condition that someone has or had.
    Condition,
    /// A text or a file.
    #[strum(serialize = "DocumentReference")]
    Document,
    /// What was prescribed.
    #[strum(serialize = "MedicationRequest")]
    Medication,
    /// A measurement or finding.
    Observation,
    /// A procedure carried out on someone.
    Procedure,
    /// A report from a laboratory or other diagnostic service.
    #[strum(serialize = "DiagnosticReport")]
    Report,
    /// A vaccination.
    #[strum(serialize = "Immunization")]
    Vaccination,
    /// A visit.
    #[strum(serialize = "Encounter")]
    Visit,
}

impl ImportedKind {
    /// Every kind.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The kinds that have no counterpart written here.
    pub const ALONE: [Self; 4] = [Self::CarePlan, Self::Procedure, Self::Report, Self::Vaccination];

    /// The stored word, which is FHIR's.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The kind of entry written here that these are shown together with.
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

    /// The name of this part of a record in the audit.
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

/// A record entry's key: written here (`7`), or imported (`i7`).
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

/// Another system's identifier for something: the system, and the value in it.
pub type ExternalName = (String, String);

/// Whether a text can be part of such an identifier.
#[must_use]
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// A patient in an imported bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The index of the bundle entry.
    pub entry: usize,
    /// Their identifiers in other systems.
    pub names: Vec<ExternalName>,
    /// Their patient number here, if known.
    pub number: Option<String>,
    /// Their details; `None` if they have to exist already.
    pub details: Option<Details>,
}

/// A patient's details.
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

/// A record entry to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    /// The index of the bundle entry.
    pub entry: usize,
    /// The patient, by index in [`Bundle::people`].
    pub person: usize,
    /// What it is about.
    pub kind: ImportedKind,
    /// Its identifier in the other system.
    pub name: ExternalName,
    /// A one-line summary.
    pub title: String,
    /// When it happened or was found.
    pub at: Timestamp,
    /// Whether it is still current.
    pub is_current: bool,
    /// The resource, without its reference to the patient.
    pub body: String,
    /// The other system's identifiers of the entries that the resource refers to.
    pub refers: Vec<ExternalName>,
}

/// A bundle imported at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The system that it comes from.
    pub source: String,
    /// The patients that it contains.
    pub people: Vec<Person>,
    /// The record entries of these people.
    pub lines: Vec<NewLine>,
}

/// Why an entry stops the whole import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// No patient here has this identifier.
    Unknown,
    /// The identifiers belong to different patients.
    SeveralPeople,
    /// The patient with this identifier has another date of birth.
    BornOtherwise,
    /// It was imported before, and has different content now.
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
