//! An account owner's name and contact details, as administrators enter them.

use serde::{Deserialize, Serialize};

use super::{
    account::Email,
    centre_form::line,
    form::{Field, FieldError, Problems, phone},
    practitioner_form::work_email,
    sign_in_name::{Names, NamesForm},
};

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct UserForm {
    /// Full name.
    pub name: String,
    /// Email address, with which they sign in.
    pub email: String,
    /// Telephone number; may be blank.
    pub phone: String,
    /// Other sign-in names; `None` leaves them as they are.
    pub names: Option<NamesForm>,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDraft {
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: Email,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Other sign-in names, of the kinds that were sent; empty for none.
    pub names: Names,
}

impl UserForm {
    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<UserDraft, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(line(Field::FullName, &self.name, 2, 120));
        let email = problems.keep(work_email(&self.email));
        let phone = problems.keep(phone(Field::Phone, &self.phone, true));
        let names = self.names.as_ref().map_or_else(|| Some(Names::new()), |names| names.parse(&mut problems));
        match (name, email, phone, names) {
            (Some(name), Some(email), Some(phone), Some(names)) => Ok(UserDraft { name, email, phone, names }),
            _ => Err(problems.into_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Problem;

    #[test]
    fn a_user_has_a_name_and_an_address_and_may_have_a_phone() {
        let form = UserForm { name: " Ada  Admin".into(), email: "ada@example.org".into(), ..UserForm::default() };

        let draft = form.parse().expect("a user");

        assert_eq!((draft.name.as_str(), draft.email.as_str()), ("Ada Admin", "ada@example.org"));
        let wrong = UserForm { phone: "call".into(), ..UserForm::default() }.parse().expect_err("wrong");
        let expected = [
            (Field::FullName, Problem::Missing),
            (Field::WorkEmail, Problem::Missing),
            (Field::Phone, Problem::NotAPhone),
        ];
        assert_eq!(wrong, expected.map(|(field, problem)| FieldError::new(field, problem)));
    }
}
