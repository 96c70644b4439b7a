//! The texts of notices: icon, title and sentence for each kind.

mod changed;
mod sign_in;

use self::{
    changed::{because, cancelled, moved},
    sign_in::sign_in_words,
};
use crate::{
    domain::notice::NoticeKind,
    views::notice::NoticeView,
    words::{counted, tr},
};

pub use self::changed::please_move;

/// Who wrote, and about whom; never the text.
fn message_words(notice: &NoticeView) -> (&'static str, &'static str, String) {
    let (by, patient) = (&notice.by, &notice.patient);
    let title = if notice.more > 0 { tr!(NoticeMessages) } else { tr!(NoticeMessage) };
    let times = usize::try_from(notice.more).unwrap_or_default().saturating_add(1);
    let text = match (times, patient.is_empty()) {
        (1, true) => tr!(NoticeWrote, by = by),
        (1, false) => tr!(NoticeWroteAbout, by = by, patient = patient),
        (2, true) => tr!(NoticeWroteTwice, by = by),
        (2, false) => tr!(NoticeWroteTwiceAbout, by = by, patient = patient),
        (n, true) => counted!(NoticeWroteTimes, n, by = by),
        (n, false) => counted!(NoticeWroteTimesAbout, n, by = by, patient = patient),
    };
    ("message", title, text)
}

/// The title of a notice about someone for whom the reader books, after that person's name.
#[must_use]
pub fn entrusted_title(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::AppointmentBooked => tr!(NoticeForBooked),
        NoticeKind::AppointmentRequested => tr!(NoticeForRequested),
        NoticeKind::AppointmentReceived => tr!(NoticeForReceived),
        NoticeKind::AppointmentCancelled => tr!(NoticeForCancelled),
        NoticeKind::AppointmentApproved => tr!(NoticeForApproved),
        NoticeKind::AppointmentDeclined => tr!(NoticeForDeclined),
        NoticeKind::AppointmentLapsed => tr!(NoticeForLapsed),
        NoticeKind::AppointmentStranded => tr!(NoticeForStranded),
        NoticeKind::AppointmentHandedOver => tr!(NoticeForHandedOver),
        NoticeKind::AppointmentKept => tr!(NoticeForKept),
        NoticeKind::AppointmentMissed => tr!(NoticeForMissed),
        NoticeKind::AppointmentReinstated => tr!(NoticeForReinstated),
        NoticeKind::AppointmentReminder => tr!(NoticeForReminder),
        NoticeKind::AppointmentMoved => tr!(NoticeForMoved),
        _ => tr!(NoticeForOther),
    }
}

/// The appointment's time, and how many more of its series are covered.
fn time_of(notice: &NoticeView) -> String {
    let when = notice.when.as_ref().map(|when| tr!(NoticeWhen, date = when.long_date, time = when.time));
    let when = when.unwrap_or_default();
    match usize::try_from(notice.more) {
        Ok(more @ 1..) => counted!(NoticeWhenSeries, more, when = when),
        _ => when,
    }
}

