//! What lists can be filtered by, and which of it may no longer exist.

use crate::domain::{
    account::{AccountStatus, Role},
    application::ApplicationStatus,
    appointment::Status,
    audit::Area,
    calendar_view::day_of,
    cancellation::Kind,
    directory::CentreKind,
    figures::{PARTS, WEEKS},
    inbox, letter,
    notice::Channel,
    personnel::PersonnelStatus,
    rating::{ReviewStatus, Stars},
    referral::{Priority, Standing},
    visit_kind::VisitKind,
    waitlist::Urgency,
};

/// The type of a filter's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// What was typed.
    Text,
    /// Text typed to find someone: sealed in addresses.
    Name,
    /// A day.
    Time,
    /// A period of time.
    When,
    /// The length of a period, in weeks.
    Weeks,
    /// The parts of the clinic that are compared.
    Parts,
    /// Whether a box is ticked.
    Ticked,
    /// A role.
    Role,
    /// Whether an account is active.
    Active,
    /// Whether a practitioner can be booked.
    Personnel,
    /// The status of an appointment.
    Status,
    /// How an appointment was cancelled.
    Cancellation,
    /// The stage of an application.
    Stage,
    /// The state of a referral.
    Standing,
    /// The priority of a referral.
    Priority,
    /// The urgency of a request on the waiting list.
    Urgency,
    /// How many stars.
    Stars,
    /// The state of a review.
    Review,
    /// The status of a message to the clinic.
    Message,
    /// What a letter is about.
    LetterKind,
    /// The channel of a letter.
    Channel,
    /// The state of a letter.
    LetterState,
    /// The key of an account.
    Account,
    /// An area of the clinic's work.
    Area,
    /// The kind of a centre.
    CentreKind,
    /// The key of a centre.
    Centre,
    /// The key of a practitioner.
    Practitioner,
    /// The key of a service.
    Service,
    /// The key of a service, or the word for the standard visit.
    VisitKind,
}

/// Something that a view filters by and that no longer exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Its order.
    Order,
    /// A column.
    Column,
    /// A filter.
    Filter,
    /// The role that it filters by.
    Role,
    /// The status that it filters by.
    Status,
    /// The person that it filters by.
    Person,
    /// The centre that it filters by.
    Centre,
    /// The practitioner that it filters by.
    Practitioner,
    /// The kind of visit that it filters by.
    Service,
}

impl Asks {
    /// Whether a parameter's value is meaningless to this filter, such as an unknown role or an impossible date: the list then
    /// shows everything.
    #[must_use]
    pub fn is_meaningless(self, value: &str) -> bool {
        let is_no_day = self == Self::Time && day_of(value).is_none();
        !value.is_empty() && (is_no_day || self.why_not(value, |_, _| true).is_some())
    }

    /// What no longer exists of a value. `exists` says whether a person, centre, practitioner or kind of visit does.
    pub(super) fn why_not(self, value: &str, exists: impl Fn(Self, i64) -> bool) -> Option<Gone> {
        let key = || value.parse::<i64>().is_ok_and(|key| exists(self, key));
        let (is_there, what) = match self {
            Self::Text | Self::Name | Self::Time => return None,
            Self::When => (matches!(value, "past" | "all"), Gone::Filter),
            Self::Weeks => (value.parse().is_ok_and(|weeks| WEEKS.contains(&weeks)), Gone::Filter),
            Self::Parts => (PARTS.contains(&value), Gone::Filter),
            Self::Ticked => (value == "true", Gone::Filter),
            Self::Role => (value.parse::<Role>().is_ok(), Gone::Role),
            Self::Active => (value.parse::<AccountStatus>().is_ok(), Gone::Status),
            Self::Personnel => (value.parse::<PersonnelStatus>().is_ok(), Gone::Status),
            Self::Status => (value.parse::<Status>().is_ok(), Gone::Status),
            Self::Cancellation => (Kind::parse(value).is_some(), Gone::Filter),
            Self::Stage => (value.parse::<ApplicationStatus>().is_ok(), Gone::Status),
            Self::Standing => (value.parse::<Standing>().is_ok(), Gone::Status),
            Self::Priority => (value.parse::<Priority>().is_ok(), Gone::Filter),
            Self::Urgency => (Urgency::parse(value).is_some(), Gone::Filter),
            Self::Stars => (Stars::parse(value).is_ok(), Gone::Filter),
            Self::Review => (value.parse::<ReviewStatus>().is_ok(), Gone::Status),
            Self::Message => (value.parse::<inbox::Standing>().is_ok(), Gone::Status),
            Self::LetterKind => (value.parse::<letter::Kind>().is_ok(), Gone::Filter),
            Self::Channel => (value.parse::<Channel>().is_ok(), Gone::Filter),
            Self::LetterState => (value.parse::<letter::State>().is_ok(), Gone::Status),
            Self::Area => (Area::parse(value).is_some(), Gone::Filter),
            Self::CentreKind => (value.parse::<CentreKind>().is_ok(), Gone::Filter),
            Self::Account => (key(), Gone::Person),
            Self::Centre => (key(), Gone::Centre),
            Self::Practitioner => (key(), Gone::Practitioner),
            Self::Service => (key(), Gone::Service),
            Self::VisitKind => {
                let is_there = |kind: VisitKind| kind.service().is_none_or(|id| exists(Self::Service, id.0));
                (value.parse().is_ok_and(is_there), Gone::Service)
            }
        };
        (!is_there).then_some(what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_nothing_is_told_from_what_is_left_out() {
        for (asks, value) in [
            (Asks::Role, "xyz"),
            (Asks::Status, "lost"),
            (Asks::Cancellation, "lost"),
            (Asks::Personnel, "away"),
            (Asks::Centre, "x"),
            (Asks::When, "soon"),
            (Asks::Weeks, "13"),
            (Asks::Parts, "week"),
            (Asks::Ticked, "no"),
            (Asks::Time, "abc"),
            (Asks::Time, "2026-02-30"),
        ] {
            assert!(asks.is_meaningless(value), "{asks:?}: {value}");
            assert!(!asks.is_meaningless(""), "{asks:?}");
        }
        for (asks, value) in [
            (Asks::Role, "patient"),
            (Asks::Cancellation, "patient.day"),
            (Asks::Personnel, "not_taking"),
            (Asks::Name, "~sealed"),
            (Asks::Centre, "7"),
            (Asks::When, "past"),
            (Asks::Ticked, "true"),
            (Asks::Time, "2026-11-23"),
        ] {
            assert!(!asks.is_meaningless(value), "{asks:?}: {value}");
        }
    }
}
