//! Who may do what: (actor, action, resource) -> a basis, or a denial with its reason. Roles should be compared nowhere else.

use serde::{Deserialize, Serialize};

use super::{
    account::{Actor, Role},
    ids::{AccountId, PatientId, PractitionerId},
    settings::{FactorRule, Group, Visibility},
};

/// What someone wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Search and read the directory.
    ReadDirectory,
    /// Book an appointment as a patient.
    Book,
    /// Book one with a practitioner for a patient.
    BookForPatient,
    /// See one appointment.
    ReadAppointment,
    /// Call one off.
    CancelAppointment,
    /// Move one to another time.
    RescheduleAppointment,
    /// Approve, decline, check in, complete: what only the practitioner may do.
    RunAppointment,
    /// Note that a patient is there.
    CheckInPatient,
    /// See the day of a centre, and who is waiting there.
    UseDesk,
    /// Make a patient of someone who has no account.
    AddPatient,
    /// See a patient's own list of appointments.
    ReadPatientAppointments,
    /// See a practitioner's day.
    ReadAgenda,
    /// Look patients up by name.
    ListPatients,
    /// Change a practitioner's hours or whether they accept bookings.
    EditAvailability,
    /// Say what patients read about one as a practitioner.
    EditPresentation,
    /// Wait for a time, answer what is offered, withdraw.
    UseWaitlist,
    /// See who waits, and say how pressing it is.
    ManageWaitlist,
    /// Use what belongs to one's own account: password, devices, notices.
    UseOwnAccount,
    /// See how much there is of everything.
    ReadFigures,
    /// See accounts, and activate or deactivate them.
    ManageAccounts,
    /// See every appointment's time and people, without the reason for it.
    ListAppointments,
    /// Read what visitors wrote to the clinic.
    ReadContactMessages,
    /// Decide what can be booked, with whom, and in which rooms.
    ManageServices,
    /// Add and change centres and practitioners, and who works where.
    ManageDirectory,
    /// Close a centre, or everything, for days or hours.
    ManageClosures,
    /// Read a patient's record.
    ReadRecord,
    /// Say something of one's own health.
    EditOwnHistory,
    /// Decide who may read one's own record (hide, block, trust), and see who did.
    ShareRecord,
    /// Open the consultation of an appointment, and write in it.
    Consult,
    /// Open a record without any other ground, for a reason that is reviewed.
    BreakGlass,
    /// Decide whether emergency access was justified, and who looks after whom.
    ReviewAccess,
    /// Search the audit.
    ReadAudit,
    /// Say how the clinic decides.
    ManageSettings,
    /// See referrals, as the patient, the author or the addressee, and answer them.
    UseReferrals,
    /// Rate a practitioner or a centre, and remove the rating.
    Rate,
    /// Hide what someone wrote about one, and show it again.
    ModerateReviews,
    /// Read and write messages between a patient and a practitioner.
    UseMessages,
    /// Take any appointment through its steps for the clinic: approve, decline, check in, complete.
    SettleAppointments,
    /// See figures: bookings, missed and cancelled visits, how full the calendars are.
    SeeFigures,
    /// Take lists away as files.
    ExportLists,
    /// See how the server is doing: its database, disks and backups.
    ReadStatus,
    /// Decide on applications to work with the clinic.
    VetApplications,
    /// Close one's own account.
    CloseAccount,
}

impl Action {
    /// Every action, in the order of the policy matrix.
    pub const ALL: [Self; 43] = [
        Self::ReadDirectory,
        Self::Book,
        Self::BookForPatient,
        Self::ReadAppointment,
        Self::CancelAppointment,
        Self::RescheduleAppointment,
        Self::RunAppointment,
        Self::CheckInPatient,
        Self::UseDesk,
        Self::AddPatient,
        Self::ReadPatientAppointments,
        Self::ReadAgenda,
        Self::ListPatients,
        Self::EditAvailability,
        Self::EditPresentation,
        Self::UseWaitlist,
        Self::ManageWaitlist,
        Self::UseOwnAccount,
        Self::ReadFigures,
        Self::ManageAccounts,
        Self::ListAppointments,
        Self::ReadContactMessages,
        Self::ManageServices,
        Self::ManageDirectory,
        Self::ManageClosures,
        Self::ReadRecord,
        Self::EditOwnHistory,
        Self::ShareRecord,
        Self::Consult,
        Self::BreakGlass,
        Self::ReviewAccess,
        Self::ReadAudit,
        Self::ManageSettings,
        Self::UseReferrals,
        Self::Rate,
        Self::ModerateReviews,
        Self::UseMessages,
        Self::SettleAppointments,
        Self::SeeFigures,
        Self::ExportLists,
        Self::ReadStatus,
        Self::VetApplications,
        Self::CloseAccount,
    ];
}

/// What it is done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The clinic as a whole.
    Clinic,
    /// The directory, which a setting opens to visitors or only to members.
    Directory(Visibility),
    /// What belongs to one account.
    Account(AccountId),
    /// What belongs to one patient.
    Patient(PatientId),
    /// What belongs to one practitioner.
    Practitioner(PractitionerId),
    /// What belongs to the two parties of an appointment.
    Appointment {
        /// Who is seen.
        patient: PatientId,
        /// By whom.
        practitioner: PractitionerId,
    },
    /// What happens at a centre; with the ground on which the actor works at its desk, if any.
    Desk(Option<Basis>),
    /// A setting of this group.
    Setting(Group),
    /// A patient's appointments; with the ground on which someone else manages them ([`super::access`]), if any.
    Entrusted(PatientId, Option<Basis>),
    /// A patient's record; with the reader's ground ([`super::access`]), if any.
    Record(PatientId, Option<Basis>),
}

