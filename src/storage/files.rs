//! Files stored beside the database: in a folder or, if several processes run, in an S3 bucket. They are outside the served site,
//! under random keys; the database knows what each key belongs to.

use std::{fmt, ops::Range, path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use jiff::Timestamp;
use object_store::{
    BackoffConfig, GetOptions, GetRange, ObjectStore, ObjectStoreExt, RetryConfig, WriteMultipart,
    aws::AmazonS3Builder, local::LocalFileSystem, memory::InMemory, path::Path, prefix::PrefixStore,
};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::{
    error::{StorageError, StorageResult},
    private, random,
};

/// How often, and for how long, a request to a bucket is retried: someone is waiting for the answer.
const TRIES_AGAIN: usize = 3;
const LONGEST_TRYING: Duration = Duration::from_secs(10);

/// Where files are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder on this machine; created if it does not exist.
    Folder(PathBuf),
    /// A bucket; the variables `AWS_*` configure access to it.
    Bucket {
        /// The bucket's name.
        name: String,
        /// The prefix of every key; may be empty.
        prefix: String,
    },
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            Self::Bucket { name, prefix } => write!(f, "s3://{name}/{prefix}"),
        }
    }
}

/// The files; cheap to clone.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// The folder, if they are in one.
    folder: Option<LocalFileSystem>,
}

impl fmt::Debug for Files {
    /// Never prints the access details of a bucket.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").finish_non_exhaustive()
    }
}

impl Files {
    /// Files that are lost when the process ends: for tests, and for commands that need none.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(InMemory::new()), folder: None }
    }

    /// Opens the files at a place. [`Files::check`] finds out whether they can be written and read.
    ///
    /// # Errors
    /// If the folder cannot be created, or access to the bucket is not configured.
    pub fn open(place: &Place) -> StorageResult<Self> {
        Ok(match place {
            Place::Folder(folder) => {
                private::make_folder(folder)?;
                private::narrow(folder)?;
                let folder = LocalFileSystem::new_with_prefix(folder)?;
                Self { store: Arc::new(folder.clone()), folder: Some(folder) }
            }
            Place::Bucket { name, prefix } => {
                Self::in_bucket(AmazonS3Builder::from_env().with_bucket_name(name), prefix)?
            }
        })
    }

    /// Opens the files in a bucket, under a prefix.
    ///
    /// # Errors
    /// If access to it is not configured.
    pub fn in_bucket(bucket: AmazonS3Builder, prefix: &str) -> StorageResult<Self> {
        // Retrying this does no harm.
        drop(rustls::crypto::ring::default_provider().install_default());
        let retry =
            RetryConfig { backoff: BackoffConfig::default(), max_retries: TRIES_AGAIN, retry_timeout: LONGEST_TRYING };
        Ok(Self { store: Arc::new(PrefixStore::new(bucket.with_retry(retry).build()?, prefix)), folder: None })
    }

    /// Writes a file, reads it back and deletes it.
    ///
    /// # Errors
    /// The step that failed.
    pub async fn check(&self) -> StorageResult<()> {
        let key = new_key();
        self.put(&key, Bytes::from_static(b"consulta")).await?;
        let read: Vec<Bytes> = self.read(&key, 0..8).await?.try_collect().await?;
        self.delete(&key).await?;
        if read.concat() == b"consulta" {
            Ok(())
        } else {
            Err(StorageError::NotStored("reading back a file gave something other than what was written".to_owned()))
        }
    }

    /// Stores a file under a new key, completely or not at all. In a folder, it is synced to disk.
    ///
    /// # Errors
    /// A failure of the storage.
    pub async fn put(&self, key: &str, bytes: Bytes) -> StorageResult<()> {
        let location = Path::from(key);
        self.store.put(&location, bytes.into()).await?;
        self.sync(&location).await
    }

    /// In a folder, syncs a file to disk.
    async fn sync(&self, location: &Path) -> StorageResult<()> {
        if let Some(folder) = &self.folder {
            let file = folder.path_to_filesystem(location)?;
            let synced = tokio::task::spawn_blocking(move || {
                std::fs::File::open(&file)?.sync_all()?;
                // Syncs the file's entry in its folder, and that folder's entry in its parent.
                for folder in file.ancestors().skip(1).take(2) {
                    std::fs::File::open(folder)?.sync_all()?;
                }
                Ok::<_, std::io::Error>(())
            });
            synced.await.map_err(|e| StorageError::NotStored(e.to_string()))??;
        }
        Ok(())
    }

    /// Stores a local file under a new key, chunk by chunk, completely or not at all. Returns its size in bytes.
    ///
    /// # Errors
    /// A failure of the storage.
    pub async fn put_file(&self, key: &str, file: std::fs::File) -> StorageResult<u64> {
        const PIECE: usize = 8 * 1024 * 1024;
        let location = Path::from(key);
        let mut file = tokio::fs::File::from_std(file);
        file.rewind().await?;
        let mut upload = WriteMultipart::new_with_chunk_size(self.store.put_multipart(&location).await?, PIECE);
        let (mut piece, mut bytes) = (vec![0; 256 * 1024], 0);
        loop {
            match file.read(&mut piece).await {
                Ok(0) => break,
                Ok(read) => {
                    upload.wait_for_capacity(2).await?;
                    upload.write(&piece[..read]);
                    bytes += u64::try_from(read).unwrap_or_default();
                }
                Err(e) => {
                    upload.abort().await?;
                    return Err(e.into());
                }
            }
        }
        upload.finish().await?;
        self.sync(&location).await?;
        Ok(bytes)
    }

    /// Part of a file's bytes, streamed in chunks.
    ///
    /// # Errors
    /// If there is no such file, or the storage fails.
    pub async fn read(
        &self,
        key: &str,
        range: Range<u64>,
    ) -> StorageResult<BoxStream<'static, Result<Bytes, StorageError>>> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let found = self.store.get_opts(&Path::from(key), options).await?;
        Ok(found.into_stream().map_err(StorageError::from).boxed())
    }

    /// A whole file's bytes, streamed in chunks; `None` if there is none.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn whole(&self, key: &str) -> StorageResult<Option<BoxStream<'static, Result<Bytes, StorageError>>>> {
        match self.store.get(&Path::from(key)).await {
            Ok(found) => Ok(Some(found.into_stream().map_err(StorageError::from).boxed())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    /// The keys of all files.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn keys(&self) -> StorageResult<Vec<String>> {
        Ok(self.store.list(None).map_ok(|file| file.location.to_string()).try_collect().await?)
    }

    /// Deletes a file; not an error if there is none.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn delete(&self, key: &str) -> StorageResult<()> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// The keys of all files written before this instant, by the storage's own clock.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn written_before(&self, instant: Timestamp) -> StorageResult<Vec<String>> {
        let all: Vec<_> = self.store.list(None).try_collect().await?;
        let older = all.into_iter().filter(|file| file.last_modified.timestamp() < instant.as_second());
        Ok(older.map(|file| file.location.to_string()).collect())
    }
}

/// A random key that cannot be guessed and reveals nothing about the file.
#[must_use]
pub fn new_key() -> String {
    let key = random::hex::<16>();
    // Keeps folders to a moderate size.
    format!("{}/{}", &key[..2], &key[2..])
}
