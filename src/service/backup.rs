//! Backups: the database, the documents and a manifest in one folder, made while the server keeps running. With a passphrase, every
//! file is sealed; without one, keep backups on an encrypted disk. The audit's key is not included.

mod drill;
mod kept;
mod manifest;
mod restore;

pub use crate::storage::backup::passphrase::Passphrase;

pub use self::{
    drill::{Keys, drill},
    kept::{keep_only, list, tidy},
    manifest::{Engine, MANIFEST, Manifest, is_sealed},
    restore::{Options, Proof, Target, restore},
};

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;

use self::{
    kept::{NAME, UNFINISHED},
    manifest::{AuditEnd, DOCUMENTS, Kept, at, refused},
};
use super::{Failure, Outcome, Services, job};
use crate::storage::{
    backup::{self, archive, seal::Seal},
    error::StorageError,
};

/// A finished backup.
#[derive(Clone, Debug)]
pub struct Made {
    /// Its folder.
    pub folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
}

impl Made {
    /// The total size of its files, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let documents: u64 = self.manifest.documents.iter().map(|document| document.bytes).sum();
        self.manifest.database.bytes + documents
    }
}

/// Makes a backup in a new folder below this one, sealed if there is a passphrase. Until it is complete and on disk, it has another
/// name.
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
    let seal = new_seal(services).await?;
    let file = at(folder, engine.file(), seal.is_some());
    let described = backup::copy(&services.db, url, &file, seal.as_ref(), now.as_second()).await?;
    let (bytes, sha256) = archive::print(file, seal.clone()).await?;
    let database = Kept { path: engine.file().to_owned(), bytes, sha256 };
    // After the database: a file is stored before its row and stays for an hour after it.
    let documents = copy_documents(services, &folder.join(DOCUMENTS), seal.as_ref()).await?;
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
        seal,
    };
    manifest.write(folder)?;
    archive::sync_folder(folder).await?;
    Ok(manifest)
}

/// The seal of this backup. Stretching the passphrase takes work.
async fn new_seal(services: &Services) -> Outcome<Option<Seal>> {
    let Some(passphrase) = services.upkeep.passphrase.clone() else { return Ok(None) };
    let made = tokio::task::spawn_blocking(move || Seal::new(&passphrase)).await;
    let made = made.map_err(|e| Failure::Fault(e.to_string()))?;
    Ok(Some(made.map_err(StorageError::from)?))
}

async fn copy_documents(services: &Services, folder: &Path, seal: Option<&Seal>) -> Outcome<Vec<Kept>> {
    archive::make_folder(folder)?;
    let mut kept = Vec::new();
    let mut folders = std::collections::BTreeSet::from([folder.to_owned()]);
    // Exports are deleted after a few days; in a backup they would not be.
    let passing = job::keys(&mut services.db.read().await?).await?;
    for key in services.files.keys().await?.into_iter().filter(|key| !passing.contains(key)) {
        if !manifest::is_key(&key) {
            return Err(Failure::Fault(format!("a document's file has a name that leads elsewhere: {key}")));
        }
        // It may have been deleted since.
        let Some(content) = services.files.whole(&key).await? else { continue };
        let path = at(folder, &key, seal.is_some());
        if let Some(parent) = path.parent() {
            archive::make_folder(parent)?;
            folders.insert(parent.to_owned());
        }
        let (bytes, sha256) = archive::write(&path, seal, content).await?;
        kept.push(Kept { path: key, bytes, sha256 });
    }
    for folder in folders {
        archive::sync_folder(&folder).await?;
    }
    Ok(kept)
}
