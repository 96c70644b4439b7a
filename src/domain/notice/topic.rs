//! The topics that people can choose to get by email: kinds of notification, grouped in a way that makes sense to them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::kind::NoticeKind;
use crate::domain::{account::Role, inbox, settings::Settings};

/// A group of notification kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Changes to one's appointments.
    Appointments,
    /// Upcoming appointments.
    Reminders,
    /// To a practitioner: new bookings.
    Bookings,
    /// Times offered from the waiting list.
    Waitlist,
    /// That someone wrote.
    Messages,
    /// What the clinic sends to several users at once.
    Announcements,
    /// Changes to referrals.
    Referrals,
    /// Prescriptions and documents.
    Record,
    /// Who shares a record with whom.
    Sharing,
    /// New messages to the clinic.
    Inbox,
    /// What awaits an administrator.
    Clinic,
    /// One's account, and access to one's record: always sent.
    Security,
}

impl Topic {
    /// Every topic, in the order in which they are offered.
    pub const ALL: [Self; 12] = [
        Self::Appointments,
        Self::Reminders,
        Self::Bookings,
        Self::Waitlist,
        Self::Messages,
        Self::Announcements,
        Self::Referrals,
        Self::Record,
        Self::Sharing,
        Self::Inbox,
        Self::Clinic,
        Self::Security,
    ];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Appointments => "appointments",
            Self::Reminders => "reminders",
            Self::Bookings => "bookings",
            Self::Waitlist => "waitlist",
            Self::Messages => "messages",
            Self::Announcements => "announcements",
            Self::Referrals => "referrals",
            Self::Record => "record",
            Self::Sharing => "sharing",
            Self::Inbox => "inbox",
            Self::Clinic => "clinic",
            Self::Security => "security",
        }
    }

    /// Whether it is emailed to people who have not chosen.
    #[must_use]
    pub fn is_mailed_by_default(self, settings: &Settings) -> bool {
        match self {
            Self::Referrals => settings.referral_mail,
            topic => !matches!(topic, Self::Bookings | Self::Record),
        }
    }

    /// Whether people may turn it off.
    #[must_use]
    pub fn is_optional(self) -> bool {
        self != Self::Security
    }

    /// Whether people with these roles can get such notifications. Those without roles may still act for a patient.
    #[must_use]
    pub fn concerns(self, roles: &[Role]) -> bool {
        let is = |role| roles.contains(&role);
        match self {
            Self::Reminders => is(Role::Patient) || roles.is_empty(),
            Self::Waitlist => is(Role::Patient),
            Self::Bookings => is(Role::Practitioner),
            Self::Inbox => inbox::HOLDERS.iter().any(|role| is(*role)),
            Self::Clinic => is(Role::Administrator),
            Self::Referrals => is(Role::Patient) || is(Role::Practitioner),
            Self::Appointments
            | Self::Messages
            | Self::Announcements
            | Self::Record
            | Self::Sharing
            | Self::Security => true,
        }
    }
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == s).ok_or(())
    }
}

impl NoticeKind {
    /// The group under which it is offered.
    #[must_use]
    pub fn topic(self) -> Topic {
        match self {
            Self::AppointmentBooked
            | Self::AppointmentRequested
            | Self::AppointmentCancelled
            | Self::AppointmentApproved
            | Self::AppointmentDeclined
            | Self::AppointmentLapsed
            | Self::AppointmentMoved
            | Self::AppointmentStranded
            | Self::AppointmentHandedOver
            | Self::AppointmentKept
            | Self::AppointmentMissed
            | Self::AppointmentReinstated => Topic::Appointments,
            Self::AppointmentReminder => Topic::Reminders,
            Self::AppointmentReceived | Self::RequestReceived => Topic::Bookings,
            Self::WaitlistOffer | Self::WaitlistOfferExpired => Topic::Waitlist,
            Self::MessageReceived => Topic::Messages,
            Self::FromClinic => Topic::Announcements,
            Self::ReferralReceived
            | Self::ReferralSent
            | Self::ReferralAccepted
            | Self::ReferralRedirected
            | Self::ReferralDeclined
            | Self::ReferralWithdrawn => Topic::Referrals,
            Self::PrescriptionSigned | Self::DocumentAdded => Topic::Record,
            Self::RecordEntrusted
            | Self::InvitationAccepted
            | Self::InvitationDeclined
            | Self::SharingEnded
            | Self::PractitionerAssigned => Topic::Sharing,
            Self::ContactReceived => Topic::Inbox,
            Self::EmergencyToReview
            | Self::ResetCodeToConfirm
            | Self::FactorResetToConfirm
            | Self::StaffNameChanged
            | Self::ErasureToConfirm
            | Self::AccessSettingsChanged
            | Self::ApplicationReceived
            | Self::ApplicationChanged
            | Self::ApplicationToConfirm
            | Self::WebhookStopped
            | Self::LookUpsClosed => Topic::Clinic,
            Self::PasswordChanged
            | Self::RegisteredAgain
            | Self::AccountActivated
            | Self::RecordOpenedInEmergency
            | Self::EmergencyReviewed
            | Self::EmergencyJustified
            | Self::EmergencyUnjustified
            | Self::CheckedInByBooker
            | Self::ResetCodeIssued
            | Self::RolesChanged
            | Self::DataExportReady
            | Self::DataExportAsked
            | Self::FilesMerged
            | Self::SignInNameChanged
            | Self::EmailChangeAsked
            | Self::EmailChanged
            | Self::SecondFactorOn
            | Self::SecondFactorOff
            | Self::SecondFactorReset
            | Self::RecoveryCodeUsed
            | Self::PasskeyAdded
            | Self::PasskeyRemoved
            | Self::DetailsChanged => Topic::Security,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_topic_has_a_word_of_its_own_and_some_news() {
        for topic in Topic::ALL {
            assert_eq!(topic.as_str().parse(), Ok(topic));
            assert!(NoticeKind::ALL.iter().any(|kind| kind.topic() == topic), "{topic:?}");
        }
    }

    #[test]
    fn what_concerns_ones_own_account_cannot_be_turned_off() {
        let fixed: Vec<Topic> = Topic::ALL.into_iter().filter(|topic| !topic.is_optional()).collect();

        assert_eq!(fixed, [Topic::Security]);
        assert!(Topic::Security.is_mailed_by_default(&Settings::default()) && Topic::Security.concerns(&[]));
        assert_eq!(NoticeKind::PasswordChanged.topic(), Topic::Security);
    }

    #[test]
    fn a_topic_is_offered_only_to_those_whom_it_can_concern() {
        assert!(!Topic::Bookings.concerns(&[Role::Patient]) && Topic::Bookings.concerns(&[Role::Practitioner]));
        assert!(!Topic::Clinic.concerns(&[Role::Practitioner]) && Topic::Clinic.concerns(&[Role::Administrator]));
        assert!(Topic::Inbox.concerns(&[Role::Receptionist]) && !Topic::Inbox.concerns(&[Role::Patient]));
        assert!(Topic::Waitlist.concerns(&[Role::Patient]) && !Topic::Waitlist.concerns(&[Role::Administrator]));
    }
}
