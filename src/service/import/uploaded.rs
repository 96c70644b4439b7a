//! Importing from the browser: the files are checked at once and stored when an administrator confirms, with the code of their
//! second factor. Until then they are kept in the database, sealed, for an hour. The work itself is done by whichever process takes
//! it, because hashing the passwords of a few thousand people takes minutes.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;

use super::{ImportOptions, carry_out, found};
use crate::{
    domain::{
        account::{Actor, Password},
        audit::{Deed, Subject, Thing},
        form::{Field, FieldError, Problem},
        ids::AccountId,
        import::{Ending, Files, ImportReport, Source},
        import_said::{ImportSaid, ImportStage},
        policy::{Action, Resource},
        time::Zone,
        topic::Topic,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        administrators::still_administers,
        authorise,
        job::{self, Holder},
        language,
        second_factor::again::{self, Besides},
        settings,
    },
    storage::{
        account,
        db::Tx,
        import_run::{self as stored, ImportRun},
        random,
    },
    words::Reader,
};

/// The maximum size of a file, in bytes.
pub const LARGEST_FILE: usize = 2 * 1024 * 1024;
/// How long files that were checked but not imported are kept, in seconds.
pub const FILES_KEPT: i64 = 3_600;
/// How long a report is kept, in seconds.
const REPORT_KEPT: i64 = 30 * 24 * 3_600;
/// The number of passwords hashed between two progress reports.
const AT_ONCE: usize = 20;
/// The maximum number of findings kept: anyone with more fixes these first.
const MOST_FINDINGS: usize = 500;

/// A user's import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    /// A random key, which addresses contain.
    pub id: String,
    /// The time zone of new centres.
    pub time_zone: String,
    /// Its stage.
    pub stage: ImportStage,
    /// What there is to report.
    pub said: Option<ImportSaid>,
    /// The number of passwords hashed, and the total.
    pub progress: (i64, i64),
    /// When its files arrived.
    pub begun_at: Timestamp,
}

impl TryFrom<ImportRun> for Uploaded {
    type Error = Failure;

    fn try_from(run: ImportRun) -> Outcome<Self> {
        let fault = |what: &str| Failure::Fault(format!("the {what} of an import cannot be read"));
        let said = match run.report.as_str() {
            "" => None,
            report => Some(serde_json::from_str(report).map_err(|_| fault("report"))?),
        };
        let stage = ImportStage::parse(&run.stage).ok_or_else(|| fault("stage"))?;
        let progress = (run.done, run.total);
        Ok(Self { id: run.id, time_zone: run.time_zone, stage, said, progress, begun_at: run.begun_at })
    }
}

/// Checks whether someone may import at all, before their files are read.
///
/// # Errors
/// Not allowed.
pub fn may_import(actor: &Actor) -> Outcome<AccountId> {
    authorise(actor, Action::ImportDirectory, Resource::Clinic)?;
    Ok(actor.id().ok_or(AppError::NotSignedIn)?)
}

/// The actor's latest import.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<Option<Uploaded>> {
    let me = may_import(actor)?;
    stored::find(&mut services.db.read().await?, me).await?.map(Uploaded::try_from).transpose()
}

/// Takes in files to be checked, replacing any that the actor sent before.
///
/// # Errors
/// Not allowed; an unknown time zone; [`AppError::Overtaken`] while the actor's last files are being imported.
pub async fn take_in(services: &Services, actor: &Actor, files: &Files, zone: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::ImportDirectory, Resource::Clinic)?;
    let zone = Zone::parse(zone.trim())
        .map_err(|_| AppError::Invalid(vec![FieldError::new(Field::TimeZone, Problem::NotAChoice)]))?;
    let id = random::hex::<8>();
    let sealed = services.db.audit_key().seal(&packed(files), &id);
    let sealed = sealed.ok_or_else(|| Failure::Fault("no random numbers".to_owned()))?;
    let input = (id, zone.name().to_owned(), sealed);
    let work = services.change(by, input, |tx, by, (id, zone, sealed)| {
        Box::pin(async move {
            let me = by.account()?;
            still_administers(tx, &by.actor).await?;
            if !stored::put(tx, me, (id, zone, sealed), by.second()).await? {
                return Err(AppError::Overtaken.into());
            }
            by.did(tx, Deed::DirectoryCheckImport, Subject::any(Thing::Directory));
            tx.changed(Topic::Account(me));
            Ok(())
        })
    });
    work.await
}

