//! The signed-in user's own account: registering, changing the password, devices.

mod by_mail;
mod closing;
mod making;
mod registration;
mod replacing;

pub use self::{
    by_mail::{
        ask_reset_link, can_reset_by_mail, is_activation_link, is_reset_link, patient_activation, reset_by_link, verify,
    },
    closing::{before_closing, close},
    registration::{may_keep_typed, register, register_invited},
};

use self::making::create;
pub(super) use self::making::patient_number;
pub(super) use self::replacing::replace_password;
use super::{
    By, Failure, Outcome, Services,
    administrators::refuse_too_many_administrators,
    attempts::{self, Failed},
    limits::{Key, Source},
    password::{self, Lane},
    personnel::set_sign_in_names,
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, Email, IdentifierKind, Password, Role, normalise_identifier},
        audit::{Deed, Subject},
        form::{Field, FieldError, Problem, text},
        ids::{AccountId, DeviceId},
        patient::{LONGEST_NAME, new_password},
        policy::{Action, Basis, Resource, is_staff},
    },
    error::AppError,
    storage::{
        account::{self, NewAccount},
        api_token, calendar_feed, lock, personal_token, session,
    },
};

pub use crate::storage::account::{Account, AccountFilter, MOST_COUNTED, place_of};

pub use crate::storage::session::Device;

/// Creates an administrator. Checks no permission: for the command line, whose caller owns the machine.
///
/// # Errors
/// An invalid or taken field; that the clinic already has the maximum number of administrators.
pub async fn create_admin(services: &Services, email: &str, name: &str, password: &str) -> Outcome<AccountId> {
    create_named_admin(services, (email, name, ""), password).await
}

/// Like `create_admin`, with a national ID, for clinics where people sign in with one.
///
/// # Errors
/// A field that is invalid, taken, or missing although it is needed to sign in.
pub async fn create_named_admin(
    services: &Services,
    (email, name, national_id): (&str, &str, &str),
    password: &str,
) -> Outcome<AccountId> {
    let names = vec![(IdentifierKind::NationalId, IdentifierKind::NationalId.parse(national_id)?)];
    let email = Email::parse(email)?;
    let name = text(Field::FullName, name, 2, LONGEST_NAME)?;
    let password = Password::parse(password)?;
    password::refuse_common(&password, &[&name, email.as_str()])?;
    let hash = services.passwords.hash(&password).await?;
    let input = (email, name, names, hash);
    services
        .change(By::visitor(services), input, |tx, by, (email, name, names, hash)| {
            Box::pin(async move {
                refuse_too_many_administrators(tx).await?;
                let new = NewAccount {
                    email: email.as_str(),
                    full_name: name,
                    phone: "",
                    password_hash: hash,
                    must_change_password: false,
                    status: AccountStatus::Active,
                    created_at: by.second(),
                };
                let id = create(tx, &new, Role::Administrator).await?;
                set_sign_in_names(tx, by, id, (None, names)).await?;
                by.owner(id).did(tx, Deed::AccountCreateAdmin, id);
                Ok(id)
            })
        })
        .await
}

/// Changes the actor's password, signs out their other devices and revokes their calendar's secret address. Returns the epoch of
/// the new credentials.
///
/// # Errors
/// A wrong current password; a new one that is the current one, too short, common, or not repeated;
/// [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn change_password(
    services: &Services,
    actor: &Actor,
    current: &str,
    (new, again): (&str, &str),
    kept_token_hash: &str,
    address: &str,
) -> Outcome<i64> {
    let (me, by) = own(services, actor)?;
    let credentials = account::credentials(&mut services.db.read().await?, me).await?.ok_or(AppError::NotFound)?;
    let hash = credentials.password_hash.as_deref();
    attempts::own_password(services, (actor, me), Key::OwnPassword(me), (current, hash), address).await?;
    let new = new_password(new, again)?;
    if new == Password::attempt(current) {
        return Err(FieldError::new(Field::Password, Problem::Unchanged).into());
    }
    password::refuse_common(&new, &[])?;
    let epoch = credentials.credential_epoch;
    let input = ((me, epoch), services.passwords.hash(&new).await?, kept_token_hash.to_owned());
    services
        .change(by, input, |tx, by, ((me, epoch), hash, kept)| {
            Box::pin(async move {
                // Someone else who knew the password may have replaced it in the meantime.
                if !account::has_epoch(tx, *me, *epoch).await? {
                    return Err(AppError::NotSignedIn.into());
                }
                let epoch = replace_password(tx, *me, hash, kept, by.at).await?;
                by.did(tx, Deed::AccountChangePassword, *me);
                Ok(epoch)
            })
        })
        .await
}

