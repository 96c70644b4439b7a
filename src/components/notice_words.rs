//! What a notice says: of each kind of news its icon, title and sentence.

mod sign_in;

use self::sign_in::sign_in_words;
use super::words::please_move;
use crate::{domain::notice::NoticeKind, views::notice::NoticeView};

/// Who called it off, and why.
fn cancelled(notice: &NoticeView, when: &str) -> String {
    let NoticeView { patient, practitioner, by, .. } = notice;
    let why = because(notice);
    match (notice.is_practitioner, by.as_str()) {
        (true, "") => format!("Your appointment with {patient} on {when} was cancelled. The time is free again."),
        (true, by) if by == patient => {
            format!("{patient} cancelled their appointment on {when}{why}. The time is free again.")
        }
        (true, by) => format!("{by} cancelled the appointment with {patient} on {when}{why}. The time is free again."),
        (false, "") => format!("{} with {practitioner} on {when} was cancelled.", whose(notice)),
        (false, by) if by == practitioner => {
            format!("{practitioner} cancelled {} on {when}{why}.", lower_whose(notice))
        }
        (false, by) => format!("{by} cancelled {} with {practitioner} on {when}{why}.", lower_whose(notice)),
    }
}

/// Who moved it, and to when.
fn moved(notice: &NoticeView, when: &str) -> String {
    let NoticeView { patient, practitioner, by, .. } = notice;
    let why = because(notice);
    match (notice.is_practitioner, by.as_str()) {
        (true, "") => format!("Your appointment with {patient} was moved to {when}."),
        (true, by) if by == patient => format!("{patient} moved their appointment to {when}{why}."),
        (true, by) => format!("{by} moved the appointment with {patient} to {when}{why}."),
        (false, "") => format!("{} with {practitioner} was moved to {when}.", whose(notice)),
        (false, by) if by == practitioner => format!("{practitioner} moved {} to {when}{why}.", lower_whose(notice)),
        (false, by) => format!("{by} moved {} with {practitioner} to {when}{why}.", lower_whose(notice)),
    }
}

fn whose(notice: &NoticeView) -> &'static str {
    if notice.of_entrusted { "The appointment" } else { "Your appointment" }
}

fn lower_whose(notice: &NoticeView) -> &'static str {
    if notice.of_entrusted { "the appointment" } else { "your appointment" }
}

/// `, saying: Away sick`, where a reason was given.
fn because(notice: &NoticeView) -> String {
    match notice.reason.trim().trim_end_matches('.') {
        "" => String::new(),
        reason => format!(", saying: {reason}"),
    }
}

/// Who wrote, and about whom; never what.
fn message_words(notice: &NoticeView) -> (&'static str, &'static str, String) {
    let title = if notice.more > 0 { "New messages" } else { "New message" };
    let count = match notice.more {
        0 => String::new(),
        1 => " twice".to_owned(),
        more => format!(" {} times", more + 1),
    };
    let about = match notice.patient.as_str() {
        "" => String::new(),
        patient => format!(" about {patient}"),
    };
    ("message", title, format!("{} wrote to you{about}{count}.", notice.by))
}

