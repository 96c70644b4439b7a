//! Users as administrators edit them, the roles that they are given, and administrators who make others.
//!
//! An administrator is always a new account, whose first password takes a code that another administrator confirms. Giving the role
//! to an account that someone already signs in with would let one person, with two accounts, act as the two administrators required
//! for a staff code.

mod own_roles;
mod roles;

pub(super) use self::own_roles::enter_practice;
pub use self::own_roles::{make_patient, make_practitioner, take_role};
pub use self::roles::{add_administrator, add_staff, desks_of, put_roles_back, set_roles};
use jiff::Timestamp;

use super::{
    Outcome, Services,
    administrators::still_administers,
    authorise,
    email_change::{self, Waiting},
    merge,
    personnel::{Contact, set_contact, set_sign_in_names},
    second_factor::{self, Reset},
};
use crate::{
    domain::{
        account::{Actor, IdentifierKind},
        audit::Deed,
        directory::Changed,
        ids::{AccountId, CentreId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Resource},
        sign_in_name::NamesForm,
        swap::Swap,
        topic::Topic,
        user_form::UserForm,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        db::{Conn, Tx},
        directory, notice,
    },
};

/// One account.
///
/// # Errors
/// Not allowed; not found.
pub async fn find(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Account> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let found = account::find(&mut services.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    by.saw(services, Deed::AccountRead, id.into()).await?;
    Ok(found)
}

/// The names with which someone signs in. Called together with [`find`] or a practitioner's page, which audit that the account was
/// read.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn names(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Vec<(IdentifierKind, String)>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    Ok(account::names(&mut services.db.read().await?, id).await?)
}

/// A user to be edited, or what has to be known before adding a new one.
#[derive(Clone, Debug)]
pub struct Known {
    /// Their account, if there is one.
    pub account: Option<Account>,
    /// The centres at whose desks they work.
    pub desks: Vec<CentreId>,
    /// Their sign-in names.
    pub names: Vec<(IdentifierKind, String)>,
    /// Their new address, once it is confirmed.
    pub waiting: Option<Waiting>,
    /// Their second factor.
    pub second_factor: Option<Reset>,
    /// The maximum number of administrators, if there is one.
    pub most_administrators: Option<u32>,
    /// The account into which theirs was merged, with its owner's name.
    pub merged_into: Option<(AccountId, String)>,
}

/// A user to be edited, or a new one.
///
/// # Errors
/// Not allowed; not found.
pub async fn to_edit(services: &Services, actor: &Actor, id: Option<AccountId>) -> Outcome<Known> {
    let most_administrators = most_administrators(services, actor).await?;
    Ok(match id {
        Some(id) => Known {
            account: Some(find(services, actor, id).await?),
            desks: desks_of(services, actor, id).await?,
            names: names(services, actor, id).await?,
            waiting: email_change::waiting(services, id).await?,
            second_factor: Some(second_factor::of_account(services, actor, id).await?),
            most_administrators,
            merged_into: merge::into(services, actor, id).await?,
        },
        None => Known {
            account: None,
            desks: Vec::new(),
            names: Vec::new(),
            waiting: None,
            second_factor: None,
            most_administrators,
            merged_into: None,
        },
    })
}

/// Stores an account owner's name and contact details; they are told, unless they are the actor. A changed address is what they
/// sign in with from now on.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; every invalid field; the actor's own sign-in names, which take their password.
pub async fn save(services: &Services, actor: &Actor, id: AccountId, form: &UserForm) -> Outcome<Swap<UserForm>> {
    save_over(services, actor, id, (form, None)).await
}

/// Like [`save`], only if the user is still as `seen`, if given.
///
/// # Errors
/// The errors of [`save`]; [`AppError::Overtaken`] if the account has been changed since.
pub async fn save_as_seen(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    form: &UserForm,
    seen: Option<UserForm>,
) -> Outcome<()> {
    save_over(services, actor, id, (form, seen)).await.map(drop)
}

/// Undoes such a change.
///
/// # Errors
/// The errors of [`save`]; [`AppError::Overtaken`] if the account has been changed since.
pub async fn put_back(services: &Services, actor: &Actor, id: AccountId, change: Swap<UserForm>) -> Outcome<()> {
    let Swap { before, after } = change;
    save_over(services, actor, id, (&before, Some(after))).await.map(drop)
}

/// The form filled in with a user's current data.
#[must_use]
pub fn form_of(found: &Account, names: &[(IdentifierKind, String)]) -> UserForm {
    UserForm {
        name: found.full_name.clone(),
        email: found.email.clone(),
        phone: found.phone.clone(),
        names: Some(NamesForm::of(names)),
    }
}

async fn standing(conn: &mut Conn, id: AccountId) -> Outcome<UserForm> {
    let found = account::find(conn, id).await?.ok_or(AppError::NotFound)?;
    Ok(form_of(&found, &account::names(conn, id).await?))
}

async fn save_over(
    services: &Services,
    actor: &Actor,
    id: AccountId,
    (form, expected): (&UserForm, Option<UserForm>),
) -> Outcome<Swap<UserForm>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    services
        .change(by, (id, form.parse()?, expected), |tx, by, (id, draft, expected)| {
            Box::pin(async move {
                let (actor, now) = (&by.actor, by.at);
                still_administers(tx, actor).await?;
                // Practitioners have the same name in the directory.
                directory::changed(tx, &[Changed::Practitioner(PractitionerId(id.0))]).await?;
                let before = standing(tx, *id).await?;
                if expected.as_ref().is_some_and(|expected| *expected != before) {
                    return Err(AppError::Overtaken.into());
                }
                let contact = Contact { name: &draft.name, email: draft.email.as_str(), phone: &draft.phone };
                let had = account::names(tx, *id).await?;
                set_contact(tx, by, *id, contact).await?;
                let kinds: Vec<IdentifierKind> = had.iter().map(|(kind, _)| *kind).collect();
                set_sign_in_names(tx, by, *id, (Some(&kinds), &draft.names)).await?;
                tell(tx, (actor, *id), &had, now).await?;
                tx.changed(Topic::Calendar(*id));
                by.did(tx, Deed::AccountChange, *id);
                Ok(Swap { before, after: standing(tx, *id).await? })
            })
        })
        .await
}

/// Tells the owner about changed sign-in names; a new address is announced with the rest.
async fn tell(
    tx: &mut Tx,
    (actor, id): (&Actor, AccountId),
    had: &[(IdentifierKind, String)],
    now: Timestamp,
) -> Outcome<()> {
    let others = |names: &[(IdentifierKind, String)]| -> Vec<(IdentifierKind, String)> {
        names.iter().filter(|(kind, _)| *kind != IdentifierKind::Email).cloned().collect()
    };
    if actor.id() != Some(id) && others(had) != others(&account::names(tx, id).await?) {
        notice::insert(tx, id, NoticeKind::SignInNameChanged, None, now.as_second()).await?;
    }
    Ok(())
}

/// The maximum number of administrators, for the people who add them.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn most_administrators(services: &Services, actor: &Actor) -> Outcome<Option<u32>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    Ok(super::settings(&mut services.db.read().await?).await?.most_administrators)
}
