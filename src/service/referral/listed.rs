//! Every referral of the clinic, for those who run it: who was referred to whom and where that stands, without what is written in it.

use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ordering::Page,
        policy::{Action, Resource},
    },
    service::{Outcome, Services},
    storage::referral::{
        Referral,
        list::{self, ReferralFilter},
    },
};

/// Referrals on a page.
const PAGE: i64 = 25;

/// A page of the referrals that match.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn of_clinic(services: &Services, actor: &Actor, filter: &ReferralFilter) -> Outcome<Page<Referral>> {
    let by = services.authorise(actor, Action::ListReferrals, Resource::Clinic)?;
    let filter = ReferralFilter {
        now: by.second(),
        limit: PAGE + 1,
        patient: filter.patient.chars().take(100).collect(),
        ..filter.clone()
    };
    let found = list::all(&mut services.db.read().await?, &filter).await?;
    by.saw(services, Deed::ReferralList, Subject::any(Thing::Referral)).await?;
    Ok(Page::cut(found, PAGE, filter.edge))
}
