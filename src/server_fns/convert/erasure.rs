//! From where an erasure stands to what is shown of it.

use jiff::Timestamp;

use crate::{
    domain::{account::Again, time::Zone},
    service::erasure::{Hindrance, Standing},
    views::{erasure::ErasureView, time_view::TimeView},
};

/// Where it stands.
pub fn view(found: Standing, zone: &Zone, again: Again) -> ErasureView {
    let Standing { account, holding, keep_until: (until, is_kept), hindrance, asked, is_own } = found;
    let day = |at: Timestamp| TimeView::instant(zone, at).long_date;
    let goes = [
        ("Record entries", holding.entries),
        ("Documents, with their files", holding.documents),
        ("What the patient said about their health", holding.statements),
        ("Referrals", holding.referrals),
        ("Conversations, with their files", holding.threads),
        ("Reviews", holding.ratings),
        ("Places on waiting lists", holding.waits),
        ("Notices", holding.notices),
    ];
    let hindrance = match hindrance {
        None => "",
        Some(Hindrance::Active) => "This account is active. Deactivate it first, under Users.",
        Some(Hindrance::Coming) => "There are appointments still to come. Cancel them first.",
        Some(Hindrance::Merged) => "This file was merged into another one. Erase that one: this one goes with it.",
        Some(Hindrance::Erased) => "This patient has been erased.",
    };
    ErasureView {
        id: account.id.0,
        name: account.full_name,
        goes: goes.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| (name.to_owned(), count)).collect(),
        appointments: holding.past + holding.coming,
        keep_until: day(until),
        is_kept,
        hindrance: hindrance.to_owned(),
        asked: asked.map(|asked| {
            let at = Timestamp::from_second(asked.asked_at).unwrap_or_default();
            (asked.asked_by_name, day(at), asked.reason)
        }),
        is_own,
        again,
    }
}
