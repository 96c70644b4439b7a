//! The second factor for signing in: a code from an app that changes every half minute (RFC 6238), or a recovery code when the app
//! is lost. No code is accepted twice. The secret is sealed (`storage/sealed.rs`), and neither it nor any code is ever logged.

pub mod again;
mod app;
mod passkey;
mod reset;
mod totp;

pub(super) use self::{
    app::is_on,
    passkey::{PasskeyUse, is_asked_for, spend as spend_passkey},
};
pub use self::{
    reset::{Reset, of_account, reset, reset_here},
    totp::Setup,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    By, Failure, Outcome, Services,
    attempts::{self, Failed},
    authorise,
    limits::{Key, Source},
    password,
};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        form::{Field, FieldError, Problem},
        ids::AccountId,
        notice::NoticeKind,
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{
        account, api_token,
        db::Tx,
        known_device, notice,
        second_factor::{self as stored, Factor},
        session,
    },
};

/// How long an unconfirmed secret is shown.
const SETUP_LASTS: SignedDuration = SignedDuration::from_mins(15);
/// The number of recovery codes.
const RECOVERY_CODES: usize = 10;

/// The state of a user's own second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// There is none.
    Off,
    /// To be set up in an app.
    Begun(Setup),
    /// It is required at sign-in.
    On {
        /// When it was enabled.
        since: Timestamp,
        /// When a code was last used.
        last_used: Timestamp,
        /// The number of recovery codes left.
        recovery_codes: i64,
    },
}

/// The state of the actor's second factor.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn state(services: &Services, actor: &Actor) -> Outcome<State> {
    let (me, _) = own(actor)?;
    let mut conn = services.db.read().await?;
    let Some(factor) = stored::find(&mut conn, me).await? else { return Ok(State::Off) };
    if let Some(since) = factor.confirmed_at {
        let recovery_codes = stored::recovery_codes_left(&mut conn, me).await?;
        let last_used = Timestamp::from_second(factor.last_step * totp::STEP).unwrap_or(since);
        return Ok(State::On { since, last_used, recovery_codes });
    }
    let email = account::find(&mut conn, me).await?.ok_or(AppError::NotFound)?.email;
    let secret = begun(services, me, &factor);
    drop(conn);
    let directory = services.directory().await?;
    let setup = secret.and_then(|secret| Setup::new(&secret, &email, &directory.settings.theme.name));
    Ok(setup.map_or(State::Off, State::Begun))
}

/// The secret that is being set up, for a while.
fn begun(services: &Services, me: AccountId, factor: &Factor) -> Option<Vec<u8>> {
    let is_recent = services.clock.now() < factor.created_at + SETUP_LASTS;
    let secret = (factor.confirmed_at.is_none() && is_recent).then_some(factor.secret.as_str())?;
    unsealed(services, me, secret)
}

fn unsealed(services: &Services, id: AccountId, sealed: &str) -> Option<Vec<u8>> {
    let secret = services.db.audit_key().unseal(sealed, &id.to_string());
    if secret.is_none() {
        tracing::error!(account = id.0, "a second factor was sealed with another key, and can only be reset");
    }
    secret
}

/// Creates a new secret, which the next page shows.
///
/// # Errors
/// A wrong password; that there is one in use ([`AppError::Overtaken`]); [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn begin(services: &Services, actor: &Actor, password: &str, address: &str) -> Outcome<()> {
    let (me, _) = own(actor)?;
    say_password(services, (actor, me), password, address).await?;
    let sealed = services.db.audit_key().seal(&totp::new_secret(), &me.to_string());
    let sealed = sealed.ok_or_else(|| Failure::Fault("a secret could not be sealed".into()))?;
    services
        .change(By::now(services, actor), (me, sealed), |tx, by, (me, sealed)| {
            Box::pin(async move {
                match stored::begin(tx, *me, sealed, by.second()).await? {
                    true => Ok(()),
                    false => Err(AppError::Overtaken.into()),
                }
            })
        })
        .await
}

