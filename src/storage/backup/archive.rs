//! The files of a backup: written once, synced and hashed, and sealed if the backup is. Sizes and hashes are always those of the
//! plain content.

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
    aside,
    error::{StorageError, StorageResult},
    private,
};

/// The size of a file's content, and its SHA-256 in hex.
pub type Print = (u64, String);

/// Creates a folder, and its parents, that only the owner may open.
///
/// # Errors
/// If that is impossible.
pub fn make_folder(folder: &Path) -> StorageResult<()> {
    Ok(private::make_folder(folder)?)
}

/// Writes a new file.
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

/// Seals a local file's content into a new file.
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

/// Copies a file's content to a new file, and returns what was copied.
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

/// Reads a whole file, and returns the size and hash of its content.
///
/// # Errors
/// If reading fails.
pub async fn print(path: PathBuf, seal: Option<Seal>) -> StorageResult<Print> {
    blocking(move || read(&path, seal.as_ref(), |_| Ok(()))).await
}

/// A file's whole content.
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

/// Syncs a file to disk.
///
/// # Errors
/// If that fails.
pub async fn sync_file(path: &Path) -> StorageResult<()> {
    let path = path.to_owned();
    blocking(move || std::fs::File::open(path)?.sync_all()).await
}

/// Syncs the entries of a folder to disk; each subfolder needs a call of its own.
///
/// # Errors
/// If that fails.
pub async fn sync_folder(folder: &Path) -> StorageResult<()> {
    sync_file(folder).await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> StorageResult<T> {
    let done = aside::run(work).await.map_err(|e| StorageError::NotStored(e.to_string()))?;
    Ok(done?)
}
