//! Programs that sign in through the API: an access token for an hour, and a refresh token for a day with which to get the next
//! two. Each refresh token is used once; presenting one again ends the whole family, because one of its two holders stole it.

mod jwt;

pub(super) use self::jwt::AppClaims;
use jiff::Timestamp;

use self::jwt::Claims;
pub use self::jwt::Keys;
use super::{
    By, Failure, Outcome, Services,
    limits::{Key, Source},
    password::digest,
    sign_in::{self, Attempt},
};
use crate::{
    domain::{
        account::{Actor, Role},
        audit::{Deed, Subject, Thing},
        ids::{AccountId, AppId},
        policy::must_have_second_factor,
    },
    error::AppError,
    storage::{
        account::{self, Account},
        api_token::{self as stored, Family},
        app_request,
        db::Tx,
        personal_token,
    },
};

/// How long an access token lasts, in seconds.
pub const ACCESS: i64 = 60 * 60;
/// How long a refresh token can be used, in seconds.
pub const REFRESH: i64 = 24 * 60 * 60;
/// After this long, the program has to sign in again, however often tokens were refreshed.
const LONGEST: i64 = 30 * REFRESH;
/// How long the same program may ask again: it may not have received the response.
const REPLAY: i64 = 10;
/// How long expired tokens are kept, so that their use is still recognised.
const REMEMBERED: i64 = 7 * REFRESH;

/// What a program gets.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The access token.
    pub access: String,
    /// The next refresh token.
    pub refresh: String,
    /// Their owner.
    pub account: Account,
}

/// Why an account gets no token although its name and password were right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ungranted {
    /// Programs cannot sign in here.
    Off,
    /// Its owner must first choose a password, on the site.
    PasswordDue,
}

/// The sender of a request, according to an access token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Who they are.
    pub actor: Actor,
    /// The family of their token.
    pub family: i64,
}

/// Whether programs can sign in at all.
///
/// # Errors
/// A storage failure.
pub async fn is_on(services: &Services) -> Outcome<bool> {
    Ok(services.directory().await?.settings.api_enabled)
}

/// Signs a program in with this name and password, through the same checks as people.
///
/// # Errors
/// The errors of [`sign_in::sign_in`].
pub async fn grant(services: &Services, attempt: Attempt<'_>) -> Outcome<Result<Granted, Ungranted>> {
    if !is_on(services).await? {
        return Ok(Err(Ungranted::Off));
    }
    let signed_in = sign_in::sign_in(services, attempt).await?;
    if signed_in.must_change_password {
        return Ok(Err(Ungranted::PasswordDue));
    }
    let refresh = services.tokens.first();
    let (id, epoch) = (signed_in.id, signed_in.credential_epoch);
    let by = By { basis: None, ..By::visitor(services).owner(id) };
    let now = by.at;
    let begun = services.change(by, (id, epoch, digest(&refresh)), |tx, by, (id, epoch, hash)| {
        Box::pin(async move {
            let now = by.second();
            // Not with a password that has been replaced in the meantime.
            if !account::has_epoch(tx, *id, *epoch).await? {
                return Err(AppError::SignInRefused.into());
            }
            let family = stored::begin(tx, *id, *epoch, now, now + LONGEST).await?;
            stored::put(tx, hash, family, now, now + REFRESH).await?;
            by.did(tx, Deed::TokenBegin, *id);
            let owner = account::find(tx, *id).await?;
            Ok((family, owner.ok_or_else(|| Failure::Fault("an account disappeared while signing in".into()))?))
        })
    });
    let (family, account) = begun.await?;
    let access = access(services, &account, family, epoch, now)?;
    Ok(Ok(Granted { access, refresh, account }))
}

fn access(services: &Services, account: &Account, family: i64, epoch: i64, now: Timestamp) -> Outcome<String> {
    let (iss, aud) = Claims::ours();
    services.tokens.sign(&Claims {
        iss,
        aud,
        sub: account.id.to_string(),
        sid: family,
        email: account.email.clone(),
        role: account.roles.last().copied(),
        roles: account.roles.clone(),
        epoch,
        iat: now.as_second(),
        exp: now.as_second() + ACCESS,
    })
}

