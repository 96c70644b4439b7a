//! Files of a backup: written once, synced, hashed; sealed if the backup is. What is counted and hashed is always what they hold.

use std::{
    io::{self, Read},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures::{Stream, TryStreamExt};
use sha2::{Digest, Sha256};
use tokio::{fs, io::AsyncWriteExt};

use super::seal::{Opener, Seal};
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
    seal: Option<&Seal>,
    mut content: impl Stream<Item = Result<Bytes, StorageError>> + Unpin,
) -> StorageResult<Print> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).await?;
    let (mut hasher, mut length) = (Sha256::new(), 0_u64);
    let mut sealer = match seal.map(Seal::sealer).transpose()? {
        Some((sealer, head)) => {
            file.write_all(&head).await?;
            Some(sealer)
        }
        None => None,
    };
    let mut sealed = Vec::new();
    while let Some(chunk) = content.try_next().await? {
        hasher.update(&chunk);
        length += chunk.len() as u64;
        match &mut sealer {
            Some(sealer) => {
                sealed.clear();
                sealer.push(&chunk, &mut sealed)?;
                file.write_all(&sealed).await?;
            }
            None => file.write_all(&chunk).await?,
        }
    }
    if let Some(sealer) = sealer {
        sealed.clear();
        sealer.finish(&mut sealed)?;
        file.write_all(&sealed).await?;
    }
    file.flush().await?;
    file.sync_all().await?;
    Ok((length, hex::encode(hasher.finalize())))
}

/// Seals what a file on this machine holds, in another one that does not exist yet.
///
/// # Errors
/// If that exists, or reading or writing fails.
pub async fn seal(from: PathBuf, to: PathBuf, seal: Seal) -> StorageResult<()> {
    blocking(move || {
        let mut file = create(&to)?;
        let (mut sealer, mut sealed) = seal.sealer()?;
        read(&from, None, |chunk| {
            sealer.push(chunk, &mut sealed)?;
            io::Write::write_all(&mut file, &sealed)?;
            sealed.clear();
            Ok(())
        })?;
        sealer.finish(&mut sealed)?;
        io::Write::write_all(&mut file, &sealed)?;
        file.sync_all()
    })
    .await
}

/// Copies what a file holds to one that does not exist yet, and says what was copied.
///
/// # Errors
/// If it exists, or reading or writing fails.
pub async fn copy(from: PathBuf, seal: Option<Seal>, to: PathBuf) -> StorageResult<Print> {
    blocking(move || {
        let mut file = create(&to)?;
        let print = read(&from, seal.as_ref(), |chunk| io::Write::write_all(&mut file, chunk))?;
        file.sync_all()?;
        Ok(print)
    })
    .await
}

/// Reads a whole file and says what it holds.
///
/// # Errors
/// If reading fails.
pub async fn print(path: PathBuf, seal: Option<Seal>) -> StorageResult<Print> {
    blocking(move || read(&path, seal.as_ref(), |_| Ok(()))).await
}

/// All that a file holds.
///
/// # Errors
/// If reading fails.
pub async fn whole(path: PathBuf, seal: Option<Seal>) -> StorageResult<Vec<u8>> {
    blocking(move || {
        let mut all = Vec::new();
        read(&path, seal.as_ref(), |chunk| {
            all.extend_from_slice(chunk);
            Ok(())
        })?;
        Ok(all)
    })
    .await
}

fn create(path: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

fn read(from: &Path, seal: Option<&Seal>, mut pass_on: impl FnMut(&[u8]) -> io::Result<()>) -> io::Result<Print> {
    let mut file = std::fs::File::open(from)?;
    let (mut hasher, mut length) = (Sha256::new(), 0_u64);
    let mut take = |content: &[u8]| {
        hasher.update(content);
        length += content.len() as u64;
        pass_on(content)
    };
    let mut opener: Option<Opener> = seal.map(Seal::opener);
    let (mut chunk, mut content) = (vec![0; 256 * 1024], Vec::new());
    loop {
        let count = file.read(&mut chunk)?;
        let Some(read) = chunk.get(..count).filter(|read| !read.is_empty()) else { break };
        match &mut opener {
            Some(opener) => {
                content.clear();
                opener.push(read, &mut content)?;
                take(&content)?;
            }
            None => take(read)?,
        }
    }
    if let Some(opener) = opener {
        content.clear();
        opener.finish(&mut content)?;
        take(&content)?;
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
