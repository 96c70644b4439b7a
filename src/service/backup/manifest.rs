//! A backup's description, beside its files: enough to refuse one that was truncated, changed, or made for something else.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    service::{Failure, Outcome},
    storage::{
        backup::{
            archive,
            passphrase::Passphrase,
            seal::{ENDING, Seal},
        },
        error::StorageError,
        schema,
    },
};

/// The name of the manifest in a backup's folder, and of the file with its hash.
pub const MANIFEST: &str = "manifest.json";
const SEAL: &str = "manifest.sha256";
/// The documents' folder in a backup.
pub const DOCUMENTS: &str = "documents";
/// The version of the manifest format.
const FORM: u32 = 1;

/// The description of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the manifest format.
    pub form: u32,
    /// The version of the program that made it.
    pub program: String,
    /// When it was made, in UTC seconds.
    pub made_at: i64,
    /// The kind of database.
    pub engine: Engine,
    /// The last migration applied to the database.
    pub level: i64,
    /// The number of rows in each table.
    pub counts: BTreeMap<String, i64>,
    /// The end of the audit's chain.
    pub audit: AuditEnd,
    /// Invariants that were already broken: the backup is made all the same, and a restore must not break others.
    pub broken: Vec<String>,
    /// The database's file.
    pub database: Kept,
    /// The document files; `path` is the key in the store.
    pub documents: Vec<Kept>,
    /// What every file is sealed with, including this one.
    #[serde(skip)]
    pub seal: Option<Seal>,
}

/// A kind of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// SQLite: a file.
    Sqlite,
    /// PostgreSQL: a server.
    Postgres,
}

impl Engine {
    /// The engine that a database URL names.
    #[must_use]
    pub fn of(url: &str) -> Self {
        if url.starts_with("sqlite:") { Self::Sqlite } else { Self::Postgres }
    }

    /// The name of the database file in a backup.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Sqlite => "database.sqlite",
            Self::Postgres => "database.pgdump",
        }
    }

    /// The name by which people know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// The end of the audit's chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEnd {
    /// The position of the last row.
    pub seq: i64,
    /// The hash of the last row.
    pub hash: String,
    /// The ID of the key that signs it; reveals nothing about the key itself.
    pub key_id: String,
}

/// A file in a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The path.
    pub path: String,
    /// The length in bytes.
    pub bytes: u64,
    /// SHA-256 of the content, in hex.
    pub sha256: String,
}

impl Manifest {
    /// Writes the manifest, last of all: a folder without it is not a backup.
    ///
    /// # Errors
    /// If that fails.
    pub fn write(&self, folder: &Path) -> Outcome<()> {
        let text = serde_json::to_string_pretty(self).map_err(|e| Failure::Fault(e.to_string()))?;
        let files = match &self.seal {
            None => vec![(SEAL.to_owned(), hash(&text).into_bytes()), (MANIFEST.to_owned(), text.into_bytes())],
            // A sealed file needs no separate hash.
            Some(seal) => {
                vec![(format!("{MANIFEST}{ENDING}"), seal.seal(text.as_bytes()).map_err(StorageError::from)?)]
            }
        };
        for (name, content) in files {
            let write = || -> std::io::Result<()> {
                let mut file = File::create_new(folder.join(name))?;
                file.write_all(&content)?;
                file.sync_all()
            };
            write().map_err(StorageError::from)?;
        }
        Ok(())
    }

    /// Reads the manifest, and refuses a backup that this program must not restore.
    ///
    /// # Errors
    /// The reason, in words.
    pub fn read(folder: &Path, passphrase: Option<&Passphrase>) -> Outcome<Self> {
        if is_sealed(folder) {
            let (text, seal) = unsealed(folder, passphrase)?;
            return Self::of(&text).map(|manifest| Self { seal: Some(seal), ..manifest });
        }
        let open = |name: &str| {
            fs::read_to_string(folder.join(name)).map_err(|e| {
                refused(format!("{} is not a backup of Consulta's: {name} cannot be read ({e})", folder.display()))
            })
        };
        let (text, seal) = (open(MANIFEST)?, open(SEAL)?);
        if hash(&text) != seal.trim() {
            return Err(refused("the backup's manifest was changed or cut: it does not match manifest.sha256".into()));
        }
        Self::of(&text)
    }