/// A refresh, with everything that decides it.
pub(super) struct Refreshing {
    token_hash: String,
    next_hash: String,
    program: String,
    /// The requesting app; `None` for a program that signed in.
    app: Option<AppId>,
    /// How long the next token can be used, in seconds.
    lasts: i64,
}

impl Refreshing {
    /// A refresh from the presented token to its successor.
    pub(super) fn new(
        (token, next): (&str, &str),
        (address, program): (&str, &str),
        app: Option<AppId>,
        lasts: i64,
    ) -> Self {
        let program = digest(&format!("{address}\n{program}"));
        Self { token_hash: digest(token), next_hash: digest(next), program, app, lasts }
    }
}

/// Uses a refresh token. `program` says which program asks: its address and user agent.
///
/// # Errors
/// [`AppError::NotSignedIn`] for a token that has expired, was used before or never existed.
pub async fn refresh(services: &Services, token: &str, (address, program): (&str, &str)) -> Outcome<Granted> {
    if !is_on(services).await? || token.len() != 64 {
        return Err(AppError::NotSignedIn.into());
    }
    let next = services.tokens.next(token);
    let by = By::visitor(services);
    let now = by.at;
    let input = Refreshing::new((token, &next), (address, program), None, REFRESH);
    // A refusal is returned as a value here, so that what it ends stays ended.
    match services.change(by, input, |tx, by, input| Box::pin(refresh_in(tx, by, input))).await? {
        Some((account, family, epoch)) => {
            refuse_without_second_step(services, &account.roles).await?;
            Ok(Granted { access: access(services, &account, family, epoch, now)?, refresh: next, account })
        }
        None => Err(AppError::NotSignedIn.into()),
    }
}

/// No one with a second factor gets a token. So anyone who has a token, and must have a second factor by now, is no longer signed
/// in.
async fn refuse_without_second_step(services: &Services, roles: &[Role]) -> Outcome<()> {
    let rule = services.directory().await?.settings.second_factor;
    if must_have_second_factor(roles, rule) { Err(AppError::NotSignedIn.into()) } else { Ok(()) }
}

/// The owner and family of the next token, and the epoch of the owner's credentials; `None` if refused.
async fn refresh_in(tx: &mut Tx, by: &By, input: &Refreshing) -> Outcome<Option<(Account, i64, i64)>> {
    let Some(family) = rotate(tx, by, input).await? else { return Ok(None) };
    let id = AccountId(family.account_id);
    let Some(account) = account::find(tx, id).await? else { return Ok(None) };
    let Some(credentials) = account::credentials(tx, id).await? else { return Ok(None) };
    Ok(Some((account, family.id, credentials.credential_epoch)))
}

/// Replaces the used token with its successor, and returns the family of both; `None` if it is invalid. A refusal is no error, so
/// that what it ends stays ended.
pub(super) async fn rotate(tx: &mut Tx, by: &By, input: &Refreshing) -> Outcome<Option<Family>> {
    let Refreshing { token_hash, next_hash, program, app, lasts } = input;
    let now = by.second();
    // One app's token is useless to another, and an app's to a program that signs in: not even to end it.
    let Some(found) = stored::find(tx, token_hash).await? else { return Ok(None) };
    let owner = stored::family(tx, found.family_id).await?;
    if owner.is_none_or(|family| family.app_id.map(AppId) != *app) {
        return Ok(None);
    }
    let (family, is_first) = match stored::take(tx, token_hash, program, now).await? {
        Some(family) => (family, true),
        None => {
            let Some(found) = stored::find(tx, token_hash).await? else { return Ok(None) };
            let Some(used_at) = found.used_at else { return Ok(None) };
            let next = stored::find(tx, next_hash).await?;
            let is_unheard = next.is_some_and(|next| next.used_at.is_none());
            if !(is_unheard && found.used_by == *program && now - used_at <= REPLAY) {
                end_stolen(tx, by, found.family_id).await?;
                return Ok(None);
            }
            (found.family_id, false)
        }
    };
    let Some(family) = stored::family(tx, family).await?.filter(|family| family.stands && family.ends_at > now) else {
        return Ok(None);
    };
    if is_first {
        stored::put(tx, next_hash, family.id, now, (now + lasts).min(family.ends_at)).await?;
    }
    Ok(Some(family))
}

