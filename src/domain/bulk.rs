//! One thing done to several: what it is, to whom or what, and why it is not done to some of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    account::AccountStatus,
    ids::{AccountId, AppointmentId, CentreId, PractitionerId, RelationshipId, ServiceId},
};

/// How many can be chosen at once: so many rows are looked at before it is done.
pub const MOST: usize = 300;

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
    /// Call the appointment off.
    CallOff {
        /// Why, as typed.
        reason: String,
    },
    /// Hand the appointment over to a colleague.
    MoveDay {
        /// Whose it is.
        from: PractitionerId,
        /// Who takes it over.
        to: PractitionerId,
    },
    /// Book the patient.
    Book {
        /// With whom.
        practitioner: PractitionerId,
        /// Where.
        centre: CentreId,
        /// As which kind of visit; the standard visit has no key.
        service: Option<ServiceId>,
    },
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
            Self::CallOff { .. } => "call_off",
            Self::MoveDay { .. } => "move_day",
            Self::Book { .. } => "book",
            Self::Message { .. } => "message",
        }
    }

    /// What undoes it, if anything does; a reason for it is yet to be given.
    #[must_use]
    pub fn undone_by(&self) -> Option<Self> {
        match self {
            Self::Status(AccountStatus::Active) => Some(Self::Status(AccountStatus::Inactive)),
            Self::Status(AccountStatus::Inactive) => Some(Self::Status(AccountStatus::Active)),
            Self::Assign { .. } => Some(Self::EndCare),
            Self::MoveDay { from, to } => Some(Self::MoveDay { from: *to, to: *from }),
            Self::Book { .. } => Some(Self::CallOff { reason: String::new() }),
            Self::EndCare | Self::CallOff { .. } | Self::Message { .. } => None,
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
    /// An appointment, which had changed so often when it was seen.
    Seen(AppointmentId, i64),
    /// An appointment, which had changed so often when it was seen, and when it is to start.
    MovedTo(AppointmentId, i64, Timestamp),
    /// A user, and when they are to come.
    BookedAt(AccountId, Timestamp),
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
            Self::Seen(id, _) => ("seen", id.0),
            Self::MovedTo(id, ..) => ("moved_to", id.0),
            Self::BookedAt(id, _) => ("booked_at", id.0),
            Self::Relationship(id) => ("relationship", id.0),
        }
    }

    /// How often it had changed when it was seen, where that matters.
    #[must_use]
    pub fn version(self) -> Option<i64> {
        match self {
            Self::Seen(_, version) | Self::MovedTo(_, version, _) => Some(version),
            _ => None,
        }
    }

    /// When it is to start, where that is decided.
    #[must_use]
    pub fn starts_at(self) -> Option<Timestamp> {
        match self {
            Self::MovedTo(.., starts_at) | Self::BookedAt(_, starts_at) => Some(starts_at),
            _ => None,
        }
    }

    /// From what is stored.
    #[must_use]
    pub fn of((word, id): (&str, i64), version: Option<i64>, starts_at: Option<Timestamp>) -> Option<Self> {
        match word {
            "account" => Some(Self::Account(AccountId(id))),
            "appointment" => Some(Self::Appointment(AppointmentId(id))),
            "seen" => Some(Self::Seen(AppointmentId(id), version?)),
            "moved_to" => Some(Self::MovedTo(AppointmentId(id), version?, starts_at?)),
            "booked_at" => Some(Self::BookedAt(AccountId(id), starts_at?)),
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
    /// The appointment is over, under way or called off already.
    Over,
    /// The actor is the appointment's patient.
    OwnVisit,
    /// Their account is switched off, or not active yet.
    Inactive,
    /// They have coming appointments, about which someone has to decide first.
    Booked,
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
            Target::Seen(AppointmentId(7), 3),
            Target::MovedTo(AppointmentId(7), 3, Timestamp::UNIX_EPOCH),
            Target::BookedAt(AccountId(7), Timestamp::UNIX_EPOCH),
        ];

        for target in targets {
            assert_eq!(Target::of(target.stored(), target.version(), target.starts_at()), Some(target));
        }
        assert_eq!(Target::of(("", 7), None, None), None);
        assert_eq!(Target::of(("seen", 7), None, None), None);
    }

    #[test]
    fn what_undoes_a_change_of_status_is_the_other_one() {
        let off = Deed::Status(AccountStatus::Inactive);

        assert_eq!(off.undone_by().and_then(|on| on.undone_by()), Some(off));
        assert_eq!(Deed::EndCare.undone_by(), None);
        let there = Deed::MoveDay { from: PractitionerId(1), to: PractitionerId(2) };
        assert_eq!(there.undone_by().and_then(|back| back.undone_by()), Some(there));
    }
}
