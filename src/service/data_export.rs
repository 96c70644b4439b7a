//! A person's copy of everything held about them, in one file. It is made by whichever process takes the job, because there may be
//! many documents; only its owner can download it, for a few days, after which it is deleted.

use bytes::Bytes;
use futures::stream::BoxStream;
use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services,
    administrators::still_administers,
    audit, authorise,
    export::{self, Export},
    job,
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        audit::{Deed, Subject},
        ids::AccountId,
        notice::NoticeKind,
        policy::{self, Action, Basis, Resource},
        topic::Topic,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        data_export as stored,
        db::Tx,
        error::StorageError,
        export::{
            beside::{self, Beside},
            work,
        },
        files::new_key,
        lock,
        notice::{self, About},
        random,
    },
};

pub use super::job::Holder;
pub use crate::storage::{
    data_export::DataExport,
    export::{
        beside::{HeldFile, Since},
        work::{Hours, Work},
    },
};

/// How long it can be downloaded, in seconds.
pub const KEPT: i64 = 3 * 24 * 3_600;

/// The account whose copy the actor may have: their own.
fn owner(actor: &Actor) -> Outcome<(AccountId, Basis)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, authorise(actor, Action::ExportOwnData, Resource::Account(me))?))
}

/// The actor's unexpired export, if they have requested one.
///
/// # Errors
/// Not allowed.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Option<DataExport>> {
    let (me, _) = owner(actor)?;
    let now = services.clock.now();
    let found = stored::find(&mut services.db.read().await?, me).await?;
    Ok(found.filter(|found| stands(found, now)))
}

fn stands(export: &DataExport, now: Timestamp) -> bool {
    export.ends_at.is_none_or(|until| now < until)
}

/// A person, and their unexpired export, if there is one.
#[derive(Debug)]
pub struct Holding {
    /// The person's account.
    pub account: Account,
    /// The export.
    pub export: Option<DataExport>,
}

/// The state of someone's export, for an administrator, who must not see its content.
///
/// # Errors
/// Not allowed; not found; a storage failure.
pub async fn of(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Holding> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let account = account::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let export = stored::find(&mut conn, id).await?.filter(|found| stands(found, by.at));
    drop(conn);
    by.saw(services, Deed::AccountRead, Subject::from(id)).await?;
    Ok(Holding { account, export })
}

/// Requests an export. While one is being made, it stays the only one.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn ask(services: &Services, actor: &Actor) -> Outcome<()> {
    let (me, basis) = owner(actor)?;
    let by = By::now(services, actor).on(basis);
    let work = services.change(by, me, |tx, by, me| {
        Box::pin(async move {
            let asked = begin(tx, by, *me).await?;
            if asked.is_some() {
                by.did(tx, Deed::DataExportAsk, Subject::from(*me));
            }
            Ok(asked)
        })
    });
    forget_earlier(services, work.await?).await
}

/// Requests an export for someone who asked the clinic for it, and tells them. Only they can download it.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; [`AppError::Overtaken`] if they can't sign in; a storage failure.
pub async fn ask_for(services: &Services, actor: &Actor, id: AccountId) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let work = services.change(by, id, |tx, by, id| {
        Box::pin(async move {
            still_administers(tx, &by.actor).await?;
            lock::account(tx, *id).await?;
            let whose = account::find(tx, *id).await?.ok_or(AppError::NotFound)?;
            if whose.status != AccountStatus::Active {
                return Err(AppError::Overtaken.into());
            }
            let asked = begin(tx, by, *id).await?;
            if asked.is_some() {
                notice::insert_about(tx, *id, NoticeKind::DataExportAsked, About::Person(by.account()?), by.second())
                    .await?;
                by.did(tx, Deed::DataExportMake, Subject::from(*id));
            }
            Ok(asked)
        })
    });
    forget_earlier(services, work.await?).await
}

/// Starts an export, and returns the file of the earlier one, if any; `None` while one is being made: requested twice, it is made
/// once.
async fn begin(tx: &mut Tx, by: &By, whose: AccountId) -> Outcome<Option<Option<String>>> {
    lock::account(tx, whose).await?;
    let earlier = stored::find(tx, whose).await?.and_then(|found| found.storage_key);
    let id = random::hex::<8>();
    if !stored::ask(tx, whose, &id, by.second()).await? {
        return Ok(None);
    }
    tx.changed(Topic::Account(whose));
    Ok(Some(earlier))
}

/// Repeated requests must not fill the disk. If this is interrupted, the sweep of files deletes it.
async fn forget_earlier(services: &Services, asked: Option<Option<String>>) -> Outcome<()> {
    if let Some(key) = asked.flatten() {
        services.files.delete(&key).await?;
    }
    Ok(())
}

