//! The things that deeds are done to.

use strum::{EnumString, IntoStaticStr};

use crate::domain::ids::{
    AccountId, AccountInvitationId, AffiliationId, AppId, ApplicationId, AppointmentId, AttachmentId, CentreId,
    ClosureId, EmergencyId, EntryId, InvitationId, PatientId, PractitionerId, ProxyId, RatingId, RelationshipId,
    RoomId, ServiceId, ThreadId, WaitlistEntryId, WebhookId,
};

/// A kind of thing. Its number is always the key of that same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Thing {
    /// An account.
    Account,
    /// An invitation to create an account.
    AccountInvitation,
    /// A page address on this site.
    Address,
    /// A practitioner's work at a centre.
    Affiliation,
    /// A third-party app that patients can let read their record.
    App,
    /// An application to work with the clinic.
    Application,
    /// An appointment.
    Appointment,
    /// The audit.
    Audit,
    /// Hours at one affiliation, or whether bookings are taken.
    Availability,
    /// A practitioner's care for a patient.
    CareRelationship,
    /// A centre.
    Centre,
    /// A closure.
    Closure,
    /// A message to the clinic.
    ContactMessage,
    /// An email.
    Delivery,
    /// The directory.
    Directory,
    /// A record opened in an emergency.
    EmergencyAccess,
    /// An entry in a record.
    Entry,
    /// A service.
    HealthcareService,
    /// A file attached to a message.
    MessageAttachment,
    /// A text on the public pages.
    PageText,
    /// A patient.
    Patient,
    /// A practitioner.
    Practitioner,
    /// Permission for one person to act for another.
    Proxy,
    /// An invitation to act for a patient.
    ProxyInvitation,
    /// A rating.
    Rating,
    /// A patient's record, keyed by the patient.
    Record,
    /// A referral.
    Referral,
    /// A room.
    Room,
    /// A setting.
    Setting,
    /// A conversation.
    Thread,
    /// A place on the waiting list.
    WaitlistEntry,
    /// A webhook, by which a program hears of events.
    Webhook,
}

impl Thing {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Parses a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}

/// What a deed was done to, and whose record it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The kind of thing.
    pub thing: Thing,
    /// The key in the table of its kind; `None` for a list.
    pub id: Option<i64>,
    /// The patient whose record it concerns, if any.
    pub patient: Option<PatientId>,
    /// The part of it, or details of the deed; never text that a person wrote.
    pub part: &'a str,
}

impl<'a> Subject<'a> {
    /// All things of a kind, or the only one there is.
    #[must_use]
    pub fn any(thing: Thing) -> Self {
        Self { thing, id: None, patient: None, part: "" }
    }

    /// One thing.
    #[must_use]
    pub fn one(thing: Thing, id: i64) -> Self {
        Self { id: Some(id), ..Self::any(thing) }
    }

    /// A patient's record.
    #[must_use]
    pub fn record(patient: PatientId) -> Self {
        Self::one(Thing::Record, patient.0).of(patient)
    }

    /// The same subject, concerning this patient's record.
    #[must_use]
    pub fn of(self, patient: PatientId) -> Self {
        Self { patient: Some(patient), ..self }
    }

    /// The same subject, concerning one part of it.
    #[must_use]
    pub fn part(self, part: &'a str) -> Self {
        Self { part, ..self }
    }
}

macro_rules! things {
    ($($id:ident => $thing:ident,)*) => {
        $(
            impl From<$id> for Subject<'_> {
                fn from(id: $id) -> Self {
                    Self::one(Thing::$thing, id.0)
                }
            }
        )*
    };
}

things! {
    AccountId => Account,
    AccountInvitationId => AccountInvitation,
    AffiliationId => Affiliation,
    AppId => App,
    ApplicationId => Application,
    AppointmentId => Appointment,
    AttachmentId => MessageAttachment,
    CentreId => Centre,
    ClosureId => Closure,
    EmergencyId => EmergencyAccess,
    EntryId => Entry,
    InvitationId => ProxyInvitation,
    PatientId => Patient,
    PractitionerId => Practitioner,
    ProxyId => Proxy,
    RatingId => Rating,
    RelationshipId => CareRelationship,
    RoomId => Room,
    ServiceId => HealthcareService,
    ThreadId => Thread,
    WaitlistEntryId => WaitlistEntry,
    WebhookId => Webhook,
}
