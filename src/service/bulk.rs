//! One thing done to several users. Each is authorised, done and audited as if it were done alone; what cannot be done is said, and does
//! not keep the others from it.

use super::{Failure, Outcome, Services, admin, assignment};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Role},
        audit::{self, Subject, Thing},
        form::{Field, FieldError},
        ids::{AccountId, PatientId},
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{
        account::{self, Account, AccountFilter},
        patient,
    },
};

/// How many users can be chosen at once: so many changes, one after the other, are made before a browser stops waiting.
pub const MOST: usize = 300;

/// What is done to each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Activate or deactivate the account.
    Status(AccountStatus),
    /// Have a practitioner look after the patient: as typed in the form, key, kind and last day.
    Assign {
        /// The practitioner's key.
        practitioner: String,
        /// The kind of relationship.
        kind: String,
        /// The last day, if it is temporary.
        until: String,
    },
}

/// Why someone is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It is so already.
    Already,
    /// It is the actor's own account.
    Oneself,
    /// They are no patient.
    NoPatient,
}

/// A chosen user, and why nothing would be done to them, if so.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Who.
    pub account: Account,
    /// Why not.
    pub left_out: Option<LeftOut>,
}

/// What became of one.
#[derive(Debug)]
pub struct Became {
    /// Who.
    pub account: Account,
    /// Whether it was done, was left out, or why it was refused.
    pub outcome: Result<(), Why>,
}

/// Why something was not done.
#[derive(Debug, PartialEq, Eq)]
pub enum Why {
    /// There was nothing to do, or it cannot be done to them.
    LeftOut(LeftOut),
    /// It was refused.
    Refused(AppError),
}

/// The first of the users that match a filter, by name, and how many match; more than [`account::MOST_COUNTED`] are not counted. Where
/// accounts are to be switched on or off, those that are so already don't match.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn matching(
    services: &Services,
    actor: &Actor,
    deed: &Deed,
    filter: &AccountFilter,
) -> Outcome<(Vec<AccountId>, i64)> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let others = match deed {
        Deed::Status(AccountStatus::Active) => Some(AccountStatus::Inactive),
        Deed::Status(AccountStatus::Inactive) => Some(AccountStatus::Active),
        Deed::Assign { .. } => None,
    };
    let filter = AccountFilter {
        text: filter.text.chars().take(100).collect(),
        status: filter.status.or(others),
        limit: i64::try_from(MOST).unwrap_or(i64::MAX),
        ..filter.clone()
    };
    let (found, total) = account::list(&mut services.db.read().await?, &filter).await?;
    by.saw(services, audit::Deed::AccountList, Subject::any(Thing::Account)).await?;
    Ok((found.into_iter().map(|one| one.id).collect(), total))
}

/// The chosen users, with what would happen to them. Keys that belong to no one are left out.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn preview(services: &Services, actor: &Actor, deed: &Deed, ids: &[AccountId]) -> Outcome<Vec<Chosen>> {
    let mut by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if matches!(deed, Deed::Assign { .. }) {
        by = services.authorise(actor, Action::ReviewAccess, Resource::Clinic)?;
    }
    let mut chosen: Vec<Chosen> = Vec::new();
    let mut conn = services.db.read().await?;
    for id in ids.iter().take(MOST) {
        if chosen.iter().any(|one| one.account.id == *id) {
            continue;
        }
        if let Some(account) = account::find(&mut conn, *id).await? {
            let left_out = left_out(actor, deed, &account);
            chosen.push(Chosen { account, left_out });
        }
    }
    drop(conn);
    let chosen_accounts = Subject::any(Thing::Account).part("chosen");
    by.saw(services, audit::Deed::AccountList, chosen_accounts).await?;
    Ok(chosen)
}

fn left_out(actor: &Actor, deed: &Deed, account: &Account) -> Option<LeftOut> {
    match deed {
        Deed::Status(status) if account.status == *status => Some(LeftOut::Already),
        Deed::Status(_) if actor.id() == Some(account.id) => Some(LeftOut::Oneself),
        Deed::Assign { .. } if !account.roles.contains(&Role::Patient) => Some(LeftOut::NoPatient),
        Deed::Assign { .. } if account.status == AccountStatus::Inactive => Some(LeftOut::NoPatient),
        _ => None,
    }
}

/// Does it to each of them, one after the other.
///
/// # Errors
/// Not allowed; what is wrong with the form, in which case nothing was done; the storage's failure, after which some of it may be done.
pub async fn carry_out(services: &Services, actor: &Actor, deed: &Deed, ids: &[AccountId]) -> Outcome<Vec<Became>> {
    let mut all = Vec::new();
    for Chosen { account, left_out } in preview(services, actor, deed, ids).await? {
        let outcome = match left_out {
            Some(why) => Err(Why::LeftOut(why)),
            None => match one(services, actor, deed, &account).await {
                Ok(()) => Ok(()),
                Err(Failure::Refused(AppError::Invalid(problems))) if is_of_form(deed, &account, &problems) => {
                    return Err(problems.into());
                }
                Err(Failure::Refused(error)) => Err(Why::Refused(error)),
                Err(fault) => return Err(fault),
            },
        };
        all.push(Became { account, outcome });
    }
    Ok(all)
}

/// Whether what is wrong is wrong for all: the form, and not that someone would look after themselves.
fn is_of_form(deed: &Deed, account: &Account, problems: &[FieldError]) -> bool {
    let Deed::Assign { practitioner, .. } = deed else { return false };
    let is_own = practitioner.parse() == Ok(account.id);
    problems.iter().any(|one| match one.field {
        Field::Practitioner => !is_own,
        field => matches!(field, Field::Scope | Field::TrustedUntil),
    })
}

async fn one(services: &Services, actor: &Actor, deed: &Deed, account: &Account) -> Outcome<()> {
    match deed {
        Deed::Status(status) => admin::set_account_status(services, actor, account.id, *status).await,
        Deed::Assign { practitioner, kind, until } => {
            let found = patient::find(&mut services.db.read().await?, PatientId(account.id.0)).await?;
            let number = found.ok_or(AppError::NotFound)?.number;
            assignment::assign(services, actor, &number, practitioner, kind, until).await
        }
    }
}
