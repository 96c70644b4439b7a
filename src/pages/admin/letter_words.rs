//! The texts about emails and push messages wherever they are listed.

use crate::{
    domain::{
        letter::{Kind, State},
        notice::{Channel, Topic},
    },
    words::tr,
};

/// What a message is about, revealing nothing about its recipient except that they get it.
#[must_use]
pub fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::News(topic) => match topic {
            Topic::Appointments => tr!(MailAboutAppointment),
            Topic::Reminders => tr!(MailAboutReminder),
            Topic::Bookings => tr!(MailAboutBooking),
            Topic::Waitlist => tr!(MailAboutWaitlist),
            Topic::Messages => tr!(MailAboutMessage),
            Topic::Announcements => tr!(MailAboutAnnouncement),
            Topic::Referrals => tr!(MailAboutReferral),
            Topic::Record => tr!(MailAboutRecord),
            Topic::Sharing => tr!(MailAboutSharing),
            Topic::Inbox => tr!(MailAboutInbox),
            Topic::Clinic => tr!(MailAboutClinic),
            Topic::Security => tr!(MailAboutSecurity),
        },
        Kind::Reset => tr!(MailAboutReset),
        Kind::Verify => tr!(MailAboutVerify),
        Kind::Test => tr!(MailAboutTest),
        Kind::Invitation => tr!(MailAboutInvitation),
        Kind::Answer => tr!(MailAboutAnswer),
        Kind::Application => tr!(MailAboutApplicant),
        Kind::Notice => tr!(MailAboutNotice),
    }
}

/// How a message is sent.
#[must_use]
pub fn channel_word(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => tr!(MailByEmail),
        Channel::Push => tr!(MailByPush),
    }
}

/// The state of a message.
#[must_use]
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Queued => tr!(MailStateQueued),
        State::Failed => tr!(MailStateFailed),
        State::Dead => tr!(MailStateDead),
        State::Sent => tr!(MailStateSent),
        State::Skipped => tr!(MailStateSkipped),
    }
}

/// The style of a state.
#[must_use]
pub fn state_class(state: State) -> &'static str {
    match state {
        State::Queued => "badge badge-info",
        State::Failed => "badge badge-warn",
        State::Dead => "badge badge-danger",
        State::Sent => "badge badge-success",
        State::Skipped => "badge",
    }
}