/// Confirms the import of checked files. Anyone who has a second factor must enter its code.
///
/// # Errors
/// Not allowed; a missing, wrong or used code; [`AppError::Overtaken`] if they are no longer there to be imported.
pub async fn confirm(services: &Services, actor: &Actor, id: &str, code: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::ImportDirectory, Resource::Clinic)?;
    again::ask_again(services, actor, code, Besides::Nothing).await?;
    let work = services.change(by, key(id)?, |tx, by, id| {
        Box::pin(async move {
            let me = by.account()?;
            still_administers(tx, &by.actor).await?;
            if !stored::begin(tx, me, id).await? {
                return Err(AppError::Overtaken.into());
            }
            tx.changed(Topic::Account(me));
            Ok(())
        })
    });
    work.await
}

/// Discards the actor's files, or the report about them.
///
/// # Errors
/// Not allowed; [`AppError::Overtaken`] if they are being imported, or are not there.
pub async fn discard(services: &Services, actor: &Actor, id: &str) -> Outcome<()> {
    let by = services.authorise(actor, Action::ImportDirectory, Resource::Clinic)?;
    let work = services.change(by, key(id)?, |tx, by, id| {
        Box::pin(async move {
            let me = by.account()?;
            if !stored::discard(tx, me, id).await? {
                return Err(AppError::Overtaken.into());
            }
            tx.changed(Topic::Account(me));
            Ok(())
        })
    });
    work.await
}

/// A key in the form that [`take_in`] makes; anything else is refused.
fn key(typed: &str) -> Outcome<String> {
    let is_one = typed.len() == 16 && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_one { Ok(typed.to_owned()) } else { Err(AppError::Overtaken.into()) }
}

/// Checks or imports the files that have waited longest, if no other process is working on them. Returns whether there were any.
///
/// # Errors
/// A storage failure. Problems of the import itself are recorded with it.
pub async fn work(services: &Services, by: &str) -> Outcome<bool> {
    let Some(holder) = job::take(services, &stored::JOBS, by).await? else { return Ok(false) };
    let taken = stored::files(&mut services.db.read().await?, &holder).await?;
    let Some((stage, zone, sealed)) = taken else { return Ok(true) };
    let is_check = stage == ImportStage::Checking.as_str();
    let ended = match opened(services, &sealed, &holder.id, &zone) {
        Some((files, zone)) => {
            carry_out(services, files, &ImportOptions { zone, dry_run: is_check }, Some(holder.clone())).await
        }
        None => Err(Failure::Fault("the files of an import cannot be read".to_owned())),
    };
    let (stage, report) = match &ended {
        Ok(ImportReport { ending: Ending::Stored(_), .. }) => return Ok(true),
        Ok(report) => {
            let reader = language::reader_of(services, holder.account).await?;
            (
                if report.ending == Ending::Stopped { ImportStage::Stopped } else { ImportStage::Checked },
                json(report, reader)?,
            )
        }
        Err(Failure::Refused(AppError::Overtaken)) => return Ok(true),
        Err(e) => {
            tracing::error!(error = %e, "an import failed");
            (ImportStage::Failed, String::new())
        }
    };
    let input = (holder, stage, report);
    let noted = services.db.write(input, |tx, (holder, stage, report)| {
        Box::pin(async move {
            stored::end(tx, holder, *stage, report).await?;
            tx.changed(Topic::Account(holder.account));
            Ok::<_, Failure>(())
        })
    });
    noted.await?;
    Ok(true)
}

