//! Removing the second factor of someone who has lost their app and their recovery codes. For a patient one administrator does it;
//! for staff a second one has to confirm it, as with reset codes, or it is done on the command line.

use crate::{
    domain::{
        account::{Actor, IdentifierKind, Role, normalise_identifier},
        audit::Deed,
        ids::AccountId,
        notice::NoticeKind,
        policy::{Action, Basis, Resource, is_staff},
    },
    error::AppError,
    service::{By, Outcome, Services, administrators::still_administers, authorise},
    storage::{
        account::{self, Account},
        api_token,
        db::Tx,
        notice::{self, About},
        passkey, personal_token,
        second_factor::{self as stored, REQUEST_LASTS},
        session,
    },
};

/// What an administrator sees of someone's second factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reset {
    /// Whether there is one.
    pub is_on: bool,
    /// Who requested its removal, where a second administrator has to confirm that.
    pub asked_by: Option<String>,
    /// Whether the actor can act on it: request, or confirm.
    pub possible: bool,
    /// Whether removing it takes two administrators.
    pub takes_two: bool,
}

/// The state of an account's second factor.
///
/// # Errors
/// Not allowed; not found.
pub async fn of_account(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Reset> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let owner = account::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let after = services.clock.now().as_second() - REQUEST_LASTS;
    let asked = stored::reset_asked_by(&mut conn, id, after).await?.filter(|_| has_one(&owner));
    let me = actor.id();
    let by_me = asked.as_ref().is_some_and(|(asker, _)| Some(*asker) == me);
    Ok(Reset {
        is_on: has_one(&owner),
        possible: has_one(&owner) && me != Some(id) && !by_me,
        takes_two: is_staff(&owner.roles),
        asked_by: asked.map(|(_, name)| name),
    })
}

/// Removes the second factor or, for staff, requests that another administrator do so; a second request confirms it. Returns
/// whether it is removed.
///
/// # Errors
/// Not allowed, or no longer allowed, including for oneself; not found, including if there is none.
pub async fn reset(services: &Services, actor: &Actor, id: AccountId) -> Outcome<bool> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    services.change(by, id, |tx, by, id| Box::pin(reset_in(tx, by, *id))).await
}

async fn reset_in(tx: &mut Tx, by: &By, id: AccountId) -> Outcome<bool> {
    still_administers(tx, &by.actor).await?;
    let (me, now) = (by.account()?, by.second());
    let owner = account::find(tx, id).await?.filter(has_one).ok_or(AppError::NotFound)?;
    if me == id {
        return Err(AppError::Forbidden.into());
    }
    if is_staff(&owner.roles) {
        let administrators = account::of_role(tx, Role::Administrator).await?;
        let asked_by = stored::reset_asked_by(tx, id, now - REQUEST_LASTS).await?.map(|(asker, _)| asker);
        // An administrator who has since been deactivated does not count as a second pair of eyes.
        let confirms = asked_by.is_some_and(|asker| asker != me && administrators.contains(&asker));
        if !confirms {
            if stored::ask_reset(tx, id, me, now).await? {
                for other in administrators.into_iter().filter(|other| *other != me && *other != id) {
                    notice::insert_about(tx, other, NoticeKind::FactorResetToConfirm, About::Person(me), now).await?;
                }
                by.did(tx, Deed::AccountAskFactorReset, id);
            }
            return Ok(false);
        }
    }
    take(tx, by, id).await?;
    Ok(true)
}

/// Whether there is something to remove: codes or passkeys.
fn has_one(owner: &Account) -> bool {
    owner.second_factor || owner.has_passkey
}

/// Someone holding the lost device may be signed in on it, so every session ends, too; passkeys and app passwords may be on the
/// same device.
async fn take(tx: &mut Tx, by: &By, id: AccountId) -> Outcome<()> {
    let (had_codes, had_passkeys) = (stored::delete(tx, id).await?, passkey::delete_all(tx, id).await?);
    if !had_codes && !had_passkeys {
        return Err(AppError::NotFound.into());
    }
    session::delete_others(tx, id, "").await?;
    api_token::end_all(tx, id, by.second()).await?;
    personal_token::revoke_all(tx, id, by.second()).await?;
    notice::insert(tx, id, NoticeKind::SecondFactorReset, None, by.second()).await?;
    by.did(tx, Deed::AccountResetFactor, id);
    Ok(())
}

/// Removes it from the owner of this email address, and returns their name. Checks no permission: for the command line, whose
/// caller owns the machine.
///
/// # Errors
/// Not found, including if there is none.
pub async fn reset_here(services: &Services, email: &str) -> Outcome<String> {
    let by = By::visitor(services).on(Basis::Administration);
    services
        .change(by, normalise_identifier(email), |tx, by, email| {
            Box::pin(async move {
                let found = account::find_credentials(tx, IdentifierKind::Email, email).await?;
                let id = AccountId(found.ok_or(AppError::NotFound)?.id);
                let owner = account::find(tx, id).await?.ok_or(AppError::NotFound)?;
                take(tx, by, id).await?;
                Ok(owner.full_name)
            })
        })
        .await
}
