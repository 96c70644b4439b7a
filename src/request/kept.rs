//! What the session keeps for the page that is shown next: forms that were refused, and what is shown only once.

pub mod sign_in;

use serde::Serialize;

use super::context;
use crate::{error::AppError, request::session};

/// What was typed as the reason for a booking: which one, and the text.
const BOOKING_REASON: &str = "booking_reason";
/// A new patient at a desk.
pub const PATIENT: &str = "refused_patient";
/// A patient's profile.
pub const PROFILE: &str = "typed_profile";
/// What a patient says about their health.
pub const STATEMENT: &str = "typed_statement";
/// The opening of a record in an emergency: patient and reason.
pub const EMERGENCY: &str = "typed_emergency";
/// A rating: of what, and the form.
pub const RATING: &str = "typed_rating";
/// An invitation to see one's record.
pub const TRUST: &str = "typed_trust";
/// Who such an invitation was for, and its code; shown once.
pub const INVITED: &str = "invited";
/// A wish for the waiting list.
pub const WISH: &str = "refused_wish";
/// A practitioner's profile: the key in the address, the form, and the first hours.
pub const PRACTITIONER: &str = "refused_practitioner";
/// A further centre of a practitioner: their key, and the first hours.
pub const AFFILIATION: &str = "refused_affiliation";
/// An approval: the application's key, the form, and the first hours.
pub const APPROVAL: &str = "refused_approval";
/// An application to work here.
pub const APPLICATION: &str = "application_typed";
/// The challenge that a passkey is to answer; taken out by whatever answers.
pub const PASSKEY: &str = "passkey_challenge";
/// New recovery codes; shown once.
pub const RECOVERY_CODES: &str = "recovery_codes";
/// A centre: the key in the address, and the form.
pub const CENTRE: &str = "refused_centre";
/// The key in the address of a centre, and the time zone that it was to have.
pub const CENTRE_ZONE: &str = "centre_zone";
/// A room: its key, and the form.
pub const ROOM: &str = "refused_room";
/// Two files of a patient that were not found: how each was called.
pub const FILES: &str = "refused_files";
/// A merge of two files: both keys, and that of the one that stays.
pub const MERGE: &str = "refused_merge";
/// A profession or an area of expertise that is renamed.
pub const TERM: &str = "refused_term";
/// A kind of visit: the key in the address, and the form.
pub const SERVICE: &str = "refused_service";
/// A user: the key in the address, and the forms.
pub const USER: &str = "refused_user";
/// A user's roles: their key, and the form.
pub const ROLES: &str = "refused_roles";
/// Quiet hours.
pub const QUIET_HOURS: &str = "refused_quiet_hours";
/// One's own details.
pub const DETAILS: &str = "refused_details";
/// What a practitioner says about themselves.
pub const PRESENTATION: &str = "refused_presentation";
/// A closure.
pub const CLOSURE: &str = "refused_closure";
/// Weekly hours.
pub const HOURS: &str = "refused_hours";
/// Hours on one date.
pub const EXTRA_HOURS: &str = "refused_extra_hours";
/// An invitation to make an account.
pub const INVITE: &str = "refused_invite";
/// The link of such an invitation; shown once.
pub const INVITE_LINK: &str = "account_invitation_link";
/// A text of the public pages.
pub const CONTENT: &str = "refused_content";
/// The same, to be looked at before it is saved.
pub const CONTENT_PREVIEW: &str = "previewed_content";
/// Lines that are no one yet, of people to be booked: what names them, and the lines.
pub const SEVERAL: &str = "left_of_several";
/// Settings.
pub const SETTINGS: &str = "refused_settings";
/// What the settings were before their last change.
pub const SETTINGS_BEFORE: &str = "settings_before";
/// An answer to a message to the clinic: the message's key, and the text.
pub const CLINIC_ANSWER: &str = "refused_clinic_answer";
/// A webhook.
pub const WEBHOOK: &str = "refused_webhook";
/// The key of a new one, and what its messages are signed with; shown once.
pub const WEBHOOK_SECRET: &str = "new_webhook_secret";
/// An app: its key, or nothing for a new one, and the form.
pub const APP: &str = "refused_app";
/// The key of a new one, and its secret; shown once.
pub const APP_SECRET: &str = "new_app_secret";
/// A token for a program or a calendar.
pub const ACCESS_TOKEN: &str = "refused_access_token";
/// A new one; shown once.
pub const NEW_ACCESS_TOKEN: &str = "new_access_token";
/// A new secret address of a calendar; shown once.
pub const CALENDAR_FEED: &str = "new_calendar_feed";
/// A user's key, and the code that confirms their new email address; shown once.
pub const EMAIL_CODE: &str = "issued_email_code";
/// A one-time code with the name it is for; shown once.
pub const RESET_CODE: &str = "issued_reset_code";

/// The most characters of a reason that are kept.
const LONGEST_REASON: usize = 500;

/// Which booking a reason is for: practitioner, centre, kind of visit, start and patient, as an address has them.
pub type ReasonFor = [String; 5];

/// Keeps what was typed as the reason for a booking, for the page that shows its form again.
pub async fn keep_reason(which: ReasonFor, reason: &str) -> Result<(), AppError> {
    let reason: String = reason.chars().take(LONGEST_REASON).collect();
    session::show_once(BOOKING_REASON, &(which, reason)).await
}

/// What was typed as the reason for this booking; nothing if it was for another one.
pub async fn take_reason(which: &ReasonFor) -> String {
    let typed: Option<(ReasonFor, String)> = session::take_once(BOOKING_REASON).await;
    typed.filter(|(known, _)| known == which).map(|(_, reason)| reason).unwrap_or_default()
}

/// The answer to a form. What a plain form sent and was refused is kept under `name`, for the page that shows it again.
pub async fn or_keep<T, E: Into<AppError>>(
    name: &str,
    typed: &impl Serialize,
    answer: Result<T, E>,
) -> Result<T, AppError> {
    or_keep_if(|error| matches!(error, AppError::Invalid(_)), name, typed, answer).await
}

/// The same where it is kept after these answers.
pub async fn or_keep_if<T, E: Into<AppError>>(
    is_kept: impl Fn(&AppError) -> bool,
    name: &str,
    typed: &impl Serialize,
    answer: Result<T, E>,
) -> Result<T, AppError> {
    let answer = answer.map_err(Into::into);
    if context::is_plain_form() && answer.as_ref().is_err_and(is_kept) {
        session::show_once(name, typed).await?;
    }
    answer
}
