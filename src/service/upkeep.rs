//! The server's own upkeep: backups, the drill that verifies them, the audit check. Of several processes, one does it; the result
//! is stored, and shown on the status page.

mod found;
mod rule_words;

use std::{path::PathBuf, sync::OnceLock};

use jiff::Timestamp;

pub use self::found::Found;

use super::{
    Failure, Outcome, Services,
    audit::{self, Verified},
    backup::{self, Keys, Made, Passphrase, Proof},
    clock_watch, settings,
};
use crate::{
    domain::settings::Settings,
    storage::{
        db::Db,
        files::Place,
        random,
        upkeep::{self, Process, Run},
    },
};

const HOUR: i64 = 3_600;
/// How long a process that is doing it keeps others away: if it dies, they start over after that.
const LEASE: i64 = 6 * HOUR;
/// When something that failed is retried.
const AGAIN: i64 = HOUR;
/// How often the newest backup is restored.
const DRILL_EVERY: i64 = 7 * 24 * HOUR;
/// How often the audit is checked.
const AUDIT_EVERY: i64 = 24 * HOUR;
/// How long a process that has fallen silent is remembered, in seconds.
const REMEMBERED: i64 = 24 * HOUR;

/// What upkeep needs to know about this process and its paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upkeep {
    /// The folder for scheduled backups, if there is one.
    pub backups: Option<PathBuf>,
    /// The passphrase that seals backups, if they are sealed.
    pub passphrase: Option<Passphrase>,
    /// The database URL, for PostgreSQL's own tools.
    pub url: String,
    /// The store of documents.
    pub documents: Option<Place>,
    /// This process's name.
    pub process: String,
    /// When it first reported.
    pub started_at: OnceLock<Timestamp>,
}

impl Default for Upkeep {
    fn default() -> Self {
        let process = random::hex::<4>();
        Self {
            backups: None,
            passphrase: None,
            url: String::new(),
            documents: None,
            process,
            started_at: OnceLock::new(),
        }
    }
}

/// Reports that this process is alive.
///
/// # Errors
/// A storage failure.
pub async fn seen(services: &Services) -> Outcome<()> {
    let now = services.clock.now();
    let started_at = *services.upkeep.started_at.get_or_init(|| now);
    let process = Process {
        id: services.upkeep.process.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_at,
        seen_at: now,
    };
    let work = services.db.write((process, now.as_second() - REMEMBERED), |tx, (process, before)| {
        Box::pin(async move { Ok::<_, Failure>(upkeep::seen(tx, process, *before).await?) })
    });
    work.await
}

/// Derives what processes of an older version, beside this one, have stored without. They can only be there on PostgreSQL.
///
/// # Errors
/// A storage failure.
pub async fn complete_rows(services: &Services) -> Outcome<()> {
    if matches!(*services.db, Db::Postgres(..)) {
        services.db.fill().await?;
    }
    Ok(())
}

/// Runs what is due, one thing after another. A failure is stored and logged, and retried an hour later.
///
/// # Errors
/// If what is due cannot be determined, or the result cannot be stored.
pub async fn run_due(services: &Services) -> Outcome<()> {
    let mut conn = services.db.read().await?;
    let chosen = settings(&mut conn).await?;
    let runs = upkeep::all(&mut conn).await?;
    drop(conn);
    for run in runs.iter().take_while(|_| !services.live.is_ending()) {
        let Some(every) = every(services, &chosen, run) else { continue };
        // The process that ran it last may have died: the lease has ended then, and the run counts as failed.
        let again = run.has_failed() || run.began_at > run.ended_at;
        if !take(services, &run.name, if again { every.min(AGAIN) } else { every }).await? {
            continue;
        }
        let ended = match run.name.as_str() {
            "backup" => back_up(services, &chosen).await,
            "drill" => drill(services).await.map(|proof| Found::from(&proof)),
            _ => verify(services).await,
        };
        note(services, &run.name, ended).await?;
    }
    Ok(())
}

