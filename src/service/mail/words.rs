//! What emails say about each kind of news, to the current reader. Less than the notices: nothing clinical, and no one's reasons,
//! because an email passes through many hands.

use crate::{
    domain::{
        address,
        notice::{NoticeKind, Topic},
    },
    storage::notice::Notice,
    words::tr,
};

pub(super) fn subject(notice: &Notice) -> &'static str {
    match notice.kind {
        NoticeKind::AppointmentBooked => tr!(MailBooked),
        NoticeKind::AppointmentRequested => tr!(MailRequested),
        NoticeKind::AppointmentReceived => tr!(MailReceived),
        NoticeKind::RequestReceived => tr!(MailRequestReceived),
        NoticeKind::AppointmentCancelled if notice.receipt => tr!(MailYouCancelled),
        NoticeKind::AppointmentCancelled => tr!(MailCancelled),
        NoticeKind::AppointmentApproved => tr!(MailApproved),
        NoticeKind::AppointmentDeclined => tr!(MailDeclined),
        NoticeKind::AppointmentLapsed => tr!(MailLapsed),
        NoticeKind::AppointmentMoved if notice.receipt => tr!(MailYouMoved),
        NoticeKind::AppointmentMoved => tr!(MailMoved),
        NoticeKind::AppointmentStranded => tr!(MailStranded),
        NoticeKind::AppointmentHandedOver if notice.receipt => tr!(MailYouHandedOver),
        NoticeKind::AppointmentHandedOver => tr!(MailHandedOver),
        NoticeKind::AppointmentKept => tr!(MailKept),
        NoticeKind::AppointmentMissed => tr!(MailMissed),
        NoticeKind::AppointmentReinstated => tr!(MailReinstated),
        NoticeKind::AppointmentReminder if notice.more > 0 => tr!(MailReminders),
        NoticeKind::AppointmentReminder => tr!(MailReminder),
        NoticeKind::WaitlistOffer => tr!(MailOffer),
        NoticeKind::WaitlistOfferExpired => tr!(MailOfferEnded),
        NoticeKind::MessageReceived => tr!(MailMessage),
        NoticeKind::PasswordChanged => tr!(MailPasswordChanged),
        NoticeKind::RegisteredAgain => tr!(MailRegisteredAgain),
        NoticeKind::AccountActivated => tr!(MailActivated),
        NoticeKind::ResetCodeIssued => tr!(MailResetCode),
        NoticeKind::DetailsChanged => tr!(MailDetailsChanged),
        NoticeKind::SignInNameChanged => tr!(MailSignInName),
        NoticeKind::EmailChangeAsked => tr!(MailEmailAsked),
        NoticeKind::EmailChanged => tr!(MailEmailChanged),
        NoticeKind::StaffNameChanged => tr!(MailStaffName),
        NoticeKind::SecondFactorOn => tr!(MailSecondStepOn),
        NoticeKind::SecondFactorOff => tr!(MailSecondStepOff),
        NoticeKind::SecondFactorReset => tr!(MailSecondStepReset),
        NoticeKind::RecoveryCodeUsed => tr!(MailRecoveryCode),
        NoticeKind::PasskeyAdded => tr!(MailPasskeyAdded),
        NoticeKind::PasskeyRemoved => tr!(MailPasskeyRemoved),
        NoticeKind::FactorResetToConfirm => tr!(MailFactorReset),
        NoticeKind::RecordOpenedInEmergency => tr!(MailEmergency),
        NoticeKind::CheckedInByBooker => tr!(MailCheckedIn),
        NoticeKind::RecordEntrusted => tr!(MailEntrusted),
        NoticeKind::InvitationAccepted => tr!(MailInvitationAccepted),
        NoticeKind::InvitationDeclined => tr!(MailInvitationDeclined),
        NoticeKind::SharingEnded => tr!(MailSharingEnded),
        NoticeKind::PractitionerAssigned => tr!(MailAssigned),
        NoticeKind::EmergencyToReview => tr!(MailEmergencyToReview),
        NoticeKind::ResetCodeToConfirm => tr!(MailResetCodeToConfirm),
        NoticeKind::AccessSettingsChanged => tr!(MailAccessSettings),
        NoticeKind::RolesChanged => tr!(MailRoles),
        NoticeKind::DataExportReady => tr!(MailExport),
        NoticeKind::DataExportAsked => tr!(MailExportAsked),
        NoticeKind::FilesMerged => tr!(MailMerged),
        NoticeKind::ErasureToConfirm => tr!(MailErasure),
        NoticeKind::ApplicationReceived => tr!(MailApplication),
        NoticeKind::ApplicationChanged => tr!(MailApplicationNews),
        NoticeKind::WebhookStopped => tr!(MailWebhook),
        NoticeKind::LookUpsClosed => tr!(NoticeLookUps),
        NoticeKind::ContactReceived => tr!(NoticeContact),
        NoticeKind::FromClinic => tr!(NoticeClinicWrote),
        NoticeKind::ApplicationToConfirm => tr!(MailApplicationToConfirm),
        NoticeKind::EmergencyReviewed | NoticeKind::EmergencyJustified | NoticeKind::EmergencyUnjustified => {
            tr!(MailEmergencyReviewed)
        }
        NoticeKind::ReferralReceived => tr!(MailReferred),
        NoticeKind::ReferralSent
        | NoticeKind::ReferralAccepted
        | NoticeKind::ReferralRedirected
        | NoticeKind::ReferralDeclined
        | NoticeKind::ReferralWithdrawn => tr!(MailReferralNews),
        NoticeKind::DocumentAdded if !notice.is_patient => tr!(MailTheirDocument),
        NoticeKind::PrescriptionSigned | NoticeKind::DocumentAdded => tr!(MailRecordNews),
    }
}

