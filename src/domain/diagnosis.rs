//! Diagnoses: a condition that was confirmed or is suspected.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::form::{self, Field, FieldError, Problem, Problems};

/// How sure a diagnosis is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// It may be that.
    #[default]
    Suspected,
    /// It is that.
    Confirmed,
}

impl Certainty {
    /// Every certainty.
    pub const ALL: [Self; 2] = [Self::Suspected, Self::Confirmed];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suspected => "suspected",
            Self::Confirmed => "confirmed",
        }
    }
}

impl FromStr for Certainty {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|certainty| certainty.as_str() == s).ok_or(())
    }
}

/// A diagnosis as its form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosisForm {
    /// What it is.
    #[serde(default)]
    pub name: String,
    /// Its code in a classification, such as ICD-10; may be blank.
    #[serde(default)]
    pub code: String,
    /// `suspected` or `confirmed`.
    #[serde(default)]
    pub certainty: String,
    /// Anything else; may be blank.
    #[serde(default)]
    pub detail: String,
}

/// A diagnosis that makes sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// What it is.
    pub name: String,
    /// Its code, in capitals; may be empty.
    pub code: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// Anything else; may be empty.
    pub detail: String,
}

impl DiagnosisForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Every problem of it.
    pub fn parse(&self) -> Result<Diagnosis, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(form::text(Field::Diagnosis, &self.name, 2, 120));
        let code = problems.keep(code(&self.code));
        let certainty = self.certainty.parse().map_err(|()| FieldError::new(Field::Certainty, Problem::NotAChoice));
        let certainty = problems.keep(certainty);
        let detail = problems.keep(form::text(Field::DiagnosisDetail, &self.detail, 0, 1_000));
        match (name, code, certainty, detail) {
            (Some(name), Some(code), Some(certainty), Some(detail)) => Ok(Diagnosis { name, code, certainty, detail }),
            _ => Err(problems.into_vec()),
        }
    }
}

/// Letters, digits, points and dashes, at most 12.
fn code(text: &str) -> Result<String, FieldError> {
    let code = text.trim().to_uppercase();
    let plain = code.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'));
    if plain && code.len() <= 12 { Ok(code) } else { Err(FieldError::new(Field::DiagnosisCode, Problem::Wrong)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnosis_has_a_name_and_a_certainty_and_perhaps_a_code() {
        let form = DiagnosisForm { name: "Asthma".into(), certainty: "confirmed".into(), ..DiagnosisForm::default() };
        assert!(form.parse().is_ok());
        let coded = DiagnosisForm { code: " j45.9 ".into(), ..form.clone() }.parse();
        assert_eq!(coded.map(|found| found.code), Ok("J45.9".into()));
        assert!(DiagnosisForm { code: "J45 <b>".into(), ..form }.parse().is_err());

        let problems = DiagnosisForm::default().parse().expect_err("nothing is filled in");
        assert_eq!(problems.len(), 2);
    }
}