/// The actor's file, for download: its size and its bytes.
///
/// # Errors
/// Not allowed; not found if there is none, or no longer.
pub async fn open(
    services: &Services,
    actor: &Actor,
) -> Outcome<(i64, BoxStream<'static, Result<Bytes, StorageError>>)> {
    let (me, basis) = owner(actor)?;
    let found = own(services, actor).await?.ok_or(AppError::NotFound)?;
    let key = found.storage_key.ok_or(AppError::NotFound)?;
    let bytes = services.files.whole(&key).await?.ok_or(AppError::NotFound)?;
    By::now(services, actor).on(basis).saw(services, Deed::DataExportDownload, Subject::from(me)).await?;
    Ok((found.bytes, bytes))
}

/// The content of an export.
#[derive(Debug)]
pub struct Content {
    /// The account.
    pub account: Account,
    /// The names with which its owner signs in.
    pub names: Vec<(IdentifierKind, String)>,
    /// A patient's record, appointments, messages and the like.
    pub record: Option<Export>,
    /// What is held about a member of staff.
    pub work: Option<Work>,
    /// Everything else, with the list of files.
    pub beside: Beside,
}

/// Takes the export that has waited longest, if no other process is working on it.
///
/// # Errors
/// A storage failure.
pub async fn take(services: &Services, by: &str) -> Outcome<Option<Holder>> {
    job::take(services, &stored::JOBS, by).await
}

/// Reads the content, with its owner's permissions.
///
/// # Errors
/// Not allowed, if the account is no longer active; a storage failure.
pub async fn gather(services: &Services, holder: &Holder) -> Outcome<Content> {
    let found = account::find(&mut services.db.read().await?, holder.account).await?;
    let found = found.filter(|found| found.status == AccountStatus::Active).ok_or(AppError::Forbidden)?;
    let actor = Actor::Account { id: found.id, roles: found.roles.clone() };
    let (me, _) = owner(&actor)?;
    let record = match policy::holds(&actor, &[Role::Patient]) {
        true => Some(export::own(services, &actor).await?),
        false => None,
    };
    let conn = &mut services.db.read().await?;
    let work = match policy::is_staff(&found.roles) {
        true => Some(work::work(conn, me, audit::EXPORT).await?),
        false => None,
    };
    let names = account::names(conn, me).await?;
    let beside = beside::beside(conn, me).await?;
    Ok(Content { account: found, names, record, work, beside })
}

/// Reports progress.
///
/// # Errors
/// [`AppError::Overtaken`] if another process has taken it.
pub async fn say_progress(services: &Services, holder: &Holder, counts: (usize, usize)) -> Outcome<()> {
    let now = services.clock.now();
    let work = services.db.write((holder.clone(), counts, now), |tx, (holder, counts, now)| {
        Box::pin(async move {
            job::keep(tx, &stored::JOBS, holder, *counts, *now).await?;
            tx.changed(Topic::Account(holder.account));
            Ok(())
        })
    });
    work.await
}

/// Stores the finished file, and tells its owner.
///
/// # Errors
/// A storage failure.
pub async fn finish(services: &Services, holder: &Holder, file: std::fs::File) -> Outcome<()> {
    let key = new_key();
    let bytes = services.files.put_file(&key, file).await?;
    let until = services.clock.now().as_second() + KEPT;
    let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
    let stands = note(services, holder, Some((key.clone(), bytes, until))).await?;
    if !stands {
        services.files.delete(&key).await?;
    }
    Ok(())
}

/// Records that the export could not be made.
///
/// # Errors
/// A storage failure.
pub async fn fail(services: &Services, holder: &Holder) -> Outcome<()> {
    note(services, holder, None).await.map(drop)
}

async fn note(services: &Services, holder: &Holder, file: Option<(String, i64, i64)>) -> Outcome<bool> {
    let at = services.clock.now().as_second();
    let work = services.db.write((holder.clone(), file, at), |tx, (holder, file, at)| {
        Box::pin(async move {
            let end = file.as_ref().map(|(key, bytes, until)| (key.as_str(), *bytes, *until));
            let stands = stored::end(tx, holder, end).await?;
            if stands && file.is_some() {
                notice::insert(tx, holder.account, NoticeKind::DataExportReady, None, *at).await?;
            }
            tx.changed(Topic::Account(holder.account));
            Ok::<_, Failure>(stands)
        })
    });
    work.await
}

/// Deletes expired files. Returns the number deleted.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<usize> {
    let now = services.clock.now().as_second();
    let work = services
        .db
        .write(now, |tx, now| Box::pin(async move { Ok::<_, Failure>(stored::forget_ended(tx, *now).await?) }));
    let keys = work.await?;
    for key in &keys {
        services.files.delete(key).await?;
    }
    Ok(keys.len())
}
