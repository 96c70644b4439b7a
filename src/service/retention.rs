//! Deletes what is no longer needed, after the periods in `domain/retention.rs`: expired codes, attempts that no longer count,
//! accounts that were never activated, and applications that came to nothing.

use super::{By, Failure, Outcome, Services};
use crate::{
    domain::{
        audit::Deed,
        ids::{AccountId, ApplicationId},
        policy::Basis,
        retention::{DAYS_AFTER_DECISION, DAYS_TO_ACTIVATE, DAYS_TO_ANSWER, days_before},
    },
    storage::{account, application, db::Tx, email_change, limit, lock, reset_code},
};

const AT_ONCE: i64 = 100;

/// Deletes everything that is due. Returns the number of accounts and applications deleted.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<(usize, usize)> {
    let now = services.clock.now().as_second();
    let ended = services.db.write(now, |tx, now| {
        Box::pin(async move {
            reset_code::sweep(tx, *now).await?;
            email_change::sweep(tx, *now).await?;
            Ok::<_, Failure>(limit::sweep(tx, *now * 1_000).await?)
        })
    });
    ended.await?;
    let by = By::visitor(services).on(Basis::Public);
    let accounts = forget_accounts(services, &by).await?;
    Ok((accounts, forget_applications(services, &by).await?))
}

/// Deletes accounts whose owners never proved that the address is theirs. An account stays if the clinic has since stored anything
/// for it.
async fn forget_accounts(services: &Services, by: &By) -> Outcome<usize> {
    let before = days_before(by.second(), DAYS_TO_ACTIVATE);
    let (mut last, mut forgotten) = (AccountId(0), 0);
    loop {
        let found = account::never_activated(&mut services.db.read().await?, before, last, AT_ONCE).await?;
        let Some(end) = found.last() else { return Ok(forgotten) };
        last = *end;
        for id in found {
            let work = services.change(by.clone(), (id, before), |tx, by, (id, before)| {
                Box::pin(forget_account(tx, by, *id, *before))
            });
            match work.await {
                Ok(true) => forgotten += 1,
                Ok(false) => {}
                Err(Failure::Storage(e)) if e.is_still_needed() => {}
                Err(e) => return Err(e),
            }
        }
    }
}

async fn forget_account(tx: &mut Tx, by: &By, id: AccountId, before: i64) -> Outcome<bool> {
    lock::account(tx, id).await?;
    // It may have been activated since it was found.
    if !account::is_never_activated(tx, id, before).await? {
        return Ok(false);
    }
    account::forget(tx, id).await?;
    by.did(tx, Deed::AccountForget, id);
    Ok(true)
}

async fn forget_applications(services: &Services, by: &By) -> Outcome<usize> {
    let now = by.second();
    let before = (days_before(now, DAYS_AFTER_DECISION), days_before(now, DAYS_TO_ANSWER));
    let mut forgotten = 0;
    loop {
        let found = application::outdated(&mut services.db.read().await?, before, AT_ONCE).await?;
        if found.is_empty() {
            return Ok(forgotten);
        }
        for id in found {
            let work = services.change(by.clone(), (id, before), |tx, by, (id, before)| {
                Box::pin(forget_application(tx, by, *id, *before))
            });
            forgotten += usize::from(work.await?);
        }
    }
}

/// Deletes an application with its documents, whose files the sweep of files deletes.
async fn forget_application(tx: &mut Tx, by: &By, id: ApplicationId, before: (i64, i64)) -> Outcome<bool> {
    application::lock(tx, id).await?;
    if !application::is_outdated(tx, id, before).await? {
        return Ok(false);
    }
    application::forget(tx, id).await?;
    by.did(tx, Deed::ApplicationForget, id);
    Ok(true)
}
