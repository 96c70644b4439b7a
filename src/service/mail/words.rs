//! What letters say of each kind of news. Less than the bell: nothing clinical, and no one's reasons, because a letter passes through
//! many hands.

use crate::{
    domain::notice::{NoticeKind, Topic},
    storage::notice::Notice,
};

/// The subject.
pub(super) fn subject(notice: &Notice) -> &'static str {
    match notice.kind {
        NoticeKind::AppointmentBooked => "Your appointment is booked",
        NoticeKind::AppointmentRequested => "Your request was sent",
        NoticeKind::AppointmentReceived => "You have a new appointment",
        NoticeKind::RequestReceived => "A patient has requested an appointment",
        NoticeKind::AppointmentCancelled => "An appointment was cancelled",
        NoticeKind::AppointmentApproved => "Your request was approved",
        NoticeKind::AppointmentDeclined => "Your request was declined",
        NoticeKind::AppointmentLapsed => "A request wasn't answered in time",
        NoticeKind::AppointmentMoved => "An appointment was moved",
        NoticeKind::AppointmentStranded => "Please choose another time",
        NoticeKind::AppointmentKept => "You can keep your appointment",
        NoticeKind::AppointmentReminder if notice.more > 0 => "Your appointments are coming up",
        NoticeKind::AppointmentReminder => "Your appointment is coming up",
        NoticeKind::WaitlistOffer => "A time you're waiting for is free",
        NoticeKind::WaitlistOfferExpired => "An offer has ended",
        NoticeKind::MessageReceived => "You have a new message",
        NoticeKind::PasswordChanged => "Your password was changed",
        NoticeKind::RegisteredAgain => "Someone tried to create an account with your address",
        NoticeKind::AccountActivated => "Your account is active",
        NoticeKind::ResetCodeIssued => "A code to set your password was issued",
        NoticeKind::DetailsChanged => "Your name, email or phone number was changed",
        NoticeKind::SignInNameChanged => "What you sign in with was changed",
        NoticeKind::StaffNameChanged => "A colleague signs in with a new name",
        NoticeKind::SecondFactorOn => "Two-step sign-in is on",
        NoticeKind::SecondFactorOff => "Two-step sign-in is off",
        NoticeKind::SecondFactorReset => "Two-step sign-in was reset",
        NoticeKind::RecoveryCodeUsed => "A recovery code was used",
        NoticeKind::PasskeyAdded => "You have a new passkey",
        NoticeKind::PasskeyRemoved => "A passkey was removed",
        NoticeKind::FactorResetToConfirm => "A reset needs a second administrator",
        NoticeKind::RecordOpenedInEmergency => "Your record was opened in an emergency",
        NoticeKind::CheckedInByBooker => "You were checked in",
        NoticeKind::RecordEntrusted => "Someone wants to share a record with you",
        NoticeKind::InvitationAccepted => "Your invitation was accepted",
        NoticeKind::InvitationDeclined => "Your invitation was declined",
        NoticeKind::SharingEnded => "Sharing has ended",
        NoticeKind::PractitionerAssigned => "A practitioner was added to your record",
        NoticeKind::EmergencyToReview => "Emergency access needs a review",
        NoticeKind::ResetCodeToConfirm => "A reset code needs a second administrator",
        NoticeKind::AccessSettingsChanged => "The settings for who can read records have changed",
        NoticeKind::RolesChanged => "What you can do here has changed",
        NoticeKind::DataExportReady => "Your data is ready to download",
        NoticeKind::FilesMerged => "Your two files are now one",
        NoticeKind::ErasureToConfirm => "An erasure needs a second administrator",
        NoticeKind::ApplicationReceived => "A practitioner wants to join",
        NoticeKind::ApplicationChanged => "There's news about an application",
        NoticeKind::WebhookStopped => "One of the clinic's programs can't be reached",
        NoticeKind::ApplicationToConfirm => "An application needs a second administrator",
        NoticeKind::EmergencyReviewed | NoticeKind::EmergencyJustified | NoticeKind::EmergencyUnjustified => {
            "Emergency access was reviewed"
        }
        NoticeKind::ReferralReceived => "A patient was referred to you",
        NoticeKind::ReferralSent
        | NoticeKind::ReferralAccepted
        | NoticeKind::ReferralRedirected
        | NoticeKind::ReferralDeclined
        | NoticeKind::ReferralWithdrawn => "There's news about a referral",
        NoticeKind::PrescriptionSigned | NoticeKind::DocumentAdded => "There's something new in your record",
    }
}

