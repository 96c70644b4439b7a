//! An app asks to read a patient's record, and the patient answers (SMART App Launch 2, standalone). What the app sends through the
//! patient's browser may be anyone's: nothing is believed but that an app of this name is registered with this address.

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

/// How long a request waits for its answer: there is time to sign in.
const WAITS: i64 = 15 * 60;
/// How long a code can be exchanged.
const CODE: i64 = 60;
/// How long what a patient allows holds if the app goes on without them; else as long as one access token.
pub(super) const LONGEST: i64 = 365 * 24 * 60 * 60;
const LONGEST_STATE: usize = 1_000;

/// What an app says that it wants.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What it calls itself.
    pub client_id: String,
    /// Where the answer is to go.
    pub redirect_uri: String,
    /// `code`.
    pub response_type: String,
    /// What it wants to read.
    pub scope: String,
    /// What it wants to hear again.
    pub state: String,
    /// From which server it wants to read.
    pub aud: String,
    /// What it made of its secret.
    pub code_challenge: String,
    /// How: `S256`.
    pub code_challenge_method: String,
}

/// Where the browser goes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nowhere: it is not known whose address this is, so no one is sent there.
    Stay,
    /// Back to the app, with what is wrong.
    Back(String),
    /// To the question; this is the secret of its address.
    Ask(String),
}

/// Takes what an app asks, if it is one that may.
///
/// # Errors
/// [`AppError::TooManyAttempts`]; the storage's failure.
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

/// What is wrong with it, in the words of RFC 6749, 4.1.2.1.
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

/// A question to a patient.
#[derive(Clone, Debug)]
pub struct Question {
    /// Which app asks.
    pub app_name: String,
    /// What it would read.
    pub scopes: AppScopes,
    /// Where it goes on.
    pub redirect_uri: RedirectUri,
    /// Whose record, if they are signed in and are a patient.
    pub patient: Result<String, Denial>,
}

/// The question at an address, for whoever opens it: who they are decides whether they can answer.
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

/// Whether an app may still hear the answer where it asked for it: its address may have been removed since.
fn may_hear(app: &app::App, request: &Request) -> bool {
    let is_known = app.facts.addresses.iter().any(|known| known.admits(&request.redirect_uri));
    app.status == app::AppStatus::Active && is_known
}

/// An answer, with everything that decides about it.
struct Answering {
    me: PatientId,
    epoch: i64,
    hash: String,
    /// The code that the app gets for a yes.
    code: Option<String>,
}

/// Answers it as a patient, and says where the browser goes on: back to the app, with a code or with the refusal.
///
/// # Errors
/// Not allowed for those who are no patients; not found if it has been answered or has expired.
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
    // Someone else may have known the password and replaced it in the meantime.
    if !account::has_epoch(tx, me.account(), *epoch).await? {
        return Err(AppError::NotSignedIn.into());
    }
    let request = app_request::waiting(tx, hash, now).await?.ok_or(AppError::NotFound)?;
    let app = app::find(tx, request.app, now).await?.filter(|app| may_hear(app, &request));
    let app = app.ok_or(AppError::NotFound)?;
    // It may have been narrowed since it asked.
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

/// What may be read, for the audit.
fn said(scopes: &AppScopes) -> String {
    scopes.parts().iter().map(|one| one.as_str()).collect::<Vec<_>>().join(" ")
}

/// Stops an app: from now on it reads nothing of this patient's, in any process, whatever it has.
///
/// # Errors
/// Not found for what is not the actor's own, or has ended.
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