/// Enables the second factor, once its owner has proved that their app has the secret. Their other devices are signed out. Returns
/// the recovery codes, of which only hashes are stored.
///
/// # Errors
/// A wrong code; that nothing was begun recently ([`AppError::Overtaken`]); [`AppError::TooManyAttempts`].
pub async fn confirm(
    services: &Services,
    actor: &Actor,
    code: &str,
    kept_token_hash: &str,
    address: &str,
) -> Outcome<Vec<String>> {
    let (me, basis) = own(actor)?;
    let factor = stored::find(&mut services.db.read().await?, me).await?.ok_or(AppError::Overtaken)?;
    let secret = begun(services, me, &factor).ok_or(AppError::Overtaken)?;
    if code.trim().is_empty() {
        return Err(missing());
    }
    let reserved = attempts::begin(services, &[Key::OwnSecondStep(me)]).await?;
    let by = By::now(services, actor).on(basis);
    let Some(step) = totp::step(&secret, &bare(code), by.at) else {
        reserved.count().await?;
        return Err(wrong_code(services, (actor, me), address).await?);
    };
    reserved.give_back();
    let codes = recovery_codes();
    let hashes: Vec<String> = codes.iter().map(|code| password::digest(&bare(code))).collect();
    let input = (me, (factor.secret, step), hashes, kept_token_hash.to_owned());
    services
        .change(by, input, |tx, by, (me, (secret, step), hashes, kept)| {
            Box::pin(async move {
                let now = by.second();
                if !stored::confirm(tx, *me, secret, *step, now).await? {
                    return Err(AppError::Overtaken.into());
                }
                stored::put_recovery_codes(tx, *me, hashes).await?;
                session::delete_others(tx, *me, kept).await?;
                api_token::end_all(tx, *me, now).await?;
                notice::insert(tx, *me, NoticeKind::SecondFactorOn, None, now).await?;
                by.did(tx, Deed::AccountSecondFactorOn, *me);
                Ok(())
            })
        })
        .await?;
    Ok(codes)
}

/// Creates new recovery codes; the old ones are worthless from then on.
///
/// # Errors
/// A wrong password or code; that there is no second factor; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn renew_recovery_codes(
    services: &Services,
    actor: &Actor,
    (password, code): (&str, &str),
    address: &str,
) -> Outcome<Vec<String>> {
    let (me, basis) = own(actor)?;
    say_password(services, (actor, me), password, address).await?;
    let proof = checked(services, (actor, me), code, (address, &[Key::OwnSecondStep(me)])).await?;
    let codes = recovery_codes();
    let hashes: Vec<String> = codes.iter().map(|code| password::digest(&bare(code))).collect();
    let by = By::now(services, actor).on(basis);
    services
        .change(by, (me, proof, hashes), |tx, by, (me, proof, hashes)| {
            Box::pin(async move {
                spend(tx, *me, proof, by.at).await?;
                stored::put_recovery_codes(tx, *me, hashes).await?;
                by.did(tx, Deed::AccountRecoveryCodes, *me);
                Ok(())
            })
        })
        .await?;
    Ok(codes)
}

/// Disables the second factor.
///
/// # Errors
/// A wrong password or code; that there is none; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn end(services: &Services, actor: &Actor, (password, code): (&str, &str), address: &str) -> Outcome<()> {
    let (me, basis) = own(actor)?;
    say_password(services, (actor, me), password, address).await?;
    let proof = checked(services, (actor, me), code, (address, &[Key::OwnSecondStep(me)])).await?;
    let by = By::now(services, actor).on(basis);
    services
        .change(by, (me, proof), |tx, by, (me, proof)| {
            Box::pin(async move {
                spend(tx, *me, proof, by.at).await?;
                if !stored::delete(tx, *me).await? {
                    return Err(AppError::Overtaken.into());
                }
                notice::insert(tx, *me, NoticeKind::SecondFactorOff, None, by.second()).await?;
                by.did(tx, Deed::AccountSecondFactorOff, *me);
                Ok(())
            })
        })
        .await
}

/// A code, or a passkey's answer, that was right when it was checked. It is worthless until it is spent.
#[derive(Clone, Debug)]
pub(super) enum Proof {
    /// A passkey's answer to a challenge.
    Passkey(PasskeyUse),
    /// A code from the app: its time step, with the sealed secret.
    Step(String, i64),
    /// A recovery code's hash.
    Recovery(String),
    /// A code that was issued for a passkey's answer.
    Shown {
        /// The hash that marks it as used.
        hash: String,
        /// The epoch of the credentials that it was made with.
        epoch: i64,
        /// Uses before this time can be forgotten.
        forget_before: Timestamp,
    },
}

/// Checks the code of someone who is signing in. A browser that the account has signed in from before is let in however often
/// others who know its password guess.
///
/// # Errors
/// That it is missing or wrong; [`AppError::TooManyAttempts`].
pub(super) async fn checked_at_sign_in(
    services: &Services,
    id: AccountId,
    typed: &str,
    (address, device): (&str, &str),
) -> Outcome<Proof> {
    let visitor = (&Actor::Visitor, id);
    let is_known = !device.is_empty() && known_device::is_known(&mut services.db.read().await?, id, device).await?;
    if is_known {
        return checked(services, visitor, typed, (address, &[Key::SecondStepDevice(id, device)])).await;
    }
    let keys = [Key::SecondStep(id, Source::of(address)), Key::SecondStepOf(id)];
    checked(services, visitor, typed, (address, &keys)).await
}