/// The sentence below it.
pub(super) fn sentence(notice: &Notice) -> String {
    let said = match notice.kind {
        NoticeKind::AppointmentBooked | NoticeKind::AppointmentApproved => "We look forward to seeing you.",
        NoticeKind::AppointmentRequested => "We'll let you know as soon as there's an answer.",
        NoticeKind::AppointmentReceived => "It's in your calendar.",
        NoticeKind::RequestReceived => "Approve or decline the request before it lapses.",
        NoticeKind::AppointmentCancelled if notice.is_practitioner => "The time is free again.",
        NoticeKind::AppointmentCancelled => "If you still need an appointment, you can book another time.",
        NoticeKind::AppointmentDeclined => "You can choose another time or another practitioner.",
        NoticeKind::AppointmentLapsed if notice.is_practitioner => "The time is free again.",
        NoticeKind::AppointmentLapsed => "The time is free again. You can choose another one.",
        NoticeKind::AppointmentMoved => "Here are the new details.",
        NoticeKind::AppointmentStranded => {
            "The hours at the clinic have changed, so your appointment can't take place as planned."
        }
        NoticeKind::AppointmentKept => "You don't need to choose another time after all.",
        NoticeKind::AppointmentReminder => {
            "Please let us know if you're coming. If you can't, cancel or move it so that someone else can have the time."
        }
        NoticeKind::WaitlistOffer => "We're holding it for you for a short while, so please answer soon.",
        NoticeKind::WaitlistOfferExpired => "You're still on the waiting list.",
        NoticeKind::PasswordChanged => "If this wasn't you, contact the clinic straight away.",
        NoticeKind::RegisteredAgain => {
            "If it was you: you already have this account, and nothing has changed. If not, you don't need to do anything."
        }
        NoticeKind::AccountActivated => "You can now sign in and book appointments.",
        NoticeKind::ResetCodeIssued => {
            "The clinic created it. If you didn't ask for it, contact the clinic straight away."
        }
        NoticeKind::SignInNameChanged
        | NoticeKind::SecondFactorOn
        | NoticeKind::SecondFactorOff
        | NoticeKind::SecondFactorReset
        | NoticeKind::RecoveryCodeUsed
        | NoticeKind::PasskeyAdded
        | NoticeKind::PasskeyRemoved => "If this wasn't you, contact the clinic straight away.",
        NoticeKind::FilesMerged => {
            "The clinic had two files for you and has merged them. Sign in with this account from now on. If that's wrong, contact the clinic straight away."
        }
        NoticeKind::DataExportReady => {
            "You can download it for three days. If you didn't ask for it, change your password straight away."
        }
        NoticeKind::DetailsChanged => "An administrator did this. If it's wrong, contact the clinic straight away.",
        _ => "Sign in to read more.",
    };
    said.to_owned()
}

/// The page to go to, and what the link says.
pub(super) fn link(notice: &Notice) -> (&'static str, String) {
    match (notice.kind, notice.appointment_id, notice.thread_id) {
        (NoticeKind::MessageReceived, _, Some(thread)) => ("Read the message", format!("/messages/{thread}")),
        (NoticeKind::WaitlistOffer, ..) => ("Answer the offer", "/waitlist".to_owned()),
        (NoticeKind::WaitlistOfferExpired, ..) => ("See the waiting list", "/waitlist".to_owned()),
        (NoticeKind::DataExportReady, ..) => ("Download it", "/account/export".to_owned()),
        (NoticeKind::AccountActivated, ..) => ("Sign in", "/sign-in".to_owned()),
        (NoticeKind::AppointmentStranded, Some(id), _) => ("Choose another time", format!("/appointments/{id}")),
        (_, Some(id), _) => ("See the appointment", format!("/appointments/{id}")),
        _ => ("See your notices", "/notices".to_owned()),
    }
}

/// Whether a letter says when, with whom and where.
pub(super) fn has_facts(notice: &Notice) -> bool {
    notice.appointment_id.is_some()
        && matches!(notice.kind.topic(), Topic::Appointments | Topic::Reminders | Topic::Bookings)
}
