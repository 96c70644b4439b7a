//! The waiting list: which free time matches whose request, and who comes first. Making and accepting offers is in
//! `service::waitlist`.

mod times;

use std::{cmp::Reverse, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::times::{Times, Weekdays};
use super::{
    ids::{CentreId, PractitionerId, ServiceId, WaitlistEntryId},
    slot::Slot,
    time::Zone,
};

/// How many requests one patient can have on the list.
pub const MOST_WAITING: i64 = 10;

/// Whom a patient wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// This one.
    Practitioner(PractitionerId),
    /// Anyone of this profession.
    Profession(String),
}

/// A patient's request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// With whom.
    pub whom: Whom,
    /// The centre; `None` for any.
    pub centre: Option<CentreId>,
    /// The kind of visit; by default the first that the practitioner offers.
    pub service: Option<ServiceId>,
    /// The suitable days and hours, and the last date.
    pub times: Times,
    /// The start of the appointment to be brought forward: only earlier times are of interest.
    pub before: Option<Timestamp>,
}

/// A free time, with its practitioner, centre and kind of visit.
#[derive(Clone, Copy, Debug)]
pub struct FreeTime<'a> {
    /// The practitioner whose time it is.
    pub practitioner: PractitionerId,
    /// That practitioner's profession.
    pub profession: &'a str,
    /// The centre where the time is free.
    pub centre: CentreId,
    /// The zone of that centre.
    pub zone: &'a Zone,
    /// The kind of visit.
    pub service: Option<ServiceId>,
    /// The time, from its start to its end.
    pub slot: Slot,
}

impl Wish {
    /// Whether any time of a practitioner at a centre could match it.
    #[must_use]
    pub fn concerns(&self, practitioner: PractitionerId, profession: &str, centre: CentreId) -> bool {
        let whom = match &self.whom {
            Whom::Practitioner(id) => *id == practitioner,
            Whom::Profession(wanted) => wanted == profession,
        };
        whom && self.centre.is_none_or(|wanted| wanted == centre)
    }

    /// Whether this time matches it.
    #[must_use]
    pub fn matches(&self, free: &FreeTime<'_>) -> bool {
        self.concerns(free.practitioner, free.profession, free.centre)
            && self.service.is_none_or(|wanted| free.service == Some(wanted))
            && self.times.admit(free.zone, &free.slot)
            && self.before.is_none_or(|before| free.slot.starts_at < before)
    }
}

/// How urgent a request is; set by a practitioner or an administrator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// In turn.
    #[default]
    Routine,
    /// Before routine requests.
    Soon,
    /// Before everyone else.
    Urgent,
}

impl Urgency {
    /// Every urgency, lowest first.
    pub const ALL: [Self; 3] = [Self::Routine, Self::Soon, Self::Urgent];

    /// The stored number.
    #[must_use]
    pub fn number(self) -> i64 {
        match self {
            Self::Routine => 0,
            Self::Soon => 1,
            Self::Urgent => 2,
        }
    }

    /// The urgency with this stored number.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.number() == number)
    }

    /// Parses the number of an urgency in an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().and_then(Self::from_number)
    }

    /// The word for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Routine => "Routine",
            Self::Soon => "Soon",
            Self::Urgent => "Urgent",
        }
    }
}

/// The sort key for who comes first: the more urgent, then the one who has waited longer.
#[must_use]
pub fn priority(urgency: Urgency, waiting_since: Timestamp, id: WaitlistEntryId) -> impl Ord {
    (Reverse(urgency), waiting_since, id)
}

/// The state of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryStatus {
    /// It is waiting for a time.
    Waiting,
    /// It was fulfilled.
    Booked,
    /// The patient withdrew it.
    Withdrawn,
    /// Its last date has passed, or there is nothing left to bring forward.
    Expired,
}

impl EntryStatus {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Booked, Self::Withdrawn, Self::Expired];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Booked => "booked",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }
}

impl FromStr for EntryStatus {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == s).ok_or(())
    }
}

/// The state of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferStatus {
    /// It waits for an answer, and its time is held.
    Open,
    /// It was accepted.
    Accepted,
    /// It was declined.
    Declined,
    /// No one answered in time.
    Expired,
}

impl OfferStatus {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Declined, Self::Expired];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }
}

impl FromStr for OfferStatus {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == s).ok_or(())
    }
}

