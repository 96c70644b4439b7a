//! The parameters of a simulation.

use jiff::Timestamp;

/// The parameters of a simulation.
#[derive(Clone, Debug)]
pub struct SimulationOptions {
    /// The same number makes the same months.
    pub seed: u64,
    /// How many days.
    pub days: u16,
    /// How many patients.
    pub patients: usize,
    /// How many practitioners.
    pub practitioners: usize,
    /// Where it begins.
    pub from: Timestamp,
    /// An empty database.
    pub url: String,
    /// Whether two people also act on one appointment at the same moment. Such runs are not reproducible.
    pub races: bool,
}
