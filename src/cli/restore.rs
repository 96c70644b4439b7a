//! `consulta restore`.

use std::path::PathBuf;

use consulta::{
    service::{
        backup::{self, Options, Target},
        clock::Clock,
        upkeep::Found,
    },
    storage::files::Files,
};

use super::{AnyError, open, secret};

/// What to restore, to the database and the documents' place that are configured.
#[derive(clap::Args)]
pub struct Args {
    /// The folder of the backup, such as /backups/consulta-20261128T103742Z
    from: PathBuf,
    /// Replace what is there; stop every server first
    #[arg(long)]
    replace: bool,
    /// Restore even if the audit's key is lost; only the end of the audit can be checked then
    #[arg(long)]
    lost_key: bool,
}

/// Restores it.
pub async fn run(Args { from, replace, lost_key }: Args) -> Result<(), AnyError> {
    let config = open::config()?;
    let (files, key) = (Files::open(&config.documents)?, config.audit_key.key()?);
    let target = Target { url: &config.database_url, files: &files, key: &key };
    let passphrase = secret::of_backup(&config, Some(&from))?;
    let options = Options { replace, lost_key, passphrase: passphrase.as_ref() };
    let proof = backup::restore(&from, &target, options, Clock::System.now()).await?;
    println!("{}.", Found::from(&proof).said());
    if lost_key {
        println!("The audit's key was lost: run `consulta audit rekey` before you serve.");
    }
    Ok(())
}
