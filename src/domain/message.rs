//! Messages between a patient and a practitioner: who may write and when, and what a message may contain.

use jiff::Timestamp;

use super::{
    access::{Facts, ProxyScope, Visit},
    appointment::Status,
    form::{self, Field, FieldError, Problem},
    ids::{AccountId, PatientId, PractitionerId},
    policy::Basis,
    text::turns,
};

/// The maximum length of a message, in characters.
pub const LONGEST: usize = 4_000;
/// The maximum length of a draft, in characters: more than can be sent, so that nothing is lost while it is being shortened.
pub const LONGEST_DRAFT: usize = 8_000;
/// The length of an intent's key.
pub const INTENT: std::ops::RangeInclusive<usize> = 8..=64;

/// The most files a message can have.
pub const MOST_FILES: usize = 5;

/// The text to send, trimmed.
///
/// # Errors
/// It is too long.
pub fn parse(text: &str) -> Result<String, FieldError> {
    form::text(Field::MessageText, text, 0, LONGEST)
}

/// Refuses a message that has neither text nor files.
///
/// # Errors
/// The message is empty.
pub fn refuse_empty(text: &str, files: usize) -> Result<(), FieldError> {
    if text.is_empty() && files == 0 {
        return Err(FieldError::new(Field::MessageText, Problem::Missing));
    }
    Ok(())
}

/// The text of a draft: as typed, without what cannot be stored.
#[must_use]
pub fn draft(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !(c.is_control() || turns(*c))).take(LONGEST_DRAFT).collect()
}

/// The side of a thread that someone is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// They are the patient.
    Patient,
    /// A proxy for the patient's whole record.
    Proxy,
    /// They are the practitioner.
    Practitioner,
}

impl Side {
    /// The side of an account; the policy decides whether it may take that side.
    #[must_use]
    pub fn of(me: AccountId, patient: PatientId, practitioner: PractitionerId) -> Self {
        if me == practitioner.account() {
            Self::Practitioner
        } else if me == patient.account() {
            Self::Patient
        } else {
            Self::Proxy
        }
    }
}

/// The basis on which someone reads and writes messages for a patient: a current proxy for the whole record.
#[must_use]
pub fn in_their_place(facts: &Facts, now: Timestamp) -> Option<Basis> {
    let trusted = |(scope, term): &(ProxyScope, super::access::Term)| *scope == ProxyScope::Record && term.runs(now);
    facts.proxies.iter().any(trusted).then_some(Basis::Proxy)
}

