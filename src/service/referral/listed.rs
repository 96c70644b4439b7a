//! Every referral of the clinic, for those who run it: who was referred to whom and its status, without its content.

use super::subject::subject;
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::EntryId,
        ordering::Page,
        policy::{Action, Resource},
    },
    error::AppError,
    service::{Outcome, Services, acting::ONE_LOOK},
    storage::referral::{
        self, Event, Referral,
        list::{self, ReferralFilter},
    },
};

/// Referrals per page.
const PAGE: i64 = 25;

/// A page of the matching referrals.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn of_clinic(services: &Services, actor: &Actor, filter: &ReferralFilter) -> Outcome<Page<Referral>> {
    let by = services.authorise(actor, Action::ListReferrals, Resource::Clinic)?;
    let page = page(services, filter).await?;
    by.saw(services, Deed::ReferralList, Subject::any(Thing::Referral)).await?;
    Ok(page)
}

/// Like [`of_clinic`], for an open page, which reloads whenever a referral changes: reloads of the same page of the same search
/// within an hour count as one view.
///
/// # Errors
/// The errors of [`of_clinic`].
pub async fn of_clinic_again(services: &Services, actor: &Actor, filter: &ReferralFilter) -> Outcome<Page<Referral>> {
    let by = services.authorise(actor, Action::ListReferrals, Resource::Clinic)?;
    let page = page(services, filter).await?;
    let part = format!("open page {}", services.mark(&format!("referrals by {filter:?}")));
    by.keeps_seeing(services, Deed::ReferralList, Subject::any(Thing::Referral).part(&part), ONE_LOOK).await?;
    Ok(page)
}

async fn page(services: &Services, filter: &ReferralFilter) -> Outcome<Page<Referral>> {
    Ok(Page::cut(rows(services, filter, PAGE + 1).await?, PAGE, filter.edge))
}

/// A page with this many referrals. The caller has checked that the actor may see them.
pub(in crate::service) async fn rows(
    services: &Services,
    filter: &ReferralFilter,
    limit: i64,
) -> Outcome<Vec<Referral>> {
    let cut = |typed: &str| typed.chars().take(100).collect::<String>();
    let filter = ReferralFilter {
        now: services.clock.now().as_second(),
        limit,
        patient: cut(&filter.patient),
        referrer: cut(&filter.referrer),
        addressee: cut(&filter.addressee),
        field: cut(&filter.field),
        ..filter.clone()
    };
    Ok(list::all(&mut services.db.read().await?, &filter).await?)
}

/// One referral, with what was done with it: like the list, without its letter and without the reasons given.
///
/// # Errors
/// Not allowed; not found, including if its patient hides it.
pub async fn one_of_clinic(services: &Services, actor: &Actor, id: EntryId) -> Outcome<(Referral, Vec<Event>)> {
    let by = services.authorise(actor, Action::ListReferrals, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let found = referral::find_listed(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let events = referral::events(&mut conn, id).await?;
    drop(conn);
    by.saw(services, Deed::ReferralRead, subject(id, found.patient)).await?;
    let events = events.into_iter().map(|event| Event { reason: String::new(), ..event }).collect();
    Ok((Referral { declined_because: None, ..found }, events))
}
