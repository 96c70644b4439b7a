//! A run: asked for once, and worked off item by item by whichever process takes it. Each item and what became of it are stored in one
//! transaction, which also shows that the run is still this process's: whatever ends in the middle, none is skipped and none done twice.
//! Whoever asked is looked at again for each.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Chosen, Deed, Ended, LeftOut, Target, one, preview};
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        audit::{self, Subject, Thing},
        ids::{AccountId, PractitionerId},
        policy::{Action, Resource},
        retention::{DAYS_ANNOUNCEMENT, DAYS_BULK_RUN, days_before},
        topic::Topic,
    },
    error::AppError,
    service::{
        By, Failure, Outcome, Services,
        acting::ONE_LOOK,
        directory::Directory,
        healthcare_service::announced,
        job::{self, Holder},
    },
    storage::{
        account,
        bulk_run::{self as stored, BulkRun, NewRun},
        db::Tx,
        notice,
    },
};

/// How many are done while whoever asked for it waits.
pub const AT_ONCE: usize = 20;
/// How many runs are listed.
const LISTED: i64 = 20;

/// Why an item was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There was nothing to do, or it cannot be done.
    LeftOut(LeftOut),
    /// It was refused.
    Refused(AppError),
    /// The run ended before it.
    Ended(Ended),
}

/// How far an item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is still to be done.
    Waiting,
    /// It was done.
    Done,
    /// It was not done.
    NotDone(Why),
}

/// An item.
#[derive(Clone, Debug)]
pub struct Item {
    /// To what it is done.
    pub target: Target,
    /// Whom it concerns.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Their account.
    pub person: AccountId,
    /// How far it is.
    pub stage: Stage,
}

/// A run as its owner sees it.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its key.
    pub id: String,
    /// What is done.
    pub deed: Deed,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Whether it has ended.
    pub is_over: bool,
    /// How many items are settled, and of how many.
    pub progress: (i64, i64),
    /// The run that it undoes.
    pub undoes: Option<String>,
    /// The run that undoes it.
    pub undone_by: Option<String>,
    /// Whether it did something that can be undone.
    pub can_be_undone: bool,
    /// What became of each; not read for a list.
    pub items: Vec<Item>,
}

/// A key for a run.
#[must_use]
pub fn new_key() -> String {
    hex::encode(rand::random::<[u8; 16]>())
}

/// Asks for something to be done. `key` names this intent: asked for again with it, there is one run. Returns its key.
///
/// # Errors
/// Not allowed; what is wrong with the form.
pub async fn begin(
    services: &Services,
    actor: &Actor,
    (key, undoes): (&str, Option<&str>),
    deed: &Deed,
    targets: &[Target],
) -> Outcome<String> {
    let by = one::authorised(services, actor, deed)?;
    if key.len() != 32 || !key.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(AppError::BadRequest.into());
    }
    one::check(&*services.directory().await?, &by, deed)?;
    let chosen = preview(services, actor, deed, targets).await?;
    let new = NewRun {
        id: key.to_owned(),
        deed: serde_json::to_string(deed).map_err(|e| Failure::Fault(e.to_string()))?,
        epoch: 0,
        undoes: undoes.map(str::to_owned),
        items: chosen.into_iter().map(|Chosen { target, account, .. }| (target, account.id)).collect(),
    };
    if new.items.is_empty() {
        return Err(AppError::NotFound.into());
    }
    services
        .change(by, (new, deed.clone()), |tx, by, (new, deed)| {
            Box::pin(async move {
                let me = by.account()?;
                let epoch = account::credentials(tx, me).await?.ok_or(AppError::NotSignedIn)?.credential_epoch;
                if !stored::ask(tx, me, &NewRun { epoch, ..new.clone() }, by.second()).await? {
                    // Of anyone else's run no one learns that it is there.
                    stored::find(tx, me, &new.id).await?.ok_or(AppError::BadRequest)?;
                    return Ok(new.id.clone());
                }
                one::prepare(tx, by, &new.id, deed).await?;
                tx.changed(Topic::Account(me));
                by.did(tx, audit::Deed::BulkBegin, Subject::any(Thing::Account).part(deed.word()));
                Ok(new.id.clone())
            })
        })
        .await
}

/// Does the first items of one of the actor's runs at once, unless another process is at it.
///
/// # Errors
/// Not signed in; the storage's failure.
pub async fn begin_at_once(services: &Services, actor: &Actor, id: &str) -> Outcome<()> {
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let holder = Holder { account, id: id.to_owned(), by: new_key() };
    if job::take_this(services, &stored::JOBS, &holder).await? {
        go_on(services, &holder, AT_ONCE).await?;
    }
    Ok(())
}

