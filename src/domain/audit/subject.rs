//! What a deed was done to.

use strum::{EnumString, IntoStaticStr};

use crate::domain::ids::{
    AccountId, AccountInvitationId, AffiliationId, AppId, ApplicationId, AppointmentId, AttachmentId, CentreId,
    ClosureId, EmergencyId, EntryId, InvitationId, PatientId, PractitionerId, ProxyId, RatingId, RelationshipId,
    RoomId, ServiceId, ThreadId, WaitlistEntryId, WebhookId,
};

/// A kind of thing. Its number is always the key of just that kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, IntoStaticStr, EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Thing {
    /// An account.
    Account,
    /// An invitation to make an account.
    AccountInvitation,
    /// An address of the site.
    Address,
    /// A practitioner's work at a centre.
    Affiliation,
    /// Someone else's app that patients can let read their record.
    App,
    /// An application to work with the clinic.
    Application,
    /// An appointment.
    Appointment,
    /// The audit.
    Audit,
    /// Hours, by the work that they belong to, or whether bookings are taken.
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
    /// A line of a record.
    Entry,
    /// A service.
    HealthcareService,
    /// A file of a message.
    MessageAttachment,
    /// A text of the public pages.
    PageText,
    /// A patient.
    Patient,
    /// A practitioner.
    Practitioner,
    /// The trust that one person places in another.
    Proxy,
    /// An invitation to be trusted.
    ProxyInvitation,
    /// A rating.
    Rating,
    /// A patient's record, by the patient.
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
    /// An address of a program that is told what happens.
    Webhook,
}

impl Thing {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The thing that a stored word means.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        word.parse().ok()
    }
}

/// What something was done to, and whose record that is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Which kind of thing.
    pub thing: Thing,
    /// Which one.
    pub id: Option<i64>,
    /// Whose record it concerns, if any.
    pub patient: Option<PatientId>,
    /// Which part of it, or details of the deed; never anything that a person wrote.
    pub part: &'a str,
}

impl<'a> Subject<'a> {
    /// Things of a kind, or the only one there is.
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

    /// The same, concerning this patient's record.
    #[must_use]
    pub fn of(self, patient: PatientId) -> Self {
        Self { patient: Some(patient), ..self }
    }

    /// The same, concerning a part of it.
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
