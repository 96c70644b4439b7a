//! Warnings about medicines: recorded allergies, what is already taken, and the same medicine twice.

use serde::{Deserialize, Serialize};

use super::medicines::{Named, typing_errors};

/// A reason to check a medicine again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// The record is closed to the prescriber, so the patient's allergies were not checked.
    Closed,
    /// The patient is allergic to it, or to something in its family.
    Allergy {
        /// The medicine as prescribed.
        medicine: String,
        /// The allergy as recorded.
        allergy: String,
    },
    /// Some people with the patient's allergy also react to it.
    Crossing {
        /// The medicine as prescribed.
        medicine: String,
        /// The allergy as recorded.
        allergy: String,
    },
    /// They already take it, on another prescription or by their own account.
    Duplicate {
        /// The medicine as prescribed.
        medicine: String,
        /// What they take.
        running: String,
    },
    /// They already take another of its group, which should not be combined.
    SameGroup {
        /// The medicine as prescribed.
        medicine: String,
        /// The other medicine, which they take or are prescribed.
        other: String,
        /// The group's name in the plural.
        group: String,
    },
    /// It appears twice in the same prescription.
    Repeated {
        /// The medicine as prescribed.
        medicine: String,
        /// The other line.
        other: String,
    },
}

impl Warning {
    /// What is stored, and what a form that shows it sends back: one line.
    #[must_use]
    pub fn stored(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads what is stored. Older ones are a sentence, which is not read.
    #[must_use]
    pub fn read(stored: &str) -> Option<Self> {
        serde_json::from_str(stored).ok()
    }
}

/// Warnings about medicines by name: recorded allergies, what is already taken, and each other. It knows only names: it is a
/// reminder, not a pharmacist.
#[must_use]
pub fn warnings(medicines: &[&str], allergies: &[&str], running: &[&str]) -> Vec<Warning> {
    let read = |all: &[&str], of_allergy| -> Vec<(String, Named)> {
        all.iter().map(|text| ((*text).to_owned(), Named::read(text, of_allergy))).collect()
    };
    let (medicines, running) = (read(medicines, false), read(running, false));
    let allergies = read(allergies, true);
    let mut found = Vec::new();
    for (place, (medicine, named)) in medicines.iter().enumerate() {
        for (allergy, allergen) in &allergies {
            let (medicine, allergy) = (medicine.clone(), allergy.clone());
            if is_same(named, allergen) || allergen.is_family_of(named) {
                found.push(Warning::Allergy { medicine, allergy });
            } else if allergen.crosses(named) {
                found.push(Warning::Crossing { medicine, allergy });
            }
        }
        for (other, taken) in &running {
            let (medicine, other) = (medicine.clone(), other.clone());
            if is_same(named, taken) {
                found.push(Warning::Duplicate { medicine, running: other });
            } else if let Some(group) = named.doubled(taken) {
                found.push(Warning::SameGroup { medicine, other, group: group.to_owned() });
            }
        }
        for (other, second) in medicines.iter().skip(place + 1) {
            let (medicine, other) = (medicine.clone(), other.clone());
            if is_same(named, second) {
                found.push(Warning::Repeated { medicine, other });
            } else if let Some(group) = named.doubled(second) {
                found.push(Warning::SameGroup { medicine, other, group: group.to_owned() });
            }
        }
    }
    let mut distinct: Vec<Warning> = Vec::new();
    for warning in found {
        if !distinct.contains(&warning) {
            distinct.push(warning);
        }
    }
    distinct
}

/// Whether two names mean the same: by what is known about them, else by a distinctive word, else letter by letter.
fn is_same(one: &Named, other: &Named) -> bool {
    let is_alike = |word: &String| other.unknown.iter().any(|w| w == word || typing_errors(word, w).is_some());
    one.shares_substance(other)
        || one.unknown.iter().any(is_alike)
        || (!one.words.is_empty() && one.words == other.words)
}

#[cfg(test)]
mod tests;
