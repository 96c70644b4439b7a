//! What is looked for in lists of people and in messages, as it stands in an address: sealed for whoever looks. Names of patients, and words
//! about their health, would stay in the histories of browsers and in the logs of proxies.

use super::{Outcome, Services, as_practitioner, authorise};
use crate::{
    domain::{
        account::Actor,
        address::SEALED,
        ids::AccountId,
        list::List,
        policy::{Action, Resource},
    },
    error::AppError,
};

/// The most characters that are looked for.
const LONGEST: usize = 200;

/// Where something is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Users of the clinic.
    Users,
    /// Appointments of the clinic.
    Appointments,
    /// Referrals of the clinic.
    Referrals,
    /// Messages to the clinic.
    Inbox,
    /// Applications to work with the clinic.
    Applications,
    /// Those who wait for a time.
    Waitlist,
    /// Letters and push messages.
    Letters,
    /// A practitioner's patients.
    Patients,
    /// One's own messages.
    Messages,
    /// The audit.
    Audit,
    /// Who reads whose record.
    Access,
}

impl Place {
    fn may_look(self, actor: &Actor) -> Outcome<()> {
        let me = actor.id().ok_or(AppError::NotSignedIn)?;
        match self {
            Self::Users | Self::Letters => authorise(actor, Action::ManageAccounts, Resource::Clinic)?,
            Self::Appointments => authorise(actor, Action::ListAppointments, Resource::Clinic)?,
            Self::Referrals => authorise(actor, Action::ListReferrals, Resource::Clinic)?,
            Self::Inbox => authorise(actor, Action::AnswerClinicMessages, Resource::Clinic)?,
            Self::Applications => authorise(actor, Action::VetApplications, Resource::Clinic)?,
            Self::Waitlist => authorise(actor, Action::ManageWaitlist, Resource::Clinic)?,
            Self::Patients => as_practitioner(actor, Action::ListPatients)?.1,
            Self::Audit => authorise(actor, Action::ReadAudit, Resource::Clinic)?,
            Self::Access => authorise(actor, Action::ReviewAccess, Resource::Clinic)?,
            Self::Messages => authorise(actor, Action::UseOwnAccount, Resource::Account(me))?,
        };
        Ok(())
    }
}

/// What was typed, for the address of a list.
///
/// # Errors
/// Not allowed to look there.
pub fn for_address(services: &Services, actor: &Actor, place: Place, typed: &str) -> Outcome<String> {
    place.may_look(actor)?;
    seal(services, actor, typed)
}

/// What was typed, sealed; nothing stays nothing. Whoever calls it has authorised the actor.
///
/// # Errors
/// Not signed in.
pub fn seal(services: &Services, actor: &Actor, typed: &str) -> Outcome<String> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    let text: String = typed.trim().chars().take(LONGEST).collect();
    if text.is_empty() {
        return Ok(text);
    }
    let sealed = services.db.audit_key().seal_for_address(&text, &bound_to(me)).ok_or(AppError::Internal)?;
    Ok(format!("{SEALED}{sealed}"))
}

/// What was typed, from an address; what is not sealed there, because a program or a person wrote it, is what it says.
///
/// # Errors
/// Not signed in; [`AppError::SearchOver`] for what was sealed for someone else, or with another key.
pub fn read(services: &Services, actor: &Actor, written: &str) -> Outcome<String> {
    let Some(sealed) = written.strip_prefix(SEALED) else { return Ok(written.to_owned()) };
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok(services.db.audit_key().unseal_address(sealed, &bound_to(me)).ok_or(AppError::SearchOver)?)
}

/// The query of a list with its names sealed.
///
/// # Errors
/// Not signed in.
pub fn sealed_query(services: &Services, actor: &Actor, list: &List, query: &str) -> Outcome<String> {
    list.with_names(query, |name| seal(services, actor, name))
}

/// The query of a list with its names as they were typed.
///
/// # Errors
/// As [`read`].
pub fn read_query(services: &Services, actor: &Actor, list: &List, query: &str) -> Outcome<String> {
    list.with_names(query, |name| read(services, actor, name))
}

fn bound_to(me: AccountId) -> String {
    format!("what {me} looks for")
}