/// Someone presents a token that was used before: whoever they are, neither holder goes on.
async fn end_stolen(tx: &mut Tx, by: &By, family: i64) -> Outcome<()> {
    let owner = stored::family(tx, family).await?.map(|family| family.account_id);
    if stored::end(tx, family, by.second()).await? {
        let whose = Subject { id: owner, ..Subject::any(Thing::Account) };
        by.ended(tx, Deed::TokenReuse, whose, "used before");
    }
    Ok(())
}

/// The holder of this access token. Their roles are in it; whether it is still valid is read from the database, because another
/// process may have ended it a moment ago.
///
/// # Errors
/// [`AppError::NotSignedIn`] for a token that is not ours, has expired or was ended.
pub async fn bearer(services: &Services, token: &str) -> Outcome<Bearer> {
    let read = services.tokens.read(token, services.clock.now());
    let claims = read.ok_or(AppError::NotSignedIn)?;
    let id: AccountId = claims.sub.parse().map_err(|_| AppError::NotSignedIn)?;
    let stands = |family: &Family| family.stands && family.account_id == id.0 && family.app_id.is_none();
    let found = stored::family(&mut services.db.read().await?, claims.sid).await?.filter(stands);
    found.ok_or(AppError::NotSignedIn)?;
    refuse_without_second_step(services, &claims.roles).await?;
    Ok(Bearer { actor: Actor::Account { id, roles: claims.roles }, family: claims.sid })
}

/// Signs a program out: its access tokens and its refresh token stop working immediately.
///
/// # Errors
/// A storage failure.
pub async fn end(services: &Services, bearer: &Bearer) -> Outcome<()> {
    services
        .change(By::now(services, &bearer.actor), bearer.family, |tx, by, family| {
            Box::pin(async move {
                if stored::end(tx, *family, by.second()).await? {
                    by.did(tx, Deed::TokenEnd, by.account()?);
                }
                Ok(())
            })
        })
        .await
}

/// Signs out the program with this refresh token, and says whether that has been done: only the bearer's own is known here, and
/// anyone else's is left alone.
///
/// # Errors
/// A storage failure.
pub async fn end_by_refresh(services: &Services, bearer: &Bearer, refresh: &str) -> Outcome<bool> {
    let mut conn = services.db.read().await?;
    let found = stored::find(&mut conn, &digest(refresh)).await?;
    let family = match found {
        Some(found) => stored::family(&mut conn, found.family_id).await?,
        None => None,
    };
    drop(conn);
    match family.filter(|family| bearer.actor.id().is_some_and(|id| id.0 == family.account_id)) {
        Some(family) => {
            end(services, &Bearer { family: family.id, ..bearer.clone() }).await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Counts a request against the limit of its account, or of its source network.
///
/// # Errors
/// [`AppError::TooManyAttempts`].
pub fn count(services: &Services, actor: &Actor, address: &str) -> Result<(), AppError> {
    services.limits.count(match actor {
        Actor::Account { id, .. } => Key::ApiBy(*id),
        Actor::App { patient, .. } => Key::ApiBy(patient.account()),
        Actor::Visitor => Key::ApiFrom(Source::of(address)),
    })
}

/// Whether responses at other systems' addresses come in an envelope.
///
/// # Errors
/// A storage failure.
pub async fn envelope(services: &Services) -> Outcome<bool> {
    Ok(services.directory().await?.settings.api_envelope)
}

/// Deletes what has long expired.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<()> {
    let before = services.clock.now().as_second() - REMEMBERED;
    let swept = services.db.write(before, |tx, before| {
        Box::pin(async move {
            app_request::delete_old(tx, *before).await?;
            stored::delete_expired(tx, *before).await?;
            personal_token::delete_old(tx, *before).await?;
            Ok(())
        })
    });
    swept.await
}
