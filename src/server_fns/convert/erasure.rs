//! Converts the state of an erasure to its view.

use jiff::Timestamp;

use crate::{
    domain::{account::Again, time::Zone},
    service::erasure::{Hindrance, Standing},
    views::{erasure::ErasureView, time_view::TimeView},
    words::tr,
};

/// The state of an erasure.
pub fn view(found: Standing, zone: &Zone, again: Again) -> ErasureView {
    let Standing { account, holding, keep_until: (until, is_kept), hindrance, asked, is_own } = found;
    let day = |at: Timestamp| TimeView::instant(zone, at).long_date;
    let goes = [
        (tr!(MergeEntries), holding.entries),
        (tr!(EraseDocuments), holding.documents),
        (tr!(MergeStatements), holding.statements),
        (tr!(NavReferralDesk), holding.referrals),
        (tr!(EraseConversations), holding.threads),
        (tr!(Reviews), holding.ratings),
        (tr!(EraseWaits), holding.waits),
        (tr!(Notices), holding.notices),
    ];
    let hindrance = match hindrance {
        None => "",
        Some(Hindrance::Active) => tr!(EraseActive),
        Some(Hindrance::Coming) => tr!(EraseComing),
        Some(Hindrance::Merged) => tr!(EraseMerged),
        Some(Hindrance::Erased) => tr!(EraseErased),
    };
    ErasureView {
        id: account.id.0,
        name: account.full_name,
        goes: goes.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| (name.to_owned(), count)).collect(),
        appointments: holding.past + holding.coming,
        keep_until: day(until),
        is_kept,
        hindrance: hindrance.to_owned(),
        asked: asked.map(|asked| (asked.asked_by_name, day(asked.asked_at), asked.reason)),
        is_own,
        again,
    }
}
