//! What the session keeps for the next page: refused forms, and what is shown only once.

pub mod sign_in;

use serde::Serialize;

use super::context;
use crate::{error::AppError, request::session};

/// The typed reason for a booking: which booking, and the text.
const BOOKING_REASON: &str = "booking_reason";
/// A new patient at a desk.
pub const PATIENT: &str = "refused_patient";
/// A patient's profile.
pub const PROFILE: &str = "typed_profile";
/// A patient's statement about their health.
pub const STATEMENT: &str = "typed_statement";
/// The opening of a record in an emergency: patient and reason.
pub const EMERGENCY: &str = "typed_emergency";
/// A rating: the subject, and the form.
pub const RATING: &str = "typed_rating";
/// An invitation to see the patient's own record.
pub const TRUST: &str = "typed_trust";
/// The addressee of such an invitation, and its code; shown once.
pub const INVITED: &str = "invited";
/// A wish for the waiting list.
pub const WISH: &str = "refused_wish";
/// A practitioner's profile: the key in the address, the form, and the first hours.
pub const PRACTITIONER: &str = "refused_practitioner";
/// Another centre of a practitioner: their key, and the first hours.
pub const AFFILIATION: &str = "refused_affiliation";
/// An approval: the application's key, the form, and the first hours.
pub const APPROVAL: &str = "refused_approval";
/// An application to work here.
pub const APPLICATION: &str = "application_typed";
/// The challenge for a passkey; removed by whatever answers it.
pub const PASSKEY: &str = "passkey_challenge";
/// New recovery codes; shown once.
pub const RECOVERY_CODES: &str = "recovery_codes";
/// A centre: the key in the address, and the form.
pub const CENTRE: &str = "refused_centre";
/// The key in the address of a centre, and the time zone that was requested.
pub const CENTRE_ZONE: &str = "centre_zone";
/// A room: its key, and the form.
pub const ROOM: &str = "refused_room";
/// Two files of a patient that were not found: what was typed for each.
pub const FILES: &str = "refused_files";
/// A merge of two files: both keys, and that of the one that stays.
pub const MERGE: &str = "refused_merge";
/// A renamed profession or area of expertise.
pub const TERM: &str = "refused_term";
/// A kind of visit: the key in the address, and the form.
pub const SERVICE: &str = "refused_service";
/// A user: the key in the address, and the forms.
pub const USER: &str = "refused_user";
/// A user's roles: their key, and the form.
pub const ROLES: &str = "refused_roles";
/// Quiet hours.
pub const QUIET_HOURS: &str = "refused_quiet_hours";
/// The user's own details.
pub const DETAILS: &str = "refused_details";
/// A practitioner's own profile.
pub const PRESENTATION: &str = "refused_presentation";
/// A closure.
pub const CLOSURE: &str = "refused_closure";
/// Weekly hours.
pub const HOURS: &str = "refused_hours";
/// Hours on one date.
pub const EXTRA_HOURS: &str = "refused_extra_hours";
/// An invitation to create an account.
pub const INVITE: &str = "refused_invite";
/// The link of such an invitation; shown once.
pub const INVITE_LINK: &str = "account_invitation_link";
/// A text of the public pages.
pub const CONTENT: &str = "refused_content";
/// The same, for previewing before it is saved.
pub const CONTENT_PREVIEW: &str = "previewed_content";
/// Lines that identify no one yet, of people to be booked: the key, and the lines.
pub const SEVERAL: &str = "left_of_several";
/// Settings.
pub const SETTINGS: &str = "refused_settings";
/// The settings before their last change.
pub const SETTINGS_BEFORE: &str = "settings_before";
/// An answer to a message to the clinic: the message's key, and the text.
pub const CLINIC_ANSWER: &str = "refused_clinic_answer";
/// A webhook.
pub const WEBHOOK: &str = "refused_webhook";
/// The key of a new webhook, and its signing secret; shown once.
pub const WEBHOOK_SECRET: &str = "new_webhook_secret";
/// An app: its key, or nothing for a new one, and the form.
pub const APP: &str = "refused_app";
/// The key of a new app, and its secret; shown once.
pub const APP_SECRET: &str = "new_app_secret";
/// A token for a program or a calendar.
pub const ACCESS_TOKEN: &str = "refused_access_token";
/// A new token; shown once.
pub const NEW_ACCESS_TOKEN: &str = "new_access_token";
/// A new secret address of a calendar; shown once.
pub const CALENDAR_FEED: &str = "new_calendar_feed";
/// A user's key, and the code that confirms their new email address; shown once.
pub const EMAIL_CODE: &str = "issued_email_code";
/// A one-time code with the name it is for; shown once.
pub const RESET_CODE: &str = "issued_reset_code";

/// The maximum length of a kept reason, in characters.
const LONGEST_REASON: usize = 500;

/// The booking that a reason is for: practitioner, centre, kind of visit, start and patient, as in an address.
pub type ReasonFor = [String; 5];

/// Keeps the typed reason for a booking, for the page that shows its form again.
pub async fn keep_reason(which: ReasonFor, reason: &str) -> Result<(), AppError> {
    let reason: String = reason.chars().take(LONGEST_REASON).collect();
    session::show_once(BOOKING_REASON, &(which, reason)).await
}

/// The typed reason for this booking; empty if it was for another one.
pub async fn take_reason(which: &ReasonFor) -> String {
    let typed: Option<(ReasonFor, String)> = session::take_once(BOOKING_REASON).await;
    typed.filter(|(known, _)| known == which).map(|(_, reason)| reason).unwrap_or_default()
}

/// Passes on the result of a form. If refused, a plain form's input is kept under `name`, for the page that shows it again.
pub async fn or_keep<T, E: Into<AppError>>(
    name: &str,
    typed: &impl Serialize,
    answer: Result<T, E>,
) -> Result<T, AppError> {
    or_keep_if(|error| matches!(error, AppError::Invalid(_)), name, typed, answer).await
}

/// Like `or_keep`, only for the refusals selected by a function.
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
