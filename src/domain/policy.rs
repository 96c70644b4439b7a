//! Who may do what: (actor, action, resource) -> a basis, or a denial with its reason. Roles should be compared nowhere else.

mod action;
mod basis;

pub use action::Action;
pub use basis::Basis;

use super::{
    account::{Actor, Role},
    ids::{AccountId, PatientId, PractitionerId},
    inbox,
    settings::{FactorRule, Group, Visibility},
};

/// What an action is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The clinic as a whole.
    Clinic,
    /// The directory, which a setting opens to visitors or only to members.
    Directory(Visibility),
    /// Something that belongs to one account.
    Account(AccountId),
    /// Something that belongs to one patient.
    Patient(PatientId),
    /// Something that belongs to one practitioner.
    Practitioner(PractitionerId),
    /// Something that belongs to both parties of an appointment.
    Appointment {
        /// Who is seen.
        patient: PatientId,
        /// By whom.
        practitioner: PractitionerId,
    },
    /// What happens at a centre, with the basis on which the actor works at its desk, if any.
    Desk(Option<Basis>),
    /// A setting of this group.
    Setting(Group),
    /// A patient's appointments, with the basis on which someone else manages them ([`super::access`]), if any.
    Entrusted(PatientId, Option<Basis>),
    /// A patient's record, with the reader's basis ([`super::access`]), if any.
    Record(PatientId, Option<Basis>),
}

/// Why an action is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// The actor has to sign in first.
    NotSignedIn,
    /// The account lacks the role.
    WrongRole,
    /// The role is right, but the resource belongs to someone else: answered as if it did not exist.
    NotTheirs,
}

/// Whether an actor holds one of these roles.
#[must_use]
pub fn holds(actor: &Actor, roles: &[Role]) -> bool {
    matches!(actor, Actor::Account { roles: held, .. } if held.iter().any(|role| roles.contains(role)))
}

/// Whether these roles make someone staff: their sign-in protects more than their own data.
#[must_use]
pub fn is_staff(roles: &[Role]) -> bool {
    roles.iter().any(|role| *role != Role::Patient)
}

/// Whether these roles require a second step to sign in.
#[must_use]
pub fn must_have_second_factor(roles: &[Role], rule: FactorRule) -> bool {
    rule == FactorRule::Everyone
        || rule == FactorRule::Staff && is_staff(roles)
        || rule == FactorRule::Administrators && roles.contains(&Role::Administrator)
}

