//! Passkeys: keys that a device or a password manager keeps for this site, and uses once its owner has unlocked it. A passkey signs
//! someone in by itself, because it takes the device and its owner; it can also be the second factor after a password.
//!
//! Each ceremony begins with a challenge. It is kept in the session that requested it, states its purpose and account, is valid for
//! minutes, and is answered once: its hash is spent in the transaction that the answer leads to.

pub mod again;
mod cbor;
mod webauthn;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use self::webauthn::Site;
use self::webauthn::{ALGORITHMS, Assertion, PublicKey, encode, registered};
use super::{
    By, Failure, Outcome, Services,
    attempts::{self, Failed},
    limits::{Key, Source},
    password,
    second_factor::{self, PasskeyUse, again::Besides, own},
    sign_in::{self, Halfway, SignedIn},
};
use crate::{
    domain::{
        account::{AccountStatus, Actor},
        audit::Deed,
        form::{self, Field, FieldError, Problem},
        ids::{AccountId, PasskeyId},
        notice::NoticeKind,
        policy::must_have_second_factor,
    },
    error::AppError,
    storage::{account, db::Tx, lock, notice, passkey as stored, random},
};

pub use crate::storage::passkey::Passkey;

/// The maximum number per account.
pub const MOST: usize = 10;
/// How long a challenge can be answered.
const CHALLENGE_LASTS: SignedDuration = SignedDuration::from_mins(5);

/// The purpose of a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Purpose {
    /// Adding a passkey with this name, which stores this handle for the account.
    Add {
        /// The owner's name for it.
        name: String,
        /// Its handle for the account.
        handle: String,
    },
    /// Signing in without anything else.
    SignIn,
    /// The second factor of signing in.
    Step,
    /// The second factor once more, before something sensitive.
    Again,
}

/// An issued challenge, for the session to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Challenge {
    purpose: Purpose,
    /// The account, and the epoch of its credentials, if already known.
    account: Option<(AccountId, i64)>,
    /// Random bytes in hex.
    bytes: String,
    at: i64,
}

impl Challenge {
    fn new(purpose: Purpose, account: Option<(AccountId, i64)>, at: i64) -> Outcome<Self> {
        Ok(Self { purpose, account, bytes: hex::encode(random_bytes()?), at })
    }

    fn bytes(&self) -> Vec<u8> {
        hex::decode(&self.bytes).unwrap_or_default()
    }

    /// The bytes in the encoding that browsers take.
    fn encoded(&self) -> String {
        encode(&self.bytes())
    }

    fn hash(&self) -> String {
        password::digest(&self.bytes)
    }

    fn is_recent(&self, now: Timestamp) -> bool {
        (0..=CHALLENGE_LASTS.as_secs()).contains(&(now.as_second() - self.at))
    }
}

/// A ceremony that has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The options for the browser, as JSON.
    pub options: String,
    /// What the session keeps until the browser answers.
    pub challenge: Challenge,
}

impl Begun {
    /// Asks for one of these passkeys, or for any of the site's if none is named.
    fn asking(challenge: Challenge, site: &Site, known: &[Passkey]) -> Self {
        let options = json!({
            "challenge": challenge.encoded(),
            "rpId": site.id,
            "allowCredentials": descriptors(known),
            "userVerification": "required",
            "timeout": CHALLENGE_LASTS.as_secs() * 1_000,
        });
        Self { options: options.to_string(), challenge }
    }
}

fn random_bytes() -> Outcome<[u8; 32]> {
    random::system_bytes().map_err(|_| Failure::Fault("there are no random numbers".into()))
}

fn site(services: &Services) -> Outcome<&Site> {
    services.site.as_ref().ok_or_else(|| AppError::NotFound.into())
}

fn problem(problem: Problem) -> Failure {
    FieldError::new(Field::PasskeyName, problem).into()
}

