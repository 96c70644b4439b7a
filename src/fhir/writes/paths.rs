//! Where in a resource stands what a form calls a field: its problems are told to programs by path.

use crate::rest::problem::{FieldProblem, Problem};

/// The elements of a type by the names of fields.
fn elements(kind: &str) -> &'static [(&'static str, &'static str)] {
    match kind {
        "AllergyIntolerance" => {
            &[("statement_name", "code"), ("detail", "note"), ("severity", "criticality"), ("since", "onsetString")]
        }
        "Communication" => &[("text", "payload")],
        "Condition" => &[
            ("diagnosis", "code"),
            ("diagnosis_code", "code"),
            ("certainty", "verificationStatus"),
            ("diagnosis_detail", "note"),
        ],
        "DocumentReference" => &[("file", "content[0].attachment"), ("category", "category")],
        "MedicationRequest" => &[
            ("prescribed_for", "reasonCode"),
            ("medicine", "medicationCodeableConcept"),
            ("dose", "dosageInstruction[0].doseAndRate"),
            ("route", "dosageInstruction[0].route"),
            ("frequency", "dosageInstruction[0].timing"),
            ("taken_for", "dosageInstruction[0].timing"),
            ("medicine_instructions", "dosageInstruction[0].patientInstruction"),
            ("prescription_instructions", "note"),
        ],
        "Observation" => &[
            ("weight", "valueQuantity"),
            ("height", "valueQuantity"),
            ("heart_rate", "valueQuantity"),
            ("temperature", "valueQuantity"),
            ("oxygen_saturation", "valueQuantity"),
            ("blood_glucose", "valueQuantity"),
            ("systolic", "component"),
            ("diastolic", "component"),
        ],
        "Patient" => &[
            ("name", "name"),
            ("phone", "telecom"),
            ("date_of_birth", "birthDate"),
            ("gender", "gender"),
            ("address", "address"),
            ("medicare", "identifier"),
            ("emergency_name", "contact[0].name"),
            ("emergency_relation", "contact[0].relationship"),
            ("emergency_phone", "contact[0].telecom"),
        ],
        "ServiceRequest" => &[
            ("to", "performer"),
            ("priority", "priority"),
            ("valid_until", "occurrencePeriod"),
            ("visits", "quantityQuantity"),
            ("letter", "note"),
        ],
        _ => &[],
    }
}

/// The same problem, about elements of a type rather than fields; as it is, if one has no element.
pub fn located(kind: &str, problem: Problem) -> Problem {
    let located: Option<Vec<FieldProblem>> = problem.errors.iter().map(|one| element(kind, one)).collect();
    let Some(errors) = located.filter(|errors| !errors.is_empty()) else { return problem };
    let words = |one: &FieldProblem| format!("{}: {}.", one.field, one.problem.replace('_', " "));
    let detail = errors.iter().map(words).collect::<Vec<_>>().join(" ");
    let mut told = problem.about(errors);
    told.detail = detail.into();
    told
}

fn element(kind: &str, one: &FieldProblem) -> Option<FieldProblem> {
    let (_, element) = elements(kind).iter().find(|(field, _)| *field == one.field)?;
    Some(FieldProblem { field: format!("{kind}.{element}"), problem: one.problem.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::form::{Field, FieldError, Problem as Wrong},
        error::AppError,
    };

    fn of(fields: &[Field]) -> Problem {
        AppError::Invalid(fields.iter().map(|field| FieldError::new(*field, Wrong::Missing)).collect()).into()
    }

    #[test]
    fn a_field_is_told_by_the_path_of_its_element() {
        let told = located("AllergyIntolerance", of(&[Field::StatementName, Field::Since]));
        let paths: Vec<&str> = told.errors.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(paths, ["AllergyIntolerance.code", "AllergyIntolerance.onsetString"]);
        assert!(told.detail.starts_with("AllergyIntolerance.code: missing."), "{}", told.detail);
        let told = located("Communication", of(&[Field::MessageText]));
        assert_eq!(told.errors[0].field, "Communication.payload");
        // Nothing is said of some that can't be said of all.
        assert_eq!(located("Patient", of(&[Field::Gender, Field::Username])).errors[0].field, "gender");
        assert_eq!(&*located("Patient", Problem::not_found()).detail, "not found");
    }
}
