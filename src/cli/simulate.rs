//! `consulta simulate`.

use consulta::service::simulation::{self, SimulationOptions};

use super::AnyError;

/// What to simulate.
#[derive(clap::Args)]
pub struct Args {
    /// The same seed replays the same months
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many days to simulate
    #[arg(long, default_value_t = 60)]
    days: u16,
    /// How many patients
    #[arg(long, default_value_t = 40)]
    patients: usize,
    /// How many practitioners
    #[arg(long, default_value_t = 10)]
    practitioners: usize,
    /// The moment at which the simulation starts
    #[arg(long, default_value = "2026-08-30T22:00:00Z")]
    from: jiff::Timestamp,
    /// Also let two people act on one appointment at the same moment; such a run cannot be replayed
    #[arg(long)]
    races: bool,
    /// An empty database, which is kept afterwards; defaults to a temporary file
    #[arg(long)]
    database: Option<String>,
}

/// Runs a made-up clinic for months on a virtual clock.
pub async fn run(args: Args) -> Result<(), AnyError> {
    let Args { seed, days, patients, practitioners, from, races, database } = args;
    // The folder's name cannot be guessed in advance; the folder is deleted when this function returns.
    let folder = tempfile::tempdir()?;
    let url = database.unwrap_or_else(|| format!("sqlite:{}", folder.path().join("simulation.db").display()));
    let report = simulation::run(&SimulationOptions { seed, days, patients, practitioners, from, url, races }).await?;
    println!("{report}");
    if report.broken.is_empty() { Ok(()) } else { Err(format!("seed {seed} broke an invariant").into()) }
}
