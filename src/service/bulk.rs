//! One deed done to several targets. Each is authorised, done and audited as if done alone; what cannot be done is reported and
//! does not hold up the rest.

pub mod one;
pub mod run;
mod steps;

use super::{Outcome, Services};
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        audit::{self, Subject, Thing},
        bulk::at_once,
        ids::AccountId,
        policy::{Action, Resource},
    },
    storage::{
        account::{self, Account, AccountFilter},
        appointment::Appointment,
        bulk_run as stored,
    },
};

pub use crate::domain::bulk::{Deed, Ended, LeftOut, Lot, MOST, Target};

/// A chosen target, and why nothing would be done to it, if so.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The target of the deed.
    pub target: Target,
    /// The account it concerns.
    pub account: Account,
    /// The appointment, if the target is one, without its reason.
    pub visit: Option<Appointment>,
    /// Why it is left out, if it is.
    pub left_out: Option<LeftOut>,
}

/// The first users that match a filter, or those that follow its place, and the number of matches, counted up to
/// [`account::MOST_COUNTED`]. For activating or deactivating, accounts already in that state don't match; for writing to people,
/// deactivated accounts don't.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn matching(
    services: &Services,
    actor: &Actor,
    deed: &Deed,
    filter: &AccountFilter,
) -> Outcome<Lot<AccountId, String>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let others = match deed {
        Deed::Status(AccountStatus::Active) => Some(AccountStatus::Inactive),
        Deed::Status(AccountStatus::Inactive) => Some(AccountStatus::Active),
        Deed::Message { .. } => Some(AccountStatus::Active),
        _ => None,
    };
    let most = at_once(filter.limit);
    let filter = AccountFilter {
        text: filter.text.chars().take(100).collect(),
        status: filter.status.or(others),
        limit: most + 1,
        ..filter.clone()
    };
    let (found, total) = account::list(&mut services.db.read().await?, &filter).await?;
    by.saw(services, audit::Deed::AccountList, Subject::any(Thing::Account)).await?;
    Ok(Lot::cut(found, most, total, |one| one.id, |one| (one.id.0, account::place_of(one, filter.order.by).0)))
}

/// The chosen targets, with what would happen to them. Unknown keys are left out.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn preview(services: &Services, actor: &Actor, deed: &Deed, targets: &[Target]) -> Outcome<Vec<Chosen>> {
    let by = one::authorised(services, actor, deed)?;
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut conn = services.db.read().await?;
    for target in targets.iter().take(MOST) {
        if chosen.iter().any(|one| one.target == *target) {
            continue;
        }
        if let Some(account) = one::whom(&mut conn, *target).await? {
            let left_out = one::left_out(&mut conn, &by, deed, *target, &account).await?;
            let visit = one::visit(&mut conn, *target).await?;
            chosen.push(Chosen { target: *target, account, visit, left_out });
        }
    }
    drop(conn);
    let (read, thing) = match chosen.iter().any(|one| one.visit.is_some()) {
        true => (audit::Deed::AppointmentList, Thing::Appointment),
        false => (audit::Deed::AccountList, Thing::Account),
    };
    by.saw(services, read, Subject::any(thing).part("chosen")).await?;
    Ok(chosen)
}

/// The deed that undoes one of the actor's runs, and its targets: only what that run did. `None` if nothing undoes it, or it is
/// still in progress.
///
/// # Errors
/// Not allowed; not found, including for anyone else's.
pub async fn undoing(services: &Services, actor: &Actor, id: &str) -> Outcome<Option<(Deed, Vec<Target>)>> {
    let mut conn = services.db.read().await?;
    let (run, deed) = one::own(&mut conn, actor, id).await?;
    one::authorised(services, actor, &deed)?;
    let Some(undoes) = deed.undone_by().filter(|_| run.ended_at.is_some()) else { return Ok(None) };
    let mut targets = Vec::new();
    for item in stored::items(&mut conn, id).await? {
        targets.extend(one::to_undo(&mut conn, &deed, &item).await?);
    }
    Ok(Some((undoes, targets)))
}
