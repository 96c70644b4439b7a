//! Restores a backup in place of an empty database. Everything is checked before anything changes, and the restored data is checked
//! before it counts.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use bytes::Bytes;
use jiff::Timestamp;
use sqlx::sqlite::SqliteConnectOptions;

use super::manifest::{Engine, Manifest, refused};
use crate::{
    service::{Outcome, audit},
    storage::{
        audit::{self as rows, AuditKey},
        backup::{self, OPEN, archive, open_place, passphrase::Passphrase},
        db::{Conn, Db},
        document,
        error::StorageError,
        files::Files,
        invariant,
        open::Opening,
        schema, upkeep,
    },
};

/// Where to restore.
#[derive(Debug)]
pub struct Target<'a> {
    /// The database URL.
    pub url: &'a str,
    /// The store of documents.
    pub files: &'a Files,
    /// The audit's key.
    pub key: &'a AuditKey,
}

/// What is permitted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// To replace existing data.
    pub replace: bool,
    /// To restore without the audit's key: only the chain's end is then compared.
    pub lost_key: bool,
    /// The passphrase of an encrypted backup.
    pub passphrase: Option<&'a Passphrase>,
}

/// What was found in a restored database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// When the backup was made.
    pub made_at: Timestamp,
    /// The total number of rows in all tables.
    pub rows: i64,
    /// The number of intact audit rows; `None` if the key is lost.
    pub audited: Option<i64>,
    /// The number of document files.
    pub documents: usize,
}

/// Restores a backup.
///
/// # Errors
/// The reason. The target is then unchanged, except for document files to which nothing refers.
pub async fn restore(from: &Path, target: &Target<'_>, options: Options<'_>, now: Timestamp) -> Outcome<Proof> {
    let manifest = Manifest::read(from, options.passphrase)?;
    if manifest.engine != Engine::of(target.url) {
        let engine = manifest.engine.name();
        return Err(refused(format!(
            "this is a backup of {engine}, and DATABASE_URL names another kind of database. Restore it to {engine}, then use \
             `consulta copy`"
        )));
    }
    let key = known_key(&manifest, target.key, options.lost_key)?;
    manifest.check_files(from).await?;
    let place = Place::look(target.url, options.replace, now).await?;
    let outcome = arrive(from, &manifest, target, (place.temporary(), key), now).await;
    place.settle(outcome.is_ok(), now).await?;
    outcome
}

/// Brings in the database where it can be checked, then the documents.
async fn arrive(
    from: &Path,
    manifest: &Manifest,
    target: &Target<'_>,
    (file, key): (Option<PathBuf>, Option<&AuditKey>),
    now: Timestamp,
) -> Outcome<Proof> {
    let proof = match file {
        Some(file) => {
            bring_file(from, manifest, &file).await?;
            prove(manifest, &sqlite_url(&file), key, now).await?
        }
        None => {
            bring_tables(from, manifest, target.url).await?;
            prove(manifest, target.url, key, now).await?
        }
    };
    bring_documents(from, manifest, target.files).await?;
    Ok(proof)
}

/// The key to check the audit with; `None` if it is lost.
pub(super) fn known_key<'k>(manifest: &Manifest, key: &'k AuditKey, lost: bool) -> Outcome<Option<&'k AuditKey>> {
    if lost {
        return Ok(None);
    }
    if manifest.audit.key_id == key.id() {
        return Ok(Some(key));
    }
    Err(refused(format!(
        "the audit in this backup was signed with the key {}, and this process has {}. Put that key where \
         CONSULTA_AUDIT_KEY_FILE says. If it is lost, add --lost-key, and run `consulta audit rekey` afterwards",
        manifest.audit.key_id,
        key.id()
    )))
}

/// Where the database lives.
enum Place {
    /// A file, which is replaced by another atomically.
    File { path: PathBuf, is_there: bool },
    /// Tables, which are set aside if there are any.
    Tables { url: String, are_there: bool },
}

impl Place {
    /// Looks for existing data of value.
    async fn look(url: &str, replace: bool, now: Timestamp) -> Outcome<Self> {
        let place = match Engine::of(url) {
            Engine::Sqlite => {
                let options = SqliteConnectOptions::from_str(url).map_err(StorageError::from)?;
                let path = options.get_filename().to_owned();
                let is_there = fs::metadata(&path).is_ok_and(|found| found.len() > 0);
                if is_there {
                    let mut conn = schema::connect(url, false).await?;
                    may_replace(&mut conn, replace, now).await?;
                    schema::close(conn).await?;
                }
                Self::File { path, is_there }
            }
            Engine::Postgres => {
                let mut conn = schema::connect(url, false).await?;
                may_replace(&mut conn, replace, now).await?;
                let are_there = !schema::tables(&mut conn).await?.is_empty();
                schema::close(conn).await?;
                if are_there {
                    backup::set_aside(url).await?;
                }
                Self::Tables { url: url.to_owned(), are_there }
            }
        };
        Ok(place)
    }

    /// The file that will take its place.
    fn temporary(&self) -> Option<PathBuf> {
        match self {
            Self::File { path, .. } => Some(with_ending(path, ".restoring")),
            Self::Tables { .. } => None,
        }
    }

