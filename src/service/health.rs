//! Whether the process can serve requests: for monitoring.

use super::{Outcome, Services, task};
use crate::storage::{delivery, directory, error::StorageError, health};

/// What is left to do, for metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// How many tasks are not done in time.
    pub tasks: usize,
    /// Messages that have not been sent: `email` or `push`; `queued`, `failed` or `dead`; their number.
    pub messages: Vec<(String, String, i64)>,
}

/// What is left to do.
///
/// # Errors
/// A storage failure.
pub async fn undone(services: &Services) -> Outcome<Undone> {
    let tasks = task::overdue(services).await?.len();
    let messages = delivery::unsent_by_channel(&mut services.db.read().await?).await?;
    Ok(Undone { tasks, messages })
}

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