/// The interval in seconds; `None` if it is not scheduled.
fn every(services: &Services, chosen: &Settings, run: &Run) -> Option<i64> {
    let has_folder = services.upkeep.backups.is_some();
    match run.name.as_str() {
        "backup" => (has_folder && chosen.backup_hours > 0).then_some(i64::from(chosen.backup_hours) * HOUR),
        "drill" => {
            let folder = services.upkeep.backups.as_deref()?;
            backup::list(folder).is_ok_and(|found| !found.is_empty()).then_some(DRILL_EVERY)
        }
        "audit" => Some(AUDIT_EVERY),
        _ => None,
    }
}

async fn take(services: &Services, name: &str, every: i64) -> Outcome<bool> {
    let now = services.clock.now().as_second();
    let input = (name.to_owned(), services.upkeep.process.clone(), (now, now + LEASE, now - every));
    let work = services.db.write(input, |tx, (name, holder, times)| {
        Box::pin(async move { Ok::<_, Failure>(upkeep::take(tx, name, holder, *times).await?) })
    });
    work.await
}

/// Stores a result, for the status page.
///
/// # Errors
/// A storage failure.
async fn note(services: &Services, name: &str, ended: Outcome<Found>) -> Outcome<()> {
    let ended = ended.map(|found| found.stored()).map_err(|e| {
        tracing::error!(upkeep = name, error = %e, "upkeep failed");
        e.to_string().chars().take(500).collect::<String>()
    });
    let input = (name.to_owned(), services.clock.now().as_second(), ended);
    let work = services.db.write(input, |tx, (name, at, ended)| {
        Box::pin(async move {
            let ended = ended.as_deref().map_err(String::as_str);
            Ok::<_, Failure>(upkeep::note(tx, name, *at, ended).await?)
        })
    });
    work.await
}

async fn back_up(services: &Services, chosen: &Settings) -> Outcome<Found> {
    let folder = services.upkeep.backups.as_deref().ok_or_else(|| Failure::Fault("there is no folder".into()))?;
    let made = backup::make(services, &services.upkeep.url, folder).await?;
    let mut deleted = 0;
    if clock_watch::is_steady(services).await? {
        deleted = backup::keep_only(folder, usize::from(chosen.backup_keep), services.clock.now())?;
        backup::tidy(&services.upkeep.url, services.clock.now());
    }
    tracing::info!(folder = %made.folder.display(), deleted, "backed up");
    Ok(Found::from(&made))
}

async fn drill(services: &Services) -> Outcome<Proof> {
    let folder = services.upkeep.backups.as_deref().ok_or_else(|| Failure::Fault("there is no folder".into()))?;
    let keys = Keys { audit: services.db.audit_key(), passphrase: services.upkeep.passphrase.as_ref() };
    backup::drill(folder, &services.upkeep.url, keys, services.clock.now()).await
}

async fn verify(services: &Services) -> Outcome<Found> {
    intact(&audit::verify(services, None).await?)
}

fn intact(found: &Verified) -> Outcome<Found> {
    match &found.broken {
        None if found.stands() => Ok(Found::Audit { rows: found.rows }),
        None => Err(Failure::Fault("a hash that was kept is not in the chain".into())),
        Some(broken) => Err(Failure::Fault(format!("the audit was tampered with or damaged: {broken}"))),
    }
}

/// Stores the result of a backup made by hand.
///
/// # Errors
/// A storage failure.
pub async fn note_backup(services: &Services, made: &Outcome<Made>) -> Outcome<()> {
    let ended = made.as_ref().map(Found::from).map_err(|e| Failure::Fault(e.to_string()));
    note(services, "backup", ended).await
}

/// Stores the result of a drill.
///
/// # Errors
/// A storage failure.
pub async fn note_drill(services: &Services, proof: &Outcome<Proof>) -> Outcome<()> {
    let ended = proof.as_ref().map(Found::from).map_err(|e| Failure::Fault(e.to_string()));
    note(services, "drill", ended).await
}

/// Stores the result of an audit check.
///
/// # Errors
/// A storage failure.
pub async fn note_audit(services: &Services, found: &Verified) -> Outcome<()> {
    note(services, "audit", intact(found)).await
}