/// Decides. Whatever is not explicitly allowed here is denied.
///
/// # Errors
/// The reason for the denial.
pub fn decide(actor: &Actor, action: Action, resource: Resource) -> Result<Basis, Denial> {
    if (action, resource) == (Action::ReadDirectory, Resource::Directory(Visibility::Public)) {
        return Ok(Basis::Public);
    }
    let (id, roles) = match actor {
        Actor::Visitor => return Err(Denial::NotSignedIn),
        Actor::App { patient, .. } => return of_app(*patient, action, resource),
        Actor::Account { id, roles } => (id, roles),
    };
    let is = |role: Role| roles.contains(&role);
    let owns = |owner: AccountId| owner == *id;
    let (has_role, on_basis) = match (action, resource) {
        (Action::ReadDirectory, Resource::Directory(_)) => (true, Some(Basis::Member)),
        (Action::UseOwnAccount | Action::ExportOwnData, Resource::Account(account)) => {
            (true, owns(account).then_some(Basis::Own))
        }
        // Not even those who run the clinic can export all of its records with one token.
        (Action::ExportRecords, Resource::Account(account)) => {
            (is(Role::Patient) || is(Role::Practitioner), owns(account).then_some(Basis::Own))
        }
        (
            Action::Book
            | Action::ReadPatientAppointments
            | Action::UseWaitlist
            | Action::EditOwnHistory
            | Action::ShareRecord
            | Action::UseReferrals
            | Action::Rate,
            Resource::Patient(patient),
        ) => (is(Role::Patient), owns(patient.account()).then_some(Basis::Own)),
        // The clinic has to know who stops working there: staff have to ask an administrator.
        (Action::CloseAccount, Resource::Patient(patient)) => {
            (roles.as_slice() == [Role::Patient], owns(patient.account()).then_some(Basis::Own))
        }
        // Family members who act for a patient may have no role of their own.
        (Action::ReadRecord, Resource::Record(patient, ground)) => {
            let is_theirs = |ground: &Basis| match ground {
                Basis::Own => owns(patient.account()),
                Basis::Proxy => true,
                Basis::Administration => is(Role::Administrator),
                Basis::Party
                | Basis::Treating
                | Basis::Relationship
                | Basis::Referral
                | Basis::Emergency
                | Basis::Author => is(Role::Practitioner),
                Basis::Public | Basis::Member | Basis::FrontDesk | Basis::App => false,
            };
            (true, ground.filter(is_theirs))
        }
        // Family members need no role of their own for this either.
        (
            Action::Book
            | Action::ReadAppointment
            | Action::CancelAppointment
            | Action::RescheduleAppointment
            | Action::UseMessages,
            Resource::Entrusted(_, ground),
        ) => (true, ground.filter(|ground| *ground == Basis::Proxy)),
        (
            Action::ReadAgenda
            | Action::ListPatients
            | Action::EditAvailability
            | Action::EditPresentation
            | Action::ManageWaitlist
            | Action::BreakGlass
            | Action::UseReferrals
            | Action::SeeFigures
            | Action::AnswerReviews
            | Action::ExportLists,
            Resource::Practitioner(practitioner),
        ) => (is(Role::Practitioner), owns(practitioner.account()).then_some(Basis::Own)),
        (Action::BookForPatient, Resource::Practitioner(practitioner)) => {
            let own = is(Role::Practitioner) && owns(practitioner.account());
            let basis = if own { Basis::Own } else { Basis::Administration };
            let staff = is(Role::Practitioner) || is(Role::Administrator);
            (staff, (own || is(Role::Administrator)).then_some(basis))
        }
        (
            Action::RunAppointment | Action::CheckInPatient | Action::Consult,
            Resource::Appointment { practitioner, .. },
        ) => (is(Role::Practitioner), owns(practitioner.account()).then_some(Basis::Party)),
        (
            Action::UseDesk
            | Action::AddPatient
            | Action::CheckInPatient
            | Action::BookForPatient
            | Action::ReadAppointment
            | Action::CancelAppointment
            | Action::RescheduleAppointment,
            Resource::Desk(ground),
        ) => (is(Role::Receptionist), ground.filter(|ground| *ground == Basis::FrontDesk)),
        (Action::CancelAppointment, Resource::Appointment { .. }) if is(Role::Administrator) => {
            (true, Some(Basis::Administration))
        }
        (
            Action::ReadAppointment | Action::CancelAppointment | Action::RescheduleAppointment | Action::UseMessages,
            Resource::Appointment { patient, practitioner },
        ) => {
            let as_patient = is(Role::Patient) && owns(patient.account());
            let as_practitioner = is(Role::Practitioner) && owns(practitioner.account());
            (is(Role::Patient) || is(Role::Practitioner), (as_patient || as_practitioner).then_some(Basis::Party))
        }
        (
            Action::CancelAppointment
            | Action::ManageAccounts
            | Action::MergePatients
            | Action::ErasePatients
            | Action::ManageClosures
            | Action::ManageWaitlist
            | Action::ManageServices
            | Action::ManageDirectory
            | Action::ImportDirectory
            | Action::ReviewAccess
            | Action::ManageSettings
            | Action::ManageContent
            | Action::ModerateReviews
            | Action::SettleAppointments
            | Action::ReadStatus
            | Action::VetApplications,
            Resource::Clinic,
        ) => administration(is(Role::Administrator)),
        (
            Action::ReadFigures
            | Action::SeeFigures
            | Action::ExportLists
            | Action::ListAppointments
            | Action::ListReferrals
            | Action::AnswerReviews,
            Resource::Clinic,
        ) => administration(is(Role::Administrator) || is(Role::Manager)),
        (Action::AnswerClinicMessages, Resource::Clinic) => {
            let basis = if is(Role::Administrator) { Basis::Administration } else { Basis::FrontDesk };
            let holds_it = holds(actor, inbox::HOLDERS);
            (holds_it, holds_it.then_some(basis))
        }
        (Action::ReadAudit, Resource::Clinic) => administration(is(Role::Administrator) || is(Role::Auditor)),
        (Action::ManageSettings, Resource::Setting(group)) => {
            let is_managers = matches!(group, Group::Directory | Group::Booking | Group::Reading | Group::Data);
            administration(is(Role::Administrator) || (is_managers && is(Role::Manager)))
        }
        _ => (false, None),
    };
    if has_role { on_basis.ok_or(Denial::NotTheirs) } else { Err(Denial::WrongRole) }
}

/// An app reads the record of the patient who allowed it, on that basis. Apps can do nothing else.
fn of_app(patient: PatientId, action: Action, resource: Resource) -> Result<Basis, Denial> {
    match (action, resource) {
        (Action::ReadRecord, Resource::Record(of, Some(Basis::App))) if of == patient => Ok(Basis::App),
        (Action::ReadRecord, Resource::Record(..)) => Err(Denial::NotTheirs),
        _ => Err(Denial::WrongRole),
    }
}

/// What belongs to the clinic is for those who run that part of it.
fn administration(runs_it: bool) -> (bool, Option<Basis>) {
    (runs_it, runs_it.then_some(Basis::Administration))
}