/// The sentence below the subject.
pub(super) fn sentence(notice: &Notice) -> &'static str {
    match notice.kind {
        NoticeKind::AppointmentBooked | NoticeKind::AppointmentApproved => tr!(MailBookedText),
        NoticeKind::AppointmentRequested => tr!(MailRequestedText),
        NoticeKind::AppointmentReceived => tr!(MailReceivedText),
        NoticeKind::RequestReceived => tr!(MailRequestReceivedText),
        NoticeKind::AppointmentCancelled if notice.is_practitioner => tr!(MailFreeAgain),
        NoticeKind::AppointmentCancelled => tr!(MailCancelledText),
        NoticeKind::AppointmentDeclined => tr!(MailDeclinedText),
        NoticeKind::AppointmentLapsed if notice.is_practitioner => tr!(MailFreeAgain),
        NoticeKind::AppointmentLapsed => tr!(MailLapsedText),
        NoticeKind::AppointmentMoved => tr!(MailMovedText),
        NoticeKind::AppointmentStranded => tr!(MailStrandedText),
        NoticeKind::AppointmentHandedOver if notice.receipt => tr!(MailYouHandedOverText),
        NoticeKind::AppointmentHandedOver => tr!(MailHandedOverText),
        NoticeKind::AppointmentKept => tr!(MailKeptText),
        NoticeKind::AppointmentMissed => tr!(MailMissedText),
        NoticeKind::AppointmentReinstated => tr!(MailReinstatedText),
        NoticeKind::AppointmentReminder => tr!(MailReminderText),
        NoticeKind::WaitlistOffer => tr!(MailOfferText),
        NoticeKind::WaitlistOfferExpired => tr!(MailOfferEndedText),
        NoticeKind::RegisteredAgain => tr!(MailRegisteredAgainText),
        NoticeKind::AccountActivated => tr!(MailActivatedText),
        NoticeKind::ResetCodeIssued => tr!(MailResetCodeText),
        NoticeKind::PasswordChanged
        | NoticeKind::SignInNameChanged
        | NoticeKind::SecondFactorOn
        | NoticeKind::SecondFactorOff
        | NoticeKind::SecondFactorReset
        | NoticeKind::RecoveryCodeUsed
        | NoticeKind::PasskeyAdded
        | NoticeKind::PasskeyRemoved => tr!(MailNotYou),
        NoticeKind::FilesMerged => tr!(MailMergedText),
        NoticeKind::DataExportReady => tr!(MailExportText),
        NoticeKind::DataExportAsked => tr!(MailExportAskedText),
        NoticeKind::DetailsChanged => tr!(MailDetailsChangedText),
        NoticeKind::EmailChangeAsked => tr!(MailEmailAskedText),
        NoticeKind::EmailChanged => tr!(MailEmailChangedText),
        _ => tr!(MailSignInToRead),
    }
}

/// The page to open, and the link's text.
pub(super) fn link(notice: &Notice) -> (&'static str, String) {
    match (notice.kind, notice.appointment_id, notice.thread_id) {
        (NoticeKind::MessageReceived, _, Some(thread)) => (tr!(MailReadMessage), format!("/messages/{thread}")),
        (NoticeKind::WaitlistOffer, ..) => (tr!(MailAnswerOffer), "/waitlist".to_owned()),
        (NoticeKind::WaitlistOfferExpired, ..) => (tr!(MailSeeWaitingList), "/waitlist".to_owned()),
        (NoticeKind::DataExportReady, ..) => (tr!(MailDownload), "/account/export".to_owned()),
        (NoticeKind::ContactReceived, ..) => (tr!(MailReadMessage), "/inbox".to_owned()),
        (NoticeKind::AccountActivated, ..) => (tr!(SignIn), "/sign-in".to_owned()),
        (NoticeKind::AppointmentStranded, Some(id), _) => (tr!(ChooseAnotherTime), address::appointment(id)),
        (_, Some(id), _) => (tr!(MailSeeAppointment), address::appointment(id)),
        _ => (tr!(MailSeeNotices), "/notices".to_owned()),
    }
}

/// Whether an email says when, with whom and where.
pub(super) fn has_facts(notice: &Notice) -> bool {
    notice.appointment_id.is_some()
        && matches!(notice.kind.topic(), Topic::Appointments | Topic::Reminders | Topic::Bookings)
}
