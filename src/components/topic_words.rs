//! The names of the topics that people can choose to get by email.

use crate::{domain::notice::Topic, words::tr};

/// The name of a topic, and what belongs to it.
#[must_use]
pub fn words(topic: Topic) -> (&'static str, &'static str) {
    match topic {
        Topic::Appointments => (tr!(AccTopicAppointments), tr!(AccTopicAppointmentsText)),
        Topic::Reminders => (tr!(AccTopicReminders), tr!(AccTopicRemindersText)),
        Topic::Bookings => (tr!(AccTopicBookings), tr!(AccTopicBookingsText)),
        Topic::Waitlist => (tr!(AccTopicWaitlist), tr!(AccTopicWaitlistText)),
        Topic::Messages => (tr!(Messages), tr!(AccTopicMessagesText)),
        Topic::Announcements => (tr!(AccTopicAnnouncements), tr!(AccTopicAnnouncementsText)),
        Topic::Referrals => (tr!(AccTopicReferrals), tr!(AccTopicReferralsText)),
        Topic::Record => (tr!(AccTopicRecord), tr!(AccTopicRecordText)),
        Topic::Sharing => (tr!(AccTopicSharing), tr!(AccTopicSharingText)),
        Topic::Inbox => (tr!(AccTopicInbox), tr!(AccTopicInboxText)),
        Topic::Clinic => (tr!(AccTopicClinic), tr!(AccTopicClinicText)),
        Topic::Security => (tr!(AccTopicSecurity), tr!(AccTopicSecurityText)),
    }
}
