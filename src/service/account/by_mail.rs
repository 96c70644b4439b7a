//! What an account's owner does with an emailed link: set a new password, or prove that the address is theirs.

use super::replacing::replace_password;
use crate::{
    domain::{
        account::{AccountStatus, Email, IdentifierKind, Role, normalise_identifier},
        audit::{Deed, Subject, Thing},
        directory::Changed,
        ids::{AccountId, PractitionerId},
        patient::new_password,
        settings::{Activation, PasswordReset},
    },
    error::AppError,
    service::{
        By, Outcome, Services, attempts,
        limits::{Key, Source},
        mail::link::hash,
        password::{self, Lane},
        settings,
    },
    storage::{
        account,
        db::{Conn, Tx},
        delivery::{self, Purpose},
        directory, lock,
        mail_link::{self, LinkFor},
    },
};

/// The minimum time between two links to the same person, in seconds, however often they ask.
const NEXT_LINK: i64 = 120;

/// Whether forgotten passwords can be reset by an emailed link.
///
/// # Errors
/// A storage failure.
pub async fn can_reset_by_mail(services: &Services) -> Outcome<bool> {
    let chosen = settings(&mut services.db.read().await?).await?.password_reset;
    Ok(services.mail.is_some() && chosen == PasswordReset::Email)
}

/// How new patients' accounts are activated. Where no email is sent, only an administrator can activate an account that awaits a
/// link.
///
/// # Errors
/// A storage failure.
pub async fn patient_activation(services: &Services) -> Outcome<Activation> {
    let chosen = settings(&mut services.db.read().await?).await?.patient_activation;
    Ok(match chosen {
        Activation::Email if services.mail.is_none() => Activation::Administrator,
        chosen => chosen,
    })
}

/// Sends a password reset link to the user who signs in with this address. The answer is the same if there is none, and nothing is
/// sent before it.
///
/// # Errors
/// Not an email address; not found if the clinic sends no such links; [`AppError::TooManyAttempts`].
pub async fn ask_reset_link(services: &Services, email: &str, address: &str) -> Outcome<()> {
    if !can_reset_by_mail(services).await? {
        return Err(AppError::NotFound.into());
    }
    let name = normalise_identifier(Email::parse(email)?.as_str());
    drop(services.limits.reserve(&[Key::ResetMail(&name), Key::ResetMailFrom(Source::of(address))])?);
    let work = services.change(By::visitor(services), name, |tx, by, name| {
        Box::pin(async move {
            let (deed, now) = (Deed::AccountAskResetLink, by.second());
            let found = account::find_credentials(tx, IdentifierKind::Email, name).await?;
            match found {
                Some(found) if found.status()? == AccountStatus::Active => {
                    let id = AccountId(found.id);
                    delivery::queue(tx, id, Purpose::Reset, now, now - NEXT_LINK).await?;
                    by.did(tx, deed, id);
                }
                _ => by.ended(tx, deed, Subject::any(Thing::Account), "unknown"),
            }
            Ok(())
        })
    });
    work.await
}

/// Whether a password reset link works.
///
/// # Errors
/// A storage failure.
pub async fn is_reset_link(services: &Services, secret: &str) -> Outcome<bool> {
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let found = mail_link::find(&mut conn, LinkFor::Reset, &hash(secret), now).await?;
    match found {
        Some((id, _)) => may_reset(&mut conn, id).await,
        None => Ok(false),
    }
}

/// Whether an account is active and only a patient's: with a link for staff, anyone who can change their address could read
/// records.
async fn may_reset(conn: &mut Conn, id: AccountId) -> Outcome<bool> {
    let found = account::find(conn, id).await?;
    Ok(found.is_some_and(|found| {
        found.status == AccountStatus::Active && found.roles.iter().all(|role| *role == Role::Patient)
    }))
}

