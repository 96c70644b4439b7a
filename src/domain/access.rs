//! Who may read a patient's record, how much of it, and on what ground. Pure: the facts about one reader and one patient are an
//! argument.
//!
//! The rules, strongest ground first:
//! 1. Patients can read all of their own record.
//! 2. A practitioner with emergency access can read all of it until that access ends.
//! 3. A practitioner who is treating the patient (around a visit, see below), or who has a current relationship with them, can
//!    read what the patient has not hidden; a request that awaits its answer opens only the summary.
//! 4. A family member with a current proxy can read what it covers: either the whole record except what is hidden, or the summary.
//! 5. A practitioner to whom a current referral is addressed can read the summary.
//! 6. An administrator can read what the patient has not hidden, if the clinic allows this (`access.administrators_read`).
//! 7. Practitioners can read what they wrote.
//! 8. An app that the patient allows can read what they have not hidden, of the kinds that they allowed it, until they stop it.
//!
//! A practitioner whom the patient has blocked loses 3, 5 and 6. No one else can read anything.
//!
//! No one can give themselves the third ground. A visit opens the record from some days before it until some days after it
//! (`access.treating_days_*`) if someone other than its practitioner booked it: the patient, their family, the clinic, or a
//! practitioner who referred the patient to them. A visit booked by its practitioner does so only if it follows such a visit that
//! took place, within the days after that one. Otherwise the practitioner sees only what they write in it; if they check the
//! patient in around the time of the visit, of which the patient is told immediately, they can read the record until a day after
//! it. Visits that were missed, cancelled or entered in error open nothing.
//!
//! A family member whose current proxy says so can also book, move and cancel appointments for the patient, just as the patient
//! could ([`books`]), whatever the proxy lets them read.
//!
//! An appointment that was not cancelled is also a duty: its practitioner can open, write and finish its consultation even if the
//! record is closed to them. There they can read what the patient came for, who they are, and what they wrote themselves (7), and
//! nothing more ([`in_own_visit`]). Adding files to a patient's record requires 2 or 3 ([`Reach::takes_files`]).

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::policy::Basis;

mod reach;
#[cfg(test)]
mod tests;
mod visit;

pub use self::{
    reach::Reach,
    visit::{OWN_WORD_LASTS, TreatingDays, Visit},
};

/// A ground for reading a record, and how far it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Access {
    /// The ground.
    pub basis: Basis,
    /// How far it reaches.
    pub reach: Reach,
}

/// Why a practitioner is related to a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationshipKind {
    /// They are the patient's own doctor.
    PrimaryCare,
    /// The patient was referred to them.
    SpecialistReferral,
    /// They stand in for another practitioner, for a while.
    Temporary,
}

impl RelationshipKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::PrimaryCare, Self::SpecialistReferral, Self::Temporary];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PrimaryCare => "primary_care",
            Self::SpecialistReferral => "specialist_referral",
            Self::Temporary => "temporary",
        }
    }
}

impl FromStr for RelationshipKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == s).ok_or(())
    }
}

/// Who said that a practitioner looks after a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum RelationshipSource {
    /// The patient.
    Patient,
    /// An administrator.
    Administrator,
    /// Whoever referred them.
    Referral,
}

impl RelationshipSource {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// What a proxy may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyScope {
    /// The summary.
    Summary,
    /// The whole record, except what is hidden.
    Record,
}

impl ProxyScope {
    /// Every scope.
    pub const ALL: [Self; 2] = [Self::Summary, Self::Record];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Record => "record",
        }
    }

    fn reach(self) -> Reach {
        match self {
            Self::Summary => Reach::Summary,
            Self::Record => Reach::Shared,
        }
    }
}

impl FromStr for ProxyScope {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == s).ok_or(())
    }
}

/// A period that may have an end, and may have been ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// From when.
    pub since: Timestamp,
    /// Until when, exclusive.
    pub until: Option<Timestamp>,
    /// When someone ended it.
    pub ended_at: Option<Timestamp>,
}

