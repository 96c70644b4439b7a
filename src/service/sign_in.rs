//! Signing in: the same answer, after about the same time, for an unknown name and a wrong password; and a brake on guessing.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    By, Failure, Outcome, Services,
    attempts::{self, Failed},
    limits::{Key, Source},
    password::Lane,
    second_factor::{self, PasskeyUse, Proof},
    settings,
};
use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Password, Role, normalise_identifier},
        audit::{Deed, Subject},
        ids::AccountId,
        policy::must_have_second_factor,
    },
    error::AppError,
    storage::{
        account::{self, Credentials},
        db::{Conn, Tx},
        known_device, mail_link, merge, passkey,
    },
};

/// The maximum time between the two steps.
const STEP_LASTS: SignedDuration = SignedDuration::from_mins(10);

/// A sign-in attempt.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// The typed name: any of the kinds that the settings allow.
    pub identifier: &'a str,
    /// The typed password.
    pub password: Password,
    /// The source address.
    pub address: &'a str,
    /// SHA-256, in hex, of the browser's identifying token; empty if it has none.
    pub device: &'a str,
}

/// A successful sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub id: AccountId,
    /// Its roles.
    pub roles: Vec<Role>,
    /// Whether the password must be changed before anything else.
    pub must_change_password: bool,
    /// The epoch of the credentials used: the session lasts no longer than they do.
    pub credential_epoch: i64,
}

/// Someone who has entered their password, but not the code of their second factor. They are not signed in, and the browser's
/// session keeps this only for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halfway {
    account: AccountId,
    credential_epoch: i64,
    at: i64,
}

impl Halfway {
    /// The account whose password was right, and its epoch, if that was not too long ago.
    pub(super) fn standing(&self, now: Timestamp) -> Option<(AccountId, i64)> {
        (now.as_second() - self.at <= STEP_LASTS.as_secs()).then_some((self.account, self.credential_epoch))
    }
}

/// The available ways to complete the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// With a code.
    pub code: bool,
    /// With a passkey.
    pub passkey: bool,
}

/// The ways for someone who has entered their password to go on.
///
/// # Errors
/// A storage failure.
pub async fn ways(services: &Services, halfway: &Halfway) -> Outcome<Ways> {
    let conn = &mut services.db.read().await?;
    let code = second_factor::is_on(conn, halfway.account).await?;
    Ok(Ways { code, passkey: passkey::count(conn, halfway.account).await? > 0 })
}

/// The result of the first step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// They are signed in.
    In(SignedIn),
    /// They have to complete the second step, with [`finish`].
    Code(Halfway),
}

/// Signs in where a second step is impossible: anyone who has one, or must have one, is refused.
///
/// # Errors
/// [`AppError::CodeNeeded`]; the errors of [`begin`].
pub async fn sign_in(services: &Services, attempt: Attempt<'_>) -> Outcome<SignedIn> {
    let Step::In(signed_in) = begin(services, attempt).await? else { return Err(AppError::CodeNeeded.into()) };
    let rule = settings(&mut services.db.read().await?).await?.second_factor;
    if must_have_second_factor(&signed_in.roles, rule) {
        return Err(AppError::CodeNeeded.into());
    }
    Ok(signed_in)
}

