//! A backup that has never been restored is only a hope. The drill restores the newest one where it can do no harm, checks all of
//! it, and removes it again.

use std::path::Path;

use jiff::Timestamp;

use super::{
    kept::{DRILL, list},
    manifest::{Engine, Manifest, refused},
    restore::{Proof, bring_file, bring_tables, known_key, prove, sqlite_url},
};
use crate::{
    service::Outcome,
    storage::{
        audit::AuditKey,
        backup::{self, OPEN, open_place, passphrase::Passphrase},
        error::StorageError,
        random,
    },
};

/// The keys with which a backup is verified.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    /// The audit's key.
    pub audit: &'a AuditKey,
    /// The passphrase of an encrypted backup.
    pub passphrase: Option<&'a Passphrase>,
}

/// Verifies the newest backup below a folder; PostgreSQL's in a temporary database on the same server as `url`.
///
/// # Errors
/// What is wrong with it, or that there is none.
pub async fn drill(below: &Path, url: &str, keys: Keys<'_>, now: Timestamp) -> Outcome<Proof> {
    let newest = list(below)?.into_iter().next();
    let newest = newest.ok_or_else(|| refused(format!("there is no backup in {}", below.display())))?;
    let manifest = Manifest::read(&newest, keys.passphrase)?;
    let key = known_key(&manifest, keys.audit, false)?;
    manifest.check_files(&newest).await?;
    match manifest.engine {
        Engine::Sqlite => {
            // Sealed content must not lie there in the clear.
            let (prefix, place) =
                if manifest.seal.is_some() { (OPEN, open_place(url)) } else { (DRILL, below.to_owned()) };
            let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(place).map_err(StorageError::from)?;
            let file = folder.path().join("drill.sqlite");
            bring_file(&newest, &manifest, &file).await?;
            prove(&manifest, &sqlite_url(&file), key, now).await
        }
        Engine::Postgres if Engine::of(url) == Engine::Postgres => {
            let name = format!("consulta_drill_{}", random::hex::<8>());
            backup::create_database(url, &name).await.map_err(|e| {
                refused(format!(
                    "a temporary database could not be made: {e}. The drill needs one; let the database's role make it: \
                     alter role NAME createdb"
                ))
            })?;
            let proof = in_database(&newest, &manifest, &backup::with_database(url, &name), key, now).await;
            backup::drop_database(url, &name).await?;
            proof
        }
        Engine::Postgres => {
            Err(refused("this is a backup of PostgreSQL, and DATABASE_URL names no such server".into()))
        }
    }
}

async fn in_database(
    newest: &Path,
    manifest: &Manifest,
    url: &str,
    key: Option<&AuditKey>,
    now: Timestamp,
) -> Outcome<Proof> {
    bring_tables(newest, manifest, url).await?;
    prove(manifest, url, key, now).await
}