/// Deletes files that no one imported, and old reports.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<()> {
    let now = services.clock.now().as_second();
    let work = services.db.write(now, |tx, now| {
        Box::pin(async move { Ok::<_, Failure>(stored::sweep(tx, *now - FILES_KEPT, *now - REPORT_KEPT).await?) })
    });
    work.await
}

/// Hashes passwords one after the other, so that people who sign in meanwhile hardly wait, and reports progress.
pub(super) async fn hash_in_turn(
    services: &Services,
    new: HashMap<String, Password>,
    holder: &Holder,
) -> Outcome<HashMap<String, String>> {
    let total = new.len();
    let mut hashes = HashMap::with_capacity(total);
    for (email, password) in new {
        if hashes.len() % AT_ONCE == 0 {
            say_progress(services, holder, (hashes.len(), total)).await?;
        }
        let hash = loop {
            match services.passwords.hash(&password).await {
                Err(Failure::Refused(AppError::Busy(_))) => tokio::time::sleep(Duration::from_secs(1)).await,
                other => break other?,
            }
        };
        hashes.insert(email, hash);
    }
    say_progress(services, holder, (total, total)).await?;
    Ok(hashes)
}

async fn say_progress(services: &Services, holder: &Holder, counts: (usize, usize)) -> Outcome<()> {
    let input = (holder.clone(), counts, services.clock.now());
    let work = services.db.write(input, |tx, (holder, counts, now)| {
        Box::pin(async move {
            job::keep(tx, &stored::JOBS, holder, *counts, *now).await?;
            tx.changed(Topic::Account(holder.account));
            Ok::<_, Failure>(())
        })
    });
    work.await
}

/// Records, in the same transaction, that an import is stored; another process that was given it meanwhile finds it done.
pub(super) async fn end_in(tx: &mut Tx, holder: &Holder, report: &ImportReport) -> Outcome<()> {
    let owner = account::find(tx, holder.account).await?;
    let reader = language::reader(&settings(tx).await?, owner.and_then(|owner| owner.language));
    if !stored::end(tx, holder, ImportStage::Stored, &json(report, reader)?).await? {
        return Err(AppError::Overtaken.into());
    }
    tx.changed(Topic::Account(holder.account));
    Ok(())
}

/// The report in the language of the person who sent the files.
fn json(report: &ImportReport, reader: Reader) -> Outcome<String> {
    let said = reader.read(|| report.said(MOST_FINDINGS, found::said));
    serde_json::to_string(&said).map_err(|e| Failure::Fault(e.to_string()))
}

/// The files packed into one: for each kind, whether it is present, its length, and its bytes.
fn packed(files: &Files) -> Vec<u8> {
    let mut packed = Vec::new();
    for source in Source::ALL {
        let Some(bytes) = files.get(&source) else {
            packed.push(0);
            continue;
        };
        packed.push(1);
        packed.extend_from_slice(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        packed.extend_from_slice(bytes);
    }
    packed
}

fn unpacked(mut packed: &[u8]) -> Option<Files> {
    let mut files = Files::new();
    for source in Source::ALL {
        let (there, rest) = packed.split_first()?;
        packed = rest;
        if *there == 0 {
            continue;
        }
        let (length, rest) = packed.split_first_chunk()?;
        let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
        let (bytes, rest) = rest.split_at_checked(length)?;
        files.insert(source, bytes.to_vec());
        packed = rest;
    }
    Some(files)
}

fn opened(services: &Services, sealed: &str, id: &str, zone: &str) -> Option<(Files, Zone)> {
    let files = unpacked(&services.db.audit_key().unseal(sealed, id)?)?;
    Some((files, Zone::parse(zone).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_unpacked_as_they_were_packed() {
        let files = Files::from([(Source::Patients, b"a,b".to_vec()), (Source::Centres, Vec::new())]);

        assert_eq!(unpacked(&packed(&files)), Some(files));
        assert_eq!(unpacked(&[1, 0]), None);
    }
}
