//! `consulta drill`.

use std::path::PathBuf;

use consulta::service::{audit, backup, clock::Clock, upkeep};

use super::{AnyError, open};

/// Which backups.
#[derive(clap::Args)]
pub struct Args {
    /// The folder with the backups; CONSULTA_BACKUPS if not given
    folder: Option<PathBuf>,
}

/// Restores the newest one into a temporary place.
pub async fn run(Args { folder }: Args) -> Result<(), AnyError> {
    let config = open::config()?;
    let folder =
        folder.or(config.backups.clone()).ok_or("name the folder with the backups, or set CONSULTA_BACKUPS")?;
    let services = open::services(&config, Clock::System).await?;
    audit::begin_key(&services, false).await?;
    let now = services.clock.now();
    let proof = backup::drill(&folder, &config.database_url, services.db.audit_key(), now).await;
    upkeep::note_drill(&services, &proof).await?;
    println!("Restored and checked {}.", upkeep::said_of_proof(&proof?));
    open::close(&services).await;
    Ok(())
}