    /// Installs the new one, or puts everything back as it was.
    async fn settle(self, is_good: bool, now: Timestamp) -> Outcome<()> {
        match self {
            Self::File { path, is_there } => {
                let new = with_ending(&path, ".restoring");
                if !is_good {
                    for ending in ["", "-wal", "-shm", "-journal"] {
                        drop(fs::remove_file(with_ending(&new, ending)));
                    }
                    return Ok(());
                }
                // Includes whatever is still in its log.
                backup::close_file(&new).await?;
                if is_there {
                    // Its log would be mistaken for the new file's.
                    backup::close_file(&path).await?;
                    let aside = with_ending(&path, &format!(".before-{}", now.strftime("%Y%m%dT%H%M%SZ")));
                    fs::rename(&path, aside).map_err(StorageError::from)?;
                }
                fs::rename(&new, &path).map_err(StorageError::from)?;
                if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
                    archive::sync_folder(folder).await?;
                }
                Ok(())
            }
            Self::Tables { url, are_there: true } => Ok(backup::settle(&url, is_good).await?),
            Self::Tables { .. } => Ok(()),
        }
    }
}

async fn may_replace(conn: &mut Conn, replace: bool, now: Timestamp) -> Outcome<()> {
    let is_ours = schema::tables(conn).await?.iter().any(|table| table.name == "process");
    if is_ours && !upkeep::processes(conn, now.as_second()).await?.is_empty() {
        return Err(refused(
            "a server is using this database: stop every one, wait three minutes if one crashed, and try again".into(),
        ));
    }
    if !replace && backup::is_in_use(conn).await? {
        return Err(refused(
            "the database is not empty. Restore to another one, or add --replace to put the backup in its place".into(),
        ));
    }
    Ok(())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

pub(super) fn sqlite_url(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// Copies the backup's database, compares it once more, and has SQLite read all of it.
pub(super) async fn bring_file(from: &Path, manifest: &Manifest, to: &Path) -> Outcome<()> {
    if let Some(folder) = to.parent().filter(|folder| *folder != Path::new("")) {
        archive::make_folder(folder)?;
    }
    // One that an interrupted restore left behind.
    drop(fs::remove_file(to));
    let print = archive::copy(manifest.database_path(from), manifest.seal.clone(), to.to_owned()).await?;
    if print != (manifest.database.bytes, manifest.database.sha256.clone()) {
        return Err(refused("the backup's database changed while it was read".into()));
    }
    let mut conn = backup::open_file(to).await?;
    backup::check(&mut conn).await?;
    Ok(schema::close(conn).await?)
}

/// Restores the backup's database into an empty PostgreSQL database.
pub(super) async fn bring_tables(from: &Path, manifest: &Manifest, url: &str) -> Outcome<()> {
    let path = manifest.database_path(from);
    if manifest.seal.is_none() {
        return Ok(backup::restore(url, &path).await?);
    }
    let folder = tempfile::Builder::new().prefix(OPEN).tempdir_in(open_place(url)).map_err(StorageError::from)?;
    let open = folder.path().join(manifest.engine.file());
    archive::copy(path, manifest.seal.clone(), open.clone()).await?;
    backup::restore(url, &open).await?;
    Ok(folder.close().map_err(StorageError::from)?)
}

/// Checks a freshly restored database: its counts against the manifest; then, at this program's migration level, its invariants,
/// its audit, and that each document has its file.
pub(super) async fn prove(manifest: &Manifest, url: &str, key: Option<&AuditKey>, now: Timestamp) -> Outcome<Proof> {
    let mut conn = schema::connect(url, false).await?;
    let found = (schema::level(&mut conn).await?, schema::counts(&mut conn).await?);
    schema::close(conn).await?;
    if found != (Some(manifest.level), manifest.counts.clone()) {
        return Err(refused("the restored tables do not have the rows that the manifest names".into()));
    }
    let db = Db::open_with(url, Opening { key: key.cloned().unwrap_or_default(), ..Opening::default() }).await?;
    let proof = prove_content(manifest, &db, key.is_some(), now).await;
    db.close().await;
    proof
}

async fn prove_content(manifest: &Manifest, db: &Db, has_key: bool, now: Timestamp) -> Outcome<Proof> {
    let mut conn = db.read().await?;
    let head = rows::head(&mut conn).await?;
    if (head.seq, &head.hash) != (manifest.audit.seq, &manifest.audit.hash) {
        return Err(refused("the restored audit does not end where the manifest says".into()));
    }
    let broken = invariant::broken(&mut conn, now.as_second()).await?;
    if let Some((name, id)) = broken.iter().find(|(name, _)| !manifest.broken.iter().any(|known| known == name)) {
        return Err(refused(format!("the restored database is not sound: \"{name}\" does not hold (row {id})")));
    }
    let kept: HashSet<&str> = manifest.documents.iter().map(|document| document.path.as_str()).collect();
    let missing = document::keys(&mut conn).await?.into_iter().filter(|key| !kept.contains(key.as_str())).count();
    if missing > 0 {
        return Err(refused(format!("the backup lacks the files of {missing} documents")));
    }
    drop(conn);
    let audited = if has_key {
        let found = audit::follow(db, None).await?;
        if let Some(broken) = found.broken {
            return Err(refused(format!("the restored audit is broken: {broken}")));
        }
        Some(found.rows)
    } else {
        None
    };
    let rows = manifest.counts.values().sum();
    Ok(Proof {
        made_at: Timestamp::from_second(manifest.made_at).unwrap_or_default(),
        rows,
        audited,
        documents: manifest.documents.len(),
    })
}

/// Stores each document under its key in the database.
async fn bring_documents(from: &Path, manifest: &Manifest, files: &Files) -> Outcome<()> {
    for document in &manifest.documents {
        let content = archive::whole(manifest.document_path(from, document), manifest.seal.clone()).await?;
        files.put(&document.path, Bytes::from(content)).await?;
    }
    Ok(())
}
