//! Sending queued messages: signed, retried with growing pauses, given up after three days. A webhook that nothing has reached for
//! two days is stopped.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::{FutureExt, future::join_all};
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use sha2::Sha256;

use crate::{
    domain::{account::Role, ids::WebhookId, not_sent::NotSent, notice::NoticeKind},
    service::{Failure, Outcome, Services, clock_watch, task::shortened},
    storage::{
        account, monotonic, notice,
        webhook::{self as stored, Settled, Taken},
    },
};

/// The context that a secret is sealed for.
pub(super) const SEALED_FOR: &str = "webhook";
/// The maximum number of messages sent to one webhook per turn: all others wait until each has had its turn.
const BATCH: usize = 50;
const TURN: Duration = Duration::from_secs(10);
/// How long a message is leased: longer than sending it can take.
const LEASE: SignedDuration = SignedDuration::from_mins(3);
/// The waiting time after each failure, in seconds; the last one repeats.
const WAITS: [i64; 6] = [30, 2 * 60, 10 * 60, 3_600, 3 * 3_600, 6 * 3_600];
/// The age at which a message is given up, in seconds.
const LONGEST: i64 = 3 * 24 * 3_600;
/// How long a webhook may be unreachable before it is stopped, in seconds: shorter, so that what waits can still be sent.
const STOPPED_AFTER: i64 = 2 * 24 * 3_600;
/// How long sent messages are kept, in seconds.
const KEPT: i64 = 30 * 24 * 3_600;

/// The signature that the program compares: HMAC-SHA256 of the timestamp, a dot and the body, in hex.
#[must_use]
pub fn signature(secret: &str, timestamp: i64, body: &str) -> String {
    // Any key length will do.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{timestamp}.{body}").as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

/// Sends some of the messages that are due: to all webhooks at once, so that one that does not answer holds up no other. Returns
/// the number sent.
///
/// # Errors
/// A storage failure.
pub async fn send_due(services: &Services) -> Outcome<usize> {
    let hooks = stored::with_due(&mut services.db.read().await?, services.clock.now().as_second()).await?;
    join_all(hooks.into_iter().map(|hook| send_to(services, hook))).await.into_iter().sum()
}

/// Sends a webhook what is due, in order, until something fails to arrive: the next would have to wait as long.
async fn send_to(services: &Services, hook: WebhookId) -> Outcome<usize> {
    let begun = monotonic::now();
    for sent in 0..BATCH {
        if begun.elapsed() > TURN {
            return Ok(sent);
        }
        let now = services.clock.now().as_second();
        let work = services.db.write((hook, now), |tx, (hook, now)| {
            Box::pin(async move { Ok::<_, Failure>(stored::take(tx, *hook, (*now, *now + LEASE.as_secs())).await?) })
        });
        let Some(one) = work.await? else { return Ok(sent) };
        let tried = AssertUnwindSafe(deliver(services, &one)).catch_unwind().await;
        let answer = match tried {
            Ok(Ok(answer)) => answer,
            Ok(Err(e)) => Err(NotSent::Said(e.to_string())),
            Err(_) => Err(NotSent::Unwritten),
        };
        if !settle(services, one, answer).await? {
            return Ok(sent + 1);
        }
    }
    Ok(BATCH)
}

/// Sends one message. Returns the response's status, or why there was none.
async fn deliver(services: &Services, one: &Taken) -> Outcome<Result<u16, NotSent>> {
    let found = stored::find(&mut services.db.read().await?, WebhookId(one.webhook_id)).await?;
    let Some(hook) = found else { return Ok(Err(NotSent::Removed)) };
    let secret = services.db.audit_key().unseal(&hook.secret, SEALED_FOR);
    let Some(secret) = secret.and_then(|secret| String::from_utf8(secret).ok()) else {
        return Ok(Err(NotSent::OtherKey));
    };
    let at = services.clock.now().as_second();
    let values = [
        ("consulta-event", one.event.clone()),
        ("consulta-delivery", one.id.to_string()),
        ("consulta-timestamp", at.to_string()),
        ("consulta-signature", format!("v1={}", signature(&secret, at, &one.body))),
    ];
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    for (name, value) in values {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    Ok(services.outgoing.post(&hook.url, headers, one.body.clone()).await)
}

/// The waiting time after this many failed attempts, in seconds.
fn wait_after(tries: i64) -> i64 {
    let place = usize::try_from(tries - 1).unwrap_or_default().min(WAITS.len() - 1);
    WAITS[place]
}

/// Records the result of an attempt. Returns whether the message arrived.
async fn settle(services: &Services, one: Taken, answer: Result<u16, NotSent>) -> Outcome<bool> {
    let now = services.clock.now().as_second();
    let (code, error) = match answer {
        Ok(code) => (Some(code), String::new()),
        Err(why) => (None, shortened(&why.stored())),
    };
    let arrived = code.is_some_and(|code| (200..300).contains(&code));
    let next = now + wait_after(one.tries);
    let may_give_up = !arrived && clock_watch::is_steady(services).await?;
    let settled = match arrived {
        true => Settled::Sent,
        false if may_give_up && next - one.created_at > LONGEST => Settled::Dead,
        false => Settled::Later(next),
    };
    let input = (one, settled, (code.map(i64::from), error), (arrived, may_give_up, now));
    let work = services.db.write(input, |tx, (one, settled, (code, error), (arrived, may_give_up, now))| {
        Box::pin(async move {
            let hook = WebhookId(one.webhook_id);
            stored::settle(tx, one.id, settled, (*code, error), *now).await?;
            stored::note_answer(tx, hook, *arrived, *now).await?;
            if *may_give_up && stored::stop(tx, hook, *now - STOPPED_AFTER).await? {
                for administrator in account::of_role(tx, Role::Administrator).await? {
                    notice::insert(tx, administrator, NoticeKind::WebhookStopped, None, *now).await?;
                }
            }
            Ok::<_, Failure>(*arrived)
        })
    });
    work.await
}

/// Deletes old messages.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<()> {
    let work = services.db.write(services.clock.now().as_second() - KEPT, |tx, before| {
        Box::pin(async move { Ok::<_, Failure>(stored::sweep(tx, *before).await?) })
    });
    work.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pause_is_as_long_as_the_one_before_or_longer() {
        let waits: Vec<i64> = (1..9).map(wait_after).collect();
        assert!(waits.is_sorted() && waits[0] < waits[5], "{waits:?}");
        assert_eq!(waits[7], waits[5]);
    }

    #[test]
    fn a_message_is_signed_with_its_time() {
        let signed = signature("whsec_a", 1_795_478_400, "{}");

        assert_eq!(signed.len(), 64);
        assert_ne!(signed, signature("whsec_a", 1_795_478_401, "{}"));
        assert_ne!(signed, signature("whsec_b", 1_795_478_400, "{}"));
    }
}