/// Checks an attempt. A browser that the account has signed in from before is let in however often others guess the password.
///
/// # Errors
/// [`AppError::SignInRefused`]; [`AppError::AccountInactive`] or [`AppError::AccountClosed`] (only to someone who knows the
/// password); [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn begin(services: &Services, attempt: Attempt<'_>) -> Outcome<Step> {
    let name = normalise_identifier(attempt.identifier);
    if name.is_empty() || attempt.password.expose().is_empty() {
        return Err(AppError::SignInRefused.into());
    }
    // A number is counted as one, however it is written.
    let counted: String = name.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let credentials = find(services, &name).await?;
    let owner = credentials.as_ref().map(|known| AccountId(known.id));
    let source = Source::of(attempt.address);
    let (reserved, lane) = match owner {
        Some(owner) if is_known(services, owner, attempt.device).await? => {
            (attempts::begin(services, &[Key::SignInDevice(owner, attempt.device)]).await?, Lane::Known)
        }
        _ => {
            let [usual, afresh] = attempts::to_sign_in(&counted, source);
            (attempts::begin_any(services, &[&usual, &afresh]).await?, Lane::Stranger)
        }
    };
    let hash = credentials.as_ref().and_then(|known| known.password_hash.as_deref());
    let right = match services.passwords.verify_in(lane, &attempt.password, hash).await {
        Ok(right) => right,
        Err(e) => {
            reserved.give_back();
            return Err(e);
        }
    };
    let credentials = credentials.filter(|_| right);
    let why = match &credentials {
        None => Some(AppError::SignInRefused),
        Some(known) if known.status()? == AccountStatus::Inactive => Some(why_inactive(services, known).await?),
        Some(_) => None,
    };
    if why == Some(AppError::SignInRefused) {
        reserved.count().await?;
    } else {
        reserved.give_back();
    }
    let outcome = match (credentials, why) {
        (_, Some(why)) => Err(why),
        (None, None) => Err(AppError::SignInRefused),
        (Some(known), None) => match first_step(services, &known, &attempt).await {
            Err(Failure::Refused(refusal)) => Err(refusal),
            other => Ok(other?),
        },
    };
    if let Err(refusal) = &outcome {
        let outcome = if *refusal == AppError::SignInRefused { "refused" } else { "inactive" };
        metrics::counter!("consulta_sign_ins_failed_total", "reason" => outcome).increment(1);
        let (actor, deed, address) = (&Actor::Visitor, Deed::AccountSignIn, attempt.address);
        attempts::note(services, Failed { actor, deed, account: owner, address, outcome }).await?;
    }
    Ok(outcome?)
}

/// After the right name and password.
async fn first_step(services: &Services, known: &Credentials, attempt: &Attempt<'_>) -> Outcome<Step> {
    let (account, credential_epoch) = (AccountId(known.id), known.credential_epoch);
    let at = services.clock.now().as_second();
    if second_factor::is_asked_for(&mut services.db.read().await?, account).await? {
        return Ok(Step::Code(Halfway { account, credential_epoch, at }));
    }
    let Attempt { device, address, .. } = attempt;
    let opening = Opening {
        id: account,
        credential_epoch,
        proof: None,
        device: (*device).to_owned(),
        from: attempts::from(address),
    };
    open(services, opening).await.map(Step::In)
}

/// Completes the second step.
///
/// # Errors
/// [`AppError::SignInRefused`] if it comes too late, or the password was changed or the account deactivated meanwhile; a missing,
/// wrong or used code; [`AppError::TooManyAttempts`].
pub async fn finish(
    services: &Services,
    halfway: &Halfway,
    code: &str,
    (address, device): (&str, &str),
) -> Outcome<SignedIn> {
    let (id, credential_epoch) = halfway.standing(services.clock.now()).ok_or(AppError::SignInRefused)?;
    let proof = second_factor::checked_at_sign_in(services, id, code, (address, device)).await?;
    let (device, from) = (device.to_owned(), attempts::from(address));
    open(services, Opening { id, credential_epoch, proof: Some(proof), device, from }).await
}

/// Signs in someone identified by a passkey, as long as their credentials are of this epoch.
///
/// # Errors
/// [`AppError::SignInRefused`] if they are not, or the passkey's answer has been used or is no longer valid.
pub(super) async fn open_by_passkey(
    services: &Services,
    (id, credential_epoch): (AccountId, i64),
    used: PasskeyUse,
    (address, device): (&str, &str),
) -> Outcome<SignedIn> {
    let from = format!("{} with a passkey", attempts::from(address)).trim().to_owned();
    let proof = Some(Proof::Passkey(used));
    open(services, Opening { id, credential_epoch, proof, device: device.to_owned(), from }).await
}

