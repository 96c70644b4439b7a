//! The things in a world of strangers, of which none may learn.

/// A thing that belongs to one person, or to the two parties of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// An appointment whose consultation was opened.
    Appointment,
    /// An upcoming appointment.
    Coming,
    Patient,
    /// A practitioner's calendar, for bookings.
    Calendar,
    Note,
    Diagnosis,
    Prescription,
    Document,
    Referral,
    Statement,
    /// A thread with the practitioner.
    Thread,
    /// A file attached to a message.
    Attachment,
    QuickReply,
    Relationship,
    Proxy,
    Invitation,
    /// A practitioner to whom someone has closed their record.
    Blocked,
    Emergency,
    Wish,
    Offer,
    /// The start of a slot held for someone.
    Held,
    Closure,
    Affiliation,
    Device,
    /// A device with push messages.
    Subscription,
    /// What someone signs in with.
    Passkey,
    /// A token for one of their programs.
    Token,
    /// A grant to an app.
    Grant,
    Account,
    Review,
    /// A centre at whose desk someone works.
    Desk,
}

impl Thing {
    /// Whether it is a part of someone's record, or one of their appointments.
    pub fn is_of_a_record(self) -> bool {
        use Thing::{
            Appointment, Attachment, Coming, Diagnosis, Document, Note, Patient, Prescription, Referral, Thread,
        };
        let is_visit = matches!(self, Appointment | Coming | Patient);
        let is_entry = matches!(self, Note | Diagnosis | Prescription | Document | Referral);
        is_visit || is_entry || matches!(self, Thread | Attachment)
    }

    /// The SQL for whether one with this key exists.
    pub fn exists(self) -> &'static str {
        match self {
            Self::Appointment | Self::Coming => "select count(*) from appointment where id = $1",
            Self::Patient => "select count(*) from patient where id = $1",
            Self::Calendar => "select count(*) from practitioner where id = $1",
            Self::Note => "select count(*) from entry where kind = 'note' and id = $1",
            Self::Diagnosis => "select count(*) from diagnosis where entry_id = $1",
            Self::Prescription => "select count(*) from prescription where entry_id = $1",
            Self::Document => "select count(*) from document where entry_id = $1",
            Self::Referral => "select count(*) from referral where entry_id = $1",
            Self::Statement => "select count(*) from statement where id = $1",
            Self::Attachment => "select count(*) from message_attachment where message_id is not null and id = $1",
            Self::QuickReply => "select count(*) from quick_reply where id = $1",
            Self::Thread => "select count(*) from message where thread_id = $1",
            Self::Relationship => "select count(*) from care_relationship where id = $1",
            Self::Proxy => "select count(*) from proxy where id = $1",
            Self::Invitation => "select count(*) from proxy_invitation where id = $1",
            Self::Blocked => "select count(*) from record_block where practitioner_id = $1",
            Self::Emergency => "select count(*) from emergency_access where id = $1",
            Self::Wish => "select count(*) from waitlist_entry where id = $1",
            Self::Offer => "select count(*) from waitlist_offer where status = 'open' and id = $1",
            Self::Held => "select count(*) from hold where kind = 'form' and starts_at = $1",
            Self::Closure => "select count(*) from closure where practitioner_id is not null and id = $1",
            Self::Affiliation => "select count(*) from affiliation where id = $1",
            Self::Device => "select count(*) from session where id = $1",
            Self::Subscription => "select count(*) from push_subscription where id = $1",
            Self::Token => "select count(*) from personal_token where revoked_at is null and id = $1",
            Self::Grant => "select count(*) from app_grant where ended_at is null and id = $1",
            Self::Review => "select count(*) from rating where id = $1",
            Self::Passkey => "select count(*) from passkey where id = $1",
            Self::Account => "select count(*) from account where id = $1",
            Self::Desk => "select count(*) from receptionist_centre where centre_id = $1",
        }
    }
}
