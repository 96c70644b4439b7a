//! Every address and every server function is listed here once with who may use it. Anything not listed fails the test; anything
//! listed must refuse everyone else.

mod checks;
mod functions;
mod pages;

pub use functions::FUNCTIONS;
pub use pages::PAGES;

use consulta::domain::{
    account::{Actor, Role},
    policy::holds,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum For {
    Everybody,
    Accounts,
    Patients,
    Practitioners,
    Receptionists,
    /// And administrators.
    Managers,
    /// And administrators.
    Auditors,
    Administrators,
    /// Practitioners and administrators.
    Staff,
    /// People who book for patients.
    Bookers,
    /// People who see a centre's appointments: its desk, managers and administrators.
    Desks,
    /// People with access to the clinic's inbox: its desks and administrators.
    Inboxes,
}

use For::{
    Accounts, Administrators, Auditors, Bookers, Desks, Everybody, Inboxes, Managers, Patients, Practitioners,
    Receptionists, Staff,
};

impl For {
    pub fn admits(self, actor: &Actor) -> bool {
        let role = match self {
            Everybody => return true,
            Accounts => return *actor != Actor::Visitor,
            Patients => Role::Patient,
            Practitioners => Role::Practitioner,
            Receptionists => Role::Receptionist,
            Administrators => Role::Administrator,
            Managers => return holds(actor, &[Role::Manager, Role::Administrator]),
            Auditors => return holds(actor, &[Role::Auditor, Role::Administrator]),
            Bookers => return holds(actor, &[Role::Practitioner, Role::Receptionist, Role::Administrator]),
            Inboxes => return holds(actor, &[Role::Receptionist, Role::Administrator]),
            Desks => return holds(actor, &[Role::Receptionist, Role::Manager, Role::Administrator]),
            Staff => return Practitioners.admits(actor) || Administrators.admits(actor),
        };
        holds(actor, &[role])
    }
}
