//! Diagnoses: conditions that are confirmed or suspected.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::form::{self, Field, FieldError, Problem, Problems};

/// The maximum length of a classification's name.
const LONGEST_SYSTEM: usize = 200;

/// How sure a diagnosis is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Suspected only.
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

/// A diagnosis as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosisForm {
    /// What it is.
    #[serde(default)]
    pub name: String,
    /// Its code in a classification, such as ICD-10; may be blank.
    #[serde(default)]
    pub code: String,
    /// The classification's URI; may be blank.
    #[serde(default)]
    pub system: String,
    /// `suspected` or `confirmed`.
    #[serde(default)]
    pub certainty: String,
    /// Any further details; may be blank.
    #[serde(default)]
    pub detail: String,
}

/// A validated diagnosis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// What it is.
    pub name: String,
    /// Its code, in upper case; may be empty.
    pub code: String,
    /// The URI of the classification that the code is from; may be empty.
    pub system: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// Any further details; may be empty.
    pub detail: String,
}

impl DiagnosisForm {
    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<Diagnosis, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(form::text(Field::Diagnosis, &self.name, 2, 120));
        let code = problems.keep(code(&self.code, &self.system));
        let certainty = self.certainty.parse().map_err(|()| FieldError::new(Field::Certainty, Problem::NotAChoice));
        let certainty = problems.keep(certainty);
        let detail = problems.keep(form::text(Field::DiagnosisDetail, &self.detail, 0, 1_000));
        match (name, code, certainty, detail) {
            (Some(name), Some((code, system)), Some(certainty), Some(detail)) => {
                Ok(Diagnosis { name, code, system, certainty, detail })
            }
            _ => Err(problems.into_vec()),
        }
    }
}

/// Parses a code (at most 12 letters, digits, points and dashes) and the classification that it is from.
fn code(code: &str, system: &str) -> Result<(String, String), FieldError> {
    let (code, system) = (code.trim().to_uppercase(), system.trim());
    let is_plain = code.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-'));
    let is_code = is_plain && code.len() <= 12;
    let is_uri = ["http://", "https://", "urn:"].iter().any(|scheme| system.starts_with(scheme))
        && system.len() <= LONGEST_SYSTEM
        && system.bytes().all(|letter| letter.is_ascii_graphic());
    let is_from = system.is_empty() || is_uri && !code.is_empty();
    if is_code && is_from {
        Ok((code, system.to_owned()))
    } else {
        Err(FieldError::new(Field::DiagnosisCode, Problem::Wrong))
    }
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
        assert!(DiagnosisForm { code: "J45 <b>".into(), ..form.clone() }.parse().is_err());

        let problems = DiagnosisForm::default().parse().expect_err("nothing is filled in");
        assert_eq!(problems.len(), 2);
    }

    #[test]
    fn a_code_may_say_which_classification_it_is_from() {
        let of = |code: &str, system: &str| {
            let (name, certainty) = ("Asthma".into(), "confirmed".into());
            DiagnosisForm { name, code: code.into(), system: system.into(), certainty, detail: String::new() }.parse()
        };
        let icd = "http://hl7.org/fhir/sid/icd-10";
        assert_eq!(of("J45.9", icd).map(|found| found.system), Ok(icd.into()));
        for (code, system) in
            [("", icd), ("J45.9", "icd"), ("J45.9", "http://a b"), ("J45.9", &format!("urn:{}", "x".repeat(197)))]
        {
            assert!(of(code, system).is_err(), "{code} {system}");
        }
    }
}
