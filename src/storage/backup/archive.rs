//! Files of a backup: written once, synced, hashed.

use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures::{Stream, TryStreamExt};
use sha2::{Digest, Sha256};
use tokio::{fs, io::AsyncWriteExt};

use crate::storage::{
    error::{StorageError, StorageResult},
    private,
};

/// How long a file is, and the SHA-256 of its content in hex.
pub type Print = (u64, String);

/// Makes a folder that only its owner may open, and its parents.
///
/// # Errors
/// If that is impossible.
pub fn make_folder(folder: &Path) -> StorageResult<()> {
    Ok(private::make_folder(folder)?)
}

/// Writes a file that does not exist yet.
///
/// # Errors
/// If it exists, or reading or writing fails.
pub async fn write(
    path: &Path,
    mut content: impl Stream<Item = Result<Bytes, StorageError>> + Unpin,
) -> StorageResult<Print> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).await?;
    let (mut hasher, mut length) = (Sha256::new(), 0_u64);
    while let Some(chunk) = content.try_next().await? {
        hasher.update(&chunk);
        length += chunk.len() as u64;
        file.write_all(&chunk).await?;
    }
    file.flush().await?;
    file.sync_all().await?;
    Ok((length, hex::encode(hasher.finalize())))
}

/// Copies a file to one that does not exist yet, and says what was copied.
///
/// # Errors
/// If it exists, or reading or writing fails.
pub async fn copy(from: PathBuf, to: PathBuf) -> StorageResult<Print> {
    blocking(move || {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(&to)?;
        let print = read(&from, |chunk| io::Write::write_all(&mut file, chunk))?;
        file.sync_all()?;
        Ok(print)
    })
    .await
}

/// Reads a whole file and says what is in it.
///
/// # Errors
/// If reading fails.
pub async fn print(path: PathBuf) -> StorageResult<Print> {
    blocking(move || read(&path, |_| Ok(()))).await
}

fn read(path: &Path, mut pass_on: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Print> {
    let mut file = std::fs::File::open(path)?;
    let (mut hasher, mut length) = (Sha256::new(), 0_u64);
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let count = file.read(&mut chunk)?;
        let Some(read) = chunk.get(..count).filter(|read| !read.is_empty()) else { break };
        hasher.update(read);
        length += read.len() as u64;
        pass_on(read)?;
    }
    Ok((length, hex::encode(hasher.finalize())))
}

/// Has a file reach the disk.
///
/// # Errors
/// If that fails.
pub async fn sync_file(path: &Path) -> StorageResult<()> {
    let path = path.to_owned();
    blocking(move || std::fs::File::open(path)?.sync_all()).await
}

/// Has the entries of a folder reach the disk; for those of its subfolders, ask for each.
///
/// # Errors
/// If that fails.
pub async fn sync_folder(folder: &Path) -> StorageResult<()> {
    sync_file(folder).await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> StorageResult<T> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|e| StorageError::NotStored(e.to_string()))?;
    Ok(done?)
}
