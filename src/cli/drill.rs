//! `consulta drill`.

use std::path::PathBuf;

use consulta::service::{
    audit,
    backup::{self, Keys},
    clock::Clock,
    upkeep::{self, Found},
};

use super::{AnyError, open, secret};

/// Which backups.
#[derive(clap::Args)]
pub struct Args {
    /// The folder with the backups; defaults to CONSULTA_BACKUPS
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
    let newest = backup::list(&folder)?.into_iter().next();
    let passphrase = secret::of_backup(&config, newest.as_deref())?;
    let keys = Keys { audit: services.db.audit_key(), passphrase: passphrase.as_ref() };
    let proof = backup::drill(&folder, &config.database_url, keys, now).await;
    upkeep::note_drill(&services, &proof).await?;
    println!("{}.", Found::from(&proof?).said());
    open::close(&services).await;
    Ok(())
}
