//! The devices on which someone receives push messages. A device keeps receiving them when its session expires, because they reveal
//! nothing; signing out ends them, and so does another person's signing in there.

use serde::Deserialize;

use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        ids::{AccountId, SubscriptionId},
        notice::{Channel, Topic},
        policy::{Action, Resource},
        push::{Keys, MOST_DEVICES},
    },
    error::AppError,
    service::{By, Failure, Outcome, Services, notice_preference},
    storage::{
        lock,
        push::{self, NewSubscription},
    },
};

/// The maximum stored length of a browser's description.
const LONGEST_AGENT: usize = 200;
/// The maximum size of a subscription, in bytes.
const LONGEST: usize = 4_000;

/// The requesting browser: SHA-256 of its session's token and of the token by which it is recognised, in hex, and its user agent.
#[derive(Clone, Copy, Debug)]
pub struct Browser<'a> {
    /// The hash of the session's token.
    pub session_hash: &'a str,
    /// The hash of the browser's token.
    pub device_hash: &'a str,
    /// The user agent.
    pub user_agent: &'a str,
}

/// The subscription, as sent by a browser.
#[derive(Deserialize)]
struct Said {
    endpoint: String,
    keys: SaidKeys,
}

#[derive(Deserialize)]
struct SaidKeys {
    p256dh: String,
    auth: String,
}

fn own(services: &Services, actor: &Actor) -> Outcome<(AccountId, By)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, services.authorise(actor, Action::UseOwnAccount, Resource::Account(me))?))
}

/// Turns messages on in the requesting browser, with its subscription.
///
/// # Errors
/// Not signed in; not found if no messages are sent; a bad request if the subscription is invalid, or does not lead to a push
/// service.
pub async fn turn_on(services: &Services, actor: &Actor, said: &str, browser: Browser<'_>) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    let pusher = services.push.as_ref().ok_or(AppError::NotFound)?;
    let said: Option<Said> = (said.len() <= LONGEST).then(|| serde_json::from_str(said).ok()).flatten();
    let Said { endpoint, keys } = said.ok_or(AppError::BadRequest)?;
    let endpoint = pusher.endpoint(&endpoint).ok_or(AppError::BadRequest)?;
    Keys::parse(&keys.p256dh, &keys.auth).ok_or(AppError::BadRequest)?;
    let new = NewSubscription {
        account: me,
        endpoint: endpoint.as_str().to_owned(),
        host: endpoint.host().to_owned(),
        p256dh: keys.p256dh,
        auth: keys.auth,
        session_hash: browser.session_hash.to_owned(),
        device_hash: browser.device_hash.to_owned(),
        user_agent: browser.user_agent.chars().take(LONGEST_AGENT).collect(),
    };
    let work = services.change(by, new, |tx, by, new| {
        Box::pin(async move {
            lock::account(tx, new.account).await?;
            push::put(tx, new, MOST_DEVICES, by.second()).await?;
            by.did(tx, Deed::AccountTurnOnPush, new.account);
            Ok(())
        })
    });
    work.await
}

/// Turns messages off on one of the actor's devices.
///
/// # Errors
/// Not signed in; not found if it is not theirs.
pub async fn turn_off(services: &Services, actor: &Actor, device: SubscriptionId) -> Outcome<()> {
    let (me, by) = own(services, actor)?;
    let work = services.change(by, (me, device), |tx, by, (me, device)| {
        Box::pin(async move {
            if !push::delete(tx, *me, *device).await? {
                return Err(AppError::NotFound.into());
            }
            by.did(tx, Deed::AccountTurnOffPush, *me);
            Ok(())
        })
    });
    work.await
}

/// Stores which of the topics that concern the actor they want on their devices; they receive none of the others.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn choose(services: &Services, actor: &Actor, wanted: Vec<Topic>) -> Outcome<()> {
    notice_preference::choose_by(services, actor, Channel::Push, wanted).await
}

/// Ends the messages of a session that is being signed out.
///
/// # Errors
/// A storage failure.
pub async fn end_session(services: &Services, session_hash: &str) -> Outcome<()> {
    if !push::any_of(&mut services.db.read().await?, session_hash, "").await? {
        return Ok(());
    }
    let work = services.db.write(session_hash.to_owned(), |tx, session| {
        Box::pin(async move { Ok::<_, Failure>(push::end_session(tx, session).await?) })
    });
    work.await
}

/// Moves the messages to a session's new token.
///
/// # Errors
/// A storage failure.
pub async fn follow_session(services: &Services, from: &str, to: &str) -> Outcome<()> {
    if !push::any_of(&mut services.db.read().await?, from, "").await? {
        return Ok(());
    }
    let work = services.db.write((from.to_owned(), to.to_owned()), |tx, (from, to)| {
        Box::pin(async move { Ok::<_, Failure>(push::follow_session(tx, from, to).await?) })
    });
    work.await
}

/// Handles a sign-in on a browser: the user's messages there continue with this session, and anyone else's end.
///
/// # Errors
/// A storage failure.
pub async fn arrive(services: &Services, account: AccountId, browser: Browser<'_>) -> Outcome<()> {
    if !push::any_of(&mut services.db.read().await?, "", browser.device_hash).await? {
        return Ok(());
    }
    let now = services.clock.now().as_second();
    let input = (account, browser.device_hash.to_owned(), browser.session_hash.to_owned(), now);
    let work = services.db.write(input, |tx, (account, device, session, now)| {
        Box::pin(async move { Ok::<_, Failure>(push::arrive(tx, *account, (device, session), *now).await?) })
    });
    work.await
}