/// Sets a new password using an emailed link, which works once, and ends all of the account's sessions.
///
/// # Errors
/// Not found for an unknown or expired link; an invalid password; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn reset_by_link(
    services: &Services,
    secret: &str,
    (new, again): (&str, &str),
    address: &str,
) -> Outcome<()> {
    let new = new_password(new, again)?;
    password::refuse_common(&new, &[])?;
    let reserved = attempts::begin(services, &[Key::ResetFrom(Source::of(address))]).await?;
    // Hashing is expensive, so it is not done for anyone without a link.
    if !is_reset_link(services, secret).await? {
        reserved.count().await?;
        return Err(AppError::NotFound.into());
    }
    let hashed = services.passwords.hash_in(Lane::Newcomer, &new).await;
    reserved.give_back();
    let input = (hash(secret), hashed?);
    let by = By::visitor(services);
    let work = services.change(by, input, |tx, by, (link, hash)| Box::pin(reset_in(tx, by, link, hash)));
    work.await
}

async fn reset_in(tx: &mut Tx, by: &By, link: &str, hash: &str) -> Outcome<()> {
    let now = by.second();
    let (id, _) = mail_link::find(tx, LinkFor::Reset, link, now).await?.ok_or(AppError::NotFound)?;
    // Locked first, so that two people who use links to the same account at once cannot deadlock.
    lock::account(tx, id).await?;
    mail_link::take(tx, LinkFor::Reset, link, now).await?.ok_or(AppError::NotFound)?;
    if !may_reset(tx, id).await? {
        return Err(AppError::NotFound.into());
    }
    replace_password(tx, id, hash, "", by.at).await?;
    by.owner(id).did(tx, Deed::AccountResetPassword, id);
    Ok(())
}

/// Whether an activation link works.
///
/// # Errors
/// A storage failure.
pub async fn is_activation_link(services: &Services, secret: &str) -> Outcome<bool> {
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    match mail_link::find(&mut conn, LinkFor::Verify, &hash(secret), now).await? {
        Some((id, _)) => Ok(mail_link::awaits_verification(&mut conn, id).await?),
        None => Ok(false),
    }
}

/// Activates an account with the link sent to its address. The password typed here replaces the earlier one: someone else may have
/// registered the address before its owner did.
///
/// # Errors
/// Not found for an unknown or expired link, or if an administrator has decided since; an invalid password;
/// [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn verify(services: &Services, secret: &str, password: &str, address: &str) -> Outcome<()> {
    let typed = new_password(password, password)?;
    password::refuse_common(&typed, &[])?;
    let reserved = attempts::begin(services, &[Key::ResetFrom(Source::of(address))]).await?;
    // Hashing is expensive, so it is not done for anyone without a link.
    if !is_activation_link(services, secret).await? {
        reserved.count().await?;
        return Err(AppError::NotFound.into());
    }
    let hashed = services.passwords.hash_in(Lane::Newcomer, &typed).await;
    reserved.give_back();
    let input = (hash(secret), hashed?);
    let by = By::visitor(services);
    let work = services.change(by, input, |tx, by, (link, hash)| Box::pin(verify_in(tx, by, link, hash)));
    work.await
}

async fn verify_in(tx: &mut Tx, by: &By, link: &str, hash: &str) -> Outcome<()> {
    let now = by.second();
    let (id, _) = mail_link::find(tx, LinkFor::Verify, link, now).await?.ok_or(AppError::NotFound)?;
    lock::account(tx, id).await?;
    mail_link::take(tx, LinkFor::Verify, link, now).await?.ok_or(AppError::NotFound)?;
    if !mail_link::end_verification(tx, id).await? {
        return Err(AppError::NotFound.into());
    }
    mail_link::delete_all(tx, id, LinkFor::Verify).await?;
    account::set_status(tx, id, AccountStatus::Active).await?;
    account::set_password(tx, id, hash).await?;
    directory::changed(tx, &[Changed::Practitioner(PractitionerId(id.0))]).await?;
    by.owner(id).did(tx, Deed::AccountVerifyEmail, id);
    Ok(())
}
