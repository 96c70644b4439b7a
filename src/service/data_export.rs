//! A patient's copy of everything that is held about them, in one file. It is made by whichever process takes it, because documents
//! may be many; it can be downloaded by its owner alone, for a few days, and is then deleted.

use bytes::Bytes;
use futures::stream::BoxStream;

use super::{
    By, Failure, Outcome, Services, as_patient,
    export::{self, Export},
};
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        audit::{Deed, Subject},
        ids::PatientId,
        notice::NoticeKind,
        policy::Action,
        topic::Topic,
    },
    error::AppError,
    storage::{
        account, data_export as stored,
        error::StorageError,
        export::beside::{self, Beside},
        files::new_key,
        lock, notice,
    },
};

pub use crate::storage::{
    data_export::{DataExport, Holder},
    export::beside::HeldFile,
};

/// For how long it can be downloaded, in seconds.
pub const KEPT: i64 = 3 * 24 * 3_600;
/// For how long a process may be silent before another one begins it again.
const LEASE: i64 = 180;

/// The actor's export, if they have asked for one that has not ended.
///
/// # Errors
/// Not allowed.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Option<DataExport>> {
    let (me, _) = as_patient(actor, Action::ExportOwnData)?;
    let now = services.clock.now().as_second();
    let found = stored::find(&mut services.db.read().await?, me.account()).await?;
    Ok(found.filter(|found| found.ends_at.is_none_or(|until| now < until)))
}

/// Asks for one. While one is being made, it stays the only one.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn ask(services: &Services, actor: &Actor) -> Outcome<()> {
    let (me, basis) = as_patient(actor, Action::ExportOwnData)?;
    let by = By::now(services, actor).on(basis);
    let id = hex::encode(rand::random::<[u8; 8]>());
    let work = services.change(by, (me.account(), id), |tx, by, (me, id)| {
        Box::pin(async move {
            lock::account(tx, *me).await?;
            let earlier = stored::find(tx, *me).await?.and_then(|found| found.storage_key);
            // Asked for twice, it is made once.
            if !stored::ask(tx, *me, id, by.second()).await? {
                return Ok(None);
            }
            by.did(tx, Deed::DataExportAsk, Subject::from(*me));
            tx.changed(Topic::Account(*me));
            Ok(earlier)
        })
    });
    // Whoever asks again and again must not fill the disk. If this is interrupted, the sweep of files deletes it.
    if let Some(key) = work.await? {
        services.files.delete(&key).await?;
    }
    Ok(())
}

/// The actor's file, to be downloaded: how large it is, and its bytes.
///
/// # Errors
/// Not allowed; not found if there is none, or no longer.
pub async fn open(
    services: &Services,
    actor: &Actor,
) -> Outcome<(i64, BoxStream<'static, Result<Bytes, StorageError>>)> {
    let (me, basis) = as_patient(actor, Action::ExportOwnData)?;
    let found = own(services, actor).await?.ok_or(AppError::NotFound)?;
    let key = found.storage_key.ok_or(AppError::NotFound)?;
    let bytes = services.files.whole(&key).await?.ok_or(AppError::NotFound)?;
    By::now(services, actor).on(basis).saw(services, Deed::DataExportDownload, Subject::from(me.account())).await?;
    Ok((found.bytes, bytes))
}

/// What goes into an export.
#[derive(Debug)]
pub struct Content {
    /// Record, account, appointments, messages and the like.
    pub export: Export,
    /// The rest, with the list of files.
    pub beside: Beside,
}

/// Takes the export that has waited longest, if no other process is at it.
///
/// # Errors
/// The storage's failure.
pub async fn take(services: &Services, by: &str) -> Outcome<Option<Holder>> {
    let now = services.clock.now().as_second();
    let Some((account, id)) = stored::due(&mut services.db.read().await?, now).await? else { return Ok(None) };
    let holder = Holder { account, id, by: by.to_owned() };
    let work = services.db.write((holder.clone(), now), |tx, (holder, now)| {
        Box::pin(async move { Ok::<_, Failure>(stored::take(tx, holder, (*now, *now + LEASE)).await?) })
    });
    Ok(work.await?.then_some(holder))
}

/// Reads what goes into it, as its owner could.
///
/// # Errors
/// Not allowed, if the account is no longer active or no longer a patient's; the storage's failure.
pub async fn gather(services: &Services, holder: &Holder) -> Outcome<Content> {
    let found = account::find(&mut services.db.read().await?, holder.account).await?;
    let found = found.filter(|found| found.status == AccountStatus::Active).ok_or(AppError::Forbidden)?;
    let actor = Actor::Account { id: found.id, roles: found.roles };
    as_patient(&actor, Action::ExportOwnData)?;
    let export = export::own(services, &actor).await?;
    let beside = beside::beside(&mut services.db.read().await?, PatientId(holder.account.0)).await?;
    Ok(Content { export, beside })
}

/// Says how far it is.
///
/// # Errors
/// [`AppError::Overtaken`] if another process is at it by now.
pub async fn say_progress(services: &Services, holder: &Holder, (done, total): (usize, usize)) -> Outcome<()> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let until = services.clock.now().as_second() + LEASE;
    let input = (holder.clone(), (count(done), count(total)), until);
    let work = services.db.write(input, |tx, (holder, counts, until)| {
        Box::pin(async move {
            if !stored::progress(tx, holder, *counts, *until).await? {
                return Err(Failure::from(AppError::Overtaken));
            }
            tx.changed(Topic::Account(holder.account));
            Ok(())
        })
    });
    work.await
}

/// Stores the finished file, and tells its owner.
///
/// # Errors
/// The storage's failure.
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

/// Notes that it could not be made.
///
/// # Errors
/// The storage's failure.
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

/// Deletes the files that have ended. Returns how many.
///
/// # Errors
/// The storage's failure.
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
