//! What the groups of news are called that people choose to get by email.

use crate::domain::notice::Topic;

/// What a topic is called, and what belongs to it.
#[must_use]
pub fn words(topic: Topic) -> (&'static str, &'static str) {
    match topic {
        Topic::Appointments => ("Your appointments", "When they're booked, approved, declined, moved or cancelled"),
        Topic::Reminders => ("Reminders", "A few days before an appointment"),
        Topic::Bookings => ("New bookings", "When a patient books or asks for a time with you"),
        Topic::Waitlist => ("The waiting list", "When a time you're waiting for is free"),
        Topic::Messages => ("Messages", "When someone writes to you; never what they wrote"),
        Topic::Record => ("Referrals, prescriptions and documents", "That there's something new; never what it is"),
        Topic::Sharing => ("Sharing records", "Invitations, and who can read your record"),
        Topic::Clinic => ("Running the clinic", "Things waiting for an administrator"),
        Topic::Security => ("The security of your account", "Always sent"),
    }
}
