//! Keys of stored things, one type each, so that a centre's id cannot be passed where an appointment's is expected.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(s: &str) -> Result<Self, ParseIntError> {
                s.parse().map(Self)
            }
        }
    };
}

id!(
    /// A person with an account.
    AccountId
);
id!(
    /// A hospital or medical centre.
    CentreId
);
id!(
    /// A practitioner's work at one centre.
    AffiliationId
);
id!(
    /// An appointment, current or cancelled, of a patient with a practitioner.
    AppointmentId
);
id!(
    /// An application to work with the clinic.
    ApplicationId
);
id!(
    /// An invitation link to create an account.
    AccountInvitationId
);
id!(
    /// A message to the clinic.
    ContactMessageId
);
id!(
    /// An event in the history of a message to the clinic.
    ContactEventId
);
id!(
    /// A signed-in device.
    DeviceId
);
id!(
    /// A passkey of an account.
    PasskeyId
);
id!(
    /// A webhook, by which a program hears of events.
    WebhookId
);
id!(
    /// An event to be delivered to a webhook.
    WebhookDeliveryId
);
id!(
    /// A token that someone made for a program or a calendar.
    PersonalTokenId
);
id!(
    /// A conversation between a patient and a practitioner.
    ThreadId
);
id!(
    /// One message in a thread.
    MessageId
);
id!(
    /// A file attached to a message.
    AttachmentId
);
id!(
    /// A device that receives push messages.
    SubscriptionId
);
id!(
    /// A practitioner's canned reply.
    QuickReplyId
);
id!(
    /// A named view of a list.
    ListViewId
);
id!(
    /// A notification for one person.
    NoticeId
);
id!(
    /// An account in its role of patient: the same number as its [`AccountId`].
    PatientId
);
id!(
    /// An account in its role of practitioner: the same number as its [`AccountId`].
    PractitionerId
);
id!(
    /// A kind of visit that can be booked with a practitioner.
    ServiceId
);
id!(
    /// A room or a device of a centre.
    RoomId
);
id!(
    /// Days or hours during which a person, a centre or everything is closed.
    ClosureId
);
id!(
    /// A time kept for one person for some minutes.
    HoldId
);
id!(
    /// The shared slot of a group.
    SessionId
);
id!(
    /// Appointments that were booked together, one after the other.
    SeriesId
);
id!(
    /// A patient's wish for a time that is not free yet.
    WaitlistEntryId
);
id!(
    /// A freed time offered to one patient on the waiting list.
    OfferId
);
id!(
    /// A time that became free.
    FreedSlotId
);
id!(
    /// An entry in a patient's record.
    EntryId
);
id!(
    /// A patient's statement about their own health.
    StatementId
);
id!(
    /// A record entry imported from another system.
    ImportedId
);
id!(
    /// A relationship between a patient and a practitioner.
    RelationshipId
);
id!(
    /// A patient's permission for a family member to act for them.
    ProxyId
);
id!(
    /// A patient's offer to share their record, sent to an email address.
    InvitationId
);
id!(
    /// Someone else's app.
    AppId
);
id!(
    /// A patient's consent to an app.
    GrantId
);
id!(
    /// An emergency access to a record (breaking the glass).
    EmergencyId
);
id!(
    /// A patient's rating of a practitioner or a centre.
    RatingId
);
id!(
    /// What an appointment can occupy: a person, by their account's number, so that no one can be in two places in any role; or a
    /// room, by its negated number.
    ResourceId
);

impl RoomId {
    /// The resource's number in a claim.
    #[must_use]
    pub fn resource(self) -> ResourceId {
        ResourceId(-self.0)
    }
}

impl PatientId {
    /// The person's account.
    #[must_use]
    pub fn account(self) -> AccountId {
        AccountId(self.0)
    }

    /// The resource that this person's appointments occupy.
    #[must_use]
    pub fn resource(self) -> ResourceId {
        ResourceId(self.0)
    }
}

impl PractitionerId {
    /// The person's account.
    #[must_use]
    pub fn account(self) -> AccountId {
        AccountId(self.0)
    }

    /// The resource that this person's appointments occupy.
    #[must_use]
    pub fn resource(self) -> ResourceId {
        ResourceId(self.0)
    }
}
