//! The form in which people change their own name, contact details and sign-in names.

use serde::{Deserialize, Serialize};

use super::{
    account::{Email, IdentifierKind},
    form::{Field, FieldError, Problems, phone, text},
    patient::LONGEST_NAME,
    person_name::NameParts,
    sign_in_name::{Names, NamesForm},
};

/// The form as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    /// The display name.
    pub name: String,
    /// The parts of the name; blank where they are to be guessed.
    pub parts: NameParts,
    /// Email address.
    pub email: String,
    /// Telephone number; may be blank.
    pub phone: String,
    /// Other names to sign in with.
    pub names: NamesForm,
}

impl std::fmt::Debug for DetailsForm {
    /// What a person typed must not end up in a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DetailsForm(…)")
    }
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// The display name.
    pub name: String,
    /// Given and family name.
    pub parts: NameParts,
    /// Email address.
    pub email: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Every sign-in name that can be changed here, including the email address; empty for none.
    pub names: Names,
}

impl DetailsForm {
    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<Details, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(text(Field::Name, &self.name, 1, LONGEST_NAME));
        let blank = self.parts.given.trim().is_empty() && self.parts.family.trim().is_empty();
        let parts = match self.parts.parse() {
            _ if blank => Some(NameParts::of(&self.name)),
            Ok(parts) => Some(parts),
            Err(wrong) => {
                wrong.into_iter().for_each(|one| problems.add(one.field, one.problem));
                None
            }
        };
        let email = problems.keep(Email::parse(&self.email));
        let phone = problems.keep(phone(Field::Phone, &self.phone, true));
        let names = self.names.parse(&mut problems);
        match (name, parts, email, phone, names) {
            (Some(name), Some(parts), Some(email), Some(phone), Some(mut names)) => {
                let email = email.as_str().to_owned();
                names.push((IdentifierKind::Email, email.clone()));
                Ok(Details { name, parts, email, phone, names })
            }
            _ => Err(problems.into_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Problem;

    #[test]
    fn parts_that_are_left_blank_are_guessed_and_others_taken_as_typed() {
        let form = DetailsForm {
            name: "Wang Hui".into(),
            email: "hui@example.org".into(),
            names: NamesForm { username: "Hui.Wang".into(), ..NamesForm::default() },
            ..DetailsForm::default()
        };
        let typed = DetailsForm { parts: NameParts { given: "Hui".into(), family: "Wang".into() }, ..form.clone() };

        let (guessed, typed) = (form.parse().expect("valid"), typed.parse().expect("valid"));

        assert_eq!((guessed.parts.given.as_str(), guessed.parts.family.as_str()), ("Wang", "Hui"));
        assert_eq!((typed.parts.given.as_str(), typed.name.as_str()), ("Hui", "Wang Hui"));
        assert_eq!(typed.names[0], (IdentifierKind::Username, "hui.wang".into()));
    }

    #[test]
    fn each_problem_is_told() {
        let form = DetailsForm {
            phone: "call".into(),
            names: NamesForm { username: "x".into(), national_id: "1".into() },
            ..DetailsForm::default()
        };

        let problems = form.parse().expect_err("nothing fits");

        let fields: Vec<Field> = problems.iter().map(|problem| problem.field).collect();
        assert_eq!(fields, [Field::Name, Field::Email, Field::Phone, Field::Username, Field::NationalId]);
        assert_eq!(problems[3].problem, Problem::Wrong);
    }
}
