//! Users as administrators edit them, the roles that they are given, and administrators who make others.
//!
//! An administrator is always a new account, whose first password takes a code that another administrator confirms. To give the role
//! to an account that someone already signs in with would let one person, with two accounts, be the two administrators whom a code
//! for staff takes.

mod roles;

pub use self::roles::{add_staff, desks_of, set_roles};
use super::{
    Failure, Outcome, Services,
    admin::{refuse_too_many_administrators, still_administers},
    authorise,
    healthcare_service::announced,
    live,
    personnel::{Contact, new_account, set_contact, set_sign_in_names, unknown_password},
    reset_code,
    second_factor::{self, Reset},
};
use crate::{
    domain::{
        account::{Actor, IdentifierKind, Role},
        directory::Changed,
        ids::{AccountId, CentreId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
        user_form::UserForm,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        audit::{self, AuditEvent},
        db::Tx,
        directory, notice,
    },
};

/// One account.
///
/// # Errors
/// Not allowed; not found.
pub async fn find(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Account> {
    let basis = authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let found = account::find(&mut services.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    super::audit::note(services, actor, ("account.read", "account"), "", basis, None).await?;
    Ok(found)
}

/// What someone signs in with. It comes with [`find`] or a practitioner's page, which write that the account was read.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn names(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Vec<(IdentifierKind, String)>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    Ok(account::names(&mut services.db.read().await?, id).await?)
}

/// A user to be changed, or what there is to know before someone new is added.
#[derive(Clone, Debug)]
pub struct Known {
    /// Their account, if there is one.
    pub account: Option<Account>,
    /// The centres at whose desks they work.
    pub desks: Vec<CentreId>,
    /// With which names they sign in.
    pub names: Vec<(IdentifierKind, String)>,
    /// Their second step.
    pub second_factor: Option<Reset>,
    /// How many administrators the clinic may have, if that is limited.
    pub most_administrators: Option<u32>,
}

/// A user to be changed, or none yet.
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
            second_factor: Some(second_factor::of_account(services, actor, id).await?),
            most_administrators,
        },
        None => Known { account: None, desks: Vec::new(), names: Vec::new(), second_factor: None, most_administrators },
    })
}

/// Stores how the owner of an account is called and reached; they are told, unless it is the actor themself. A changed address is
/// what they sign in with from now on.
///
/// # Errors
/// Not allowed, or no longer allowed; not found; every invalid field.
pub async fn save(services: &Services, actor: &Actor, id: AccountId, form: &UserForm) -> Outcome<()> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let input = (actor.clone(), id, form.parse()?, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, id, draft, now)| {
            Box::pin(async move {
                still_administers(tx, actor).await?;
                // Practitioners have the same name in the directory.
                directory::changed(tx, &[Changed::Practitioner(PractitionerId(id.0))]).await?;
                let contact = Contact { name: &draft.name, email: draft.email.as_str(), phone: &draft.phone };
                let had = account::names(tx, *id).await?;
                set_contact(tx, actor, *id, contact, *now).await?;
                let kinds: Vec<IdentifierKind> = had.iter().map(|(kind, _)| *kind).collect();
                set_sign_in_names(tx, *id, Some(&kinds), &draft.names).await?;
                tell(tx, (actor, *id), &had, *now).await?;
                live::announce(tx, PractitionerId(id.0)).await?;
                record(tx, actor, "account.change", *id, *now);
                Ok::<_, Failure>(())
            })
        })
        .await?;
    announced(services, vec![PractitionerId(id.0)]).await;
    Ok(())
}

/// Makes an administrator with an account of their own. A code for their first password is requested, which another administrator
/// has to confirm.
///
/// # Errors
/// Not allowed, or no longer allowed; every invalid field; that the clinic has as many administrators as it may have.
pub async fn add_administrator(services: &Services, actor: &Actor, form: &UserForm) -> Outcome<AccountId> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let draft = form.parse()?;
    let hash = unknown_password(services).await?;
    let input = (actor.clone(), draft, hash, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, draft, hash, now)| {
            Box::pin(async move {
                still_administers(tx, actor).await?;
                refuse_too_many_administrators(tx).await?;
                let contact = Contact { name: &draft.name, email: draft.email.as_str(), phone: &draft.phone };
                let id = new_account(tx, contact, Role::Administrator, hash, *now).await?;
                set_sign_in_names(tx, id, None, &draft.names).await?;
                record(tx, actor, "account.add_administrator", id, *now);
                reset_code::ask_in(tx, actor, id, *now).await?;
                Ok(id)
            })
        })
        .await
}

/// Tells the owner of other names to sign in with; of a new address they are told with the rest.
async fn tell(
    tx: &mut Tx,
    (actor, id): (&Actor, AccountId),
    had: &[(IdentifierKind, String)],
    now: i64,
) -> Outcome<()> {
    let others = |names: &[(IdentifierKind, String)]| -> Vec<(IdentifierKind, String)> {
        names.iter().filter(|(kind, _)| *kind != IdentifierKind::Email).cloned().collect()
    };
    if actor.id() != Some(id) && others(had) != others(&account::names(tx, id).await?) {
        notice::insert(tx, id, NoticeKind::SignInNameChanged, None, now).await?;
    }
    Ok(())
}

/// How many administrators the clinic may have, for those who make them.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn most_administrators(services: &Services, actor: &Actor) -> Outcome<Option<u32>> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    Ok(super::settings(&mut services.db.read().await?).await?.most_administrators)
}

fn record(tx: &mut Tx, actor: &Actor, action: &'static str, id: AccountId, at: i64) {
    audit::record(tx, &AuditEvent::done(at, actor, action, "account").to(id.0).on(Basis::Administration));
}
