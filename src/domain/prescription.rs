//! Prescriptions: medicines with how to take them. Signed they stay as they are.

mod families;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    form::{self, Field, FieldError, Problem, Problems},
    text::tokens,
};

/// The most medicines of one prescription: the rows of its form.
pub const MOST_MEDICINES: usize = 6;

/// A prescription as its form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrescriptionForm {
    /// What it is for.
    #[serde(default)]
    pub diagnosis: String,
    /// The medicines; blank rows are none.
    #[serde(default)]
    pub medicines: Vec<MedicineForm>,
    /// What holds for all of them; may be blank.
    #[serde(default)]
    pub instructions: String,
    /// When to come again, or what to look out for; may be blank.
    #[serde(default)]
    pub follow_up: String,
    /// The key of the prescription that it stands in for; blank for none.
    #[serde(default)]
    pub replaces: String,
}

/// A medicine as the form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MedicineForm {
    /// Its name.
    #[serde(default)]
    pub medicine: String,
    /// How much at once.
    #[serde(default)]
    pub dose: String,
    /// How it is taken; may be blank.
    #[serde(default)]
    pub route: String,
    /// How often.
    #[serde(default)]
    pub frequency: String,
    /// For how long; may be blank.
    #[serde(default)]
    pub duration: String,
    /// Anything else; may be blank.
    #[serde(default)]
    pub instructions: String,
}

impl MedicineForm {
    /// Whether the row was left as it is.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let Self { medicine, dose, route, frequency, duration, instructions } = self;
        [medicine, dose, route, frequency, duration, instructions].iter().all(|text| text.trim().is_empty())
    }
}

/// A medicine to take.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in the form")]
pub struct Medicine {
    pub medicine: String,
    pub dose: String,
    pub route: String,
    pub frequency: String,
    pub duration: String,
    pub instructions: String,
}

impl Medicine {
    /// `Amoxicillin, 500 mg, three times a day`.
    #[must_use]
    pub fn line(&self) -> String {
        let parts = [&self.medicine, &self.dose, &self.route, &self.frequency, &self.duration];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// A prescription that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prescription {
    /// What it is for.
    pub diagnosis: String,
    /// At least one.
    pub medicines: Vec<Medicine>,
    /// What holds for all of them; may be empty.
    pub instructions: String,
    /// When to come again; may be empty.
    pub follow_up: String,
}

impl PrescriptionForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every problem of it.
    pub fn parse(&self) -> Result<Prescription, Vec<FieldError>> {
        let mut problems = Problems::default();
        let diagnosis = problems.keep(form::text(Field::PrescribedFor, &self.diagnosis, 2, 200));
        let mut medicines = Vec::new();
        for row in self.medicines.iter().filter(|row| !row.is_blank()) {
            let mut part = |field, text: &str, least, most| problems.keep(form::text(field, text, least, most));
            let medicine = Medicine {
                medicine: part(Field::Medicine, &row.medicine, 2, 120).unwrap_or_default(),
                dose: part(Field::Dose, &row.dose, 1, 80).unwrap_or_default(),
                route: part(Field::Route, &row.route, 0, 80).unwrap_or_default(),
                frequency: part(Field::Frequency, &row.frequency, 1, 120).unwrap_or_default(),
                duration: part(Field::TakenFor, &row.duration, 0, 80).unwrap_or_default(),
                instructions: part(Field::MedicineInstructions, &row.instructions, 0, 500).unwrap_or_default(),
            };
            medicines.push(medicine);
        }
        if medicines.is_empty() {
            problems.add(Field::Medicine, Problem::Missing);
        } else if medicines.len() > MOST_MEDICINES {
            problems.add(Field::Medicine, Problem::OutOfRange);
        }
        let instructions = problems.keep(form::text(Field::PrescriptionInstructions, &self.instructions, 0, 1_000));
        let follow_up = problems.keep(form::text(Field::FollowUp, &self.follow_up, 0, 1_000));
        let mut problems = problems.into_vec();
        problems.dedup();
        match (diagnosis, instructions, follow_up) {
            (Some(diagnosis), Some(instructions), Some(follow_up)) if problems.is_empty() => {
                Ok(Prescription { diagnosis, medicines, instructions, follow_up })
            }
            _ => Err(problems),
        }
    }
}

/// Why a medicine is better looked at twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// The patient is allergic to it, or to something of its family.
    Allergy {
        /// The medicine as prescribed.
        medicine: String,
        /// The allergy as recorded.
        allergy: String,
    },
    /// They take it already, by another prescription or by their own account.
    Duplicate {
        /// The medicine as prescribed.
        medicine: String,
        /// What they take.
        running: String,
    },
}

impl Warning {
    /// A sentence.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Allergy { medicine, allergy } => {
                format!("{medicine}: the patient has a recorded allergy to {allergy}.")
            }
            Self::Duplicate { medicine, running } => format!("{medicine}: the patient takes {running} already."),
        }
    }
}

