//! What an administrator grants to staff: roles and, for receptionists, centres.

use serde::{Deserialize, Serialize};

use super::{
    account::Role,
    form::{Field, FieldError, Problem, Problems},
    ids::CentreId,
};

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffForm {
    /// The roles that are ticked; for a new account, the one chosen.
    pub roles: Vec<String>,
    /// The keys of the centres at whose desks they work.
    pub centres: Vec<String>,
}

/// What it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffDraft {
    /// The roles, without duplicates.
    pub roles: Vec<Role>,
    /// The centres; empty without the role of receptionist.
    pub centres: Vec<CentreId>,
}

impl StaffForm {
    /// The roles that can be granted, and administrator.
    ///
    /// # Errors
    /// Any other role; a receptionist without a centre, or an invalid key.
    pub fn parse(&self) -> Result<StaffDraft, Vec<FieldError>> {
        let mut problems = Problems::default();
        let roles = problems.keep(self.roles());
        let works_at_desk = roles.as_ref().is_some_and(|roles| roles.contains(&Role::Receptionist));
        let centres = if works_at_desk { problems.keep(self.centres()) } else { Some(Vec::new()) };
        match (roles, centres) {
            (Some(roles), Some(centres)) => Ok(StaffDraft { roles, centres }),
            _ => Err(problems.into_vec()),
        }
    }

    /// The single role of a new account.
    ///
    /// # Errors
    /// The errors of [`Self::parse`]; or there is not exactly one role.
    pub fn parse_new(&self) -> Result<(Role, Vec<CentreId>), Vec<FieldError>> {
        let StaffDraft { roles, centres } = self.parse()?;
        match roles[..] {
            [role] => Ok((role, centres)),
            _ => Err(vec![FieldError::new(Field::Roles, Problem::Missing)]),
        }
    }

    fn roles(&self) -> Result<Vec<Role>, FieldError> {
        let mut roles = Vec::new();
        for word in &self.roles {
            let role = word.parse().ok().filter(|role| *role == Role::Administrator || Role::GRANTED.contains(role));
            let role = role.ok_or(FieldError::new(Field::Roles, Problem::NotAChoice))?;
            if !roles.contains(&role) {
                roles.push(role);
            }
        }
        Ok(roles)
    }

    fn centres(&self) -> Result<Vec<CentreId>, FieldError> {
        let not_a_choice = FieldError::new(Field::DeskCentres, Problem::NotAChoice);
        let centres: Result<Vec<CentreId>, FieldError> =
            self.centres.iter().map(|key| key.parse().map_err(|_| not_a_choice)).collect();
        let mut centres = centres?;
        centres.sort_by_key(|centre| centre.0);
        centres.dedup();
        if centres.is_empty() { Err(FieldError::new(Field::DeskCentres, Problem::Missing)) } else { Ok(centres) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(roles: &[&str], centres: &[&str]) -> StaffForm {
        let texts = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        StaffForm { roles: texts(roles), centres: texts(centres) }
    }

    #[test]
    fn a_receptionist_works_somewhere_and_no_one_else_has_a_desk() {
        let both = form(&["receptionist", "auditor"], &["2", "1", "2"]).parse().expect("roles");
        assert_eq!(both.centres, [CentreId(1), CentreId(2)]);
        let manager = form(&["manager"], &["1"]).parse_new().expect("a role");
        assert_eq!(manager, (Role::Manager, Vec::new()));
        let nowhere = form(&["receptionist"], &[]).parse();
        assert_eq!(nowhere, Err(vec![FieldError::new(Field::DeskCentres, Problem::Missing)]));
    }

    #[test]
    fn what_is_more_than_a_role_is_not_granted() {
        for word in ["patient", "practitioner", "king"] {
            let refused = form(&[word], &[]).parse();
            assert_eq!(refused, Err(vec![FieldError::new(Field::Roles, Problem::NotAChoice)]), "{word}");
        }
        assert!(form(&[], &[]).parse_new().is_err() && form(&["manager", "auditor"], &[]).parse_new().is_err());
    }
}
