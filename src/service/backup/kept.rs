//! Which backups a folder keeps.

use std::{
    fs,
    path::{Path, PathBuf},
};

use jiff::{SignedDuration, Timestamp};

use super::manifest::{MANIFEST, at, is_sealed};
use crate::{
    service::Outcome,
    storage::{
        backup::{OPEN, open_place},
        error::StorageError,
    },
};

/// The name format of backup folders: `consulta-20261128T103742Z`.
pub(super) const NAME: &str = "consulta-%Y%m%dT%H%M%SZ";
const PREFIX: &str = "consulta-";
/// The prefix of an unfinished backup; one that was interrupted is removed a day later.
pub(super) const UNFINISHED: &str = ".unfinished-";
/// The prefix of a drill's folder. An interrupted drill leaves a whole database there; it is removed a day later, too.
pub(super) const DRILL: &str = ".drill-";
const UNFINISHED_AGE: SignedDuration = SignedDuration::from_hours(24);

/// The complete backups below a folder, newest first. Anything else is skipped.
///
/// # Errors
/// If the folder cannot be read.
pub fn list(below: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = entries(below)?
        .into_iter()
        .filter(|path| name_of(path).is_some_and(|name| name.starts_with(PREFIX)) && is_whole(path))
        .collect();
    // Their names sort by time.
    found.sort_unstable_by(|one, other| other.cmp(one));
    Ok(found)
}

fn is_whole(folder: &Path) -> bool {
    folder.join(MANIFEST).is_file() || is_sealed(folder)
}

/// Deletes all but the newest, and what interrupted backups and drills left behind.
///
/// # Errors
/// If something cannot be deleted.
pub fn keep_only(below: &Path, keep: usize, now: Timestamp) -> Outcome<usize> {
    let old: Vec<PathBuf> = list(below)?.into_iter().skip(keep.max(1)).collect();
    for folder in &old {
        // The manifest first, so that the remains of an interrupted deletion are not taken for a backup.
        fs::remove_file(at(folder, MANIFEST, is_sealed(folder))).map_err(StorageError::from)?;
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
    let is_left = |path: &Path| name_of(path).is_some_and(|name| name.starts_with(DRILL) || name.starts_with(OPEN));
    for folder in entries(below)?.into_iter().filter(|path| is_left(path) && is_old(path)) {
        fs::remove_dir_all(folder).map_err(StorageError::from)?;
    }
    Ok(old.len())
}

/// Deletes what interrupted backups and drills left behind, which may include a database in the clear.
pub fn tidy(url: &str, now: Timestamp) {
    if let Err(e) = keep_only(&open_place(url), usize::MAX, now) {
        tracing::warn!(error = %e, "what an interrupted backup left could not be deleted");
    }
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