    fn of(text: &str) -> Outcome<Self> {
        let manifest: Self = serde_json::from_str(text)
            .map_err(|e| refused(format!("the backup's manifest is not one that this version knows: {e}")))?;
        if manifest.form > FORM || manifest.level > schema::newest_level() {
            let Self { program, level, .. } = &manifest;
            return Err(refused(format!(
                "this backup is newer than this program: it was made by version {program} (migration {level}). Restore it with \
                 that version or a later one"
            )));
        }
        let is_safe = manifest.database.path == manifest.engine.file()
            && manifest.documents.iter().all(|document| is_key(&document.path));
        if !is_safe {
            return Err(refused("the backup's manifest names files outside the backup".into()));
        }
        Ok(manifest)
    }

    /// The path of the database in this backup.
    #[must_use]
    pub fn database_path(&self, folder: &Path) -> PathBuf {
        at(folder, &self.database.path, self.seal.is_some())
    }

    /// The path of a document in this backup.
    #[must_use]
    pub fn document_path(&self, folder: &Path, document: &Kept) -> PathBuf {
        at(&folder.join(DOCUMENTS), &document.path, self.seal.is_some())
    }

    /// Reads every file and compares it with the manifest.
    ///
    /// # Errors
    /// The first file that was changed, truncated or removed.
    pub async fn check_files(&self, folder: &Path) -> Outcome<()> {
        check(self.database_path(folder), self.seal.clone(), &self.database).await?;
        for document in &self.documents {
            check(self.document_path(folder, document), self.seal.clone(), document).await?;
        }
        Ok(())
    }
}

/// The path of a file in a backup; the names of sealed files say that they are sealed.
pub(super) fn at(folder: &Path, name: &str, is_sealed: bool) -> PathBuf {
    folder.join(if is_sealed { format!("{name}{ENDING}") } else { name.to_owned() })
}

/// Whether a backup is sealed.
#[must_use]
pub fn is_sealed(folder: &Path) -> bool {
    at(folder, MANIFEST, true).is_file()
}

/// The manifest of a sealed backup, and the seal.
fn unsealed(folder: &Path, passphrase: Option<&Passphrase>) -> Outcome<(String, Seal)> {
    let (path, shown) = (at(folder, MANIFEST, true), folder.display());
    let passphrase = passphrase.ok_or_else(|| {
        refused(format!(
            "{shown} is encrypted: set CONSULTA_BACKUP_KEY_FILE or CONSULTA_BACKUP_PASSPHRASE to what it was made with"
        ))
    })?;
    let damaged = |e: std::io::Error| refused(format!("the manifest of {shown} cannot be read: {e}"));
    let seal = Seal::of_file(&path, passphrase).map_err(damaged)?.ok_or_else(|| {
        refused(format!(
            "{shown} was encrypted with another passphrase than the one in CONSULTA_BACKUP_KEY_FILE or \
             CONSULTA_BACKUP_PASSPHRASE"
        ))
    })?;
    let text = seal.open(&fs::read(&path).map_err(damaged)?).map_err(damaged)?;
    let text = String::from_utf8(text).map_err(|e| refused(format!("the manifest of {shown} is no text: {e}")))?;
    Ok((text, seal))
}

/// The format version that this program writes.
#[must_use]
pub fn form() -> u32 {
    FORM
}

async fn check(path: PathBuf, seal: Option<Seal>, kept: &Kept) -> Outcome<()> {
    let shown = path.display().to_string();
    let (bytes, sha256) =
        archive::print(path, seal).await.map_err(|e| refused(format!("{shown} of the backup cannot be read: {e}")))?;
    if bytes != kept.bytes {
        return Err(refused(format!("{shown} has {bytes} bytes instead of {}: it was cut or added to", kept.bytes)));
    }
    if sha256 != kept.sha256 {
        return Err(refused(format!("{shown} was changed or is damaged: its hash is another")));
    }
    Ok(())
}

/// An error message for whoever runs the command.
pub fn refused(why: String) -> Failure {
    Failure::Fault(why)
}

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}

/// Whether a path stays inside its folder.
#[must_use]
pub fn is_key(path: &str) -> bool {
    let mut parts = Path::new(path).components();
    !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_leads_nowhere_else() {
        assert!(is_key("ab/cdef"));
        for wrong in ["", "/etc/passwd", "../x", "ab/../../x"] {
            assert!(!is_key(wrong), "{wrong}");
        }
    }
}
