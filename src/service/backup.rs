//! Backups: the database, the documents and a manifest in one folder, made while everything goes on. They are not encrypted: keep
//! them on an encrypted disk. The audit's key is not among them.

mod drill;
mod manifest;
mod restore;

pub use self::{
    drill::drill,
    manifest::{Engine, MANIFEST, Manifest},
    restore::{Options, Proof, Target, restore},
};

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};

use self::manifest::{AuditEnd, DOCUMENTS, Kept, refused};
use super::{Failure, Outcome, Services};
use crate::storage::{
    backup::{self, archive},
    data_export,
    error::StorageError,
};

/// How the folders of backups are called: `consulta-20261128T103742Z`.
const NAME: &str = "consulta-%Y%m%dT%H%M%SZ";
const PREFIX: &str = "consulta-";
/// What an interrupted backup is called; it is removed a day later.
const UNFINISHED: &str = ".unfinished-";
/// What the folder of a drill is called, where an interrupted one leaves a whole database; it is removed a day later, too.
const DRILL: &str = ".drill-";
const UNFINISHED_AGE: SignedDuration = SignedDuration::from_hours(24);

/// A backup that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its folder.
    pub folder: PathBuf,
    /// What it says of itself.
    pub manifest: Manifest,
}

impl Made {
    /// How many bytes its files have together.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let documents: u64 = self.manifest.documents.iter().map(|document| document.bytes).sum();
        self.manifest.database.bytes + documents
    }
}

/// Makes a backup in a new folder below this one. Until it is whole and on the disk, it has another name.
///
/// # Errors
/// If anything cannot be read or written; then nothing is left behind.
pub async fn make(services: &Services, url: &str, below: &Path) -> Outcome<Made> {
    let now = services.clock.now();
    let name = now.strftime(NAME).to_string();
    let (unfinished, folder) = (below.join(format!("{UNFINISHED}{name}")), below.join(&name));
    if folder.exists() {
        return Err(refused(format!("{} exists already", folder.display())));
    }
    archive::make_folder(below)?;
    fs::create_dir(&unfinished).map_err(StorageError::from)?;
    let made = fill(services, url, &unfinished, now).await;
    let made = made.and_then(|manifest| {
        fs::rename(&unfinished, &folder).map_err(StorageError::from)?;
        Ok(Made { folder, manifest })
    });
    match made {
        Ok(made) => {
            archive::sync_folder(below).await?;
            Ok(made)
        }
        Err(e) => {
            // If this fails too, it is removed a day later.
            drop(fs::remove_dir_all(&unfinished));
            Err(e)
        }
    }
}

async fn fill(services: &Services, url: &str, folder: &Path, now: Timestamp) -> Outcome<Manifest> {
    let engine = Engine::of(url);
    let file = folder.join(engine.file());
    let described = backup::copy(&services.db, url, &file, now.as_second()).await?;
    let (bytes, sha256) = archive::print(file).await?;
    let database = Kept { path: engine.file().to_owned(), bytes, sha256 };
    // After the database: a file is there before its row, and stays for an hour after it.
    let documents = copy_documents(services, &folder.join(DOCUMENTS)).await?;
    let manifest = Manifest {
        form: manifest::form(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now.as_second(),
        engine,
        level: described.level,
        counts: described.counts,
        audit: AuditEnd { seq: described.head.seq, hash: described.head.hash, key_id: described.head.key_id },
        broken: described.broken,
        database,
        documents,
    };
    manifest.write(folder)?;
    archive::sync_folder(folder).await?;
    Ok(manifest)
}

async fn copy_documents(services: &Services, folder: &Path) -> Outcome<Vec<Kept>> {
    archive::make_folder(folder)?;
    let mut kept = Vec::new();
    let mut folders = std::collections::BTreeSet::from([folder.to_owned()]);
    // Copies of patients' data are deleted after a few days, which a backup would not be.
    let passing = data_export::keys(&mut services.db.read().await?).await?;
    for key in services.files.keys().await?.into_iter().filter(|key| !passing.contains(key)) {
        if !manifest::is_key(&key) {
            return Err(Failure::Fault(format!("a document's file has a name that leads elsewhere: {key}")));
        }
        // It may have been deleted since.
        let Some(content) = services.files.whole(&key).await? else { continue };
        let path = folder.join(&key);
        if let Some(parent) = path.parent() {
            archive::make_folder(parent)?;
            folders.insert(parent.to_owned());
        }
        let (bytes, sha256) = archive::write(&path, content).await?;
        kept.push(Kept { path: key, bytes, sha256 });
    }
    for folder in folders {
        archive::sync_folder(&folder).await?;
    }
    Ok(kept)
}

/// The whole backups below a folder, the newest first. What is not one is passed over.
///
/// # Errors
/// If the folder cannot be read.
pub fn list(below: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = entries(below)?
        .into_iter()
        .filter(|path| name_of(path).is_some_and(|name| name.starts_with(PREFIX)) && path.join(MANIFEST).is_file())
        .collect();
    // Their names are in the order of time.
    found.sort_unstable_by(|one, other| other.cmp(one));
    Ok(found)
}

/// Deletes all but the newest, and what interrupted backups and drills left.
///
/// # Errors
/// If something cannot be deleted.
pub fn keep_only(below: &Path, keep: usize, now: Timestamp) -> Outcome<usize> {
    let old: Vec<PathBuf> = list(below)?.into_iter().skip(keep.max(1)).collect();
    for folder in &old {
        // First its manifest, so that what is left of an interrupted deletion is no backup.
        fs::remove_file(folder.join(MANIFEST)).map_err(StorageError::from)?;
        fs::remove_dir_all(folder).map_err(StorageError::from)?;
    }
    let before = now.checked_sub(UNFINISHED_AGE).unwrap_or_default();
    let last = format!("{UNFINISHED}{}", before.strftime(NAME));
    let unfinished = entries(below)?
        .into_iter()
        .filter(|path| name_of(path).is_some_and(|name| name.starts_with(UNFINISHED) && *name < *last));
    for folder in unfinished {
        fs::remove_dir_all(folder).map_err(StorageError::from)?;
    }
    let is_old = |path: &Path| {
        let changed = fs::metadata(path).and_then(|found| found.modified());
        changed.is_ok_and(|at| Timestamp::try_from(at).is_ok_and(|at| at < before))
    };
    let is_drill = |path: &Path| name_of(path).is_some_and(|name| name.starts_with(DRILL));
    for folder in entries(below)?.into_iter().filter(|path| is_drill(path) && is_old(path)) {
        fs::remove_dir_all(folder).map_err(StorageError::from)?;
    }
    Ok(old.len())
}

fn entries(below: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = match fs::read_dir(below) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(StorageError::from(e).into()),
    };
    Ok(entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
}

fn name_of(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}
