//! The steps of a run: an item is done, or recorded as not done, in one transaction that also proves that the run still belongs to
//! this process.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::one;
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        bulk::{Deed, Ended, LeftOut, Target},
        topic::Topic,
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services,
        directory::Directory,
        job::{self, Holder},
    },
    storage::{account, bulk_run as stored, db::Tx, lock},
};

/// Why an item was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There was nothing to do, or it cannot be done.
    LeftOut(LeftOut),
    /// It was refused.
    Refused(AppError),
    /// The run ended first.
    Ended(Ended),
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// There may be more to do.
    On,
    /// The run has ended, or belongs to another process.
    Over,
}

/// Processes up to a number of items of a run that this process has taken.
pub(super) async fn go_on(services: &Services, holder: &Holder, most: usize) -> Outcome<()> {
    let mut went = Ok(Step::On);
    for _ in (0..most).take_while(|_| !services.live.is_ending()) {
        went = step(services, holder).await;
        if !matches!(went, Ok(Step::On)) {
            break;
        }
    }
    match went {
        Ok(Step::Over) => return Ok(()),
        // An unreadable item would keep all other runs waiting.
        Err(fault @ Failure::Fault(_)) => return abandon(services, holder, fault.into()).await,
        Ok(Step::On) | Err(_) => {}
    }
    let work = services.db.write(holder.clone(), |tx, holder| {
        Box::pin(async move { Ok::<_, Failure>(stored::give_back(tx, holder).await?) })
    });
    work.await?;
    went.map(drop)
}

async fn abandon(services: &Services, holder: &Holder, error: AppError) -> Outcome<()> {
    let input = (holder.clone(), Why::Refused(error), services.clock.now());
    let work = services.db.write(input, |tx, (holder, why, at)| Box::pin(end(tx, holder, Some(why), *at)));
    work.await.map(drop)
}

/// The next item to do.
#[derive(Clone, Debug)]
struct Next {
    holder: Holder,
    deed: Deed,
    epoch: i64,
    target: Target,
    position: i64,
    total: i64,
    at: Timestamp,
}

async fn step(services: &Services, holder: &Holder) -> Outcome<Step> {
    let at = services.clock.now();
    let mut conn = services.db.read().await?;
    let Some(run) = stored::find(&mut conn, holder.account, &holder.id).await? else { return Ok(Step::Over) };
    let Some(item) = stored::next(&mut conn, &run.id).await? else {
        drop(conn);
        let work = services.db.write((holder.clone(), at), |tx, (holder, at)| Box::pin(end(tx, holder, None, *at)));
        return work.await;
    };
    drop(conn);
    let deed = one::deed(&run)?;
    let target = one::target(&item)?;
    let (position, total, epoch) = (item.position, run.total, run.epoch);
    let next = Next { holder: holder.clone(), deed, epoch, target, position, total, at };
    let by_directory = |directory: Arc<Directory>| (next.clone(), directory);
    let went =
        services.write_by_directory(by_directory, |tx, (next, directory)| Box::pin(attempt(tx, next, directory)));
    match went.await {
        Ok(went) => Ok(went),
        // It is retried later.
        Err(Failure::Stale) => Err(Failure::Stale),
        Err(Failure::Storage(e)) if e.is_unavailable() => Err(e.into()),
        Err(refused) => {
            let refused = AppError::from(refused);
            let why = one::left_out_by(&refused).map_or(Why::Refused(refused), Why::LeftOut);
            services.db.write((next, why), |tx, (next, why)| Box::pin(leave(tx, next, why))).await
        }
    }
}

/// Does an item and records it, if the run still belongs to this process and the requester may still do it.
async fn attempt(tx: &mut Tx, next: &Next, directory: &Arc<Directory>) -> Outcome<Step> {
    if !holds(tx, next).await? {
        return Ok(Step::Over);
    }
    let by = match standing(tx, next).await? {
        Ok(by) => by,
        Err(ended) => return end(tx, &next.holder, Some(&Why::Ended(ended)), next.at).await,
    };
    let outcome = match one::do_one(tx, &by, directory, (&next.holder.id, &next.deed), next.target).await? {
        Ok(made) => Ok(made),
        Err(left_out) => Err(json(&Why::LeftOut(left_out))?),
    };
    settle(tx, next, outcome).await
}

/// Records that an item was refused; the refusal rolled back whatever had begun.
async fn leave(tx: &mut Tx, next: &Next, why: &Why) -> Outcome<Step> {
    if !holds(tx, next).await? {
        return Ok(Step::Over);
    }
    settle(tx, next, Err(json(why)?)).await
}

/// Whether the run still belongs to this process. Until the transaction ends, no other process can take it.
async fn holds(tx: &mut Tx, next: &Next) -> Outcome<bool> {
    let counts = (next.position + 1, next.total);
    Ok(stored::JOBS.progress(tx, &next.holder, counts, next.at.as_second() + job::LEASE).await?)
}

async fn settle(tx: &mut Tx, next: &Next, outcome: Result<Option<i64>, String>) -> Outcome<Step> {
    if !stored::settle(tx, &next.holder.id, next.position, outcome).await? {
        return Err(Failure::Fault("an item of a run was settled twice".to_owned()));
    }
    if next.position + 1 == next.total {
        return end(tx, &next.holder, None, next.at).await;
    }
    tx.changed(Topic::Account(next.holder.account));
    Ok(Step::On)
}

/// Ends a run, if it still belongs to this process, with the reason why the remaining items are not done.
async fn end(tx: &mut Tx, holder: &Holder, rest: Option<&Why>, at: Timestamp) -> Outcome<Step> {
    if stored::end(tx, holder, at.as_second()).await? {
        if let Some(why) = rest {
            stored::settle_rest(tx, &holder.id, &json(why)?).await?;
        }
        tx.changed(Topic::Account(holder.account));
    }
    Ok(Step::Over)
}

/// The requester with their current roles, locked until the transaction ends, or why they may not do the rest.
async fn standing(tx: &mut Tx, next: &Next) -> Outcome<Result<By, Ended>> {
    let id = next.holder.account;
    lock::administrators(tx).await?;
    let found = account::find(tx, id).await?.filter(|found| found.status == AccountStatus::Active);
    let Some(found) = found else { return Ok(Err(Ended::SignedOut)) };
    let actor = Actor::Account { id, roles: found.roles };
    let Some(basis) = one::basis(&actor, &next.deed) else { return Ok(Err(Ended::NotAllowed)) };
    let credentials = account::credentials(tx, id).await?;
    if credentials.is_none_or(|known| known.credential_epoch != next.epoch) {
        return Ok(Err(Ended::SignedOut));
    }
    Ok(Ok(By { actor, basis: Some(basis), at: next.at, by_link: false }))
}

fn json(why: &Why) -> Outcome<String> {
    serde_json::to_string(why).map_err(|e| Failure::Fault(e.to_string()))
}
