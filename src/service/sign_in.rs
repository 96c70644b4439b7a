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

/// How long there is between the two steps.
const STEP_LASTS: SignedDuration = SignedDuration::from_mins(10);

/// An attempt.
#[derive(Debug)]
pub struct Attempt<'a> {
    /// What was typed as a name: any of the kinds that the settings allow.
    pub identifier: &'a str,
    /// What was typed as the password.
    pub password: Password,
    /// Where the request came from.
    pub address: &'a str,
    /// SHA-256, in hex, of the browser's identifying token; empty if it has none.
    pub device: &'a str,
}

/// A successful one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Whose account.
    pub id: AccountId,
    /// What it may act as.
    pub roles: Vec<Role>,
    /// Whether the password must be changed before anything else.
    pub must_change_password: bool,
    /// The epoch of the credentials that were used: the session lasts no longer than they do.
    pub credential_epoch: i64,
}

/// Someone who has said their password, but not the code of their second step. They are not signed in, and the browser's session only
/// keeps this for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Halfway {
    account: AccountId,
    credential_epoch: i64,
    /// When they said it: the session keeps UTC seconds.
    #[serde(rename = "at")]
    second: i64,
}

impl Halfway {
    /// Whose password was right, and of which epoch it was, if that was not too long ago.
    pub(super) fn standing(&self, now: Timestamp) -> Option<(AccountId, i64)> {
        (now.as_second() - self.second <= STEP_LASTS.as_secs()).then_some((self.account, self.credential_epoch))
    }
}

/// How someone can take the second step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// With a code.
    pub code: bool,
    /// With a passkey.
    pub passkey: bool,
}

/// How whoever has said their password can go on.
///
/// # Errors
/// The storage's failure.
pub async fn ways(services: &Services, halfway: &Halfway) -> Outcome<Ways> {
    let conn = &mut services.db.read().await?;
    let code = second_factor::is_on(conn, halfway.account).await?;
    Ok(Ways { code, passkey: passkey::count(conn, halfway.account).await? > 0 })
}

/// What the first step leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// They are in.
    In(SignedIn),
    /// They have a second step to take, with [`finish`].
    Code(Halfway),
}

/// Signs in where a second step cannot be taken: whoever has one, or must have one, is refused.
///
/// # Errors
/// [`AppError::CodeNeeded`]; what [`begin`] answers.
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
/// [`AppError::SignInRefused`]; [`AppError::AccountInactive`] or [`AppError::AccountClosed`] (only to who knows the password);
/// [`AppError::TooManyAttempts`], [`AppError::Busy`].
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

/// With the right name and password.
async fn first_step(services: &Services, known: &Credentials, attempt: &Attempt<'_>) -> Outcome<Step> {
    let (account, credential_epoch) = (AccountId(known.id), known.credential_epoch);
    let second = services.clock.now().as_second();
    if second_factor::is_asked_for(&mut services.db.read().await?, account).await? {
        return Ok(Step::Code(Halfway { account, credential_epoch, second }));
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

/// Takes the second step.
///
/// # Errors
/// [`AppError::SignInRefused`] if it comes too late, or the password was changed or the account switched off meanwhile; a missing, wrong
/// or used code; [`AppError::TooManyAttempts`].
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

/// Signs in whoever has proved who they are by a passkey, as long as their credentials are of this epoch.
///
/// # Errors
/// [`AppError::SignInRefused`] if they are not, or the passkey's answer has been used or is worthless by now.
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

/// What someone is told who knows the password of an account that is not active. One that awaits its owner's link or an administrator is
/// as good as none: whoever registers an address must not learn by signing in whether it was known.
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

/// By a name of this kind, also by one that an older version stored as it was written.
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
        // It may have been turned on since it was looked for.
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

/// Who is behind a session: the account as it is now, so that a change of role or status applies immediately.
///
/// # Errors
/// The storage's failure.
pub async fn who_is(services: &Services, id: AccountId) -> Outcome<Option<account::Account>> {
    let found = account::find(&mut services.db.read().await?, id).await?;
    Ok(found.filter(|account| account.status == AccountStatus::Active))
}
