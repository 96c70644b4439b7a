//! A run: requested once, and processed item by item by whichever process takes it. Each item and its result are stored in one
//! transaction, which also proves that the run still belongs to this process: whatever is interrupted, no item is skipped and none
//! is done twice. The requester's permission is checked again for each item.

use jiff::Timestamp;

pub use super::steps::Why;
use super::{Chosen, Deed, Target, one, preview, steps::go_on};
use crate::{
    domain::{
        account::Actor,
        audit::{self, Subject, Thing},
        ids::AccountId,
        policy::{Action, Resource},
        retention::{DAYS_ANNOUNCEMENT, DAYS_BULK_RUN, days_before},
        topic::Topic,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        acting::ONE_LOOK,
        job::{self, Holder},
    },
    storage::{
        account,
        bulk_run::{self as stored, BulkRun, NewRun},
        notice, random,
    },
};

/// The number of items done while the requester waits.
pub const AT_ONCE: usize = 20;
/// The maximum number of runs listed.
const LISTED: i64 = 20;

/// The state of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Still to be done.
    Waiting,
    /// Done.
    Done,
    /// Not done.
    NotDone(Why),
}

/// An item.
#[derive(Clone, Debug)]
pub struct Item {
    /// The target.
    pub target: Target,
    /// The name of the person it concerns.
    pub name: String,
    /// Their email address.
    pub email: String,
    /// Their account.
    pub person: AccountId,
    /// Its state.
    pub stage: Stage,
}

/// A run as its owner sees it.
#[derive(Clone, Debug)]
pub struct Run {
    /// A random key, which addresses contain.
    pub id: String,
    /// The deed.
    pub deed: Deed,
    /// When it was requested.
    pub asked_at: Timestamp,
    /// Whether it has ended.
    pub is_over: bool,
    /// The number of settled items, and the total.
    pub progress: (i64, i64),
    /// The run that it undoes.
    pub undoes: Option<String>,
    /// The run that undoes it.
    pub undone_by: Option<String>,
    /// Whether it did something that can be undone.
    pub can_be_undone: bool,
    /// The items and their state; not read for a list.
    pub items: Vec<Item>,
}

/// A new key for a run.
#[must_use]
pub fn new_key() -> String {
    random::hex::<16>()
}

/// Requests a deed. `key` names this intent: requesting it again returns the same run. Returns the run's key.
///
/// # Errors
/// Not allowed; an invalid form.
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
                    // No one learns that someone else's run exists.
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

/// Does the first items of one of the actor's runs right away, unless another process is working on it.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn begin_at_once(services: &Services, actor: &Actor, id: &str) -> Outcome<()> {
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let holder = Holder { account, id: id.to_owned(), by: new_key() };
    if job::take_this(services, &stored::JOBS, &holder).await? {
        go_on(services, &holder, AT_ONCE).await?;
    }
    Ok(())
}

/// One of the actor's runs. The reloads of an open page within an hour count as one view.
///
/// # Errors
/// Not allowed; not found, including for anyone else's.
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

/// The deed of the actor's run for the group before, so that what was typed for it can be used again. `None` if that run is gone.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn before(services: &Services, actor: &Actor, id: &str) -> Outcome<Option<Deed>> {
    if id.is_empty() {
        return Ok(None);
    }
    match one::own(&mut services.db.read().await?, actor, id).await {
        Ok((_, deed)) => one::authorised(services, actor, &deed).map(|_| Some(deed)),
        Err(Failure::Refused(AppError::NotFound)) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// The actor's latest runs.
///
/// # Errors
/// Not allowed; a storage failure.
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

/// Processes up to `most` items of the run that has waited longest, if no other process is working on it. Returns whether there was
/// one.
///
/// # Errors
/// A storage failure.
pub async fn work(services: &Services, me: &str, most: usize) -> Outcome<bool> {
    let Some(holder) = job::take(services, &stored::JOBS, me).await? else { return Ok(false) };
    go_on(services, &holder, most).await?;
    Ok(true)
}

/// Deletes old runs, and the texts written to several users.
///
/// # Errors
/// A storage failure.
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
