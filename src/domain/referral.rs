//! Referrals: a letter to a colleague or to a field, which also permits the patient to book practitioners who require one, for a
//! number of visits until a date. Sending, using and answering them is in `service::referral`.

mod letter;
mod priority;

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::{
    letter::{Letter, LetterForm, last_possible_day},
    priority::Priority,
};
use super::ids::{EntryId, PractitionerId};

/// The last thing done with a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It waits for an answer, and can be used in the meantime.
    Sent,
    /// The addressee takes the patient on.
    Accepted,
    /// The addressee declined.
    Declined,
    /// Its author withdrew it.
    Withdrawn,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Sent, Self::Accepted, Self::Declined, Self::Withdrawn];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether visits can still be booked with it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Sent | Self::Accepted)
    }
}

impl FromStr for Status {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == s).ok_or(())
    }
}

/// An event in a referral's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Written and sent.
    Sent,
    /// Taken on.
    Accepted,
    /// Redirected to someone else.
    Redirected,
    /// Declined.
    Declined,
    /// Taken back.
    Withdrawn,
}

impl Turn {
    /// Every turn.
    pub const ALL: [Self; 5] = [Self::Sent, Self::Accepted, Self::Redirected, Self::Declined, Self::Withdrawn];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Accepted => "accepted",
            Self::Redirected => "redirected",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl FromStr for Turn {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|turn| turn.as_str() == s).ok_or(())
    }
}

/// Why something cannot be done with a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferralRefusal {
    /// It was answered or withdrawn, has ended, or now belongs to someone else.
    Changed,
    /// A visit was booked with it.
    Used,
    /// In this clinic, people of this profession may not refer.
    NotAReferrer,
}

/// Whom the patient is referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// This one.
    Practitioner(PractitionerId),
    /// Anyone in this field.
    Field(String),
}

/// The facts that decide whose calendars a referral opens. One that was sent to a field and then accepted has both: it still opens
/// the field's calendars, and the practitioner who accepted it answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The referral.
    pub id: EntryId,
    /// By name.
    pub to: Option<PractitionerId>,
    /// By field.
    pub field: Option<String>,
    /// The end of its validity, exclusive.
    pub valid_until: Timestamp,
}

impl Permit {
    /// Whether a visit to this practitioner at this start can be booked with it.
    #[must_use]
    pub fn opens(&self, practitioner: PractitionerId, expertise: &[String], starts_at: Timestamp) -> bool {
        let by_field = self.field.as_ref().is_some_and(|field| expertise.contains(field));
        (self.to == Some(practitioner) || by_field) && starts_at < self.valid_until
    }
}

/// Those of a patient's referrals that permit this visit, in the order in which they are used: those by name before those by field,
/// and within each the one that ends first.
#[must_use]
pub fn spendable(
    mut permits: Vec<Permit>,
    practitioner: PractitionerId,
    expertise: &[String],
    starts_at: Timestamp,
) -> Vec<Permit> {
    permits.retain(|permit| permit.opens(practitioner, expertise, starts_at));
    permits.sort_by_key(|permit| (permit.to != Some(practitioner), permit.valid_until, permit.id));
    permits
}

/// What the addressee can do with a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Triage {
    /// Take the patient on.
    Accept,
    /// Redirect it to someone else.
    Redirect,
    /// Decline it, and say why.
    Decline,
}

/// The possible answers to a referral of this status at `now`. A referral to a field must first be accepted: no one declines on
/// behalf of a whole field.
#[must_use]
pub fn open_triage(status: Status, by_name: bool, valid_until: Timestamp, now: Timestamp) -> &'static [Triage] {
    match (status, by_name) {
        _ if now >= valid_until => &[],
        (Status::Sent, true) => &[Triage::Accept, Triage::Redirect, Triage::Decline],
        (Status::Accepted, true) => &[Triage::Redirect, Triage::Decline],
        (Status::Sent | Status::Accepted, false) => &[Triage::Accept],
        (Status::Declined | Status::Withdrawn, _) => &[],
    }
}

/// The state of a referral as its readers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Visits can be booked with it.
    Open,
    /// Open, and its addressee has accepted the patient.
    Accepted,
    /// Every visit is booked.
    Used,
    /// Its validity has ended.
    Ended,
    /// It was declined.
    Declined,
    /// It was withdrawn.
    Withdrawn,
}

impl Standing {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Open, Self::Accepted, Self::Used, Self::Ended, Self::Declined, Self::Withdrawn];

    /// The word for it in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Used => "used",
            Self::Ended => "ended",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a referral at `now` with this many visits left.
    #[must_use]
    pub fn of(status: Status, visits_left: i64, valid_until: Timestamp, now: Timestamp) -> Self {
        match status {
            Status::Declined => Self::Declined,
            Status::Withdrawn => Self::Withdrawn,
            _ if visits_left <= 0 => Self::Used,
            _ if now >= valid_until => Self::Ended,
            Status::Accepted => Self::Accepted,
            Status::Sent => Self::Open,
        }
    }

    /// Whether a visit can be booked with it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Accepted)
    }
}

impl FromStr for Standing {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == s).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: PractitionerId = PractitionerId(7);

    fn permit(id: i64, to: Option<i64>, field: Option<&str>, until: i64) -> Permit {
        Permit {
            id: EntryId(id),
            to: to.map(PractitionerId),
            field: field.map(str::to_owned),
            valid_until: Timestamp::from_second(until).expect("an instant"),
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    #[test]
    fn a_permit_opens_by_name_or_field_until_its_end() {
        let skin = ["Dermatology".to_owned()];
        assert!(permit(1, Some(7), None, 100).opens(ME, &[], at(99)));
        assert!(!permit(1, Some(7), None, 100).opens(ME, &[], at(100)));
        assert!(!permit(1, Some(8), None, 100).opens(ME, &skin, at(1)));
        assert!(permit(1, None, Some("Dermatology"), 100).opens(ME, &skin, at(1)));
        assert!(permit(1, Some(8), Some("Dermatology"), 100).opens(ME, &skin, at(1)));
        assert!(!permit(1, None, Some("Cardiology"), 100).opens(ME, &skin, at(1)));
    }

    #[test]
    fn by_name_is_spent_before_by_field_and_what_ends_first_before_the_rest() {
        let skin = ["Dermatology".to_owned()];
        let permits = vec![
            permit(1, None, Some("Dermatology"), 50),
            permit(2, Some(7), None, 200),
            permit(3, Some(7), None, 100),
            permit(4, Some(8), None, 10),
            permit(5, Some(7), None, 5),
        ];
        let order: Vec<i64> = spendable(permits, ME, &skin, at(9)).into_iter().map(|permit| permit.id.0).collect();
        assert_eq!(order, [3, 2, 1]);
    }

    #[test]
    fn what_is_over_closed_or_the_fields_is_not_answered() {
        assert_eq!(open_triage(Status::Sent, true, at(10), at(9)).len(), 3);
        assert_eq!(open_triage(Status::Sent, true, at(10), at(10)), []);
        assert_eq!(open_triage(Status::Sent, false, at(10), at(9)), [Triage::Accept]);
        assert_eq!(open_triage(Status::Declined, true, at(10), at(9)), []);
    }
}
