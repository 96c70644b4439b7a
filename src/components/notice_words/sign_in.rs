//! News about how someone signs in, and about their account.

use crate::{domain::notice::NoticeKind, views::notice::NoticeView};

/// Icon, title and sentence.
pub(super) fn sign_in_words(notice: &NoticeView) -> (&'static str, &'static str, String) {
    let who = &notice.practitioner;
    match notice.kind {
        NoticeKind::StaffNameChanged => (
            "user",
            "A colleague signs in with a new name",
            format!("{who} changed their email address or another name they sign in with. If that's a surprise, talk to them."),
        ),
        NoticeKind::SecondFactorOn => (
            "shield",
            "Two-step sign-in is on",
            "Signing in now takes a code from your app. If this wasn't you, contact the clinic straight away.".into(),
        ),
        NoticeKind::SecondFactorOff => (
            "shield",
            "Two-step sign-in is off",
            "Your password is enough to sign in now. If this wasn't you, contact the clinic straight away.".into(),
        ),
        NoticeKind::SecondFactorReset => (
            "shield",
            "Two-step sign-in was reset",
            "The clinic turned it off for your account. If you didn't ask for that, contact them straight away.".into(),
        ),
        NoticeKind::RecoveryCodeUsed => (
            "key",
            "A recovery code was used",
            "It was one of yours, and works only once. If this wasn't you, change your password now.".into(),
        ),
        NoticeKind::DataExportReady => (
            "download",
            "Your data is ready to download",
            "You can download it for three days, from Your account. If you didn't ask for it, change your password now.".into(),
        ),
        NoticeKind::FilesMerged => (
            "users",
            "Your two files are now one",
            "The clinic had two files for you. The appointments, records and messages of both are now here. Sign in with this account from now on. If that's wrong, contact the clinic straight away.".into(),
        ),
        NoticeKind::ErasureToConfirm => (
            "trash",
            "An erasure needs a second administrator",
            format!("{who} wants to erase a patient for good. Make sure this is right, then confirm it on their page under Users."),
        ),
        NoticeKind::PasskeyAdded => (
            "key",
            "You have a new passkey",
            "Anyone who can unlock the device it's on can sign in as you. If this wasn't you, remove it and contact the clinic.".into(),
        ),
        NoticeKind::PasskeyRemoved => (
            "key",
            "A passkey was removed",
            "It can no longer be used to sign in. If this wasn't you, contact the clinic straight away.".into(),
        ),
        NoticeKind::FactorResetToConfirm => (
            "shield",
            "A reset needs a second administrator",
            format!("{who} wants to reset a colleague's two-step sign-in. Make sure this is right, then confirm it on their page under Users."),
        ),
        _ => (
            "user",
            "What you sign in with was changed",
            "Your email address, or another name you sign in with, is new. If this wasn't you, contact the clinic straight away.".into(),
        ),
    }
}