/// The basis on which a practitioner and a patient may write to each other, if they share one: a visit that is booked or requested,
/// or took place while the practitioner still counts as treating the patient; or a current relationship. Patients who close their
/// record to the practitioner end it.
///
/// The facts are about the practitioner as a reader of the patient's record.
#[must_use]
pub fn ground(facts: &Facts, now: Timestamp) -> Option<Basis> {
    if !facts.is_practitioner || facts.is_patient || facts.blocked {
        return None;
    }
    if facts.relationships.iter().any(|(_, term)| term.runs(now)) {
        return Some(Basis::Relationship);
    }
    let joins = |visit: &Visit| {
        let is_off = matches!(visit.status, Status::Cancelled | Status::Noshow | Status::EnteredInError);
        !is_off && now < facts.treating.closes(visit)
    };
    facts.visits.iter().any(joins).then_some(Basis::Party)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::access::{RelationshipKind, Term, TreatingDays};

    const HOUR: i64 = 3_600;
    const DAY: i64 = 24 * HOUR;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn term(since: i64, until: i64) -> Term {
        Term { since: at(since), until: Some(at(until)), ended_at: None }
    }

    fn visit(status: Status) -> Visit {
        Visit { starts_at: at(0), ends_at: at(HOUR), status, by_others: false, attended_at: None }
    }

    fn practitioner() -> Facts {
        let treating = TreatingDays { before: 30, after: 10 };
        Facts { is_practitioner: true, treating, ..Facts::default() }
    }

    #[test]
    fn a_message_has_at_most_four_thousand_characters_and_none_that_cannot_be_stored() {
        assert_eq!(parse("  Good\u{0} morning\r\nDoctor ").as_deref(), Ok("Good morning\nDoctor"));
        assert_eq!(parse(&"ä".repeat(LONGEST)).map(|text| text.chars().count()), Ok(LONGEST));
        let problem = |text: &str| parse(text).map_err(|error| error.problem);
        assert_eq!(parse(" \n\u{0}").as_deref(), Ok(""));
        assert_eq!(problem(&"x".repeat(LONGEST + 1)), Err(Problem::TooLong(4_000)));
    }

    #[test]
    fn a_message_without_words_needs_a_file() {
        let problem = |text: &str, files| refuse_empty(text, files).map_err(|error| error.problem);
        assert_eq!(problem("", 0), Err(Problem::Missing));
        assert_eq!(problem("", 1), Ok(()));
        assert_eq!(problem("x", 0), Ok(()));
    }

    #[test]
    fn a_draft_keeps_its_spaces_and_loses_what_cannot_be_stored() {
        assert_eq!(draft(" Dear\u{0} \n"), " Dear \n");
        assert_eq!(draft(&"x".repeat(LONGEST_DRAFT + 1)).len(), LONGEST_DRAFT);
    }

    #[test]
    fn a_visit_that_stands_or_took_place_is_a_ground_whoever_booked_it() {
        for status in [Status::Pending, Status::Booked, Status::Arrived, Status::CheckedIn, Status::Fulfilled] {
            let facts = Facts { visits: vec![visit(status)], ..practitioner() };
            assert_eq!(ground(&facts, at(-300 * DAY)), Some(Basis::Party), "{status:?}");
            assert_eq!(ground(&facts, at(HOUR + 10 * DAY - 1)), Some(Basis::Party), "{status:?}");
            assert_eq!(ground(&facts, at(HOUR + 10 * DAY)), None, "{status:?}");
        }
        for status in [Status::Cancelled, Status::Noshow, Status::EnteredInError] {
            let facts = Facts { visits: vec![visit(status)], ..practitioner() };
            assert_eq!(ground(&facts, at(0)), None, "{status:?}");
        }
        assert_eq!(ground(&practitioner(), at(0)), None);
    }

    #[test]
    fn a_relationship_is_a_ground_while_it_runs() {
        let relationships = vec![(RelationshipKind::PrimaryCare, term(0, 100))];
        let facts = Facts { relationships, ..practitioner() };
        assert_eq!(ground(&facts, at(99)), Some(Basis::Relationship));
        assert_eq!(ground(&facts, at(100)), None);
    }

    #[test]
    fn a_closed_record_another_role_and_oneself_end_every_ground() {
        let facts = Facts { visits: vec![visit(Status::Booked)], ..practitioner() };
        assert_eq!(ground(&Facts { blocked: true, ..facts.clone() }, at(0)), None);
        assert_eq!(ground(&Facts { is_practitioner: false, ..facts.clone() }, at(0)), None);
        assert_eq!(ground(&Facts { is_patient: true, ..facts }, at(0)), None);
    }

    #[test]
    fn only_a_current_proxy_for_the_whole_record_stands_in_the_patient_s_place() {
        let with = |scope| Facts { proxies: vec![(scope, term(0, 10))], ..Facts::default() };
        assert_eq!(in_their_place(&with(ProxyScope::Record), at(9)), Some(Basis::Proxy));
        assert_eq!(in_their_place(&with(ProxyScope::Record), at(10)), None);
        assert_eq!(in_their_place(&with(ProxyScope::Summary), at(9)), None);
    }

    #[test]
    fn who_is_both_stands_on_the_practitioner_s_side_of_their_own_threads() {
        let of = |me| Side::of(AccountId(me), PatientId(1), PractitionerId(2));
        assert_eq!([of(1), of(2), of(3)], [Side::Patient, Side::Practitioner, Side::Proxy]);
    }
}
