//! What an app gets for its code: an access token for an hour and, if the patient lets it go on without them, a refresh token
//! (`service::token` describes how those succeed one another). A code can be exchanged once, by the app it was issued to, at the
//! address it was sent to, with the secret verifier it was requested with.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    By, Failure, Outcome, Services,
    app_consent::LONGEST,
    limits::{Key, Source},
    password::digest,
    second_factor,
    token::{self, ACCESS, AppClaims, Refreshing, rotate},
};
use crate::{
    domain::{
        account::Actor,
        app::is_verifier,
        app_scope::{AppScopes, Readable},
        audit::{Deed, Subject},
        ids::{AccountId, AppId, GrantId, PatientId},
        policy::must_have_second_factor,
    },
    error::AppError,
    storage::{
        account,
        api_token::{self as stored, Family},
        app::{self, App, AppStatus},
        app_request::{self, Coded},
        db::{Conn, Tx},
    },
};

/// The prefix of every app's access token, so that leaked ones are recognised.
pub const PREFIX: &str = "consulta_app_";
/// How long a refresh token can be used, in seconds: people don't open an app every day.
const REFRESH: i64 = 30 * 24 * 60 * 60;

/// A client that claims to be an app.
#[derive(Clone, Copy)]
pub struct Client<'a> {
    /// The client ID.
    pub id: &'a str,
    /// Its secret, if it has one.
    pub secret: Option<&'a str>,
    /// The network address.
    pub address: &'a str,
    /// The user agent.
    pub program: &'a str,
}

/// What the client presents.
#[derive(Clone, Copy)]
pub enum Brings<'a> {
    /// A code, the address it was sent to, and the verifier it was requested with.
    Code(&'a str, &'a str, &'a str),
    /// A refresh token, and the requested scopes; empty for the same scopes as before.
    Refresh(&'a str, &'a str),
}

/// Why nothing is granted, in the terms of RFC 6749, 5.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The app isn't registered, or hasn't proved its identity.
    Client,
    /// The code or token is worthless.
    Grant,
    /// The scope exceeds what was allowed.
    Scope,
}

/// What the app gets.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The access token.
    pub access: String,
    /// The next refresh token, if any.
    pub refresh: Option<String>,
    /// The scopes that may be read.
    pub scope: String,
    /// The patient whose record it is.
    pub patient: PatientId,
}

/// An app that reads with a valid access token.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The app, and whose record it reads.
    pub actor: Actor,
    /// What it may do.
    pub scopes: AppScopes,
    iat: i64,
    exp: i64,
}

/// What a token's own app may learn about it.
#[derive(Clone, Debug)]
pub struct Known {
    /// The scopes that may be read.
    pub scope: String,
    /// The patient whose record it is.
    pub patient: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// The app that the client is. One that can keep a secret has to present it; one that can't has none to present.
async fn client(services: &Services, said: Client<'_>) -> Outcome<Option<App>> {
    services.limits.count(Key::ApiFrom(Source::of(said.address)))?;
    if !token::is_on(services).await? || said.id.is_empty() {
        return Ok(None);
    }
    let now = services.clock.now().as_second();
    let found = app::by_client(&mut services.db.read().await?, said.id, now).await?;
    let Some(app) = found.filter(|app| app.status == AppStatus::Active) else { return Ok(None) };
    let proved = match (&app.secret_hash, said.secret) {
        // Hashes of secrets with full entropy: how many characters match reveals nothing.
        (Some(hash), Some(secret)) => *hash == digest(secret),
        (Some(_), None) | (None, Some(_)) => false,
        (None, None) => true,
    };
    if !proved {
        return Ok(None);
    }
    // Anyone can claim to be an app without a secret, and could lock its patients out; there, only networks are counted.
    if app.secret_hash.is_some() {
        services.limits.count(Key::AppToken(app.id))?;
    }
    Ok(Some(app))
}

/// An exchange, with everything that decides it.
struct Exchange {
    app: AppId,
    code_hash: String,
    redirect_uri: String,
    /// The challenge computed from the verifier.
    challenge: String,
    refresh_hash: String,
}

/// Grants an app tokens for what it presents.
///
/// # Errors
/// [`AppError::TooManyAttempts`]; a storage failure.
pub async fn grant(services: &Services, said: Client<'_>, brings: Brings<'_>) -> Outcome<Result<Granted, Refused>> {
    let Some(app) = client(services, said).await? else { return Ok(Err(Refused::Client)) };
    let by = By::visitor(services);
    let (family, refresh, wanted) = match brings {
        Brings::Code(code, redirect_uri, verifier) => {
            if !is_verifier(verifier) {
                return Ok(Err(Refused::Grant));
            }
            let refresh = services.tokens.first();
            let input = Exchange {
                app: app.id,
                code_hash: digest(code),
                redirect_uri: redirect_uri.to_owned(),
                challenge: URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())),
                refresh_hash: digest(&refresh),
            };
            // A refusal is returned as a value, so that what it ends stays ended.
            let work = services.change(by, input, |tx, by, input| Box::pin(exchange(tx, by, input)));
            (work.await?, refresh, String::new())
        }
        Brings::Refresh(token, scope) => {
            if token.len() != 64 {
                return Ok(Err(Refused::Grant));
            }
            let next = services.tokens.next(token);
            let input = Refreshing::new((token, &next), (said.address, said.program), Some(app.id), REFRESH);
            let work = services.change(by, input, |tx, by, input| Box::pin(rotate(tx, by, input)));
            (work.await?, next, scope.to_owned())
        }
    };
    let Some(family) = family else { return Ok(Err(Refused::Grant)) };
    if !is_fit(services, &family).await? {
        return Ok(Err(Refused::Grant));
    }
    let had = scopes_of(&family);
    let scopes = if wanted.is_empty() { had.clone() } else { AppScopes::parse(&wanted).within(&had) };
    if scopes.is_empty() {
        return Ok(Err(Refused::Scope));
    }
    let (now, patient) = (services.clock.now().as_second(), PatientId(family.account_id));
    let claims = AppClaims::new(patient.to_string(), family.id, scopes.text(), (now, now + ACCESS));
    Ok(Ok(Granted {
        access: format!("{PREFIX}{}", services.tokens.sign(&claims)?),
        refresh: had.is_offline().then_some(refresh),
        scope: scopes.text(),
        patient,
    }))
}