/// Sets a new password, using the one-time code that an administrator gave out.
///
/// # Errors
/// The same answer for an unknown address, a wrong code and an expired one; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn reset_password(
    services: &Services,
    email: &str,
    code: &str,
    (new, again): (&str, &str),
    address: &str,
) -> Outcome<()> {
    let name = normalise_identifier(email);
    if name.is_empty() || code.trim().is_empty() {
        return Err(FieldError::new(Field::Code, Problem::Wrong).into());
    }
    let new = new_password(new, again)?;
    let [usual, afresh] = attempts::to_reset(&name, Source::of(address));
    let reserved = attempts::begin_any(services, &[&usual, &afresh]).await?;
    let hash = match password::refuse_common(&new, &[email]) {
        Ok(()) => services.passwords.hash_in(Lane::Newcomer, &new).await,
        Err(common) => Err(common.into()),
    };
    let hash = match hash {
        Ok(hash) => hash,
        Err(not_judged) => {
            reserved.give_back();
            return Err(not_judged);
        }
    };
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let input = (name.clone(), password::digest(&code.to_uppercase()), hash);
    let done = services
        .change(By::visitor(services), input, |tx, by, (name, code, hash)| {
            Box::pin(async move {
                let wrong = || Failure::from(FieldError::new(Field::Code, Problem::Wrong));
                let found = account::find_credentials(tx, IdentifierKind::Email, name).await?.ok_or_else(wrong)?;
                let id = AccountId(found.id);
                lock::account(tx, id).await?;
                if !account::take_reset_code(tx, id, code, by.second()).await? {
                    return Err(wrong());
                }
                replace_password(tx, id, hash, "", by.at).await?;
                let owner = account::find(tx, id).await?.ok_or(AppError::NotFound)?;
                if !is_staff(&owner.roles) {
                    account::note_password_by_code(tx, id).await?;
                }
                by.owner(id).did(tx, Deed::AccountResetPassword, id);
                Ok(())
            })
        })
        .await;
    if !matches!(done, Err(Failure::Refused(_))) {
        reserved.give_back();
        return done;
    }
    reserved.count().await?;
    let known = account::find_credentials(&mut services.db.read().await?, IdentifierKind::Email, &name).await?;
    let account = known.map(|known| AccountId(known.id));
    let (actor, deed) = (&Actor::Visitor, Deed::AccountResetPassword);
    attempts::note(services, Failed { actor, deed, account, address, outcome: "refused" }).await?;
    done
}

/// The actor's signed-in devices.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn devices(services: &Services, actor: &Actor) -> Outcome<Vec<Device>> {
    let (me, by) = own(services, actor)?;
    Ok(session::devices(&mut services.db.read().await?, me, by.second()).await?)
}

/// Signs one of the actor's devices out.
///
/// # Errors
/// Not found when it is not theirs.
pub async fn sign_out_device(services: &Services, actor: &Actor, device: DeviceId) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    services
        .change(by, (me, device), |tx, by, (me, device)| {
            Box::pin(async move {
                if !session::delete_device(tx, *me, *device).await? {
                    return Err(AppError::NotFound.into());
                }
                by.did(tx, Deed::AccountSignOutDevice, *me);
                Ok(())
            })
        })
        .await
}

/// Signs out all of the actor's devices except the one with this token, and every program that signed in with the password. With
/// `tokens`, also everything connected with app passwords, access tokens and the secret calendar address.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn sign_out_others(services: &Services, actor: &Actor, kept_token_hash: &str, tokens: bool) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    services
        .change(by, (me, kept_token_hash.to_owned(), tokens), |tx, by, (me, kept, tokens)| {
            Box::pin(async move {
                session::delete_others(tx, *me, kept).await?;
                api_token::end_all(tx, *me, by.second()).await?;
                if *tokens {
                    personal_token::revoke_all(tx, *me, by.second()).await?;
                    calendar_feed::delete(tx, *me).await?;
                }
                let part = if *tokens { "with tokens" } else { "" };
                by.did(tx, Deed::AccountSignOutEverywhere, Subject::from(*me).part(part));
                Ok(())
            })
        })
        .await
}

/// Records that the actor signed out; ending the session itself is up to the HTTP layer.
///
/// # Errors
/// A storage failure.
pub async fn sign_out(services: &Services, actor: &Actor) -> Outcome<()> {
    let Some(me) = actor.id() else {
        return Ok(());
    };
    By::now(services, actor).on(Basis::Own).saw(services, Deed::AccountSignOut, me.into()).await
}

fn own(services: &Services, actor: &Actor) -> Outcome<(AccountId, By)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, services.authorise(actor, Action::UseOwnAccount, Resource::Account(me))?))
}
