//! Prescriptions: medicines, and how to take them. Once signed they do not change.

mod amount;
mod medicines;
mod warning;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use amount::AS_DIRECTED;
pub use warning::{Warning, warnings};

use super::{
    form::{self, Field, FieldError, Problem, Problems},
    text::tokens,
};

/// The maximum number of medicines in one prescription, which is the number of rows in its form.
pub const MOST_MEDICINES: usize = 6;

/// The reason that is stored with a prescription whose successor ends it.
pub const REPLACED: &str = "Replaced";

/// A prescription as its form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrescriptionForm {
    /// The diagnosis that it treats.
    #[serde(default)]
    pub diagnosis: String,
    /// The medicines; blank rows are ignored.
    #[serde(default)]
    pub medicines: Vec<MedicineForm>,
    /// Instructions for all of them; may be blank.
    #[serde(default)]
    pub instructions: String,
    /// When to come back, or what to watch for; may be blank.
    #[serde(default)]
    pub follow_up: String,
    /// The key of the prescription that it replaces; may be blank.
    #[serde(default)]
    pub replaces: String,
    /// The warnings that the form showed when it was sent, one a line.
    #[serde(default)]
    pub warned: String,
}

/// A medicine as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MedicineForm {
    /// The medicine's name and form.
    #[serde(default)]
    pub medicine: String,
    /// The single dose.
    #[serde(default)]
    pub dose: String,
    /// Takes the place of a dose: it is taken as its instructions say.
    #[serde(default)]
    pub as_directed: bool,
    /// How it is taken; may be blank.
    #[serde(default)]
    pub route: String,
    /// How often.
    #[serde(default)]
    pub frequency: String,
    /// For how long; may be blank.
    #[serde(default)]
    pub duration: String,
    /// Further instructions; may be blank.
    #[serde(default)]
    pub instructions: String,
}

impl MedicineForm {
    /// Whether the row is empty.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let Self { medicine, dose, as_directed, route, frequency, duration, instructions } = self;
        let texts = [medicine, dose, route, frequency, duration, instructions];
        !as_directed && texts.iter().all(|text| text.trim().is_empty())
    }

    /// Validates the row, adding anything wrong to the problems.
    fn parse(&self, problems: &mut Problems) -> Medicine {
        let medicine = problems.keep(form::text(Field::Medicine, &self.medicine, 2, 120)).unwrap_or_default();
        let dose = problems.keep(self.dose(&medicine)).unwrap_or_default();
        let mut part = |field, text: &str, least, most, judge: fn(&str) -> Result<(), Problem>| {
            let read = form::text(field, text, least, most);
            let read =
                read.and_then(|read| judge(&read).map(|()| read).map_err(|problem| FieldError::new(field, problem)));
            problems.keep(read).unwrap_or_default()
        };
        Medicine {
            medicine,
            dose,
            route: part(Field::Route, &self.route, 0, 80, |_| Ok(())),
            frequency: part(Field::Frequency, &self.frequency, 1, 120, amount::frequency),
            duration: part(Field::TakenFor, &self.duration, 0, 80, amount::duration),
            instructions: part(Field::MedicineInstructions, &self.instructions, 0, 500, |_| Ok(())),
        }
    }

    /// The dose, or that it is left to the instructions.
    fn dose(&self, medicine: &str) -> Result<String, FieldError> {
        let dose = form::text(Field::Dose, &self.dose, 0, 80)?;
        let problem = |problem| FieldError::new(Field::Dose, problem);
        match (self.as_directed, dose.is_empty()) {
            (true, true) => Ok(AS_DIRECTED.to_owned()),
            (true, false) if !dose.eq_ignore_ascii_case(AS_DIRECTED) => Err(problem(Problem::Clash)),
            _ => amount::dose(&dose, medicine).map(|()| dose).map_err(problem),
        }
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
        format!("{}, {}", self.medicine, self.directions())
    }

    /// `500 mg, three times a day`.
    #[must_use]
    pub fn directions(&self) -> String {
        let parts = [&self.dose, &self.route, &self.frequency, &self.duration];
        parts.into_iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", ")
    }
}

/// A validated prescription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prescription {
    /// The diagnosis that it treats.
    pub diagnosis: String,
    /// At least one.
    pub medicines: Vec<Medicine>,
    /// Instructions for all of them; may be empty.
    pub instructions: String,
    /// When to come again; may be empty.
    pub follow_up: String,
}

impl PrescriptionForm {
    /// Validates the form.
    ///
    /// # Errors
    /// Every problem found.
    pub fn parse(&self) -> Result<Prescription, Vec<FieldError>> {
        let mut problems = Problems::default();
        let diagnosis = problems.keep(form::text(Field::PrescribedFor, &self.diagnosis, 2, 200));
        let mut medicines = Vec::new();
        for row in self.medicines.iter().filter(|row| !row.is_blank()) {
            medicines.push(row.parse(&mut problems));
        }
        if medicines.is_empty() {
            problems.add(Field::Medicine, Problem::Missing);
        } else if medicines.len() > MOST_MEDICINES {
            problems.add(Field::Medicine, Problem::OutOfRange);
        }
        let instructions = problems.keep(form::text(Field::PrescriptionInstructions, &self.instructions, 0, 1_000));
        let follow_up = problems.keep(form::text(Field::FollowUp, &self.follow_up, 0, 1_000));
        let problems = problems.into_distinct();
        match (diagnosis, instructions, follow_up) {
            (Some(diagnosis), Some(instructions), Some(follow_up)) if problems.is_empty() => {
                Ok(Prescription { diagnosis, medicines, instructions, follow_up })
            }
            _ => Err(problems),
        }
    }
}

/// The end of the course of a medicine prescribed at an instant; `None` if its duration cannot be calculated.
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
        let many = vec![row("Medicine", "1 tablet", "daily"); MOST_MEDICINES + 1];
        assert_eq!(fields(PrescriptionForm { medicines: many, ..form }), [Field::Medicine]);
    }

    #[test]
    fn a_dose_is_given_or_left_to_the_instructions_and_not_both() {
        let parsed = |row: MedicineForm| {
            let form =
                PrescriptionForm { diagnosis: "Eczema".into(), medicines: vec![row], ..PrescriptionForm::default() };
            form.parse().map(|found| found.medicines[0].dose.clone())
        };
        let directed = MedicineForm { as_directed: true, ..row("Zinc cream", "", "twice a day") };

        assert_eq!(parsed(directed.clone()).as_deref(), Ok("as directed"));
        let both = parsed(MedicineForm { dose: "5 mg".into(), ..directed });
        assert_eq!(both, Err(vec![FieldError::new(Field::Dose, Problem::Clash)]));
        let absurd = MedicineForm { duration: "999 years".into(), ..row("Insulin", "1000000 units", "every minute") };
        let problems = [Field::Dose, Field::Frequency, Field::TakenFor];
        assert_eq!(parsed(absurd), Err(problems.map(|field| FieldError::new(field, Problem::OutOfRange)).to_vec()));
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