/// Icon, title and sentence.
#[must_use]
pub fn words(notice: &NoticeView) -> (&'static str, &'static str, String) {
    let when = notice.when.as_ref().map(|when| format!("{}, {}", when.long_date, when.time)).unwrap_or_default();
    let when = match notice.more {
        0 => when,
        1 => format!("{when}, and one more of its series"),
        more => format!("{when}, and {more} more of its series"),
    };
    let (patient, practitioner, referred_to) = (&notice.patient, &notice.practitioner, &notice.referred_to);
    match notice.kind {
        NoticeKind::PrescriptionSigned => (
            "file-text",
            "You have a new prescription",
            format!("{practitioner} signed it. Open it to read or print it."),
        ),
        NoticeKind::AppointmentBooked => {
            ("calendar-check", "Your appointment is booked", format!("With {practitioner} on {when}."))
        }
        NoticeKind::AppointmentRequested => (
            "hourglass",
            "Your request was sent",
            format!("You asked {practitioner} for {when}. We'll let you know here when they answer."),
        ),
        NoticeKind::AppointmentReceived => {
            ("calendar-plus", "New appointment", format!("{patient} is seeing you on {when}."))
        }
        NoticeKind::AppointmentCancelled => ("calendar-x", "Appointment cancelled", cancelled(notice, &when)),
        NoticeKind::AppointmentApproved => {
            ("calendar-check", "Your request was approved", format!("{practitioner} is expecting you on {when}."))
        }
        NoticeKind::AppointmentDeclined => (
            "calendar-x",
            "Your request was declined",
            format!(
                "{practitioner} can't see you on {when}{}. Choose another time or another practitioner.",
                because(notice)
            ),
        ),
        NoticeKind::RequestReceived => {
            ("hourglass", "New request", format!("{patient} has asked for {when}. Approve or decline the request before it lapses."))
        }
        NoticeKind::AppointmentLapsed if notice.is_practitioner => (
            "hourglass",
            "A request has lapsed",
            format!("You didn't answer {patient} about {when} in time. The time is free again."),
        ),
        NoticeKind::AppointmentLapsed => (
            "hourglass",
            "Your request wasn't answered in time",
            format!("{practitioner} didn't answer about {when}. The time is free again; choose another one."),
        ),
        NoticeKind::AppointmentStranded => (
            "clock",
            "Please choose another time",
            match &notice.when {
                Some(at) => please_move((&notice.closed, &notice.reason), practitioner, at, lower_whose(notice)),
                None => "Please choose another time for your appointment.".into(),
            },
        ),
        NoticeKind::AppointmentKept => (
            "calendar-check",
            "You can keep your appointment",
            format!("{practitioner} can see you on {when} after all. You don't need to choose another time."),
        ),
        NoticeKind::AppointmentReminder => (
            "clock",
            "Your appointment is coming up",
            match (&notice.when, notice.more) {
                (Some(at), 1..) => format!("You have {} appointments on {}.", notice.more + 1, at.long_date),
                _ => format!("With {practitioner} on {when}."),
            },
        ),
        NoticeKind::AppointmentMoved => ("calendar", "Appointment moved", moved(notice, &when)),
        NoticeKind::WaitlistOffer => (
            "zap",
            "A time you're waiting for is free",
            format!("{practitioner} can see you on {when}. We're holding it for you for a short while, so please answer soon."),
        ),
        NoticeKind::WaitlistOfferExpired => (
            "hourglass",
            "An offer has ended",
            format!("You didn't answer about {when} with {practitioner} in time. You're still on the waiting list."),
        ),
        NoticeKind::ReferralReceived => {
            ("file-text", "A patient was referred to you", format!("{practitioner} referred {patient} to you."))
        }
        NoticeKind::ReferralSent => (
            "file-text",
            "You have a referral",
            format!("{practitioner} referred you to {referred_to}. You can book from your referrals."),
        ),
        NoticeKind::ReferralAccepted => {
            ("check-circle", "Your referral was accepted", format!("{referred_to} has accepted you as a patient."))
        }
        NoticeKind::ReferralRedirected if notice.is_patient => (
            "arrow-right",
            "Your referral was redirected",
            format!("Your referral now goes to {referred_to}."),
        ),
        NoticeKind::ReferralRedirected => (
            "arrow-right",
            "A referral was redirected",
            format!("{patient}'s referral now goes to {referred_to}."),
        ),
        NoticeKind::ReferralDeclined if notice.is_patient => (
            "info",
            "Your referral was declined",
            format!("{referred_to} can't see you. Read why, and what you can do next."),
        ),
        NoticeKind::ReferralDeclined => (
            "info",
            "A referral was declined",
            format!("{referred_to} has declined to see {patient}. The referral says why."),
        ),
        NoticeKind::ReferralWithdrawn if notice.is_patient => (
            "info",
            "Your referral was withdrawn",
            format!("{practitioner} has withdrawn your referral to {referred_to}."),
        ),
        NoticeKind::ReferralWithdrawn => (
            "info",
            "A referral was withdrawn",
            format!("{practitioner} has withdrawn {patient}'s referral to {referred_to}."),
        ),
        NoticeKind::PasswordChanged => {
            ("key", "Your password was changed", "If this wasn't you, contact the clinic straight away.".into())
        }
        NoticeKind::RecordOpenedInEmergency => (
            "alert",
            "Your record was opened in an emergency",
            match practitioner.as_str() {
                "" => {
                    "A practitioner who doesn't treat you opened it and gave a reason. An administrator will review it.".into()
                }
                name => format!(
                    "{name}, who doesn't treat you, opened it and gave a reason. An administrator will review it, and we'll let you know what they find."
                ),
            },
        ),
        NoticeKind::EmergencyToReview => (
            "alert",
            "A record was opened in an emergency",
            match practitioner.as_str() {
                "" => "Read the reason and decide whether it was justified.".into(),
                name => format!("{name} opened it. Read the reason and decide whether it was justified."),
            },
        ),
        NoticeKind::EmergencyReviewed => {
            ("check", "Your emergency access was reviewed", "An administrator has read your reason.".into())
        }
        NoticeKind::EmergencyJustified if patient.is_empty() => (
            "check",
            "The emergency access to your record was reviewed",
            format!("An administrator found that {practitioner} had good reason to open it."),
        ),
        NoticeKind::EmergencyJustified => (
            "check",
            "Your emergency access was reviewed",
            format!("An administrator found that you had good reason to open {patient}'s record."),
        ),
        NoticeKind::EmergencyUnjustified if patient.is_empty() => (
            "alert",
            "The emergency access to your record was not justified",
            format!("An administrator found no good reason for {practitioner} to open it. It's closed to them again."),
        ),
        NoticeKind::EmergencyUnjustified => (
            "alert",
            "Your emergency access was not justified",
            format!(
                "An administrator found no good reason to open {patient}'s record. It's closed to you again."
            ),
        ),
        NoticeKind::RecordEntrusted if patient.is_empty() => {
            ("users", "A record was shared with you", "You'll find it under Shared with me.".into())
        }
        NoticeKind::RecordEntrusted => (
            "users",
            "Someone wants to share a record with you",
            format!("{patient} wants to share their health record with you. Accept or decline under Shared with me."),
        ),
        NoticeKind::InvitationAccepted => (
            "users",
            "Your invitation was accepted",
            format!("{practitioner} can now see what you share of your record."),
        ),
        NoticeKind::InvitationDeclined => (
            "users",
            "Your invitation was declined",
            "Someone you invited to see your record said no. Your sharing page shows who's left.".into(),
        ),
        NoticeKind::SharingEnded if patient.is_empty() => (
            "users",
            "Sharing has ended",
            format!("{practitioner} has given up access to your record and can no longer see it."),
        ),
        NoticeKind::SharingEnded => {
            ("users", "Sharing has ended", format!("{patient} no longer shares their record with you."))
        }
        NoticeKind::PractitionerAssigned => (
            "stethoscope",
            "A practitioner was added to your record",
            format!(
                "The clinic says that {practitioner} cares for you, so they can read your record. You can remove their access."
            ),
        ),
        NoticeKind::CheckedInByBooker => (
            "eye",
            "You were checked in",
            format!(
                "{practitioner} booked this visit and says you're there, so they can read your record until a day after it. If you weren't there, close your record to them and tell the clinic."
            ),
        ),
        NoticeKind::ResetCodeToConfirm => (
            "key",
            "A reset code needs a second administrator",
            format!(
                "{practitioner} asked for a code to set a colleague's password. Make sure this is right, then confirm it."
            ),
        ),
        NoticeKind::ResetCodeIssued => (
            "key",
            "A code to set your password was issued",
            "The clinic created it. If you didn't ask for it, contact the clinic straight away.".into(),
        ),
        NoticeKind::DetailsChanged => (
            "user",
            "Your name, email or phone number was changed",
            "An administrator did this. If the email address is new, sign in with it from now on. If it's wrong, contact the clinic.".into(),
        ),
        NoticeKind::SignInNameChanged
        | NoticeKind::StaffNameChanged
        | NoticeKind::SecondFactorOn
        | NoticeKind::SecondFactorOff
        | NoticeKind::SecondFactorReset
        | NoticeKind::RecoveryCodeUsed
        | NoticeKind::DataExportReady
        | NoticeKind::FilesMerged
        | NoticeKind::ErasureToConfirm
        | NoticeKind::PasskeyAdded
        | NoticeKind::PasskeyRemoved
        | NoticeKind::FactorResetToConfirm => sign_in_words(notice),
        NoticeKind::RolesChanged => (
            "users",
            "What you can do here has changed",
            "An administrator changed the roles of your account. If that's not what you expected, ask them.".into(),
        ),
        NoticeKind::AccessSettingsChanged => (
            "shield",
            "The settings for who can read records have changed",
            "A setting under \"Who sees what\" has changed. Check that it's as it should be.".into(),
        ),
        NoticeKind::RegisteredAgain => (
            "user",
            "Someone tried to create another account with your details",
            "If it was you: you already have this account, and nothing has changed. If not, you don't need to do anything."
                .into(),
        ),
        NoticeKind::AccountActivated => {
            ("user-check", "Your account is active", "You can now book appointments.".into())
        }
        NoticeKind::MessageReceived => message_words(notice),
        NoticeKind::ApplicationReceived => (
            "graduation",
            "A practitioner wants to join",
            "Read their application, then approve it, decline it or ask for more.".into(),
        ),
        NoticeKind::ApplicationChanged => (
            "graduation",
            "There's news about an application",
            "An applicant has answered, added a document or withdrawn.".into(),
        ),
        NoticeKind::ApplicationToConfirm => (
            "key",
            "A new practitioner needs a second administrator",
            format!(
                "{practitioner} approved an application. Make sure the applicant is who they say, then confirm it so that they can sign in."
            ),
        ),
        NoticeKind::WebhookStopped => (
            "alert",
            "One of the clinic's programs can't be reached",
            "Nothing has arrived there for two days, so it's no longer told what happens. Check it, then turn its webhook on again.".into(),
        ),
        NoticeKind::DocumentAdded => {
            ("file-text", "A new document in your record", format!("{practitioner} added it."))
        }
    }
}
