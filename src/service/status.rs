//! How the server is doing, for administrators: what is stored where, how busy it is, and how the last upkeep went.

use std::path::{Path, PathBuf};

use super::{Outcome, Services, authorise, settings};
use crate::{
    domain::{
        account::Actor,
        policy::{Action, Resource},
    },
    storage::{db::Db, error::StorageError, files::Place, load::Load, schema, upkeep},
};

pub use crate::storage::upkeep::{Process, Run};

/// A process that was not heard of for so long has ended, in seconds.
const STILL_THERE: i64 = 150;

/// A look at everything.
#[derive(Clone, Debug)]
pub struct Status {
    /// Which database.
    pub engine: &'static str,
    /// Its size in bytes.
    pub bytes: i64,
    /// Its last migration.
    pub level: i64,
    /// How busy it is.
    pub load: Load,
    /// The disks that are written to; a disk may be there twice.
    pub disks: Vec<Disk>,
    /// What is wrong with the documents' place.
    pub documents_fault: Option<String>,
    /// Whether there is a folder for backups.
    pub has_backup_folder: bool,
    /// How often to back up, in hours; 0 for never.
    pub backup_hours: u16,
    /// How each kind of upkeep went.
    pub runs: Vec<Run>,
    /// The processes that serve this database.
    pub processes: Vec<Process>,
}

/// Room on a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    /// What lies there.
    pub what: &'static str,
    /// Bytes that are free.
    pub free: u64,
    /// Bytes in all.
    pub total: u64,
}

/// Looks at everything.
///
/// # Errors
/// Not allowed.
pub async fn read(services: &Services, actor: &Actor) -> Outcome<Status> {
    authorise(actor, Action::ReadStatus, Resource::Clinic)?;
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let chosen = settings(&mut conn).await?;
    let bytes = schema::size(&mut conn).await?;
    let level = schema::level(&mut conn).await?.unwrap_or_default();
    let runs = upkeep::all(&mut conn).await?;
    let processes = upkeep::processes(&mut conn, now - STILL_THERE).await?;
    drop(conn);
    Ok(Status {
        engine: match services.db {
            Db::Sqlite { .. } => "SQLite",
            Db::Postgres(..) => "PostgreSQL",
        },
        bytes,
        level,
        load: services.db.load(),
        disks: places(services).into_iter().filter_map(|(what, path)| disk(what, &path)).collect(),
        documents_fault: services.files.check().await.err().map(|e| plain(&e)),
        has_backup_folder: services.upkeep.backups.is_some(),
        backup_hours: chosen.backup_hours,
        runs,
        processes,
    })
}

fn plain(e: &StorageError) -> String {
    e.to_string().chars().take(300).collect()
}

/// Folders on this machine that are written to.
fn places(services: &Services) -> Vec<(&'static str, PathBuf)> {
    let upkeep = &services.upkeep;
    let file = upkeep.url.strip_prefix("sqlite:").map(|rest| rest.split('?').next().unwrap_or_default());
    let database = file.and_then(|file| Path::new(file.strip_prefix("//").unwrap_or(file)).parent());
    let documents = match &upkeep.documents {
        Some(Place::Folder(folder)) => Some(folder.clone()),
        _ => None,
    };
    let all =
        [("The database", database.map(Path::to_owned)), ("Documents", documents), ("Backups", upkeep.backups.clone())];
    all.into_iter().filter_map(|(what, path)| Some((what, path?))).collect()
}

fn disk(what: &'static str, path: &Path) -> Option<Disk> {
    let path = if path == Path::new("") { Path::new(".") } else { path };
    let found = rustix::fs::statvfs(path).ok()?;
    Some(Disk { what, free: found.f_bavail * found.f_frsize, total: found.f_blocks * found.f_frsize })
}