/// The ground on which something is allowed; it is recorded in the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Anyone may.
    Public,
    /// Anyone with an account may.
    Member,
    /// It is their own.
    Own,
    /// They are a party of the appointment.
    Party,
    /// They run the place.
    Administration,
    /// They work at the centre's front desk.
    FrontDesk,
    /// They treat the patient.
    Treating,
    /// They look after the patient.
    Relationship,
    /// The patient was referred to them.
    Referral,
    /// The patient trusts them with it.
    Proxy,
    /// They broke the glass.
    Emergency,
    /// They wrote it.
    Author,
}

impl Basis {
    /// Every ground.
    pub const ALL: [Self; 12] = [
        Self::Public,
        Self::Member,
        Self::Own,
        Self::Party,
        Self::Administration,
        Self::FrontDesk,
        Self::Treating,
        Self::Relationship,
        Self::Referral,
        Self::Proxy,
        Self::Emergency,
        Self::Author,
    ];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Member => "member",
            Self::Own => "own",
            Self::Party => "party",
            Self::Administration => "administration",
            Self::FrontDesk => "front_desk",
            Self::Treating => "treating",
            Self::Relationship => "relationship",
            Self::Referral => "referral",
            Self::Proxy => "proxy",
            Self::Emergency => "emergency",
            Self::Author => "author",
        }
    }
}

/// Why something is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// One must sign in first.
    NotSignedIn,
    /// The account lacks the role.
    WrongRole,
    /// The role is right, but the thing belongs to someone else: answered as if it did not exist.
    NotTheirs,
}

/// Whether an actor may act as one of these.
#[must_use]
pub fn holds(actor: &Actor, roles: &[Role]) -> bool {
    matches!(actor, Actor::Account { roles: held, .. } if held.iter().any(|role| roles.contains(role)))
}

/// Whether someone with these roles works here: more depends on their sign-in than what is theirs.
#[must_use]
pub fn is_staff(roles: &[Role]) -> bool {
    roles.iter().any(|role| *role != Role::Patient)
}

/// Whether someone with these roles has to sign in with a second step.
#[must_use]
pub fn must_have_second_factor(roles: &[Role], rule: FactorRule) -> bool {
    rule == FactorRule::Everyone
        || rule == FactorRule::Staff && is_staff(roles)
        || rule == FactorRule::Administrators && roles.contains(&Role::Administrator)
}

/// Decides. What is not allowed here is denied.
///
/// # Errors
/// The reason for the denial.
pub fn decide(actor: &Actor, action: Action, resource: Resource) -> Result<Basis, Denial> {
    if (action, resource) == (Action::ReadDirectory, Resource::Directory(Visibility::Public)) {
        return Ok(Basis::Public);
    }
    let Actor::Account { id, roles } = actor else {
        return Err(Denial::NotSignedIn);
    };
    let is = |role: Role| roles.contains(&role);
    let owns = |owner: AccountId| owner == *id;
    let (has_role, on_basis) = match (action, resource) {
        (Action::ReadDirectory, Resource::Directory(_)) => (true, Some(Basis::Member)),
        (Action::UseOwnAccount, Resource::Account(account)) => (true, owns(account).then_some(Basis::Own)),
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
        // The clinic has to know who stops working there: its staff ask an administrator.
        (Action::CloseAccount, Resource::Patient(patient)) => {
            (roles.as_slice() == [Role::Patient], owns(patient.account()).then_some(Basis::Own))
        }
        // Family members without a role of their own may be trusted too: the ground is what counts.
        (Action::ReadRecord, Resource::Record(patient, ground)) => {
            (true, ground.filter(|ground| *ground != Basis::Own || owns(patient.account())))
        }
        // Family needs no role of its own for this either.
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
            | Action::ManageClosures
            | Action::ReadContactMessages
            | Action::ManageWaitlist
            | Action::ManageServices
            | Action::ManageDirectory
            | Action::ReviewAccess
            | Action::ManageSettings
            | Action::ModerateReviews
            | Action::SettleAppointments
            | Action::ReadStatus
            | Action::VetApplications,
            Resource::Clinic,
        ) => administration(is(Role::Administrator)),
        (
            Action::ReadFigures | Action::SeeFigures | Action::ExportLists | Action::ListAppointments,
            Resource::Clinic,
        ) => administration(is(Role::Administrator) || is(Role::Manager)),
        (Action::ReadAudit, Resource::Clinic) => administration(is(Role::Administrator) || is(Role::Auditor)),
        (Action::ManageSettings, Resource::Setting(group)) => {
            let is_managers = matches!(group, Group::Directory | Group::Booking | Group::Data);
            administration(is(Role::Administrator) || (is_managers && is(Role::Manager)))
        }
        _ => (false, None),
    };
    if has_role { on_basis.ok_or(Denial::NotTheirs) } else { Err(Denial::WrongRole) }
}

/// What belongs to the clinic is the business of whoever runs this part of it.
fn administration(runs_it: bool) -> (bool, Option<Basis>) {
    (runs_it, runs_it.then_some(Basis::Administration))
}