/// One of the actor's runs. An open page looks again and again, which counts as one look within an hour.
///
/// # Errors
/// Not allowed; not found, also for anyone else's.
pub async fn find(services: &Services, actor: &Actor, id: &str) -> Outcome<Run> {
    let mut conn = services.db.read().await?;
    let (row, deed) = one::own(&mut conn, actor, id).await?;
    let by = one::authorised(services, actor, &deed)?;
    let mut run = without_items(row, deed);
    run.undone_by = stored::undone_by(&mut conn, by.account()?, id).await?;
    for item in stored::items(&mut conn, id).await? {
        if run.is_over && !run.can_be_undone {
            run.can_be_undone = one::to_undo(&mut conn, &run.deed, &item).await?.is_some();
        }
        let stage = match item.stage.as_str() {
            "waiting" => Stage::Waiting,
            "done" => Stage::Done,
            _ => Stage::NotDone(serde_json::from_str(&item.why).map_err(|e| Failure::Fault(e.to_string()))?),
        };
        let target = one::target(&item)?;
        run.items.push(Item {
            target,
            name: item.full_name,
            email: item.email,
            person: AccountId(item.person_id),
            stage,
        });
    }
    drop(conn);
    let part = Subject::any(Thing::Account).part("bulk");
    by.keeps_seeing(services, audit::Deed::AccountList, part, ONE_LOOK).await?;
    Ok(run)
}

/// The actor's latest runs.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn latest(services: &Services, actor: &Actor) -> Outcome<Vec<Run>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let found = stored::latest(&mut services.db.read().await?, by.account()?, LISTED).await?;
    let readable = found.into_iter().filter_map(|row| one::deed(&row).ok().map(|deed| without_items(row, deed)));
    Ok(readable.collect())
}

fn without_items(row: BulkRun, deed: Deed) -> Run {
    Run {
        id: row.id,
        deed,
        asked_at: row.asked_at,
        is_over: row.ended_at.is_some(),
        progress: (row.done, row.total),
        undoes: row.undoes,
        undone_by: None,
        can_be_undone: false,
        items: Vec::new(),
    }
}

/// Works off up to so many items of the run that has waited longest, if no other process is at it. Returns whether there was one.
///
/// # Errors
/// The storage's failure.
pub async fn work(services: &Services, me: &str, most: usize) -> Outcome<bool> {
    let Some(holder) = job::take(services, &stored::JOBS, me).await? else { return Ok(false) };
    go_on(services, &holder, most).await?;
    Ok(true)
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// There may be more to do.
    On,
    /// The run has ended, or is another process's.
    Over,
}

async fn go_on(services: &Services, holder: &Holder, most: usize) -> Outcome<()> {
    let mut went = Ok(Step::On);
    for _ in 0..most {
        went = step(services, holder).await;
        if !matches!(went, Ok(Step::On)) {
            break;
        }
    }
    match went {
        Ok(Step::Over) => return Ok(()),
        // What cannot be read would keep all other runs waiting.
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

/// What is to be done next.
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
        Ok(went) => {
            if let (Deed::Status(_), Target::Account(id)) = (&next.deed, next.target) {
                announced(services, vec![PractitionerId(id.0)]).await;
            }
            Ok(went)
        }
        // It is tried again later.
        Err(Failure::Stale) => Err(Failure::Stale),
        Err(Failure::Storage(e)) if e.is_unavailable() => Err(e.into()),
        Err(refused) => {
            let why = Why::Refused(refused.into());
            services.db.write((next, why), |tx, (next, why)| Box::pin(leave(tx, next, why))).await
        }
    }
}

/// Does an item and notes it, if the run is still this process's and whoever asked may still do it.
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

/// Notes that an item was refused, which undid whatever was begun.
async fn leave(tx: &mut Tx, next: &Next, why: &Why) -> Outcome<Step> {
    if !holds(tx, next).await? {
        return Ok(Step::Over);
    }
    settle(tx, next, Err(json(why)?)).await
}

/// Whether the run is still this process's. Until the transaction ends, no other one can take it.
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

/// Ends a run, if it is still this process's, with why whatever is left is not done.
async fn end(tx: &mut Tx, holder: &Holder, rest: Option<&Why>, at: Timestamp) -> Outcome<Step> {
    if stored::end(tx, holder, at.as_second()).await? {
        if let Some(why) = rest {
            stored::settle_rest(tx, &holder.id, &json(why)?).await?;
        }
        tx.changed(Topic::Account(holder.account));
    }
    Ok(Step::Over)
}

/// Whoever asked, as they are by now, or why they may not do the rest.
async fn standing(tx: &mut Tx, next: &Next) -> Outcome<Result<By, Ended>> {
    let id = next.holder.account;
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

/// Forgets old runs, and what was written to several users.
///
/// # Errors
/// The storage's failure.
pub async fn sweep(services: &Services) -> Outcome<()> {
    let now = services.clock.now().as_second();
    services
        .db
        .write(now, |tx, now| {
            Box::pin(async move {
                stored::sweep(tx, days_before(*now, DAYS_BULK_RUN)).await?;
                Ok::<_, Failure>(notice::sweep_announcements(tx, days_before(*now, DAYS_ANNOUNCEMENT)).await?)
            })
        })
        .await
}
