//! Local files that only the account running the program may read.

use std::{
    fs::{self, DirBuilder, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// The permission bits of group and others.
const OTHERS: u32 = 0o077;

/// Creates a folder and its parents, accessible to their owner only. Existing folders are left as they are.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Restricts an SQLite database to its owner: its file, which is created if necessary, and the files that SQLite keeps beside it.
///
/// # Errors
/// If others can read it and this cannot be changed.
pub(super) fn keep_database(file: &Path) -> io::Result<()> {
    if !file.exists() {
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    }
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut path = file.as_os_str().to_owned();
        path.push(ending);
        narrow(&PathBuf::from(path))?;
    }
    Ok(())
}

/// Restricts a file or a folder to its owner. Does nothing if there is none.
///
/// # Errors
/// If that is impossible, usually because it belongs to another user.
pub(super) fn narrow(path: &Path) -> io::Result<()> {
    let mode = match fs::metadata(path) {
        Ok(found) => found.permissions().mode() & 0o7777,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    if mode & OTHERS == 0 {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(mode & !OTHERS)).map_err(|e| {
        let path = path.display();
        io::Error::new(
            e.kind(),
            format!("{path} can be read by other users (mode {mode:o}); fix this with: chmod go= {path}"),
        )
    })?;
    tracing::warn!(path = %path.display(), mode = format!("{mode:o}"), "other users could read this; now only its owner can");
    Ok(())
}
