//! Files on this machine that are for nobody but the account that the program runs as.

use std::{
    fs::{self, DirBuilder, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// What group and others may do.
const OTHERS: u32 = 0o077;

/// Makes a folder, and those above it, for their owner only. One that is there is left as it is.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Sees to it that an SQLite database is its owner's only: its file, made where there is none, and what SQLite keeps beside it.
///
/// # Errors
/// When others can read it and that cannot be changed.
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

/// Takes a file or a folder away from everybody but its owner. Nothing is there to be taken where there is none.
///
/// # Errors
/// When that cannot be done: somebody else's, most often.
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