/// The actor's passkeys, oldest first.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<Vec<Passkey>> {
    let (me, _) = own(actor)?;
    Ok(stored::of_account(&mut services.db.read().await?, me).await?)
}

/// Begins to add a passkey, after checking the password and, if there is one, the second-factor code.
///
/// # Errors
/// A bad name; a wrong password or code; that there are [`MOST`]; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn begin_adding(
    services: &Services,
    actor: &Actor,
    name: &str,
    (password, code): (&str, &str),
    address: &str,
) -> Outcome<Begun> {
    let (site, (me, _)) = (site(services)?, own(actor)?);
    let name = form::text(Field::PasskeyName, name, 1, 50)?;
    second_factor::say_password(services, (actor, me), password, address).await?;
    second_factor::again::ask_again(services, actor, code, Besides::Password).await?;
    let conn = &mut services.db.read().await?;
    let known = stored::of_account(conn, me).await?;
    if known.len() >= MOST {
        return Err(problem(Problem::OutOfRange));
    }
    let owner = account::find(conn, me).await?.ok_or(AppError::NotFound)?;
    let credentials = account::credentials(conn, me).await?.ok_or(AppError::NotFound)?;
    // One handle for all of them, so that a device replaces its old passkey instead of collecting them.
    let handle = match known.first() {
        Some(other) => other.user_handle.clone(),
        None => encode(&random_bytes()?),
    };
    let now = services.clock.now().as_second();
    let purpose = Purpose::Add { name, handle: handle.clone() };
    let challenge = Challenge::new(purpose, Some((me, credentials.credential_epoch)), now)?;
    let options = json!({
        "rp": { "id": site.id, "name": "Consulta" },
        "user": { "id": handle, "name": owner.email, "displayName": owner.full_name },
        "challenge": challenge.encoded(),
        "pubKeyCredParams": ALGORITHMS.map(|number| json!({ "type": "public-key", "alg": number })),
        "excludeCredentials": descriptors(&known),
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
        "attestation": "none",
        "timeout": CHALLENGE_LASTS.as_secs() * 1_000,
    });
    Ok(Begun { options: options.to_string(), challenge })
}

fn descriptors(known: &[Passkey]) -> Vec<serde_json::Value> {
    known.iter().map(|one| json!({ "type": "public-key", "id": one.credential })).collect()
}

/// Adds the passkey that the browser created in answer to a challenge. The owner is told.
///
/// # Errors
/// That the answer is not to this challenge, or too late; that there are [`MOST`]; that the passkey is already known.
pub async fn add(services: &Services, actor: &Actor, challenge: Option<Challenge>, sent: &str) -> Outcome<()> {
    let (site, (me, basis)) = (site(services)?, own(actor)?);
    let by = By::now(services, actor).on(basis);
    let wrong = || problem(Problem::Wrong);
    let challenge = challenge.filter(|challenge| challenge.is_recent(by.at)).ok_or_else(wrong)?;
    let (Purpose::Add { name, handle }, Some((owner, epoch))) = (&challenge.purpose, challenge.account) else {
        return Err(wrong());
    };
    let made = registered(sent, &challenge.bytes(), site).filter(|_| owner == me).ok_or_else(wrong)?;
    let new = Passkey {
        id: PasskeyId(0),
        account: me,
        credential: made.credential,
        user_handle: handle.clone(),
        public_key: made.key.to_text(),
        sign_count: made.sign_count,
        synced: made.synced,
        name: name.clone(),
        created_at: by.at,
        last_used_at: None,
    };
    services.change(by, (new, epoch, challenge.hash()), |tx, by, input| Box::pin(add_in(tx, by, input))).await
}