/// What an app may do: the scopes originally requested, limited to what the patient has consented to and the clinic still allows.
fn scopes_of(family: &Family) -> AppScopes {
    let may_ask: Vec<Readable> = family.app_reads.split(' ').filter_map(Readable::parse).collect();
    AppScopes::asked(&family.scopes, &may_ask, family.app_offline).within(&AppScopes::parse(&family.granted))
}

async fn exchange(tx: &mut Tx, by: &By, input: &Exchange) -> Outcome<Option<Family>> {
    let now = by.second();
    let Some(code) = app_request::take(tx, &input.code_hash, now).await? else {
        // The code was used before, so one of its two senders stole it, whichever of them holds the tokens.
        if let Some(code) = app_request::by_code(tx, &input.code_hash).await? {
            end_replayed(tx, by, &code).await?;
        }
        return Ok(None);
    };
    let is_meant = code.app_id == input.app.0
        && code.redirect_uri == input.redirect_uri
        && code.challenge == input.challenge
        && code.code_expires_at > now;
    let owner = AccountId(code.account_id);
    if !is_meant || !account::has_epoch(tx, owner, code.credential_epoch).await? {
        return Ok(None);
    }
    let scopes = AppScopes::parse(&code.scopes);
    let lasts = if scopes.is_offline() { LONGEST } else { ACCESS };
    let granted = (GrantId(code.app_grant_id), code.scopes.as_str());
    let family = stored::begin_for_app(tx, (owner, code.credential_epoch), granted, now, now + lasts).await?;
    let Some(found) = stored::family(tx, family).await?.filter(|family| family.stands) else {
        // The consent was stopped in the meantime.
        stored::end(tx, family, now).await?;
        return Ok(None);
    };
    app_request::exchanged(tx, code.id, family).await?;
    if scopes_of(&found).is_offline() {
        stored::put(tx, &input.refresh_hash, family, now, now + REFRESH).await?;
    }
    let patient = PatientId(owner.0);
    by.owner(owner).did(tx, Deed::TokenBegin, Subject::from(input.app).of(patient));
    Ok(Some(found))
}

async fn end_replayed(tx: &mut Tx, by: &By, code: &Coded) -> Outcome<()> {
    let Some(family) = code.family_id else { return Ok(()) };
    if stored::end(tx, family, by.second()).await? {
        let subject = Subject::from(AppId(code.app_id)).of(PatientId(code.account_id));
        by.ended(tx, Deed::AppReuse, subject, "used before");
    }
    Ok(())
}

