//! One thing done to several: what it is, to whom or what, and why it is not done to some of them.

use serde::{Deserialize, Serialize};

use super::{
    account::AccountStatus,
    ids::{AccountId, AppointmentId, RelationshipId},
};

/// What is done to each of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Activate or deactivate the account.
    Status(AccountStatus),
    /// Have a practitioner look after the patient: as typed in the form, key, kind and last day.
    Assign {
        /// The practitioner's key.
        practitioner: String,
        /// The kind of relationship.
        kind: String,
        /// The last day, if it is temporary.
        until: String,
    },
    /// End the relationship.
    EndCare,
    /// Write to them: as typed in the form.
    Message {
        /// What it is about.
        subject: String,
        /// What it says.
        text: String,
    },
}

impl Deed {
    /// The word for it in addresses, forms and the audit.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Status(AccountStatus::Active) => "activate",
            Self::Status(AccountStatus::Inactive) => "deactivate",
            Self::Assign { .. } => "assign",
            Self::EndCare => "end_care",
            Self::Message { .. } => "message",
        }
    }

    /// What undoes it, if anything does.
    #[must_use]
    pub fn undone_by(&self) -> Option<Self> {
        match self {
            Self::Status(AccountStatus::Active) => Some(Self::Status(AccountStatus::Inactive)),
            Self::Status(AccountStatus::Inactive) => Some(Self::Status(AccountStatus::Active)),
            Self::Assign { .. } => Some(Self::EndCare),
            Self::EndCare | Self::Message { .. } => None,
        }
    }
}

/// To whom or what it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A user.
    Account(AccountId),
    /// An appointment.
    Appointment(AppointmentId),
    /// That a practitioner looks after a patient.
    Relationship(RelationshipId),
}

impl Target {
    /// The stored word and key.
    #[must_use]
    pub fn stored(self) -> (&'static str, i64) {
        match self {
            Self::Account(id) => ("account", id.0),
            Self::Appointment(id) => ("appointment", id.0),
            Self::Relationship(id) => ("relationship", id.0),
        }
    }

    /// From the stored word and key.
    #[must_use]
    pub fn of(word: &str, id: i64) -> Option<Self> {
        match word {
            "account" => Some(Self::Account(AccountId(id))),
            "appointment" => Some(Self::Appointment(AppointmentId(id))),
            "relationship" => Some(Self::Relationship(RelationshipId(id))),
            _ => None,
        }
    }
}

/// Why there was nothing to do, or it cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It is so already.
    Already,
    /// It is the actor's own account.
    Oneself,
    /// They are no active patient.
    NoPatient,
    /// Their account is switched off, or not active yet.
    Inactive,
}

/// Why the rest of a run is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// Whoever asked may not do it any more.
    NotAllowed,
    /// Whoever asked can't sign in any more, or has changed how they do.
    SignedOut,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_as_it_was_stored() {
        let targets = [
            Target::Account(AccountId(7)),
            Target::Appointment(AppointmentId(7)),
            Target::Relationship(RelationshipId(7)),
        ];

        for target in targets {
            let (word, id) = target.stored();
            assert_eq!(Target::of(word, id), Some(target));
        }
        assert_eq!(Target::of("", 7), None);
    }

    #[test]
    fn what_undoes_a_change_of_status_is_the_other_one() {
        let off = Deed::Status(AccountStatus::Inactive);

        assert_eq!(off.undone_by().and_then(|on| on.undone_by()), Some(off));
        assert_eq!(Deed::EndCare.undone_by(), None);
    }
}