async fn add_in(tx: &mut Tx, by: &By, (new, epoch, hash): &(Passkey, i64, String)) -> Outcome<()> {
    let (me, now) = (new.account, by.second());
    // The password may have been replaced since it was checked, because someone else knows it.
    if !account::has_epoch(tx, me, *epoch).await? {
        return Err(problem(Problem::Wrong));
    }
    if !stored::use_challenge(tx, hash, now, forget_before(by.at).as_second()).await? {
        return Err(problem(Problem::Wrong));
    }
    lock::account(tx, me).await?;
    if stored::count(tx, me).await? >= i64::try_from(MOST).unwrap_or(i64::MAX) {
        return Err(problem(Problem::OutOfRange));
    }
    if !stored::insert(tx, new).await? {
        return Err(problem(Problem::Taken));
    }
    notice::insert(tx, me, NoticeKind::PasskeyAdded, None, now).await?;
    by.did(tx, Deed::AccountPasskeyAdd, me);
    Ok(())
}

/// The time before which challenges are too old to be answered, whatever has become of them.
fn forget_before(now: Timestamp) -> Timestamp {
    now - 2 * CHALLENGE_LASTS
}

/// Renames one of the actor's passkeys.
///
/// # Errors
/// A bad name; not found, including if it is someone else's.
pub async fn rename(services: &Services, actor: &Actor, id: PasskeyId, name: &str) -> Outcome<()> {
    let (me, basis) = own(actor)?;
    let name = form::text(Field::PasskeyName, name, 1, 50)?;
    services
        .change(By::now(services, actor).on(basis), (me, id, name), |tx, by, (me, id, name)| {
            Box::pin(async move {
                if !stored::rename(tx, *me, *id, name).await? {
                    return Err(AppError::NotFound.into());
                }
                by.did(tx, Deed::AccountPasskeyRename, *me);
                Ok(())
            })
        })
        .await
}

/// Removes one of the actor's passkeys, after checking the password and, if there is one, the second-factor code. The owner is
/// told.
///
/// # Errors
/// Not found, including if it is someone else's; a wrong password or code; that it is the last second factor of someone who needs
/// one; [`AppError::TooManyAttempts`], [`AppError::Busy`].
pub async fn remove(
    services: &Services,
    actor: &Actor,
    id: PasskeyId,
    (password, code): (&str, &str),
    address: &str,
) -> Outcome<()> {
    let (me, basis) = own(actor)?;
    let known = stored::of_account(&mut services.db.read().await?, me).await?;
    known.iter().find(|one| one.id == id).ok_or(AppError::NotFound)?;
    second_factor::say_password(services, (actor, me), password, address).await?;
    second_factor::again::ask_again(services, actor, code, Besides::Password).await?;
    services
        .change(By::now(services, actor).on(basis), (me, id), |tx, by, (me, id)| Box::pin(remove_in(tx, by, *me, *id)))
        .await
}

async fn remove_in(tx: &mut Tx, by: &By, me: AccountId, id: PasskeyId) -> Outcome<()> {
    // If two are removed at once, one of them is the last.
    lock::account(tx, me).await?;
    let owner = account::find(tx, me).await?.ok_or(AppError::NotFound)?;
    let rule = super::settings(tx).await?.second_factor;
    let is_last = !owner.second_factor && stored::count(tx, me).await? == 1;
    if is_last && must_have_second_factor(&owner.roles, rule) {
        return Err(problem(Problem::LocksOut));
    }
    if !stored::delete(tx, me, id).await? {
        return Err(AppError::NotFound.into());
    }
    notice::insert(tx, me, NoticeKind::PasskeyRemoved, None, by.second()).await?;
    by.did(tx, Deed::AccountPasskeyRemove, me);
    Ok(())
}

/// Begins to sign in with a passkey: any of this site's, or as the second factor, one of the account whose password was right.
///
/// # Errors
/// [`AppError::SignInRefused`] if the first step was too long ago; [`AppError::TooManyAttempts`].
pub async fn begin_sign_in(services: &Services, halfway: Option<&Halfway>, address: &str) -> Outcome<Begun> {
    let site = site(services)?;
    services.limits.count(Key::PasskeyFrom(Source::of(address)))?;
    let now = services.clock.now();
    let (challenge, known) = match halfway {
        None => (Challenge::new(Purpose::SignIn, None, now.as_second())?, Vec::new()),
        Some(halfway) => {
            let standing = halfway.standing(now).ok_or(AppError::SignInRefused)?;
            let known = stored::of_account(&mut services.db.read().await?, standing.0).await?;
            (Challenge::new(Purpose::Step, Some(standing), now.as_second())?, known)
        }
    };
    Ok(Begun::asking(challenge, site, &known))
}

