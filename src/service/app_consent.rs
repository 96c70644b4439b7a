//! An app asks to read a patient's record, and the patient answers (SMART App Launch 2, standalone). What arrives through the
//! patient's browser may come from anyone; the only thing trusted is that an app of this name is registered with this address.

use super::{
    By, Failure, Outcome, Services, as_patient,
    limits::{Key, Source},
    password::{digest, secret},
    token,
};
use crate::{
    domain::{
        account::Actor,
        app::{RedirectUri, is_challenge},
        app_scope::AppScopes,
        audit::{Deed, Subject},
        ids::{AppId, GrantId, PatientId},
        policy::{Action, Denial},
    },
    error::AppError,
    storage::{
        account, app, app_grant,
        app_request::{self, NewRequest, Request, Yes},
        db::Tx,
        lock,
    },
};

pub use crate::storage::app_grant::Grant;

/// How long a request waits for its answer, in seconds: enough time to sign in.
const WAITS: i64 = 15 * 60;
/// How long a code can be exchanged, in seconds.
const CODE: i64 = 60;
/// How long a consent lasts if the app may go on without the patient, in seconds; otherwise as long as one access token.
pub(super) const LONGEST: i64 = 365 * 24 * 60 * 60;
const LONGEST_STATE: usize = 1_000;

/// An app's authorisation request.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// The app's client ID.
    pub client_id: String,
    /// Where the answer is to be sent.
    pub redirect_uri: String,
    /// `code`.
    pub response_type: String,
    /// The requested scopes.
    pub scope: String,
    /// Returned to the app unchanged.
    pub state: String,
    /// The server it wants to read from.
    pub aud: String,
    /// The challenge derived from its secret verifier.
    pub code_challenge: String,
    /// The challenge method: `S256`.
    pub code_challenge_method: String,
}

/// Where the browser goes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nowhere: the redirect address is not known to belong to an app, so no one is sent there.
    Stay,
    /// Back to the app, with an error.
    Back(String),
    /// To the consent page; this is the secret in its address.
    Ask(String),
}

/// Accepts an app's request, if the app is entitled to ask.
///
/// # Errors
/// [`AppError::TooManyAttempts`]; a storage failure.
pub async fn ask(services: &Services, asked: &Asked, base: &str, address: &str) -> Outcome<Next> {
    services.limits.count(Key::AppAskFrom(Source::of(address)))?;
    if !token::is_on(services).await? {
        return Ok(Next::Stay);
    }
    let now = services.clock.now().as_second();
    let found = app::by_client(&mut services.db.read().await?, &asked.client_id, now).await?;
    let Some(app) = found.filter(|app| app.status == app::AppStatus::Active) else { return Ok(Next::Stay) };
    let uri = RedirectUri::parse(&asked.redirect_uri);
    let Some(uri) = uri.filter(|uri| app.facts.addresses.iter().any(|known| known.admits(uri))) else {
        return Ok(Next::Stay);
    };
    let state: String = asked.state.chars().take(LONGEST_STATE + 1).collect();
    let scopes = AppScopes::asked(&asked.scope, &app.facts.reads, app.facts.offline);
    if let Err((error, why)) = check(asked, &state, &scopes, base) {
        let state = if state.chars().count() > LONGEST_STATE { "" } else { &state };
        return Ok(Next::Back(uri.with(&[("error", error), ("error_description", why), ("state", state)])));
    }
    services.limits.count(Key::AppAsk(app.id))?;
    let name = secret();
    let challenge = asked.code_challenge.clone();
    let new = NewRequest { hash: digest(&name), app: app.id, redirect_uri: uri, state, scopes, challenge };
    let stored = services.db.write((new, now), |tx, (new, now)| {
        Box::pin(async move { Ok::<_, Failure>(app_request::insert(tx, new, *now, *now + WAITS).await?) })
    });
    stored.await?;
    Ok(Next::Ask(name))
}

/// The error, in the terms of RFC 6749, 4.1.2.1.
fn check(asked: &Asked, state: &str, scopes: &AppScopes, base: &str) -> Result<(), (&'static str, &'static str)> {
    let invalid = |why| Err(("invalid_request", why));
    if asked.response_type != "code" {
        return Err(("unsupported_response_type", "Only response_type=code is supported."));
    }
    if state.chars().count() > LONGEST_STATE {
        return invalid("state is too long.");
    }
    if asked.code_challenge_method != "S256" || !is_challenge(&asked.code_challenge) {
        return invalid("PKCE with code_challenge_method=S256 is required.");
    }
    if asked.aud.trim_end_matches('/') != base {
        return invalid("aud has to be the address of this FHIR server.");
    }
    if scopes.is_empty() {
        return Err(("invalid_scope", "This app may ask for none of these scopes."));
    }
    Ok(())
}

/// The consent question put to a patient.
#[derive(Clone, Debug)]
pub struct Question {
    /// The name of the app.
    pub app_name: String,
    /// What the app would be able to read.
    pub scopes: AppScopes,
    /// Where the browser goes after the answer.
    pub redirect_uri: RedirectUri,
    /// The patient's name, if the user is signed in and is a patient.
    pub patient: Result<String, Denial>,
}

