//! `consulta simulate`: months in the life of a clinic on a virtual clock. People book, attend, move, cancel, wait, close and
//! double-book at random through the real use cases; after every step every invariant is checked. The same seed gives the same
//! months, so that any failure can be replayed.

mod actions;
pub mod attendance;
mod closures;
mod finds;
mod options;
mod races;
mod referrals;
mod waiting;
mod world;

use std::{collections::BTreeMap, fmt};

use jiff::SignedDuration;
use sha2::{Digest, Sha256};

pub use self::options::SimulationOptions;
use self::world::World;
use super::{Failure, Outcome};
use crate::storage::invariant;

/// The result of a simulation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SimulationReport {
    /// The number of actions taken.
    pub steps: u64,
    /// How often each action succeeded, and how often it was refused.
    pub tallies: BTreeMap<&'static str, Tally>,
    /// What was violated, and after which step; empty if all is well.
    pub broken: Vec<String>,
    /// A digest of all answers: the same for the same seed.
    pub digest: String,
}

/// How often an action was done and refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Done.
    pub done: u64,
    /// Refused, with an answer for the person.
    pub refused: u64,
}

impl fmt::Display for SimulationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} steps, digest {}", self.steps, &self.digest[..16])?;
        for (action, tally) in &self.tallies {
            writeln!(f, "  {action:<16} {:>6} done {:>6} refused", tally.done, tally.refused)?;
        }
        match self.broken.as_slice() {
            [] => write!(f, "Every invariant held after each step."),
            broken => {
                writeln!(f, "BROKEN:")?;
                broken.iter().try_for_each(|line| writeln!(f, "  {line}"))
            }
        }
    }
}

/// Simulates until the days are over or an invariant is violated.
///
/// # Errors
/// A database that is not empty; or an internal fault, which is also a finding.
pub async fn run(options: &SimulationOptions) -> Outcome<SimulationReport> {
    let mut world = World::begin(options).await?;
    let until = options.from + SignedDuration::from_hours(24 * i64::from(options.days));
    let mut report = SimulationReport { steps: 0, tallies: BTreeMap::new(), broken: Vec::new(), digest: String::new() };
    let mut told = Sha256::new();
    while world.now() < until && report.broken.is_empty() {
        let (action, outcome) = actions::next(&mut world, options.races).await;
        report.steps += 1;
        let tally = report.tallies.entry(action).or_default();
        let answer = match outcome {
            Ok(answer) => {
                tally.done += 1;
                answer
            }
            Err(Failure::Refused(refusal)) => {
                tally.refused += 1;
                format!("{refusal:?}")
            }
            Err(failure) => {
                report.broken.push(format!("step {}: {action}: {failure}", report.steps));
                continue;
            }
        };
        told.update(format!("{} {action} {answer}\n", world.now()));
        let mut conn = world.services.db.read().await?;
        for (invariant, key) in invariant::broken(&mut conn, world.now().as_second()).await? {
            let at = world.now();
            report.broken.push(format!("step {}, {at}: after {action} ({answer}): {invariant}: {key}", report.steps));
        }
        report.broken.extend(world.lies.drain(..).map(|lie| format!("step {}: {lie}", report.steps)));
    }
    report.digest = hex::encode(told.finalize());
    world.services.db.close().await;
    Ok(report)
}