/// What speaks against medicines by their names: recorded allergies, of which some common families are known, and what
/// is taken already. It sees no more than names; it is a reminder, no pharmacist.
#[must_use]
pub fn warnings(medicines: &[&str], allergies: &[&str], running: &[&str]) -> Vec<Warning> {
    let mut found = Vec::new();
    for medicine in medicines {
        for allergy in
            allergies.iter().filter(|allergy| is_alike(medicine, allergy) || families::share(medicine, allergy))
        {
            let (medicine, allergy) = ((*medicine).to_owned(), (*allergy).to_owned());
            found.push(Warning::Allergy { medicine, allergy });
        }
        for running in running.iter().filter(|running| is_alike(medicine, running)) {
            let (medicine, running) = ((*medicine).to_owned(), (*running).to_owned());
            found.push(Warning::Duplicate { medicine, running });
        }
    }
    found.dedup();
    found
}

/// Words that medicines of all kinds have in their names.
const COMMON: [&str; 24] = [
    "tablet",
    "tablets",
    "capsule",
    "capsules",
    "cream",
    "drops",
    "syrup",
    "spray",
    "inhaler",
    "injection",
    "solution",
    "acid",
    "sodium",
    "potassium",
    "calcium",
    "forte",
    "retard",
    "extended",
    "release",
    "daily",
    "with",
    "hydrochloride",
    "allergy",
    "allergic",
];

/// Whether two names have a telling word in common.
fn is_alike(one: &str, other: &str) -> bool {
    let telling = |word: &String| word.chars().count() > 3 && !COMMON.contains(&word.as_str());
    let words = tokens(other);
    tokens(one).iter().filter(|word| telling(word)).any(|word| words.contains(word))
}

/// When a medicine that is signed at an instant has been taken for as long as it says; `None` where it says nothing that can
/// be counted.
#[must_use]
pub fn ends(duration: &str, signed_at: Timestamp) -> Option<Timestamp> {
    let words = tokens(duration);
    let number: i64 = words.first()?.parse().ok().filter(|number| (1..1_000).contains(number))?;
    let days = match words.get(1)?.as_str() {
        "day" | "days" => number,
        "week" | "weeks" => number * 7,
        "month" | "months" => number * 31,
        "year" | "years" => number * 366,
        _ => return None,
    };
    if words.len() > 2 {
        return None;
    }
    signed_at.checked_add(SignedDuration::from_hours(24 * days)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(medicine: &str, dose: &str, frequency: &str) -> MedicineForm {
        MedicineForm {
            medicine: medicine.into(),
            dose: dose.into(),
            frequency: frequency.into(),
            ..MedicineForm::default()
        }
    }

    #[test]
    fn a_prescription_has_a_diagnosis_and_whole_medicines_and_blank_rows_are_none() {
        let medicines = vec![row("Amoxicillin", "500 mg", "three times a day"), MedicineForm::default()];
        let form = PrescriptionForm { diagnosis: "Otitis".into(), medicines, ..PrescriptionForm::default() };
        assert_eq!(form.parse().map(|found| found.medicines.len()), Ok(1));

        let half = PrescriptionForm { medicines: vec![row("Amoxicillin", "", "")], ..form.clone() };
        let fields =
            |form: PrescriptionForm| form.parse().expect_err("problems").iter().map(|e| e.field).collect::<Vec<_>>();
        assert_eq!(fields(half), [Field::Dose, Field::Frequency]);
        assert_eq!(fields(PrescriptionForm::default()), [Field::PrescribedFor, Field::Medicine]);
        let many = vec![row("Medicine", "1", "daily"); MOST_MEDICINES + 1];
        assert_eq!(fields(PrescriptionForm { medicines: many, ..form }), [Field::Medicine]);
    }

    #[test]
    fn an_allergy_is_found_by_name_and_by_family_whatever_its_spelling() {
        let warn = |medicine, allergy| !warnings(&[medicine], &[allergy], &[]).is_empty();
        assert!(warn("Amoxicillin 500 mg", "amoxicillin"));
        assert!(warn("Amoxicillin", "Penicillin"));
        assert!(warn("Ibuprofen", "NSAIDs"));
        assert!(warn("Aspirin", "Ibuprofen"));
        assert!(!warn("Paracetamol tablets", "Zinc tablets"));
        assert!(!warn("Paracetamol", "Peanuts"));
    }

    #[test]
    fn what_is_taken_already_is_a_duplicate() {
        let found = warnings(&["Metformin 850 mg"], &[], &["Metformin XR, 500 mg", "Zinc"]);
        let running = "Metformin XR, 500 mg".to_owned();
        assert_eq!(found, [Warning::Duplicate { medicine: "Metformin 850 mg".into(), running }]);
    }

    #[test]
    fn a_course_ends_when_its_days_are_over() {
        let signed = Timestamp::UNIX_EPOCH;
        assert_eq!(ends("7 days", signed).map(Timestamp::as_second), Some(7 * 86_400));
        assert_eq!(ends("2 Weeks", signed).map(Timestamp::as_second), Some(14 * 86_400));
        assert_eq!(ends("until the pain is gone", signed), None);
        assert_eq!(ends("7 days, then 14 days", signed), None);
        assert_eq!(ends("", signed), None);
    }
}
