//! What people hear of. The words are the pages' business.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of news.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// To the patient: the appointment is booked.
    AppointmentBooked,
    /// To the patient: the request was sent and waits for the practitioner.
    AppointmentRequested,
    /// To the practitioner: somebody booked (or asked for) a time.
    AppointmentReceived,
    /// To the other party: it was called off.
    AppointmentCancelled,
    /// To the patient: the practitioner agreed to the request.
    AppointmentApproved,
    /// To the patient: the practitioner declined the request.
    AppointmentDeclined,
    /// To the patient: nobody answered the request in time.
    AppointmentLapsed,
    /// To the other party: it takes place at another time.
    AppointmentMoved,
    /// To the patient: the hours have changed, and another time is asked for.
    AppointmentStranded,
    /// To the patient: a time that they wait for is offered to them, for a while.
    WaitlistOffer,
    /// To the patient: they did not answer an offer in time.
    WaitlistOfferExpired,
    /// To the patient: a prescription was signed.
    PrescriptionSigned,
    /// To the account: its password was changed.
    PasswordChanged,
    /// To the account: it may now be used.
    AccountActivated,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::AppointmentBooked,
        Self::AppointmentRequested,
        Self::AppointmentReceived,
        Self::AppointmentCancelled,
        Self::AppointmentApproved,
        Self::AppointmentDeclined,
        Self::AppointmentLapsed,
        Self::AppointmentMoved,
        Self::AppointmentStranded,
        Self::WaitlistOffer,
        Self::WaitlistOfferExpired,
        Self::PrescriptionSigned,
        Self::PasswordChanged,
        Self::AccountActivated,
    ];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppointmentBooked => "appointment.booked",
            Self::AppointmentRequested => "appointment.requested",
            Self::AppointmentReceived => "appointment.received",
            Self::AppointmentCancelled => "appointment.cancelled",
            Self::AppointmentApproved => "appointment.approved",
            Self::AppointmentDeclined => "appointment.declined",
            Self::AppointmentLapsed => "appointment.lapsed",
            Self::AppointmentMoved => "appointment.moved",
            Self::AppointmentStranded => "appointment.stranded",
            Self::WaitlistOffer => "waitlist.offer",
            Self::WaitlistOfferExpired => "waitlist.offer_expired",
            Self::PrescriptionSigned => "prescription.signed",
            Self::PasswordChanged => "password.changed",
            Self::AccountActivated => "account.activated",
        }
    }
}

impl FromStr for NoticeKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == s).ok_or(())
    }
}