/// Why something on the waiting list cannot be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitlistRefusal {
    /// The patient already has as many requests as allowed.
    TooMany,
    /// The offer has expired.
    OfferExpired,
    /// The offer was already answered.
    OfferAnswered,
    /// The request is no longer waiting.
    NotWaiting,
    /// The appointment to be brought forward has begun, or was cancelled.
    NothingToMove,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::WallMinute;
    use jiff::ToSpan;

    const ANN: PractitionerId = PractitionerId(7);
    const HERE: CentreId = CentreId(1);

    fn wish() -> Wish {
        Wish { whom: Whom::Practitioner(ANN), centre: None, service: None, times: Times::default(), before: None }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Tuesday 24 November 2026, 09:30 in Sydney.
    fn free(zone: &Zone) -> FreeTime<'_> {
        let starts_at = at("2026-11-23T22:30Z");
        FreeTime {
            practitioner: ANN,
            profession: "Dentist",
            centre: HERE,
            zone,
            service: None,
            slot: Slot { starts_at, ends_at: starts_at + 30.minutes() },
        }
    }

    #[test]
    fn a_wish_is_answered_by_its_practitioner_or_by_anybody_of_its_profession() {
        let zone = Zone::parse("Australia/Sydney").unwrap();
        let other = FreeTime { practitioner: PractitionerId(8), ..free(&zone) };
        let of_profession = |name: &str| Wish { whom: Whom::Profession(name.into()), ..wish() };

        assert!(wish().matches(&free(&zone)) && !wish().matches(&other));
        assert!(of_profession("Dentist").matches(&other) && !of_profession("Podiatrist").matches(&other));
    }

    #[test]
    fn a_centre_and_a_kind_of_visit_are_kept_to_where_they_are_named() {
        let zone = Zone::parse("Australia/Sydney").unwrap();
        let at_centre = |id| Wish { centre: Some(CentreId(id)), ..wish() };
        let of_service = |id| Wish { service: Some(ServiceId(id)), ..wish() };
        let long = FreeTime { service: Some(ServiceId(3)), ..free(&zone) };

        assert!(at_centre(1).matches(&free(&zone)) && !at_centre(2).matches(&free(&zone)));
        assert!(of_service(3).matches(&long) && !of_service(4).matches(&long) && !of_service(3).matches(&free(&zone)));
        assert!(wish().matches(&long));
    }

    #[test]
    fn only_what_is_earlier_brings_an_appointment_forward() {
        let zone = Zone::parse("Australia/Sydney").unwrap();
        let before = |text| Wish { before: Some(at(text)), ..wish() };

        assert!(before("2026-11-23T22:31Z").matches(&free(&zone)));
        assert!(!before("2026-11-23T22:30Z").matches(&free(&zone)));
    }

    #[test]
    fn days_and_hours_are_those_of_the_centre() {
        let morning = Times {
            weekdays: Weekdays::from_bits(0b10).unwrap(),
            from: WallMinute::parse("09:00").unwrap(),
            until: WallMinute::parse("10:00").unwrap(),
            latest_on: None,
        };
        let wish = Wish { times: morning, ..wish() };
        // The same instant is Tuesday 09:30 in Sydney, Monday 22:30 in London, Tuesday 11:30 in Auckland.
        for (zone, matches) in [("Australia/Sydney", true), ("Europe/London", false), ("Pacific/Auckland", false)] {
            assert_eq!(wish.matches(&free(&Zone::parse(zone).unwrap())), matches, "{zone}");
        }
    }

    #[test]
    fn the_more_urgent_come_first_and_then_who_has_waited_longer() {
        let at = |second| Timestamp::from_second(second).expect("an instant");
        let mut waiting = [
            (Urgency::Routine, 10, WaitlistEntryId(1)),
            (Urgency::Soon, 30, WaitlistEntryId(3)),
            (Urgency::Urgent, 40, WaitlistEntryId(4)),
            (Urgency::Soon, 20, WaitlistEntryId(6)),
            (Urgency::Soon, 20, WaitlistEntryId(5)),
        ];
        waiting.sort_by_key(|(urgency, since, id)| priority(*urgency, at(*since), *id));
        assert_eq!(waiting.map(|(.., id)| id.0), [4, 5, 6, 3, 1]);
    }
}
