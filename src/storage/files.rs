//! Files beside the database: in a folder, or where several processes run, in a bucket that speaks S3. Outside of what is
//! served, under random keys; what a key belongs to, the database knows.

use std::{fmt, ops::Range, path::PathBuf, sync::Arc};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use jiff::Timestamp;
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, local::LocalFileSystem, memory::InMemory,
    path::Path, prefix::PrefixStore,
};

use super::{
    error::{StorageError, StorageResult},
    private,
};

/// Where files are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder of this machine; made where there is none.
    Folder(PathBuf),
    /// A bucket; how to reach it say the variables `AWS_*`.
    Bucket {
        /// Its name.
        name: String,
        /// What every key begins with; may be empty.
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
    /// The same, where it is a folder.
    folder: Option<LocalFileSystem>,
}

impl fmt::Debug for Files {
    /// How a bucket is reached is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").finish_non_exhaustive()
    }
}

impl Files {
    /// Files that end with the process: for tests, and for commands that have none.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(InMemory::new()), folder: None }
    }

    /// The files at a place. That they can be written and read is found out by [`Files::check`].
    ///
    /// # Errors
    /// When the folder cannot be made, or it is not said how to reach the bucket.
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

    /// The files in a bucket, below a prefix.
    ///
    /// # Errors
    /// When it is not said how to reach it.
    pub fn in_bucket(bucket: AmazonS3Builder, prefix: &str) -> StorageResult<Self> {
        // Twice is no harm.
        drop(rustls::crypto::ring::default_provider().install_default());
        Ok(Self { store: Arc::new(PrefixStore::new(bucket.build()?, prefix)), folder: None })
    }

    /// Writes a file, reads it and deletes it again.
    ///
    /// # Errors
    /// What did not work.
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

    /// Stores a file under a new key: all of it or nothing. In a folder it survives a power cut from then on.
    ///
    /// # Errors
    /// The storage's failure.
    pub async fn put(&self, key: &str, bytes: Bytes) -> StorageResult<()> {
        let location = Path::from(key);
        self.store.put(&location, bytes.into()).await?;
        if let Some(folder) = &self.folder {
            let file = folder.path_to_filesystem(&location)?;
            let synced = tokio::task::spawn_blocking(move || {
                std::fs::File::open(&file)?.sync_all()?;
                // The file's entry in its folder, and that folder's in the one above.
                for folder in file.ancestors().skip(1).take(2) {
                    std::fs::File::open(folder)?.sync_all()?;
                }
                Ok::<_, std::io::Error>(())
            });
            synced.await.map_err(|e| StorageError::NotStored(e.to_string()))??;
        }
        Ok(())
    }

    /// Some bytes of a file, in pieces as they come.
    ///
    /// # Errors
    /// When there is no such file, or the storage fails.
    pub async fn read(
        &self,
        key: &str,
        range: Range<u64>,
    ) -> StorageResult<BoxStream<'static, Result<Bytes, StorageError>>> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let found = self.store.get_opts(&Path::from(key), options).await?;
        Ok(found.into_stream().map_err(StorageError::from).boxed())
    }

    /// Deletes a file; it is no error where there is none.
    ///
    /// # Errors
    /// The storage's failure.
    pub async fn delete(&self, key: &str) -> StorageResult<()> {
        match self.store.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// The keys of all files that were written before an instant, by the storage's own clock.
    ///
    /// # Errors
    /// The storage's failure.
    pub async fn written_before(&self, instant: Timestamp) -> StorageResult<Vec<String>> {
        let all: Vec<_> = self.store.list(None).try_collect().await?;
        let older = all.into_iter().filter(|file| file.last_modified.timestamp() < instant.as_second());
        Ok(older.map(|file| file.location.to_string()).collect())
    }
}

/// A key that nobody guesses and that says nothing of what it stands for.
#[must_use]
pub fn new_key() -> String {
    let key = hex::encode(rand::random::<[u8; 16]>());
    // In folders of moderate size.
    format!("{}/{}", &key[..2], &key[2..])
}