/// Signs in the user who has answered a challenge with a passkey.
///
/// # Errors
/// That the answer is not to this challenge, or too late; that no account has the passkey; [`AppError::AccountInactive`] or
/// [`AppError::AccountClosed`].
pub async fn sign_in(
    services: &Services,
    challenge: Option<Challenge>,
    sent: &str,
    (address, device): (&str, &str),
) -> Outcome<SignedIn> {
    let challenge = challenge.filter(|challenge| matches!(challenge.purpose, Purpose::SignIn | Purpose::Step));
    let (challenge, passkey, used) = answered(services, challenge, sent, address).await?;
    let known = account::credentials(&mut services.db.read().await?, passkey.account).await?;
    let known = known.ok_or(AppError::NotFound)?;
    if known.status()? == AccountStatus::Inactive {
        let why = sign_in::why_inactive(services, &known).await?;
        return Err(failed(services, passkey.account, address, why.into()).await?);
    }
    let standing = challenge.account.unwrap_or((passkey.account, known.credential_epoch));
    match sign_in::open_by_passkey(services, standing, used, (address, device)).await {
        Err(Failure::Refused(AppError::SignInRefused)) => {
            Err(failed(services, passkey.account, address, problem(Problem::Wrong)).await?)
        }
        outcome => outcome,
    }
}

/// A correctly answered challenge, the passkey, and its use, which is still to be spent.
async fn answered(
    services: &Services,
    challenge: Option<Challenge>,
    sent: &str,
    address: &str,
) -> Outcome<(Challenge, Passkey, PasskeyUse)> {
    let site = site(services)?;
    let now = services.clock.now();
    let wrong = || problem(Problem::Wrong);
    let challenge = challenge.filter(|challenge| challenge.is_recent(now)).ok_or_else(wrong)?;
    let assertion = Assertion::read(sent).ok_or_else(wrong)?;
    let found = stored::find(&mut services.db.read().await?, &assertion.credential).await?;
    let passkey = found.ok_or_else(|| problem(Problem::NotAChoice))?;
    let says_whose = assertion.user_handle.as_deref() == Some(passkey.user_handle.as_str());
    let is_theirs = match (&challenge.purpose, challenge.account) {
        (Purpose::SignIn, None) => says_whose,
        (Purpose::Step | Purpose::Again, Some((owner, _))) => {
            owner == passkey.account && (says_whose || assertion.user_handle.is_none())
        }
        _ => false,
    };
    let key = PublicKey::from_text(&passkey.public_key).filter(|_| is_theirs);
    let Some((sign_count, synced)) = key.and_then(|key| assertion.check(&key, &challenge.bytes(), site)) else {
        return Err(failed(services, passkey.account, address, wrong()).await?);
    };
    let challenge_hash = challenge.hash();
    let used = PasskeyUse { id: passkey.id, sign_count, synced, challenge_hash, forget_before: forget_before(now) };
    Ok((challenge, passkey, used))
}

/// Records a failed attempt, and passes on why it failed.
async fn failed(services: &Services, account: AccountId, address: &str, why: Failure) -> Outcome<Failure> {
    metrics::counter!("consulta_sign_ins_failed_total", "reason" => "passkey").increment(1);
    let (actor, deed) = (&Actor::Visitor, Deed::AccountSignIn);
    let failed = Failed { actor, deed, account: Some(account), address, outcome: "passkey refused" };
    attempts::note(services, failed).await?;
    Ok(why)
}
