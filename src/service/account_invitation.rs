//! Inviting people by a link. A patient's link creates an account at once. A practitioner's leads to the same application form that
//! anyone can use: an administrator could open the link too, and no one makes themselves a practitioner.

use super::{By, Outcome, Services, administrators::still_administers, authorise, language, password, settings};
use crate::{
    domain::{
        account::{Actor, IdentifierKind, Role, normalise_identifier},
        audit::Deed,
        form::{Field, FieldError, Problem},
        ids::AccountInvitationId,
        invite_form::{Invite, InviteForm},
        language::Language,
        policy::{Action, Basis, Resource},
        settings::Registration,
    },
    error::AppError,
    storage::{
        account, account_invitation as stored,
        db::{Conn, Tx},
        delivery,
    },
};

pub use crate::storage::account_invitation::AccountInvitation;

/// How many invitations are listed.
const SHOWN: i64 = 100;
const DAY: i64 = 24 * 3_600;

/// The latest invitations, usable ones first, and whether inviting people is possible at all.
///
/// # Errors
/// Not allowed.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<(Vec<AccountInvitation>, bool)> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let is_possible = settings(&mut conn).await?.registration != Registration::Closed;
    Ok((stored::latest(&mut conn, now, SHOWN).await?, is_possible))
}

/// Invites someone, and emails them if their address is given and the clinic sends email. Returns the secret of a link, which is
/// shown only this once.
///
/// # Errors
/// Not allowed, or no longer allowed; every invalid field, such as an address that already has an account; that registration is
/// closed.
pub async fn invite(services: &Services, actor: &Actor, form: &InviteForm) -> Outcome<String> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let token = password::secret();
    let read = language::of_request(&services.directory().await?.settings);
    let input = (form.parse()?, password::digest(&token), read);
    services.change(by, input, |tx, by, (invite, hash, read)| Box::pin(invite_in(tx, by, invite, hash, *read))).await?;
    Ok(token)
}

async fn invite_in(tx: &mut Tx, by: &By, invite: &Invite, hash: &str, read: Option<Language>) -> Outcome<()> {
    still_administers(tx, &by.actor).await?;
    let (me, now) = (by.account()?, by.second());
    refuse_closed(tx).await?;
    let email = normalise_identifier(&invite.email);
    if !email.is_empty() && account::find_credentials(tx, IdentifierKind::Email, &email).await?.is_some() {
        return Err(FieldError::new(Field::WorkEmail, Problem::Taken).into());
    }
    let id = stored::insert(tx, hash, (invite, read), me, (now, now + invite.days * DAY)).await?;
    if !email.is_empty() {
        delivery::queue_about(tx, me, delivery::About::Invitation(id), now).await?;
    }
    by.did(tx, Deed::AccountInvite, id);
    Ok(())
}

async fn refuse_closed(conn: &mut Conn) -> Outcome<()> {
    if settings(conn).await?.registration == Registration::Closed {
        return Err(AppError::RegistrationClosed.into());
    }
    Ok(())
}

/// Revokes an invitation.
///
/// # Errors
/// Not allowed, or no longer allowed; not found if there is no usable one.
pub async fn revoke(services: &Services, actor: &Actor, id: AccountInvitationId) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    services
        .change(by, id, |tx, by, id| {
            Box::pin(async move {
                still_administers(tx, &by.actor).await?;
                if !stored::revoke(tx, *id, by.second()).await? {
                    return Err(AppError::NotFound.into());
                }
                by.did(tx, Deed::AccountRevokeInvitation, *id);
                Ok(())
            })
        })
        .await
}

/// The usable invitation with this secret.
///
/// # Errors
/// Not found if it was used, revoked or has expired; that registration is closed.
pub async fn look(services: &Services, token: &str) -> Outcome<AccountInvitation> {
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let found = stored::find_by_token(&mut conn, &password::digest(token)).await?;
    let found = found.filter(|found| found.is_open(now)).ok_or(AppError::NotFound)?;
    refuse_closed(&mut conn).await?;
    Ok(found)
}

/// Uses up the invitation whose secret has this hash.
pub(super) async fn use_up(tx: &mut Tx, by: &By, hash: &str, role: Role) -> Outcome<AccountInvitation> {
    refuse_closed(tx).await?;
    let found = stored::find_by_token(tx, hash).await?.filter(|found| found.role == role);
    let found = found.ok_or(AppError::NotFound)?;
    if !stored::take(tx, found.id, by.second()).await? {
        return Err(AppError::NotFound.into());
    }
    let visitor = By { actor: Actor::Visitor, ..by.on(Basis::Public) };
    visitor.did(tx, Deed::AccountUseInvitation, found.id);
    Ok(found)
}
