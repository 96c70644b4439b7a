//! Changing an account's email address. A new address takes effect once the owner has proved that it is theirs: by a link sent
//! there, or where no email is sent, by a code from an administrator, who knows them. The owner uses either while signed in, so
//! that someone who gets the email by mistake has no way into the account.
//!
//! Whether an address belongs to another account is revealed only to that account's owner, in an email that says so.

pub(in crate::service) mod wish;

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services,
    administrators::still_administers,
    attempts::{self, Failed},
    authorise,
    limits::Key,
    mail::link::hash,
    password,
    personnel::set_identifier,
    reset_code::Code,
};
use crate::{
    domain::{
        account::{Actor, IdentifierKind, Role},
        audit::Deed,
        directory::Changed,
        form::{Field, FieldError, Problem},
        ids::{AccountId, PractitionerId},
        notice::NoticeKind,
        policy::{Action, Basis, Resource, is_staff},
        topic::Topic,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        db::Tx,
        directory, email_change, lock,
        mail_link::{self, LinkFor},
        notice::{self, About},
    },
};

/// An address awaiting confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The new address.
    pub email: String,
    /// Whether a link was sent there; otherwise confirming takes a code from an administrator.
    pub by_mail: bool,
}

/// The address that an account is to have, if it can still be confirmed. It comes with the account, whose reader has been
/// authorised.
pub(super) async fn waiting(services: &Services, id: AccountId) -> Outcome<Option<Waiting>> {
    let now = services.clock.now().as_second();
    let found = email_change::find(&mut services.db.read().await?, id, now).await?;
    Ok(found.map(|found| Waiting { email: found.email, by_mail: services.mail.is_some() }))
}

/// Confirms the actor's new address, with the secret from the email or the code from an administrator.
///
/// # Errors
/// Not signed in; that the secret is wrong or has expired, or someone else has the address by now; [`AppError::TooManyAttempts`].
pub async fn confirm(services: &Services, actor: &Actor, secret: &str, address: &str) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    let reserved = attempts::begin(services, &[Key::EmailCode(me)]).await?;
    let input = (me, hash(&secret.to_uppercase()));
    let confirmed = services.change(by, input, |tx, by, (me, hash)| Box::pin(confirm_in(tx, by, *me, hash))).await;
    if matches!(confirmed, Err(Failure::Refused(AppError::Invalid(_)))) {
        reserved.count().await?;
        let failed =
            Failed { actor, deed: Deed::AccountVerifyEmail, account: Some(me), address, outcome: "wrong code" };
        attempts::note(services, failed).await?;
        return confirmed;
    }
    reserved.give_back();
    confirmed
}

async fn confirm_in(tx: &mut Tx, by: &By, me: AccountId, hash: &str) -> Outcome<()> {
    let now = by.second();
    let wrong = || Failure::from(FieldError::new(Field::EmailCode, Problem::Wrong));
    // Practitioners have their address in the directory; and no one changes how people sign in meanwhile.
    directory::changed(tx, &[Changed::Practitioner(PractitionerId(me.0))]).await?;
    lock::account(tx, me).await?;
    let before = account::find(tx, me).await?.ok_or(AppError::NotFound)?;
    let wanted = email_change::find(tx, me, now).await?.ok_or_else(wrong)?;
    let (owner, email) = mail_link::find(tx, LinkFor::Verify, hash, now).await?.ok_or_else(wrong)?;
    if (owner, email.as_str()) != (me, wanted.email.as_str())
        || !set_identifier(tx, me, IdentifierKind::Email, &email).await?
    {
        return Err(wrong());
    }
    wish::end(tx, me).await?;
    // Links sent to the former address become worthless.
    mail_link::delete_all(tx, me, LinkFor::Reset).await?;
    account::set_contact(tx, me, &before.full_name, &email, &before.phone).await?;
    by.did(tx, Deed::AccountVerifyEmail, me);
    notice::insert_at_both(tx, me, NoticeKind::EmailChanged, &before.email, now).await?;
    tell_colleagues(tx, &before, by.at).await?;
    tx.changed(Topic::Calendar(me));
    Ok(())
}

/// Tells every other administrator, if the account belongs to a member of staff.
pub(super) async fn tell_colleagues(tx: &mut Tx, owner: &Account, now: Timestamp) -> Outcome<()> {
    if is_staff(&owner.roles) {
        for administrator in account::of_role(tx, Role::Administrator).await? {
            if administrator != owner.id {
                notice::insert_about(
                    tx,
                    administrator,
                    NoticeKind::StaffNameChanged,
                    About::Person(owner.id),
                    now.as_second(),
                )
                .await?;
            }
        }
    }
    Ok(())
}

/// Cancels the actor's change of address. Their current one stays.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn cancel(services: &Services, actor: &Actor) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    let work = services.change(by, me, |tx, by, me| {
        Box::pin(async move {
            lock::account(tx, *me).await?;
            if wish::end(tx, *me).await? {
                by.did(tx, Deed::AccountDropNewEmail, *me);
            }
            Ok(())
        })
    });
    work.await
}

/// Issues a code with which the owner of an account confirms the new address, where no email is sent. One administrator is enough,
/// even for staff: the code is useless without their password. No one can issue it for themselves while there is another
/// administrator.
///
/// # Errors
/// Not allowed, or no longer allowed; not found if no address awaits confirmation, or email is sent; that the address is someone
/// else's.
pub async fn issue_code(services: &Services, actor: &Actor, id: AccountId) -> Outcome<Code> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if services.mail.is_some() {
        return Err(AppError::NotFound.into());
    }
    let code = password::one_time_code();
    let work = services.change(by, (id, hash(&code)), |tx, by, (id, hash)| Box::pin(issue_in(tx, by, *id, hash)));
    Ok(Code { name: work.await?, code })
}

async fn issue_in(tx: &mut Tx, by: &By, id: AccountId, hash: &str) -> Outcome<String> {
    still_administers(tx, &by.actor).await?;
    lock::account(tx, id).await?;
    let (me, now) = (by.account()?, by.second());
    if me == id && account::of_role(tx, Role::Administrator).await?.len() > 1 {
        return Err(AppError::Forbidden.into());
    }
    let owner = account::find(tx, id).await?.ok_or(AppError::NotFound)?;
    let wanted = email_change::find(tx, id, now).await?.ok_or(AppError::NotFound)?;
    if wish::is_anothers(tx, id, &wanted.email).await? {
        return Err(FieldError::new(Field::WorkEmail, Problem::Taken).into());
    }
    mail_link::put(tx, id, (LinkFor::Verify, &wanted.email), hash, (now, wanted.expires_at.as_second())).await?;
    by.did(tx, Deed::AccountIssueEmailCode, id);
    Ok(owner.full_name)
}

fn own(services: &Services, actor: &Actor) -> Outcome<(AccountId, By)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    authorise(actor, Action::UseOwnAccount, Resource::Account(me))?;
    Ok((me, By::now(services, actor).on(Basis::Own)))
}
