//! Kinds of news.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A kind of notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// To the patient: the appointment is booked.
    AppointmentBooked,
    /// To the patient: the request was sent and awaits the practitioner's answer.
    AppointmentRequested,
    /// To the practitioner: someone booked (or requested) an appointment.
    AppointmentReceived,
    /// To the practitioner: a patient requests an appointment, and awaits an answer.
    RequestReceived,
    /// To the other party: it was cancelled.
    AppointmentCancelled,
    /// To the patient: the practitioner agreed to the request.
    AppointmentApproved,
    /// To the patient: the practitioner declined the request.
    AppointmentDeclined,
    /// To the patient: no one answered the request in time.
    AppointmentLapsed,
    /// To the other party: it was moved to another time.
    AppointmentMoved,
    /// To the patient: the hours have changed, and they should choose another time.
    AppointmentStranded,
    /// To the patient: another practitioner took the appointment over.
    AppointmentHandedOver,
    /// To the patient: the hours are restored, and no other time need be chosen.
    AppointmentKept,
    /// To the patient: they did not come.
    AppointmentMissed,
    /// To the patient: they were marked as missing by mistake.
    AppointmentReinstated,
    /// To the patient: it is a few days away.
    AppointmentReminder,
    /// To the patient: a time that they are waiting for is offered to them, for a limited period.
    WaitlistOffer,
    /// To the patient: they did not answer an offer in time.
    WaitlistOfferExpired,
    /// To a practitioner: a patient is referred to them.
    ReferralReceived,
    /// To the patient: a referral was written for them.
    ReferralSent,
    /// To the patient and the referrer: the practitioner they were referred to has accepted them.
    ReferralAccepted,
    /// To the patient and the referrer: the referral now goes to someone else.
    ReferralRedirected,
    /// To the patient and the referrer: it was declined.
    ReferralDeclined,
    /// To the patient and the addressee: its author withdrew it.
    ReferralWithdrawn,
    /// To the patient: a prescription was signed.
    PrescriptionSigned,
    /// To the account: its password was changed.
    PasswordChanged,
    /// To the account: someone tried to create another one with its address.
    RegisteredAgain,
    /// To the account: it may now be used.
    AccountActivated,
    /// To the patient: a practitioner opened their record in an emergency.
    RecordOpenedInEmergency,
    /// To administrators: a record was opened in an emergency, and awaits their review.
    EmergencyToReview,
    /// To the practitioner: it was reviewed. Only in older notices; the two kinds below tell the finding.
    EmergencyReviewed,
    /// To the practitioner and the patient: an administrator found it justified.
    EmergencyJustified,
    /// To the practitioner and the patient: an administrator found it not justified, and the record is closed again.
    EmergencyUnjustified,
    /// To the account: a patient wants to share their record with it. Older notices name no one.
    RecordEntrusted,
    /// To the patient: the person they invited can now read their record.
    InvitationAccepted,
    /// To the patient: the person they invited declined.
    InvitationDeclined,
    /// To the other person: a record is no longer shared.
    SharingEnded,
    /// To the patient: the clinic recorded that a practitioner looks after them.
    PractitionerAssigned,
    /// To the patient: the practitioner who booked a visit for them has checked them in, and so can read their record.
    CheckedInByBooker,
    /// To administrators: a second one has to confirm a reset code for staff.
    ResetCodeToConfirm,
    /// To the account: a code to set a new password was issued.
    ResetCodeIssued,
    /// To the account: an administrator changed its owner's name or contact details.
    DetailsChanged,
    /// To the account: its email address or another of its sign-in names was changed.
    SignInNameChanged,
    /// To the account: its email address is about to change, once the new one is confirmed.
    EmailChangeAsked,
    /// To the account: its email address was changed.
    EmailChanged,
    /// To administrators: a staff member changed one of their own sign-in names.
    StaffNameChanged,
    /// To the account: signing in requires a second step from now on.
    SecondFactorOn,
    /// To the account: its owner turned the second step off.
    SecondFactorOff,
    /// To the account: the clinic turned the second step off.
    SecondFactorReset,
    /// To the account: one of its recovery codes was used.
    RecoveryCodeUsed,
    /// To the account: it can be signed in to with a new passkey.
    PasskeyAdded,
    /// To the account: one of its passkeys was removed.
    PasskeyRemoved,
    /// To administrators: a second one has to confirm that a colleague's second step is removed.
    FactorResetToConfirm,
    /// To the account: an administrator changed its roles.
    RolesChanged,
    /// To administrators: the rules on who reads records have changed.
    AccessSettingsChanged,
    /// To the patient, to those with access to their record on their behalf, and to whoever referred them: a practitioner added a
    /// document to it.
    DocumentAdded,
    /// To the other side of a thread: someone wrote to them.
    MessageReceived,
    /// To the person concerned: the copy of their data that they asked for is ready.
    DataExportReady,
    /// To the person concerned: an administrator is having a copy of their data made.
    DataExportAsked,
    /// To the patient: another file of theirs was merged into this one.
    FilesMerged,
    /// To administrators: one of them asked to erase a patient, which a second one has to confirm.
    ErasureToConfirm,
    /// To administrators: a practitioner applied to work with the clinic.
    ApplicationReceived,
    /// To administrators: an applicant answered, added a document or withdrew the application.
    ApplicationChanged,
    /// To administrators: one of them approved an application, and a second one has to confirm the new account.
    ApplicationToConfirm,
    /// To administrators: a program could not be reached for so long that its webhook was stopped.
    WebhookStopped,
    /// To those who hold the inbox: someone wrote to the clinic.
    ContactReceived,
    /// To administrators: a colleague looked up so many patients that they have to wait.
    LookUpsClosed,
    /// To several users: the clinic wrote to them.
    FromClinic,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::AppointmentBooked,
        Self::AppointmentRequested,
        Self::AppointmentReceived,
        Self::RequestReceived,
        Self::AppointmentCancelled,
        Self::AppointmentApproved,
        Self::AppointmentDeclined,
        Self::AppointmentLapsed,
        Self::AppointmentMoved,
        Self::AppointmentStranded,
        Self::AppointmentHandedOver,
        Self::AppointmentKept,
        Self::AppointmentMissed,
        Self::AppointmentReinstated,
        Self::AppointmentReminder,
        Self::WaitlistOffer,
        Self::WaitlistOfferExpired,
        Self::ReferralReceived,
        Self::ReferralSent,
        Self::ReferralAccepted,
        Self::ReferralRedirected,
        Self::ReferralDeclined,
        Self::ReferralWithdrawn,
        Self::PrescriptionSigned,
        Self::PasswordChanged,
        Self::RegisteredAgain,
        Self::AccountActivated,
        Self::RecordOpenedInEmergency,
        Self::EmergencyToReview,
        Self::EmergencyReviewed,
        Self::EmergencyJustified,
        Self::EmergencyUnjustified,
        Self::RecordEntrusted,
        Self::InvitationAccepted,
        Self::InvitationDeclined,
        Self::SharingEnded,
        Self::PractitionerAssigned,
        Self::CheckedInByBooker,
        Self::ResetCodeToConfirm,
        Self::ResetCodeIssued,
        Self::DetailsChanged,
        Self::SignInNameChanged,
        Self::EmailChangeAsked,
        Self::EmailChanged,
        Self::StaffNameChanged,
        Self::SecondFactorOn,
        Self::SecondFactorOff,
        Self::SecondFactorReset,
        Self::RecoveryCodeUsed,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::FactorResetToConfirm,
        Self::RolesChanged,
        Self::AccessSettingsChanged,
        Self::DocumentAdded,
        Self::MessageReceived,
        Self::DataExportReady,
        Self::DataExportAsked,
        Self::FilesMerged,
        Self::ErasureToConfirm,
        Self::ApplicationReceived,
        Self::ApplicationChanged,
        Self::ApplicationToConfirm,
        Self::WebhookStopped,
        Self::ContactReceived,
        Self::LookUpsClosed,
        Self::FromClinic,
    ];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppointmentBooked => "appointment.booked",
            Self::AppointmentRequested => "appointment.requested",
            Self::AppointmentReceived => "appointment.received",
            Self::RequestReceived => "appointment.request_received",
            Self::AppointmentCancelled => "appointment.cancelled",
            Self::AppointmentApproved => "appointment.approved",
            Self::AppointmentDeclined => "appointment.declined",
            Self::AppointmentLapsed => "appointment.lapsed",
            Self::AppointmentMoved => "appointment.moved",
            Self::AppointmentStranded => "appointment.stranded",
            Self::AppointmentHandedOver => "appointment.handed_over",
            Self::AppointmentKept => "appointment.kept",
            Self::AppointmentMissed => "appointment.missed",
            Self::AppointmentReinstated => "appointment.reinstated",
            Self::AppointmentReminder => "appointment.reminder",
            Self::WaitlistOffer => "waitlist.offer",
            Self::WaitlistOfferExpired => "waitlist.offer_expired",
            Self::ReferralReceived => "referral.received",
            Self::ReferralSent => "referral.sent",
            Self::ReferralAccepted => "referral.accepted",
            Self::ReferralRedirected => "referral.redirected",
            Self::ReferralDeclined => "referral.declined",
            Self::ReferralWithdrawn => "referral.withdrawn",
            Self::PrescriptionSigned => "prescription.signed",
            Self::PasswordChanged => "password.changed",
            Self::RegisteredAgain => "account.registered_again",
            Self::AccountActivated => "account.activated",
            Self::RecordOpenedInEmergency => "record.opened_in_emergency",
            Self::EmergencyToReview => "emergency.to_review",
            Self::EmergencyReviewed => "emergency.reviewed",
            Self::EmergencyJustified => "emergency.justified",
            Self::EmergencyUnjustified => "emergency.unjustified",
            Self::RecordEntrusted => "record.entrusted",
            Self::InvitationAccepted => "invitation.accepted",
            Self::InvitationDeclined => "invitation.declined",
            Self::SharingEnded => "record.sharing_ended",
            Self::PractitionerAssigned => "record.practitioner_assigned",
            Self::CheckedInByBooker => "record.checked_in_by_booker",
            Self::ResetCodeToConfirm => "reset_code.to_confirm",
            Self::ResetCodeIssued => "reset_code.issued",
            Self::DetailsChanged => "account.details_changed",
            Self::SignInNameChanged => "account.sign_in_name_changed",
            Self::EmailChangeAsked => "account.email_change_asked",
            Self::EmailChanged => "account.email_changed",
            Self::StaffNameChanged => "account.staff_name_changed",
            Self::SecondFactorOn => "second_factor.on",
            Self::SecondFactorOff => "second_factor.off",
            Self::SecondFactorReset => "second_factor.reset",
            Self::RecoveryCodeUsed => "second_factor.recovery_code_used",
            Self::PasskeyAdded => "passkey.added",
            Self::PasskeyRemoved => "passkey.removed",
            Self::FactorResetToConfirm => "second_factor.reset_to_confirm",
            Self::RolesChanged => "account.roles_changed",
            Self::AccessSettingsChanged => "settings.access_changed",
            Self::DocumentAdded => "document.added",
            Self::MessageReceived => "message.received",
            Self::DataExportReady => "data_export.ready",
            Self::DataExportAsked => "data_export.asked",
            Self::FilesMerged => "patient.merged",
            Self::ErasureToConfirm => "patient.erasure_to_confirm",
            Self::ApplicationReceived => "application.received",
            Self::ApplicationChanged => "application.changed",
            Self::ApplicationToConfirm => "application.to_confirm",
            Self::WebhookStopped => "webhook.stopped",
            Self::ContactReceived => "contact.received",
            Self::LookUpsClosed => "patient.look_ups_closed",
            Self::FromClinic => "clinic.wrote",
        }
    }
}

impl FromStr for NoticeKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == s).ok_or(())
    }
}
