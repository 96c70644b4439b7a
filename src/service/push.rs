//! Push messages: "You have news" in the reader's language, and the page to read it on. They are queued with their notice and sent
//! like emails (`service::mail`), to devices on which their owners enabled them. The push service in between can read nothing, and
//! learns only which browser it is.

mod devices;
mod post;
mod seal;
mod vapid;

use std::{
    fmt,
    panic::AssertUnwindSafe,
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use futures::{FutureExt, future::join_all};
use jiff::{SignedDuration, Timestamp};

pub use self::devices::{Browser, arrive, choose, end_session, follow_session, turn_off, turn_on};
use self::{
    post::{Answer, Post},
    vapid::{Key, Signature},
};
use super::{
    Failure, Outcome, Services, language,
    mail::{self, wait_after},
    task::shortened,
};
use crate::{
    domain::{
        account::AccountStatus,
        network::Reach,
        not_sent::NotSent,
        notice::{Channel, NoticeKind},
        push::{Endpoint, Keys},
    },
    storage::{
        account,
        delivery::{self, Settled, Taken},
        notice, push,
    },
    words::tr,
};

pub use crate::storage::push::Subscription;

/// How many messages a sender takes at once, and for how long: longer than all of them together can take.
const BATCH: i64 = 16;
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// The age at which a message is given up, including quiet hours: its notice is still behind the bell, and perhaps in an email.
const LONGEST: i64 = 2 * 24 * 3_600;
const MOST_TRIES: i64 = 12;
/// A push service may ask for a pause, but not for more than this.
const LONGEST_PAUSE: i64 = 6 * 3_600;
/// After a year without a sign-in, the browser is not recognised any more either.
const FORGOTTEN_AFTER: i64 = 365 * 24 * 3_600;

/// The configuration of push messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushConfig {
    /// The contact for push services if something is wrong: `https://clinic.example`, or `mailto:` and an address.
    pub contact: String,
    /// The clinic's name.
    pub clinic: String,
    /// Which addresses may be contacted.
    pub reach: Reach,
    /// How long a push service may take to answer.
    pub longest: Duration,
}

impl PushConfig {
    /// The configuration of a clinic with this contact address.
    #[must_use]
    pub fn new(contact: String, clinic: String) -> Self {
        Self { contact, clinic, reach: Reach::Public, longest: Duration::from_secs(10) }
    }
}

/// The sender of push messages.
pub struct Pusher {
    config: PushConfig,
    post: Post,
    key: OnceLock<Key>,
    signature: Mutex<Vec<Signature>>,
}

impl fmt::Debug for Pusher {
    /// Omits the private key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pusher(…)")
    }
}

impl Pusher {
    /// Prepares to send; nothing is connected yet.
    ///
    /// # Errors
    /// That this machine does not support TLS.
    pub fn new(config: PushConfig) -> Result<Self, String> {
        let post = Post::new(config.reach, config.longest)?;
        Ok(Self { config, post, key: OnceLock::new(), signature: Mutex::default() })
    }

    /// The key with which browsers subscribe, once [`announce`] has found or created it.
    #[must_use]
    pub fn public_key(&self) -> Option<&str> {
        self.key.get().map(Key::public)
    }

    /// The endpoint, if it may be sent to.
    fn endpoint(&self, given: &str) -> Option<Endpoint> {
        Endpoint::parse(given, self.config.reach)
    }

    /// The authorisation that identifies the sender to a push service. It is reused for a while: some services refuse senders who
    /// make a new one each time.
    fn authorization(&self, key: &Key, endpoint: &Endpoint, now: Timestamp) -> Option<String> {
        let mut kept = self.signature.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.is_fresh(now));
        if let Some(one) = kept.iter().find(|one| one.is_for(endpoint.origin())) {
            return Some(one.header(key));
        }
        let one = key.sign(endpoint.origin(), &self.config.contact, now)?;
        let header = one.header(key);
        kept.push(one);
        Some(header)
    }
}

/// Finds or creates the clinic's key, and tells the database whether messages are to be queued.
///
/// # Errors
/// A storage failure; that this machine has no random numbers.
pub async fn announce(services: &Services) -> Outcome<()> {
    let Some(pusher) = &services.push else { return enable(services, false).await };
    let stored = push::key(&mut services.db.read().await?).await?;
    if let Some(key) = stored.as_ref().and_then(|(public, sealed)| Key::unseal(services.db.audit_key(), public, sealed))
    {
        drop(pusher.key.set(key));
        return enable(services, true).await;
    }
    if stored.is_some() {
        tracing::warn!(
            "the key of push messages was sealed with a lost key of the audit: everyone has to turn them on again"
        );
    }
    let (public, sealed) = vapid::make(services.db.audit_key()).ok_or_else(no_key)?;
    let input = (public, sealed, stored.map(|(public, _)| public), services.clock.now().as_second());
    let work = services.db.write(input, |tx, (public, sealed, instead_of, now)| {
        Box::pin(
            async move { Ok::<_, Failure>(push::put_key(tx, (public, sealed), instead_of.as_deref(), *now).await?) },
        )
    });
    work.await?;
    // Another process may have been faster.
    let stored = push::key(&mut services.db.read().await?).await?;
    let key = stored.and_then(|(public, sealed)| Key::unseal(services.db.audit_key(), &public, &sealed));
    drop(pusher.key.set(key.ok_or_else(no_key)?));
    enable(services, true).await
}

fn no_key() -> Failure {
    Failure::Fault("the key of push messages could not be made".to_owned())
}

