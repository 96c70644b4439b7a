//! `consulta seed`.

use consulta::{
    domain::seed::SeedSize,
    service::{
        audit,
        clock::Clock,
        seed::{self, SeedOptions, SeedReport},
    },
};

use super::{AnyError, open};

/// What to make up.
#[derive(clap::Args)]
pub struct Args {
    /// How many practitioners
    #[arg(long, default_value_t = 120)]
    practitioners: usize,
    /// How many patients
    #[arg(long, default_value_t = 4_000)]
    patients: usize,
    /// How many appointments, past and upcoming; by default, enough to keep the clinic busy
    #[arg(long)]
    appointments: Option<usize>,
    /// The seed; each makes a different clinic
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The moment that separates past from upcoming appointments, such as 2026-11-22T21:00:00Z; defaults to now
    #[arg(long)]
    as_of: Option<jiff::Timestamp>,
    /// Succeed without changing anything if the database is not empty
    #[arg(long)]
    if_empty: bool,
}

/// Fills an empty database with a made-up clinic.
pub async fn run(args: Args) -> Result<(), AnyError> {
    let Args { practitioners, patients, appointments, seed, as_of, if_empty } = args;
    let config = open::config()?;
    if config.is_exposed() {
        return Err("others reach this server, and demo accounts have a password that anyone can look up. Use another database, \
            on a loopback CONSULTA_ADDR, without CONSULTA_PUBLIC_URL and CONSULTA_TRUST_PROXY"
            .into());
    }
    let services = open::services(&config, as_of.map_or(Clock::System, Clock::fixed)).await?;
    audit::begin_key(&services, false).await?;
    // Not a command-line argument, as everyone on the machine can read those.
    let password = std::env::var("CONSULTA_DEMO_PASSWORD").unwrap_or_else(|_| seed::DEMO_PASSWORD.to_owned());
    let size = SeedSize { practitioners, patients, appointments };
    let report = seed::run(&services, &SeedOptions { size, seed, password }).await?;
    println!("{report}");
    if report == SeedReport::NotEmpty && !if_empty {
        return Err("nothing was seeded".into());
    }
    open::close(&services).await;
    Ok(())
}
