//! Whether the process can serve requests: for monitoring.

use super::Services;
use crate::storage::{directory, error::StorageError, health};

/// Whether the database responds, and accepts a change as it would accept a booking, behind whatever is queued.
///
/// # Errors
/// Why it does not.
pub async fn database(services: &Services) -> Result<(), String> {
    let looked: Result<(), StorageError> = async {
        directory::version(&mut services.db.read().await?).await?;
        services.db.write((), |tx, ()| Box::pin(async move { health::probe(tx).await })).await
    }
    .await;
    looked.map_err(|e| e.to_string())
}

/// Whether a document could be stored.
///
/// # Errors
/// Why it could not.
pub async fn documents(services: &Services) -> Result<(), String> {
    services.files.check().await.map_err(|e| e.to_string())
}
