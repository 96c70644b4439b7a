//! `consulta seed`: an invented clinic of a chosen size, for demos and benchmarks. For empty databases only.

mod desk;
mod record;

use std::fmt;

use super::{By, Failure, Outcome, Services};
use crate::{
    domain::{
        account::Password,
        audit::{Deed, Subject, Thing},
        policy::Basis,
        seed::{
            DEMO_ADMINISTRATOR, DEMO_AUDITOR, DEMO_MANAGER, DEMO_PATIENT, DEMO_PRACTITIONER, DEMO_RECEPTIONIST,
            SeedPlan, SeedSize, plan,
        },
    },
    storage::{db::Tx, directory, seed},
};

/// The password of every demo account, unless another is chosen.
pub const DEMO_PASSWORD: &str = "consulta demo";

/// What to generate.
#[derive(Clone, Debug)]
pub struct SeedOptions {
    /// The size of the clinic.
    pub size: SeedSize,
    /// The same number gives the same people.
    pub seed: u64,
    /// The password of every account.
    pub password: String,
}

/// The outcome; `Display` is the text for the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SeedReport {
    /// The database was not empty and is unchanged.
    NotEmpty,
    /// The clinic was stored.
    Stored {
        /// How large it is.
        size: SeedSize,
        /// The number of hospitals and medical centres.
        centres: usize,
        /// The password of every account.
        password: String,
    },
}

/// Whether demo staff accounts can sign in: their password is in the manual.
///
/// # Errors
/// A storage failure.
pub async fn has_demo_staff(services: &Services) -> Outcome<bool> {
    Ok(seed::has_demo_staff(&mut services.db.read().await?).await?)
}

/// Generates a clinic and stores it, all or nothing. A database that contains any person or centre is left alone.
///
/// # Errors
/// A password shorter than 8 characters; a storage failure.
pub async fn run(services: &Services, options: &SeedOptions) -> Outcome<SeedReport> {
    if !seed::is_empty(&mut services.db.read().await?).await? {
        return Ok(SeedReport::NotEmpty);
    }
    let now = services.clock.now();
    let plan = plan(options.size, options.seed, now).map_err(|e| Failure::Fault(e.to_string()))?;
    let stored = SeedReport::Stored {
        size: SeedSize { appointments: Some(plan.appointments.len()), ..options.size },
        centres: plan.centres.len(),
        password: options.password.clone(),
    };
    // One hash for everyone: separate salts for 20,000 people would take a quarter of an hour.
    let hash = services.passwords.hash(&Password::parse(&options.password)?).await?;
    // The command line: the caller owns the machine.
    let by = By { at: now, ..By::visitor(services).on(Basis::Administration) };
    let plan = (plan, options.size.appointments.is_none());
    let is_ours =
        services.change(by, (plan, hash), |tx, by, (plan, hash)| Box::pin(seed_in(tx, by, plan, hash))).await?;
    Ok(if is_ours { stored } else { SeedReport::NotEmpty })
}

async fn seed_in(tx: &mut Tx, by: &By, (plan, does_well): &(SeedPlan, bool), hash: &str) -> Outcome<bool> {
    if !seed::is_empty(tx).await? {
        return Ok(false);
    }
    directory::bump_version(tx).await?;
    seed::insert(tx, plan, hash, by.second()).await?;
    record::write(tx, by.at, *does_well).await?;
    seed::count(tx).await?;
    by.did(tx, Deed::DirectorySeed, Subject::any(Thing::Directory));
    Ok(true)
}

impl fmt::Display for SeedReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Stored { size, centres, password } = self else {
            return f
                .write_str("The database is not empty, and demo data goes only into a new one. Nothing was changed.");
        };
        let SeedSize { practitioners, patients, .. } = size;
        let appointments = size.appointments.unwrap_or_default();
        writeln!(f, "A demo clinic of {practitioners} practitioners at {centres} centres, {patients} patients and")?;
        writeln!(f, "{appointments} appointments. Sign in with the password \"{password}\" as")?;
        if *patients > 0 {
            writeln!(f, "  {DEMO_PATIENT}")?;
        }
        if *practitioners > 0 {
            writeln!(f, "  {DEMO_PRACTITIONER}")?;
        }
        writeln!(f, "  {DEMO_RECEPTIONIST}")?;
        writeln!(f, "  {DEMO_MANAGER}")?;
        writeln!(f, "  {DEMO_AUDITOR}")?;
        write!(f, "  {DEMO_ADMINISTRATOR}")
    }
}