async fn enable(services: &Services, enabled: bool) -> Outcome<()> {
    let work = services.db.write(enabled, |tx, enabled| {
        Box::pin(async move { Ok::<_, Failure>(push::set_enabled(tx, *enabled).await?) })
    });
    work.await
}

/// Sends some of the messages that are due, on behalf of one sender. Returns how many it took.
///
/// # Errors
/// A storage failure.
pub async fn send_due(services: &Services, sender: &str) -> Outcome<usize> {
    let Some((pusher, key)) = services.push.as_ref().and_then(|pusher| Some((pusher, pusher.key.get()?))) else {
        return Ok(0);
    };
    let now = services.clock.now().as_second();
    if !delivery::any_due(&mut services.db.read().await?, Channel::Push, now).await? {
        return Ok(0);
    }
    let work = services.db.write((sender.to_owned(), now), |tx, (sender, now)| {
        Box::pin(async move {
            let times = (*now, *now + LEASE.as_secs());
            Ok::<_, Failure>(delivery::take_pushes(tx, sender, times, BATCH).await?)
        })
    });
    let taken = work.await?;
    // A slow push service must not hold up the others.
    let tried =
        join_all(taken.iter().map(|one| AssertUnwindSafe(deliver(services, (pusher, key), one)).catch_unwind()));
    for (one, tried) in taken.iter().zip(tried.await) {
        let settled = match tried {
            Ok(Ok(None)) => continue,
            Ok(Ok(Some(settled))) => settled,
            Ok(Err(e)) => later(services, one, &NotSent::Said(e.to_string()), None),
            Err(_) => later(services, one, &NotSent::Unwritten, None),
        };
        if let Settled::Later(_, why) | Settled::Dead(why) = &settled {
            tracing::info!(message = one.id, tries = one.tries, why, "a push message was not sent");
        }
        mail::settle(services, one.id, sender, settled).await?;
    }
    Ok(taken.len())
}

/// The result of sending a message; `None` if its device is gone, and the message with it.
async fn deliver(services: &Services, (pusher, key): (&Pusher, &Key), taken: &Taken) -> Outcome<Option<Settled>> {
    let Some(device) = taken.subscription else { return Ok(Some(Settled::Skipped)) };
    if taken.tries > MOST_TRIES {
        return Ok(Some(Settled::Dead(NotSent::TriedTooOften.stored())));
    }
    let Some(text) = compose(services, pusher, taken).await? else { return Ok(Some(Settled::Skipped)) };
    let Some(target) = push::target(&mut services.db.read().await?, device).await? else { return Ok(None) };
    let found = pusher.endpoint(&target.endpoint).zip(Keys::parse(&target.p256dh, &target.auth));
    let Some((endpoint, keys)) = found else {
        return Ok(Some(Settled::Dead(NotSent::NotAccepted.stored())));
    };
    let Some(sealed) = seal::seal(text.as_bytes(), &keys) else {
        return Ok(Some(Settled::Dead(NotSent::Unencrypted.stored())));
    };
    let Some(authorization) = pusher.authorization(key, &endpoint, services.clock.now()) else {
        return Ok(Some(later(services, taken, &NotSent::Unsigned, None)));
    };
    Ok(match pusher.post.send(&endpoint, &authorization, sealed).await {
        Answer::Taken => Some(Settled::Sent),
        Answer::Gone => {
            let work = services.db.write(device, |tx, device| {
                Box::pin(async move { Ok::<_, Failure>(push::forget(tx, *device).await?) })
            });
            work.await?;
            None
        }
        Answer::Refused(why) => Some(Settled::Dead(shortened(&why.stored()))),
        Answer::Later(pause, why) => Some(later(services, taken, &why, pause)),
    })
}

/// The message; `None` if it is no longer needed.
async fn compose(services: &Services, pusher: &Pusher, taken: &Taken) -> Outcome<Option<String>> {
    let (Some(account), Some(id)) = (taken.account, taken.notice) else { return Ok(None) };
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let reader = account::find(&mut conn, account).await?;
    let Some(reader) = reader.filter(|reader| reader.status == AccountStatus::Active) else { return Ok(None) };
    let Some(notice) = notice::find(&mut conn, account, id).await? else { return Ok(None) };
    let is_over = notice.kind == NoticeKind::AppointmentReminder && notice.starts_at.is_some_and(|at| at <= now);
    if notice.read || is_over || now.as_second() - taken.created_at > LONGEST {
        return Ok(None);
    }
    drop(conn);
    let directory = services.directory().await?;
    let reads = language::reader(&directory.settings, reader.language);
    let message = serde_json::json!({
        "title": directory.settings.theme.own_name().unwrap_or(&pusher.config.clinic),
        "text": reads.read(|| tr!(MailPush)),
        "link": mail::page_of(&notice),
    });
    Ok(Some(message.to_string()))
}

/// When to try again, or that it is too late for that. A push service may ask for a longer pause.
fn later(services: &Services, taken: &Taken, why: &NotSent, pause: Option<i64>) -> Settled {
    let now = services.clock.now().as_second();
    let wait = wait_after(taken.tries).max(pause.unwrap_or_default().min(LONGEST_PAUSE));
    let why = shortened(&why.stored());
    if now + wait - taken.created_at > LONGEST || taken.tries >= MOST_TRIES {
        return Settled::Dead(why);
    }
    Settled::Later(now + wait, why)
}

/// Deletes devices that are no longer used.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<()> {
    let work = services.db.write(services.clock.now().as_second() - FORGOTTEN_AFTER, |tx, before| {
        Box::pin(async move { Ok::<_, Failure>(push::sweep(tx, *before).await?) })
    });
    work.await
}