/// The question at an address, for whoever opens it; only the right patient can answer it.
///
/// # Errors
/// Not found if there is none, or if it has been answered or has expired.
pub async fn question(services: &Services, actor: &Actor, name: &str) -> Outcome<Question> {
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    let request = app_request::waiting(&mut conn, &digest(name), now).await?.ok_or(AppError::NotFound)?;
    let app = app::find(&mut conn, request.app, now).await?;
    let app = app.filter(|app| may_hear(app, &request)).ok_or(AppError::NotFound)?;
    let patient = match (actor, as_patient(actor, Action::ShareRecord)) {
        (_, Ok((me, _))) => Ok(account::find(&mut conn, me.account()).await?.ok_or(AppError::NotFound)?.full_name),
        (Actor::Visitor, Err(_)) => Err(Denial::NotSignedIn),
        (Actor::Account { .. } | Actor::App { .. }, Err(_)) => Err(Denial::WrongRole),
    };
    let Request { redirect_uri, scopes, .. } = request;
    Ok(Question { app_name: app.facts.name, scopes, redirect_uri, patient })
}

/// Whether the answer may still be sent to the app at that address, which may have been removed since.
fn may_hear(app: &app::App, request: &Request) -> bool {
    let is_known = app.facts.addresses.iter().any(|known| known.admits(&request.redirect_uri));
    app.status == app::AppStatus::Active && is_known
}

/// An answer, with everything that decides it.
struct Answering {
    me: PatientId,
    epoch: i64,
    hash: String,
    /// The code for the app if the answer is yes.
    code: Option<String>,
}

/// Answers the question as a patient and returns where the browser goes: back to the app, with a code or the refusal.
///
/// # Errors
/// Not allowed for anyone who is not a patient; not found if it has been answered or has expired.
pub async fn answer(services: &Services, actor: &Actor, name: &str, allow: bool) -> Outcome<String> {
    let (me, by) = services.as_patient(actor, Action::ShareRecord)?;
    let credentials = account::credentials(&mut services.db.read().await?, me.account()).await?;
    let epoch = credentials.ok_or(AppError::NotFound)?.credential_epoch;
    let input = Answering { me, epoch, hash: digest(name), code: allow.then(secret) };
    services.change(by, input, |tx, by, input| Box::pin(answer_in(tx, by, input))).await
}

async fn answer_in(tx: &mut Tx, by: &By, input: &Answering) -> Outcome<String> {
    let now = by.second();
    let Answering { me, epoch, hash, code } = input;
    lock::account(tx, me.account()).await?;
    // Someone else who knew the password may have replaced it in the meantime.
    if !account::has_epoch(tx, me.account(), *epoch).await? {
        return Err(AppError::NotSignedIn.into());
    }
    let request = app_request::waiting(tx, hash, now).await?.ok_or(AppError::NotFound)?;
    let app = app::find(tx, request.app, now).await?.filter(|app| may_hear(app, &request));
    let app = app.ok_or(AppError::NotFound)?;
    // The app's permissions may have been narrowed since it asked.
    let scopes = AppScopes::asked(&request.scopes.text(), &app.facts.reads, app.facts.offline);
    let yes = match code {
        Some(_) if scopes.is_empty() => return Err(AppError::NotFound.into()),
        Some(code) => {
            let lasts = if scopes.is_offline() { LONGEST } else { CODE + token::ACCESS };
            let grant = app_grant::put(tx, (app.id, *me), &scopes, now, now + lasts).await?;
            Some(Yes { epoch: *epoch, grant, code_hash: digest(code), code_expires_at: now + CODE })
        }
        None => None,
    };
    if !app_request::answer(tx, request.id, me.account(), yes.as_ref(), now).await? {
        return Err(AppError::NotFound.into());
    }
    let deed = if yes.is_some() { Deed::AppAllow } else { Deed::AppRefuse };
    by.did(tx, deed, Subject::from(app.id).of(*me).part(&said(&scopes)));
    let state = ("state", request.state.as_str());
    Ok(match code {
        Some(code) => request.redirect_uri.with(&[("code", code), state]),
        None => request.redirect_uri.with(&[("error", "access_denied"), state]),
    })
}

/// The scopes, in the audit's wording.
fn said(scopes: &AppScopes) -> String {
    scopes.parts().iter().map(|one| one.as_str()).collect::<Vec<_>>().join(" ")
}

/// Stops an app: from this moment it can't read this patient's record, in any process, whatever tokens it holds.
///
/// # Errors
/// Not found for anything that is not the actor's own, or has ended.
pub async fn stop(services: &Services, actor: &Actor, id: GrantId) -> Outcome<()> {
    let (me, by) = services.as_patient(actor, Action::ShareRecord)?;
    services
        .change(by, (me, id), |tx, by, (me, id)| {
            Box::pin(async move {
                let app: AppId = app_grant::end(tx, *me, *id, by.second()).await?.ok_or(AppError::NotFound)?;
                by.did(tx, Deed::AppStop, Subject::from(app).of(*me));
                Ok(())
            })
        })
        .await
}
