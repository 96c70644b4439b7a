//! Search texts for lists of people and for messages, as they appear in an address: sealed for the searcher. Names of patients, and
//! words about their health, would otherwise stay in browser histories and proxy logs.

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

/// The maximum length of a search text, in characters.
const LONGEST: usize = 200;

/// The list that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The clinic's users.
    Users,
    /// The clinic's appointments.
    Appointments,
    /// The clinic's referrals.
    Referrals,
    /// Messages to the clinic.
    Inbox,
    /// Applications to work with the clinic.
    Applications,
    /// The waiting list.
    Waitlist,
    /// Emails and push messages.
    Letters,
    /// A practitioner's patients.
    Patients,
    /// The actor's own messages.
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

/// The typed text, for the address of a list.
///
/// # Errors
/// Not allowed to look there.
pub fn for_address(services: &Services, actor: &Actor, place: Place, typed: &str) -> Outcome<String> {
    place.may_look(actor)?;
    seal(services, actor, typed)
}

/// The typed text, sealed; an empty text stays empty. The caller has authorised the actor.
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

/// The typed text, from an address; text that is not sealed there, because a program or a person wrote it, is taken as it is.
///
/// # Errors
/// Not signed in; [`AppError::SearchOver`] for what was sealed for someone else, or with another key.
pub fn read(services: &Services, actor: &Actor, written: &str) -> Outcome<String> {
    let Some(sealed) = written.strip_prefix(SEALED) else { return Ok(written.to_owned()) };
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok(services.db.audit_key().unseal_address(sealed, &bound_to(me)).ok_or(AppError::SearchOver)?)
}

/// A list's query with its names sealed.
///
/// # Errors
/// Not signed in.
pub fn sealed_query(services: &Services, actor: &Actor, list: &List, query: &str) -> Outcome<String> {
    list.with_names(query, |name| seal(services, actor, name))
}

/// A list's query with its names as typed.
///
/// # Errors
/// The errors of [`read`].
pub fn read_query(services: &Services, actor: &Actor, list: &List, query: &str) -> Outcome<String> {
    list.with_names(query, |name| read(services, actor, name))
}

fn bound_to(me: AccountId) -> String {
    format!("what {me} looks for")
}
