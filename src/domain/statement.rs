//! What patients state about their own health: conditions, allergies, medications, and history. Statements are theirs to change;
//! what clinicians write is kept apart.

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problem, Problems, text},
    ids::StatementId,
};

/// What a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementKind {
    /// Something that the patient reacts to.
    Allergy,
    /// What one has.
    Condition,
    /// What one takes.
    Medication,
    /// Past events: operations, illnesses, family history.
    History,
}

impl StatementKind {
    /// Every kind, in the order shown.
    pub const ALL: [Self; 4] = [Self::Allergy, Self::Condition, Self::Medication, Self::History];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allergy => "allergy",
            Self::Condition => "condition",
            Self::Medication => "medication",
            Self::History => "history",
        }
    }
}

impl FromStr for StatementKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == s).ok_or(())
    }
}

/// How severe an allergy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A nuisance.
    Mild,
    /// Requires treatment.
    Moderate,
    /// Life-threatening.
    Severe,
}

impl Severity {
    /// Every degree, mildest first.
    pub const ALL: [Self; 3] = [Self::Mild, Self::Moderate, Self::Severe];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mild => "mild",
            Self::Moderate => "moderate",
            Self::Severe => "severe",
        }
    }
}

impl FromStr for Severity {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|severity| severity.as_str() == s).ok_or(())
    }
}

/// A validated statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewStatement {
    /// What about.
    pub kind: StatementKind,
    /// The name, 1 to 120 characters.
    pub name: String,
    /// The reaction, the dose, or other details: up to 1,000 characters.
    pub detail: String,
    /// Severity, for allergies only.
    pub severity: Option<Severity>,
    /// Since when, in free text; up to 40 characters.
    pub since: String,
}

/// A current statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The key of its row.
    pub id: StatementId,
    /// What it says.
    pub said: NewStatement,
    /// When it was created.
    pub created_at: Timestamp,
}

/// How many current statements one patient can have.
pub const MOST: i64 = 200;

/// The form as typed.
#[derive(Clone, Debug, Default)]
pub struct StatementForm {
    /// One of [`StatementKind`]'s words.
    pub kind: String,
    /// What.
    pub name: String,
    /// More on it.
    pub detail: String,
    /// One of [`Severity`]'s words, or blank.
    pub severity: String,
    /// Since when.
    pub since: String,
}

impl StatementForm {
    /// Checks every field.
    ///
    /// # Errors
    /// Each field's problem.
    pub fn parse(&self) -> Result<NewStatement, Vec<FieldError>> {
        let mut problems = Problems::default();
        let kind = self.kind.parse().map_err(|()| FieldError::new(Field::StatementKind, Problem::NotAChoice));
        let kind: Option<StatementKind> = problems.keep(kind);
        let name = problems.keep(text(Field::StatementName, &self.name, 1, 120));
        let detail = problems.keep(text(Field::Detail, &self.detail, 0, 1_000));
        let since = problems.keep(text(Field::Since, &self.since, 0, 40));
        let severity = match (kind, self.severity.trim()) {
            (Some(StatementKind::Allergy), "") => Err(FieldError::new(Field::Severity, Problem::Missing)),
            (Some(StatementKind::Allergy), typed) => {
                typed.parse().map(Some).map_err(|()| FieldError::new(Field::Severity, Problem::NotAChoice))
            }
            _ => Ok(None),
        };
        let severity = problems.keep(severity);
        let all =
            (|| Some(NewStatement { kind: kind?, name: name?, detail: detail?, severity: severity?, since: since? }))();
        all.ok_or_else(|| problems.into_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(kind: &str, severity: &str) -> StatementForm {
        StatementForm {
            kind: kind.into(),
            name: " Penicillin ".into(),
            severity: severity.into(),
            ..Default::default()
        }
    }

    #[test]
    fn an_allergy_says_how_bad_it_is_and_nothing_else_does() {
        let allergy = form("allergy", "severe").parse().expect("an allergy");
        assert_eq!((allergy.name.as_str(), allergy.severity), ("Penicillin", Some(Severity::Severe)));

        let condition = form("condition", "severe").parse().expect("a condition");
        assert_eq!(condition.severity, None);

        let problems = form("allergy", "").parse().expect_err("no severity");
        assert_eq!(problems, [FieldError::new(Field::Severity, Problem::Missing)]);
    }

    #[test]
    fn every_problem_is_reported_at_once() {
        let problems = StatementForm { kind: "mood".into(), ..Default::default() }.parse().expect_err("an empty form");

        let fields: Vec<Field> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::StatementKind, Field::StatementName]);
    }
}