/// Whether its owner could still sign in the way they did: the clinic may have made a second step mandatory.
async fn is_fit(services: &Services, family: &Family) -> Outcome<bool> {
    let rule = services.directory().await?.settings.second_factor;
    let conn = &mut services.db.read().await?;
    let Some(owner) = account::find(conn, AccountId(family.account_id)).await? else { return Ok(false) };
    Ok(!must_have_second_factor(&owner.roles, rule)
        || owner.has_passkey
        || second_factor::is_on(conn, owner.id).await?)
}

/// The family of a valid access token, and what the token says.
async fn standing(conn: &mut Conn, services: &Services, token: &str) -> Outcome<Option<(Family, AppClaims)>> {
    let now = services.clock.now();
    let Some(claims) = token.strip_prefix(PREFIX).and_then(|jwt| services.tokens.read_of_app(jwt, now)) else {
        return Ok(None);
    };
    let found = stored::family(conn, claims.sid).await?;
    let stands = |family: &Family| {
        family.stands && family.ends_at > now.as_second() && family.account_id.to_string() == claims.sub
    };
    Ok(found.filter(stands).map(|family| (family, claims)))
}

/// Which app holds this access token, for whom, and for what. Its validity is read from the database, because the patient may have
/// stopped the app a moment ago, in another process.
///
/// # Errors
/// [`AppError::NotSignedIn`] for a token that is not ours, has expired or was ended.
pub async fn bearer(services: &Services, token: &str) -> Outcome<Holder> {
    let found = standing(&mut services.db.read().await?, services, token).await?;
    let (family, claims) = found.ok_or(AppError::NotSignedIn)?;
    if !is_fit(services, &family).await? {
        return Err(AppError::NotSignedIn.into());
    }
    let app = AppId(family.app_id.ok_or(AppError::NotSignedIn)?);
    let scopes = AppScopes::parse(&claims.scope).within(&scopes_of(&family));
    let actor = Actor::App { app, patient: PatientId(family.account_id), reads: scopes.parts() };
    Ok(Holder { actor, scopes, iat: claims.iat, exp: claims.exp })
}

/// Ends the family of one of the app's tokens (RFC 7009). Another app's token is left alone, without saying so.
///
/// # Errors
/// [`AppError::TooManyAttempts`]; a storage failure.
pub async fn revoke(services: &Services, said: Client<'_>, token: &str) -> Outcome<Result<(), Refused>> {
    let Some(app) = client(services, said).await? else { return Ok(Err(Refused::Client)) };
    let family = {
        let conn = &mut services.db.read().await?;
        let by_access = standing(conn, services, token).await?.map(|(family, _)| family);
        let refresh = stored::find(conn, &digest(token)).await?;
        match (by_access, refresh) {
            (Some(family), _) => Some(family),
            (None, Some(refresh)) => stored::family(conn, refresh.family_id).await?,
            (None, None) => None,
        }
    };
    let Some(family) = family.filter(|family| family.app_id == Some(app.id.0)) else { return Ok(Ok(())) };
    let owner = AccountId(family.account_id);
    let by = By::visitor(services).owner(owner);
    let ended = services.change(by, (family.id, app.id, owner), |tx, by, (family, app, owner)| {
        Box::pin(async move {
            if stored::end(tx, *family, by.second()).await? {
                by.did(tx, Deed::TokenEnd, Subject::from(*app).of(PatientId(owner.0)));
            }
            Ok(())
        })
    });
    ended.await?;
    Ok(Ok(()))
}

/// What is known about one of the app's own access tokens (RFC 7662); nothing about any other.
///
/// # Errors
/// [`AppError::TooManyAttempts`]; a storage failure.
pub async fn introspect(services: &Services, said: Client<'_>, token: &str) -> Outcome<Result<Option<Known>, Refused>> {
    let Some(app) = client(services, said).await? else { return Ok(Err(Refused::Client)) };
    let holder = match bearer(services, token).await {
        Ok(holder) => holder,
        Err(Failure::Refused(AppError::NotSignedIn)) => return Ok(Ok(None)),
        Err(failure) => return Err(failure),
    };
    let known = match &holder.actor {
        Actor::App { app: whose, patient, .. } if *whose == app.id => Some(Known {
            scope: holder.scopes.text(),
            patient: patient.to_string(),
            issued_at: Timestamp::from_second(holder.iat).unwrap_or_default(),
            expires_at: Timestamp::from_second(holder.exp).unwrap_or_default(),
        }),
        _ => None,
    };
    Ok(Ok(known))
}
