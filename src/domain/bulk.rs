//! Bulk actions: what is done, to which targets, and why some targets are skipped.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    account::AccountStatus,
    ids::{AccountId, AppointmentId, CentreId, PractitionerId, RelationshipId, ServiceId},
};

/// The most targets that can be chosen at once: so many rows are read before the action runs.
pub const MOST: usize = 300;

/// As many of the rows that match as are taken at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot<Id, Place> {
    /// Their keys.
    pub ids: Vec<Id>,
    /// How many match.
    pub total: i64,
    /// The last one's key and where it stands, if others follow.
    pub last: Option<(i64, Place)>,
}

impl<Id, Place> Lot<Id, Place> {
    /// The first `most` of the rows that were read: one more says that others follow.
    #[must_use]
    pub fn cut<Row>(
        mut rows: Vec<Row>,
        most: i64,
        total: i64,
        id: impl Fn(&Row) -> Id,
        place: impl Fn(&Row) -> (i64, Place),
    ) -> Self {
        let most = usize::try_from(most).unwrap_or(MOST);
        let has_more = rows.len() > most;
        rows.truncate(most);
        let last = rows.last().filter(|_| has_more).map(place);
        Self { ids: rows.iter().map(id).collect(), total, last }
    }
}

/// How many of the rows that match are taken at once: [`MOST`], or fewer if a smaller number is asked for.
#[must_use]
pub fn at_once(asked: i64) -> i64 {
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    if asked > 0 { asked.min(most) } else { most }
}

/// The action, applied to each target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Activate or deactivate the account.
    Status(AccountStatus),
    /// Assign the patient to a practitioner: the key, kind and last day as typed in the form.
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
        /// The practitioner who takes it over.
        to: PractitionerId,
    },
    /// Book the patient.
    Book {
        /// With whom.
        practitioner: PractitionerId,
        /// The centre where it takes place.
        centre: CentreId,
        /// The kind of visit it becomes; the standard visit has no key.
        service: Option<ServiceId>,
    },
    /// Write to them: the message as typed in the form.
    Message {
        /// The subject line.
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

    /// The action that undoes it, if any; its reason is still to be filled in.
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

/// A target of a bulk action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A user.
    Account(AccountId),
    /// An appointment.
    Appointment(AppointmentId),
    /// An appointment, with its version when it was seen.
    Seen(AppointmentId, i64),
    /// An appointment, with its version when it was seen, and its new start.
    MovedTo(AppointmentId, i64, Timestamp),
    /// A user, and the time they are booked for.
    BookedAt(AccountId, Timestamp),
    /// A practitioner's relationship with a patient.
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

    /// The version when it was seen, where that matters.
    #[must_use]
    pub fn version(self) -> Option<i64> {
        match self {
            Self::Seen(_, version) | Self::MovedTo(_, version, _) => Some(version),
            _ => None,
        }
    }

    /// The new start, for actions that set one.
    #[must_use]
    pub fn starts_at(self) -> Option<Timestamp> {
        match self {
            Self::MovedTo(.., starts_at) | Self::BookedAt(_, starts_at) => Some(starts_at),
            _ => None,
        }
    }

    /// Parses a stored target.
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

/// Why a target was skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftOut {
    /// It is already in that state.
    Already,
    /// It is the actor's own account.
    Oneself,
    /// They are not an active patient.
    NoPatient,
    /// The appointment is over, under way or already cancelled.
    Over,
    /// The actor is the appointment's patient.
    OwnVisit,
    /// Their account is deactivated, or not active yet.
    Inactive,
    /// They have upcoming appointments, which someone must decide about first.
    Booked,
}

/// Why the rest of a run was abandoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// The person who started it is no longer allowed to.
    NotAllowed,
    /// The person who started it can no longer sign in, or has changed how they sign in.
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
