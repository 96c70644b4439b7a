//! `consulta backup`.

use std::path::PathBuf;

use consulta::{
    service::{
        audit, backup,
        clock::Clock,
        upkeep::{self, Found},
    },
    storage::files::Files,
};

use super::{AnyError, open};

/// Where to.
#[derive(clap::Args)]
pub struct Args {
    /// The folder to put it in, in a new folder of its own; best on a different disk from the database
    folder: PathBuf,
    /// Afterwards, delete all but this many of the newest backups
    #[arg(long)]
    keep: Option<usize>,
}

/// Makes a backup.
pub async fn run(Args { folder, keep }: Args) -> Result<(), AnyError> {
    let config = open::config()?;
    let services = open::services(&config, Clock::System).await?;
    let services = services.with_files(Files::open(&config.documents)?).with_upkeep(config.upkeep());
    audit::begin_key(&services, false).await?;
    let made = backup::make(&services, &config.database_url, &folder).await;
    upkeep::note_backup(&services, &made).await?;
    let made = made?;
    println!("Backed up to {}.", made.folder.display());
    println!("{}.", Found::from(&made).said());
    println!(
        "{}",
        match made.manifest.seal {
            Some(_) =>
                "It is encrypted: without its passphrase or key file no one can restore it. Keep a copy of that elsewhere.",
            None => "It is not encrypted: keep it on an encrypted disk, or set CONSULTA_BACKUP_KEY_FILE.",
        }
    );
    println!("The audit's key is not in it: keep a copy of {} elsewhere, too.", config.audit_key);
    if let Some(keep) = keep {
        println!("Deleted {} older backups.", backup::keep_only(&folder, keep, services.clock.now())?);
    }
    open::close(&services).await;
    if made.manifest.broken.is_empty() { Ok(()) } else { Err("the database is not sound: see above".into()) }
}