/// What someone who knows the password of an inactive account is told. One that awaits its owner's link or an administrator is
/// treated as if it did not exist: someone who registers an address must not learn by signing in whether it was known.
pub(super) async fn why_inactive(services: &Services, known: &Credentials) -> Outcome<AppError> {
    if merge::into(&mut services.db.read().await?, AccountId(known.id)).await?.is_some() {
        return Ok(AppError::AccountMerged);
    }
    Ok(match (known.closed_at, known.is_waiting) {
        (Some(_), _) => AppError::AccountClosed,
        (None, true) => AppError::SignInRefused,
        (None, false) => {
            let conn = &mut services.db.read().await?;
            let awaits = mail_link::awaits_verification(conn, AccountId(known.id)).await?;
            if awaits { AppError::SignInRefused } else { AppError::AccountInactive }
        }
    })
}

async fn is_known(services: &Services, owner: AccountId, device: &str) -> Outcome<bool> {
    if device.is_empty() {
        return Ok(false);
    }
    Ok(known_device::is_known(&mut services.db.read().await?, owner, device).await?)
}

async fn find(services: &Services, name: &str) -> Outcome<Option<Credentials>> {
    let mut conn = services.db.read().await?;
    for kind in settings(&mut conn).await?.login_identifiers {
        if let Some(found) = find_by(&mut conn, kind, name).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The account with a name of this kind, including one that an older version stored as typed.
async fn find_by(conn: &mut Conn, kind: IdentifierKind, name: &str) -> Outcome<Option<Credentials>> {
    let compared = kind.compared(name);
    let found = account::find_credentials(conn, kind, &compared).await?;
    if found.is_some() || compared == name {
        return Ok(found);
    }
    Ok(account::find_credentials(conn, kind, name).await?)
}

struct Opening {
    id: AccountId,
    credential_epoch: i64,
    proof: Option<Proof>,
    device: String,
    from: String,
}

async fn open(services: &Services, opening: Opening) -> Outcome<SignedIn> {
    let by = By { basis: None, ..By::visitor(services).owner(opening.id) };
    services.change(by, opening, |tx, by, opening| Box::pin(open_in(tx, by, opening))).await
}

async fn open_in(tx: &mut Tx, by: &By, opening: &Opening) -> Outcome<SignedIn> {
    let Opening { id, credential_epoch, proof, device, from } = opening;
    // Checking takes a while, during which the password may have been replaced because someone else knows it.
    if !account::has_epoch(tx, *id, *credential_epoch).await? {
        return Err(AppError::SignInRefused.into());
    }
    match proof {
        Some(proof) => second_factor::spend(tx, *id, proof, by.at).await?,
        // It may have been enabled since it was read.
        None if second_factor::is_asked_for(tx, *id).await? => return Err(AppError::SignInRefused.into()),
        None => {}
    }
    if !device.is_empty() {
        known_device::put(tx, *id, device, by.second()).await?;
    }
    let found = account::find(tx, *id).await?;
    let found = found.ok_or_else(|| Failure::Fault("an account disappeared while signing in".into()))?;
    by.did(tx, Deed::AccountSignIn, Subject::from(*id).part(from));
    Ok(SignedIn {
        id: *id,
        roles: found.roles,
        must_change_password: found.must_change_password,
        credential_epoch: *credential_epoch,
    })
}

/// The user behind a session: the account as it is now, so that a change of role or status applies immediately.
///
/// # Errors
/// A storage failure.
pub async fn who_is(services: &Services, id: AccountId) -> Outcome<Option<account::Account>> {
    let found = account::find(&mut services.db.read().await?, id).await?;
    Ok(found.filter(|account| account.status == AccountStatus::Active))
}
