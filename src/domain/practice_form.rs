//! The details that an administrator types to make an account a practitioner's.

use serde::{Deserialize, Serialize};

use super::{
    account::IdentifierKind,
    form::{Field, FieldError, Problem, Problems},
    profession::Profession,
};

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PracticeForm {
    /// Profession.
    pub profession: String,
    /// Licence number; may be blank.
    pub licence_number: String,
}

impl PracticeForm {
    /// The profession, and the licence number, which may be empty.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<(Profession, String), Vec<FieldError>> {
        let mut problems = Problems::default();
        let wrong = |_| FieldError::new(Field::Profession, Problem::Wrong);
        let profession = problems.keep(Profession::parse(&self.profession).map_err(wrong));
        let licence = problems.keep(IdentifierKind::LicenceNumber.parse(&self.licence_number));
        profession.zip(licence).ok_or_else(|| problems.into_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practitioner_has_a_profession_and_may_have_a_licence() {
        let form = PracticeForm { profession: "physiotherapist".into(), licence_number: "MED 0001".into() };
        let (profession, licence) = form.parse().expect("a practitioner");
        assert_eq!((profession.as_str(), licence.as_str()), ("Physiotherapist", "MED0001"));

        let wrong = PracticeForm { licence_number: "x".into(), ..PracticeForm::default() }.parse().expect_err("wrong");
        let fields: Vec<Field> = wrong.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::Profession, Field::LicenceNumber]);
    }
}
