//! Keys of stored things, one type each, so that a centre's id cannot be passed where an appointment's is meant.

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
    /// An appointment of a patient with a practitioner, current or cancelled.
    AppointmentId
);
id!(
    /// An application to work with the clinic.
    ApplicationId
);
id!(
    /// A link by which someone is invited to make an account.
    AccountInvitationId
);
id!(
    /// A message to the clinic.
    ContactMessageId
);
id!(
    /// Something that was done with a message to the clinic.
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
    /// An address of a program that is told what happens.
    WebhookId
);
id!(
    /// Something that such a program is told.
    WebhookDeliveryId
);
id!(
    /// A token that someone made for a program or a calendar.
    PersonalTokenId
);
id!(
    /// What a patient and a practitioner write to each other.
    ThreadId
);
id!(
    /// One message of it.
    MessageId
);
id!(
    /// A file that goes with a message.
    AttachmentId
);
id!(
    /// A device on which someone wants to hear of news.
    SubscriptionId
);
id!(
    /// A text that a practitioner writes often.
    QuickReplyId
);
id!(
    /// What someone asks a list for, under a name.
    ListViewId
);
id!(
    /// Something that a person should hear of.
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
    /// Something that can be booked with a practitioner.
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
    /// The common time of a group.
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
    /// A freed time that is offered to one patient on the waiting list.
    OfferId
);
id!(
    /// A time that became free.
    FreedSlotId
);
id!(
    /// A line of a patient's record.
    EntryId
);
id!(
    /// Something that patients say of their own health.
    StatementId
);
id!(
    /// A line of a record that was brought in from another system.
    ImportedId
);
id!(
    /// A relationship of a patient and a practitioner.
    RelationshipId
);
id!(
    /// A patient's trust in a member of the family.
    ProxyId
);
id!(
    /// A patient's offer to share their record with whoever has an email address.
    InvitationId
);
id!(
    /// Someone else's app.
    AppId
);
id!(
    /// What a patient allows an app.
    GrantId
);
id!(
    /// One breaking of the glass.
    EmergencyId
);
id!(
    /// What a patient thinks of a practitioner or a centre.
    RatingId
);
id!(
    /// What an appointment can occupy: a person, by their account's number, so that no one can be in two places in any role; or a
    /// room, by its negated number.
    ResourceId
);

impl RoomId {
    /// What is occupied in a claim.
    #[must_use]
    pub fn resource(self) -> ResourceId {
        ResourceId(-self.0)
    }
}

impl PatientId {
    /// The person behind the role.
    #[must_use]
    pub fn account(self) -> AccountId {
        AccountId(self.0)
    }

    /// What this person's appointments occupy.
    #[must_use]
    pub fn resource(self) -> ResourceId {
        ResourceId(self.0)
    }
}

impl PractitionerId {
    /// The person behind the role.
    #[must_use]
    pub fn account(self) -> AccountId {
        AccountId(self.0)
    }

    /// What this person's appointments occupy.
    #[must_use]
    pub fn resource(self) -> ResourceId {
        ResourceId(self.0)
    }
}