impl Term {
    /// Whether it is in force at an instant.
    #[must_use]
    pub fn runs(&self, now: Timestamp) -> bool {
        self.since <= now && self.until.is_none_or(|until| now < until) && self.ended_at.is_none_or(|ended| now < ended)
    }
}

/// All the facts that decide what one reader may read of one patient's record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether the reader is the patient.
    pub is_patient: bool,
    /// Whether the reader's account holds the role of practitioner.
    pub is_practitioner: bool,
    /// The reader's appointments with the patient that are pending, booked or took place.
    pub visits: Vec<Visit>,
    /// How long before and after a visit its practitioner counts as treating the patient.
    pub treating: TreatingDays,
    /// Their relationships, including ended ones.
    pub relationships: Vec<(RelationshipKind, Term)>,
    /// The patient's referrals addressed to the reader by name and neither declined nor withdrawn.
    pub referrals: Vec<Term>,
    /// The proxies that the patient gave the reader.
    pub proxies: Vec<(ProxyScope, Term)>,
    /// The terms of those proxies that also allow booking.
    pub bookings: Vec<Term>,
    /// The reader's emergency accesses to this patient's record.
    pub emergencies: Vec<Term>,
    /// Whether the patient has closed the record to the reader.
    pub blocked: bool,
    /// Whether the reader is an administrator of a clinic that lets administrators read records.
    pub administers: bool,
    /// Whether the reader wrote anything in it.
    pub wrote: bool,
    /// What the patient allowed the reading app; empty for people.
    pub apps: Vec<Term>,
}

/// Every ground the reader has, strongest first.
#[must_use]
pub fn grounds(facts: &Facts, now: Timestamp) -> Vec<Access> {
    let practises = facts.is_practitioner && !facts.is_patient;
    let trusted = practises && !facts.blocked;
    let proxy = facts.proxies.iter().filter(|(_, term)| term.runs(now)).map(|(scope, _)| scope.reach()).max();
    let ground = |holds: bool, basis, reach| holds.then_some(Access { basis, reach });
    [
        ground(facts.is_patient, Basis::Own, Reach::Everything),
        ground(practises && facts.emergencies.iter().any(|term| term.runs(now)), Basis::Emergency, Reach::Everything),
        visit::treating(&facts.visits, facts.treating, now)
            .filter(|_| trusted)
            .map(|reach| Access { basis: Basis::Treating, reach }),
        ground(
            trusted && facts.relationships.iter().any(|(_, term)| term.runs(now)),
            Basis::Relationship,
            Reach::Shared,
        ),
        proxy.map(|reach| Access { basis: Basis::Proxy, reach }),
        ground(trusted && facts.referrals.iter().any(|term| term.runs(now)), Basis::Referral, Reach::Summary),
        ground(facts.administers && !facts.blocked && !facts.is_patient, Basis::Administration, Reach::Shared),
        ground(practises && facts.wrote, Basis::Author, Reach::OwnEntries),
        ground(facts.apps.iter().any(|term| term.runs(now)), Basis::App, Reach::Shared),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The ground with the widest reach; of several, the first.
#[must_use]
pub fn decide(facts: &Facts, now: Timestamp) -> Option<Access> {
    grounds(facts, now).into_iter().reduce(|best, next| if next.reach > best.reach { next } else { best })
}

/// What the practitioner of a consultation can read in it: what their ground covers or, without a ground, what they write there.
#[must_use]
pub fn in_own_visit(facts: &Facts, now: Timestamp) -> Access {
    decide(facts, now).unwrap_or(Access { basis: Basis::Party, reach: Reach::OwnEntries })
}

/// The ground on which a reader other than the patient can book for them.
#[must_use]
pub fn books(facts: &Facts, now: Timestamp) -> Option<Basis> {
    facts.bookings.iter().any(|term| term.runs(now)).then_some(Basis::Proxy)
}

/// Whether a reader sees an entry.
#[must_use]
pub fn sees(reach: Reach, hidden: bool, is_author: bool) -> bool {
    match reach {
        Reach::Everything => true,
        Reach::Shared => !hidden || is_author,
        Reach::Summary | Reach::OwnEntries => is_author,
    }
}