/// Icon, title and sentence.
#[must_use]
pub fn words(notice: &NoticeView) -> (&'static str, &'static str, String) {
    let when = time_of(notice);
    let (patient, practitioner, referred_to) = (&notice.patient, &notice.practitioner, &notice.referred_to);
    match notice.kind {
        NoticeKind::PrescriptionSigned => {
            ("file-text", tr!(NoticePrescription), tr!(NoticePrescriptionText, practitioner = practitioner))
        }
        NoticeKind::AppointmentBooked => {
            ("calendar-check", tr!(NoticeBooked), tr!(NoticeWithOn, practitioner = practitioner, when = when))
        }
        NoticeKind::AppointmentRequested => {
            let text = tr!(NoticeRequestedText, practitioner = practitioner, when = when);
            ("hourglass", tr!(RequestSent), text)
        }
        NoticeKind::AppointmentReceived => {
            ("calendar-plus", tr!(NoticeReceived), tr!(NoticeReceivedText, patient = patient, when = when))
        }
        NoticeKind::AppointmentCancelled => ("calendar-x", tr!(NoticeCancelled), cancelled(notice, &when)),
        NoticeKind::AppointmentApproved => {
            ("calendar-check", tr!(NoticeApproved), tr!(NoticeApprovedText, practitioner = practitioner, when = when))
        }
        NoticeKind::AppointmentDeclined => {
            let why = because(notice);
            let text = tr!(NoticeDeclinedText, practitioner = practitioner, when = when, why = why);
            ("calendar-x", tr!(NoticeDeclined), text)
        }
        NoticeKind::RequestReceived => {
            ("hourglass", tr!(NoticeRequest), tr!(NoticeRequestText, patient = patient, when = when))
        }
        NoticeKind::AppointmentLapsed if notice.is_practitioner => {
            ("hourglass", tr!(NoticeLapsed), tr!(NoticeLapsedText, patient = patient, when = when))
        }
        NoticeKind::AppointmentLapsed => {
            ("hourglass", tr!(NoticeUnanswered), tr!(NoticeUnansweredText, practitioner = practitioner, when = when))
        }
        NoticeKind::AppointmentStranded => {
            let text = match &notice.when {
                Some(at) => please_move((&notice.closed, &notice.reason), practitioner, at, notice.of_entrusted),
                None => tr!(NoticeStrandedPlain).into(),
            };
            ("clock", tr!(PleaseChooseAnother), text)
        }
        NoticeKind::AppointmentHandedOver => {
            let text = tr!(NoticeHandedOverText, practitioner = practitioner, when = when);
            ("user-check", tr!(NoticeHandedOver), text)
        }
        NoticeKind::AppointmentKept => {
            ("calendar-check", tr!(NoticeKept), tr!(NoticeKeptText, practitioner = practitioner, when = when))
        }
        NoticeKind::AppointmentMissed => {
            ("user-x", tr!(NoticeMissed), tr!(NoticeMissedText, practitioner = practitioner, when = when))
        }
        NoticeKind::AppointmentReinstated => {
            let text = tr!(NoticeReinstatedText, practitioner = practitioner, when = when);
            ("user-check", tr!(NoticeReinstated), text)
        }
        NoticeKind::AppointmentReminder => {
            let text = match (&notice.when, usize::try_from(notice.more)) {
                (Some(at), Ok(more @ 1..)) => {
                    counted!(NoticeReminderSeveral, more.saturating_add(1), date = at.long_date)
                }
                _ => tr!(NoticeWithOn, practitioner = practitioner, when = when),
            };
            ("clock", tr!(NoticeReminder), text)
        }
        NoticeKind::AppointmentMoved => ("calendar", tr!(NoticeMoved), moved(notice, &when)),
        NoticeKind::WaitlistOffer => {
            ("zap", tr!(NoticeOffer), tr!(NoticeOfferText, practitioner = practitioner, when = when))
        }
        NoticeKind::WaitlistOfferExpired => {
            let text = tr!(NoticeOfferEndedText, when = when, practitioner = practitioner);
            ("hourglass", tr!(NoticeOfferEnded), text)
        }
        NoticeKind::ReferralReceived => {
            let text = tr!(NoticeReferredToYouText, practitioner = practitioner, patient = patient);
            ("file-text", tr!(NoticeReferredToYou), text)
        }
        NoticeKind::ReferralSent => {
            let text = tr!(NoticeReferralText, practitioner = practitioner, referred_to = referred_to);
            ("file-text", tr!(NoticeReferral), text)
        }
        NoticeKind::ReferralAccepted if !notice.is_patient => {
            let text = tr!(NoticeAReferralAcceptedText, referred_to = referred_to, patient = patient);
            ("check-circle", tr!(NoticeAReferralAccepted), text)
        }
        NoticeKind::ReferralAccepted => {
            ("check-circle", tr!(NoticeReferralAccepted), tr!(NoticeReferralAcceptedText, referred_to = referred_to))
        }
        NoticeKind::ReferralRedirected if notice.is_patient => {
            let text = tr!(NoticeReferralRedirectedText, referred_to = referred_to);
            ("arrow-right", tr!(NoticeReferralRedirected), text)
        }
        NoticeKind::ReferralRedirected => {
            let text = tr!(NoticeAReferralRedirectedText, patient = patient, referred_to = referred_to);
            ("arrow-right", tr!(NoticeAReferralRedirected), text)
        }
        NoticeKind::ReferralDeclined if notice.is_patient => {
            ("info", tr!(NoticeReferralDeclined), tr!(NoticeReferralDeclinedText, referred_to = referred_to))
        }
        NoticeKind::ReferralDeclined => {
            let text = tr!(NoticeAReferralDeclinedText, referred_to = referred_to, patient = patient);
            ("info", tr!(NoticeAReferralDeclined), text)
        }
        NoticeKind::ReferralWithdrawn if notice.is_patient => {
            let text = tr!(NoticeReferralWithdrawnText, practitioner = practitioner, referred_to = referred_to);
            ("info", tr!(NoticeReferralWithdrawn), text)
        }
        NoticeKind::ReferralWithdrawn => {
            let (from, to) = (practitioner, referred_to);
            let text = tr!(NoticeAReferralWithdrawnText, practitioner = from, patient = patient, referred_to = to);
            ("info", tr!(NoticeAReferralWithdrawn), text)
        }
        NoticeKind::PasswordChanged => ("key", tr!(NoticePassword), tr!(NoticePasswordText).into()),
        NoticeKind::RecordOpenedInEmergency => {
            let text = match practitioner.as_str() {
                "" => tr!(NoticeEmergencyUnnamed).into(),
                name => tr!(NoticeEmergencyText, name = name),
            };
            ("alert", tr!(NoticeEmergency), text)
        }
        NoticeKind::EmergencyToReview => {
            let text = match practitioner.as_str() {
                "" => tr!(NoticeToReviewUnnamed).into(),
                name => tr!(NoticeToReviewText, name = name),
            };
            ("alert", tr!(NoticeToReview), text)
        }
        NoticeKind::EmergencyReviewed => ("check", tr!(NoticeReviewed), tr!(NoticeReviewedText).into()),
        NoticeKind::EmergencyJustified if patient.is_empty() => {
            ("check", tr!(NoticeYoursReviewed), tr!(NoticeYoursJustified, practitioner = practitioner))
        }
        NoticeKind::EmergencyJustified => ("check", tr!(NoticeReviewed), tr!(NoticeJustifiedText, patient = patient)),
        NoticeKind::EmergencyUnjustified if patient.is_empty() => {
            ("alert", tr!(NoticeYoursUnjustified), tr!(NoticeYoursUnjustifiedText, practitioner = practitioner))
        }
        NoticeKind::EmergencyUnjustified => {
            ("alert", tr!(NoticeUnjustified), tr!(NoticeUnjustifiedText, patient = patient))
        }
        NoticeKind::RecordEntrusted if patient.is_empty() => {
            ("users", tr!(NoticeEntrusted), tr!(NoticeEntrustedText).into())
        }
        NoticeKind::RecordEntrusted => ("users", tr!(NoticeInvited), tr!(NoticeInvitedText, patient = patient)),
        NoticeKind::InvitationAccepted => {
            let text = tr!(NoticeInvitationAcceptedText, practitioner = practitioner);
            ("users", tr!(NoticeInvitationAccepted), text)
        }
        NoticeKind::InvitationDeclined => {
            ("users", tr!(NoticeInvitationDeclined), tr!(NoticeInvitationDeclinedText).into())
        }
        NoticeKind::SharingEnded if patient.is_empty() => {
            ("users", tr!(NoticeSharingEnded), tr!(NoticeSharingEndedYours, practitioner = practitioner))
        }
        NoticeKind::SharingEnded => {
            ("users", tr!(NoticeSharingEnded), tr!(NoticeSharingEndedTheirs, patient = patient))
        }
        NoticeKind::PractitionerAssigned => {
            ("stethoscope", tr!(NoticeAssigned), tr!(NoticeAssignedText, practitioner = practitioner))
        }
        NoticeKind::CheckedInByBooker => {
            ("eye", tr!(NoticeCheckedIn), tr!(NoticeCheckedInText, practitioner = practitioner))
        }
        NoticeKind::ResetCodeToConfirm => {
            ("key", tr!(NoticeResetToConfirm), tr!(NoticeResetToConfirmText, practitioner = practitioner))
        }
        NoticeKind::ResetCodeIssued => ("key", tr!(NoticeResetIssued), tr!(NoticeResetIssuedText).into()),
        NoticeKind::DetailsChanged => ("user", tr!(NoticeDetails), tr!(NoticeDetailsText).into()),
        NoticeKind::SignInNameChanged
        | NoticeKind::EmailChangeAsked
        | NoticeKind::EmailChanged
        | NoticeKind::StaffNameChanged
        | NoticeKind::SecondFactorOn
        | NoticeKind::SecondFactorOff
        | NoticeKind::SecondFactorReset
        | NoticeKind::RecoveryCodeUsed
        | NoticeKind::DataExportReady
        | NoticeKind::DataExportAsked
        | NoticeKind::FilesMerged
        | NoticeKind::ErasureToConfirm
        | NoticeKind::PasskeyAdded
        | NoticeKind::PasskeyRemoved
        | NoticeKind::FactorResetToConfirm => sign_in_words(notice),
        NoticeKind::RolesChanged => ("users", tr!(NoticeRoles), tr!(NoticeRolesText).into()),
        NoticeKind::AccessSettingsChanged => ("shield", tr!(NoticeAccess), tr!(NoticeAccessText).into()),
        NoticeKind::RegisteredAgain => ("user", tr!(NoticeRegistered), tr!(NoticeRegisteredText).into()),
        NoticeKind::AccountActivated => ("user-check", tr!(NoticeActive), tr!(NoticeActiveText).into()),
        NoticeKind::MessageReceived => message_words(notice),
        NoticeKind::ApplicationReceived => ("graduation", tr!(NoticeApplication), tr!(NoticeApplicationText).into()),
        NoticeKind::ApplicationChanged => {
            ("graduation", tr!(NoticeApplicationChanged), tr!(NoticeApplicationChangedText).into())
        }
        NoticeKind::ApplicationToConfirm => {
            let text = tr!(NoticeApplicationToConfirmText, practitioner = practitioner);
            ("key", tr!(NoticeApplicationToConfirm), text)
        }
        NoticeKind::ContactReceived => ("mail", tr!(NoticeContact), tr!(NoticeContactText).into()),
        NoticeKind::FromClinic if notice.text.is_empty() => {
            ("mail", tr!(NoticeClinicWrote), tr!(NoticeFromClinicGone).into())
        }
        NoticeKind::FromClinic => ("mail", tr!(NoticeClinicWrote), notice.text.clone()),
        NoticeKind::LookUpsClosed => ("search", tr!(NoticeLookUps), tr!(NoticeLookUpsText, who = practitioner)),
        NoticeKind::WebhookStopped => ("alert", tr!(NoticeWebhook), tr!(NoticeWebhookText).into()),
        NoticeKind::DocumentAdded if !notice.is_patient => {
            let text = tr!(NoticeTheirDocumentText, practitioner = practitioner, patient = patient);
            ("file-text", tr!(NoticeTheirDocument), text)
        }
        NoticeKind::DocumentAdded => {
            ("file-text", tr!(NoticeDocument), tr!(NoticeDocumentText, practitioner = practitioner))
        }
    }
}
