//! News about how someone signs in, and about their account.

use crate::{domain::notice::NoticeKind, views::notice::NoticeView, words::tr};

/// Icon, title and sentence.
pub(super) fn sign_in_words(notice: &NoticeView) -> (&'static str, &'static str, String) {
    let who = &notice.practitioner;
    match notice.kind {
        NoticeKind::StaffNameChanged => ("user", tr!(NoticeColleagueName), tr!(NoticeColleagueNameText, who = who)),
        NoticeKind::EmailChangeAsked => ("mail", tr!(NoticeEmailAsked), tr!(NoticeEmailAskedText).into()),
        NoticeKind::EmailChanged => ("mail", tr!(NoticeEmailChanged), tr!(NoticeEmailChangedText).into()),
        NoticeKind::SecondFactorOn => ("shield", tr!(NoticeStepOn), tr!(NoticeStepOnText).into()),
        NoticeKind::SecondFactorOff => ("shield", tr!(NoticeStepOff), tr!(NoticeStepOffText).into()),
        NoticeKind::SecondFactorReset => ("shield", tr!(NoticeStepReset), tr!(NoticeStepResetText).into()),
        NoticeKind::RecoveryCodeUsed => ("key", tr!(NoticeRecovery), tr!(NoticeRecoveryText).into()),
        NoticeKind::DataExportReady => ("download", tr!(NoticeExport), tr!(NoticeExportText).into()),
        NoticeKind::DataExportAsked => ("download", tr!(NoticeExportAsked), tr!(NoticeExportAskedText, who = who)),
        NoticeKind::FilesMerged => ("users", tr!(NoticeMerged), tr!(NoticeMergedText).into()),
        NoticeKind::ErasureToConfirm => ("trash", tr!(NoticeErasure), tr!(NoticeErasureText, who = who)),
        NoticeKind::PasskeyAdded => ("key", tr!(NoticePasskeyAdded), tr!(NoticePasskeyAddedText).into()),
        NoticeKind::PasskeyRemoved => ("key", tr!(NoticePasskeyRemoved), tr!(NoticePasskeyRemovedText).into()),
        NoticeKind::FactorResetToConfirm => ("shield", tr!(NoticeFactorReset), tr!(NoticeFactorResetText, who = who)),
        _ => ("user", tr!(NoticeSignInName), tr!(NoticeSignInNameText).into()),
    }
}
