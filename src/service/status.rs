//! How the server is doing, for administrators: the findings of `consulta check`, and the running processes.

use super::{Outcome, Services, authorise, checkup};
use crate::{
    domain::{
        account::Actor,
        policy::{Action, Resource},
    },
    storage::upkeep,
};

pub use super::checkup::{Finding, Level};
pub use crate::storage::upkeep::Process;

/// The state of the server.
#[derive(Clone, Debug)]
pub struct Status {
    /// The findings.
    pub findings: Vec<Finding>,
    /// The processes that serve this database, or work on it.
    pub processes: Vec<Process>,
}

/// Runs every check.
///
/// # Errors
/// Not allowed.
pub async fn read(services: &Services, actor: &Actor) -> Outcome<Status> {
    authorise(actor, Action::ReadStatus, Resource::Clinic)?;
    let now = services.clock.now().as_second();
    let findings = checkup::look(services).await?;
    let processes = upkeep::processes(&mut services.db.read().await?, now).await?;
    Ok(Status { findings, processes })
}
