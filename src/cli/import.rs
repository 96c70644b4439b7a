//! `consulta import`.

use std::path::PathBuf;

use consulta::{
    domain::{import::Ending, time::Zone},
    service::import::{self, ImportOptions},
};

use super::{AnyError, open};

/// What to import, and how.
#[derive(clap::Args)]
pub struct Args {
    /// The folder with patient.csv, provider.csv, health_centres.csv and provider_health_centre.csv
    folder: PathBuf,
    /// Check and report, but store nothing
    #[arg(long)]
    dry_run: bool,
    /// IANA time zone for new centres
    #[arg(long, default_value = "Australia/Sydney")]
    time_zone: String,
}

/// Imports the four MediSoft files.
pub async fn run(Args { folder, dry_run, time_zone }: Args) -> Result<(), AnyError> {
    if !folder.is_dir() {
        return Err(format!("{} is not a folder", folder.display()).into());
    }
    let services = open::ready().await?;
    let zone = Zone::parse(&time_zone).map_err(|e| format!("--time-zone {time_zone}: {e}"))?;
    let report = import::run(&services, &folder, &ImportOptions { zone, dry_run }).await?;
    println!("{report}");
    if report.ending == Ending::Stopped {
        return Err("nothing was imported".into());
    }
    open::close(&services).await;
    Ok(())
}