/// Checks a code, as often as these keys allow.
async fn checked(
    services: &Services,
    (actor, id): (&Actor, AccountId),
    typed: &str,
    (address, keys): (&str, &[Key<'_>]),
) -> Outcome<Proof> {
    if typed.trim().is_empty() {
        return Err(missing());
    }
    let reserved = attempts::begin(services, keys).await?;
    match prove(services, id, &bare(typed)).await {
        Ok(None) => {
            reserved.count().await?;
            Err(wrong_code(services, (actor, id), address).await?)
        }
        Ok(Some(proof)) => {
            reserved.give_back();
            Ok(proof)
        }
        Err(e) => {
            reserved.give_back();
            Err(e)
        }
    }
}

/// Records a wrong code, and returns the error.
async fn wrong_code(services: &Services, (actor, id): (&Actor, AccountId), address: &str) -> Outcome<Failure> {
    let deed = Key::SecondStepOf(id).deed();
    attempts::note(services, Failed { actor, deed, account: Some(id), address, outcome: "wrong code" }).await?;
    Ok(FieldError::new(Field::SecondCode, Problem::Wrong).into())
}

async fn prove(services: &Services, id: AccountId, bare: &str) -> Outcome<Option<Proof>> {
    let mut conn = services.db.read().await?;
    let Some(factor) = stored::find(&mut conn, id).await?.filter(|factor| factor.confirmed_at.is_some()) else {
        return Ok(None);
    };
    if totp::is_code(bare) {
        let secret = unsealed(services, id, &factor.secret);
        let step = secret.and_then(|secret| totp::step(&secret, bare, services.clock.now()));
        return Ok(step.map(|step| Proof::Step(factor.secret, step)));
    }
    let hash = password::digest(bare);
    let is_known = stored::has_recovery_code(&mut conn, id, &hash).await?;
    Ok(is_known.then_some(Proof::Recovery(hash)))
}

/// Uses up a code or a challenge. If two people use the same one at once, one is refused. The owner is told of a used recovery
/// code.
///
/// # Errors
/// That it was used, or is no longer valid.
pub(super) async fn spend(tx: &mut Tx, id: AccountId, proof: &Proof, now: Timestamp) -> Outcome<()> {
    let done = match proof {
        Proof::Passkey(used) => return passkey::spend(tx, used, now).await,
        Proof::Step(secret, step) => stored::use_step(tx, id, secret, *step).await?,
        Proof::Recovery(hash) => {
            let used = stored::use_recovery_code(tx, id, hash, now.as_second()).await?;
            if used {
                notice::insert(tx, id, NoticeKind::RecoveryCodeUsed, None, now.as_second()).await?;
            }
            used
        }
        Proof::Shown { hash, epoch, forget_before } => {
            account::has_epoch(tx, id, *epoch).await?
                && crate::storage::passkey::use_challenge(tx, hash, now.as_second(), forget_before.as_second()).await?
        }
    };
    if done { Ok(()) } else { Err(FieldError::new(Field::SecondCode, Problem::Taken).into()) }
}

pub(super) async fn say_password(
    services: &Services,
    (actor, me): (&Actor, AccountId),
    password: &str,
    address: &str,
) -> Outcome<()> {
    let known = account::credentials(&mut services.db.read().await?, me).await?.ok_or(AppError::NotFound)?;
    let hash = known.password_hash.as_deref();
    attempts::own_password(services, (actor, me), Key::OwnPassword(me), (password, hash), address).await
}

/// Ten, each worth 78 bits: enough to be stored with a fast hash.
fn recovery_codes() -> Vec<String> {
    let one = || {
        let letters: Vec<char> = (password::one_time_code() + &password::one_time_code()).chars().take(16).collect();
        letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
    };
    (0..RECOVERY_CODES).map(|_| one()).collect()
}

/// A code without the separators that people type between its groups.
fn bare(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).take(64).collect::<String>().to_uppercase()
}

fn missing() -> Failure {
    FieldError::new(Field::SecondCode, Problem::Missing).into()
}

pub(super) fn own(actor: &Actor) -> Outcome<(AccountId, Basis)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, authorise(actor, Action::UseOwnAccount, Resource::Account(me))?))
}
