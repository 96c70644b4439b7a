//! An administrator's invitation to create an account, as typed.

use serde::{Deserialize, Serialize};

use super::{
    account::{Email, Role},
    centre_form::line,
    form::{Field, FieldError, Problem, Problems},
};

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// `patient` or `practitioner`.
    pub role: String,
    /// Full name; may be blank.
    pub name: String,
    /// Email address; may be blank.
    pub email: String,
    /// How many days the link works.
    pub days: String,
}

/// A validated invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The role they are invited to: never administrator.
    pub role: Role,
    /// May be empty.
    pub name: String,
    /// May be empty.
    pub email: String,
    /// How many days the link works.
    pub days: i64,
}

impl InviteForm {
    /// The form for a patient, valid for two weeks.
    #[must_use]
    pub fn usual() -> Self {
        Self { role: Role::Patient.as_str().to_owned(), days: "14".to_owned(), ..Self::default() }
    }

    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<Invite, Vec<FieldError>> {
        let mut problems = Problems::default();
        let role = self.role.parse().ok().filter(|role| matches!(role, Role::Patient | Role::Practitioner));
        let role = problems.keep(role.ok_or(FieldError::new(Field::InvitedAs, Problem::NotAChoice)));
        let name = problems.keep(line(Field::FullName, &self.name, 0, 120));
        let email = problems.keep(match self.email.trim() {
            "" => Ok(String::new()),
            typed => Email::parse(typed)
                .map(|email| email.as_str().to_owned())
                .map_err(|e| FieldError::new(Field::WorkEmail, e.problem)),
        });
        let days = self.days.trim().parse().ok().filter(|days| (1..=90).contains(days));
        let days = problems.keep(days.ok_or(FieldError::new(Field::InvitedDays, Problem::OutOfRange)));
        match (role, name, email, days) {
            (Some(role), Some(name), Some(email), Some(days)) => Ok(Invite { role, name, email, days }),
            _ => Err(problems.into_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_needs_only_a_role_and_an_end() {
        let invite = InviteForm::usual().parse().expect("an invitation");

        assert_eq!((invite.role, invite.days, invite.email.as_str()), (Role::Patient, 14, ""));
    }

    #[test]
    fn nobody_is_invited_as_an_administrator_or_for_ever() {
        let form = InviteForm { role: "administrator".into(), days: "91".into(), ..InviteForm::default() };

        let fields: Vec<Field> = form.parse().expect_err("wrong").iter().map(|problem| problem.field).collect();

        assert_eq!(fields, [Field::InvitedAs, Field::InvitedDays]);
    }
}
