//! Inviting people by a link. A patient's makes an account at once; a practitioner's leads to the same application as anyone's,
//! because an administrator could open it, too, and no one makes themselves a practitioner.

use super::{Failure, Outcome, Services, admin::still_administers, authorise, password, settings};
use crate::{
    domain::{
        account::{Actor, IdentifierKind, Role, normalise_identifier},
        form::{Field, FieldError, Problem},
        ids::AccountInvitationId,
        invite_form::{Invite, InviteForm},
        policy::{Action, Basis, Resource},
        settings::Registration,
    },
    error::AppError,
    storage::{
        account, account_invitation as stored,
        audit::{self, AuditEvent},
        db::{Conn, Tx},
    },
};

pub use crate::storage::account_invitation::AccountInvitation;

/// How many are listed.
const SHOWN: i64 = 100;
const DAY: i64 = 24 * 3_600;

/// The latest invitations, those that can still be used first, and whether people can be invited at all.
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

/// Invites someone. Returns the secret of the link, which is shown this once.
///
/// # Errors
/// Not allowed, or no longer allowed; every invalid field, such as an address that has an account; that registration is closed.
pub async fn invite(services: &Services, actor: &Actor, form: &InviteForm) -> Outcome<String> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let token = password::secret();
    let input = (actor.clone(), form.parse()?, password::digest(&token), services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, invite, hash, now)| Box::pin(invite_in(tx, actor, invite, hash, *now)))
        .await?;
    Ok(token)
}

async fn invite_in(tx: &mut Tx, actor: &Actor, invite: &Invite, hash: &str, now: i64) -> Outcome<()> {
    still_administers(tx, actor).await?;
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    refuse_closed(tx).await?;
    let email = normalise_identifier(&invite.email);
    if !email.is_empty() && account::find_credentials(tx, IdentifierKind::Email, &email).await?.is_some() {
        return Err(FieldError::new(Field::WorkEmail, Problem::Taken).into());
    }
    let id = stored::insert(tx, hash, invite, me, (now, now + invite.days * DAY)).await?;
    written(tx, actor, "account.invite", id, now);
    Ok(())
}

fn written(tx: &mut Tx, actor: &Actor, action: &'static str, id: AccountInvitationId, at: i64) {
    let event = AuditEvent::done(at, actor, action, "account_invitation").to(id.0);
    audit::record(tx, &event.on(Basis::Administration));
}

async fn refuse_closed(conn: &mut Conn) -> Outcome<()> {
    if settings(conn).await?.registration == Registration::Closed {
        return Err(AppError::RegistrationClosed.into());
    }
    Ok(())
}

/// Takes an invitation back.
///
/// # Errors
/// Not allowed, or no longer allowed; not found if there is none that could be used.
pub async fn revoke(services: &Services, actor: &Actor, id: AccountInvitationId) -> Outcome<()> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let input = (actor.clone(), id, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, id, now)| {
            Box::pin(async move {
                still_administers(tx, actor).await?;
                if !stored::revoke(tx, *id, *now).await? {
                    return Err(AppError::NotFound.into());
                }
                written(tx, actor, "account.revoke_invitation", *id, *now);
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// The invitation with this secret, if it can be used.
///
/// # Errors
/// Not found if it was used, taken back or is over; that registration is closed.
pub async fn look(services: &Services, token: &str) -> Outcome<AccountInvitation> {
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let found = stored::find_by_token(&mut conn, &password::digest(token)).await?;
    let found = found.filter(|found| found.is_open(now)).ok_or(AppError::NotFound)?;
    refuse_closed(&mut conn).await?;
    Ok(found)
}

/// Uses up the invitation whose secret has this hash.
pub(super) async fn use_up(tx: &mut Tx, hash: &str, role: Role, now: i64) -> Outcome<AccountInvitation> {
    refuse_closed(tx).await?;
    let found = stored::find_by_token(tx, hash).await?.filter(|found| found.role == role);
    let found = found.ok_or(AppError::NotFound)?;
    if !stored::take(tx, found.id, now).await? {
        return Err(AppError::NotFound.into());
    }
    let event = AuditEvent::done(now, &Actor::Visitor, "account.use_invitation", "account_invitation").to(found.id.0);
    audit::record(tx, &event.on(Basis::Public));
    Ok(found)
}
