//! Emails. Each is queued in the transaction that causes it (`storage::delivery`), and sent later by whichever process takes it:
//! never inside a request, at least once, and under one Message-ID, so that a mail program treats a second copy as the first.

mod compose;
mod desk;
pub mod letter;
pub(super) mod link;
mod stranger;
mod transport;
mod words;

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;
use jiff::SignedDuration;
use lettre::message::Mailbox;

pub use self::{
    desk::{Desk, desk, letters, letters_again, send_again, send_test},
    transport::{Protection, Way},
};
use self::{
    letter::Envelope,
    transport::{Line, Refusal, Transport},
};
use super::{Failure, Outcome, Services, clock_watch, task::shortened};
use crate::{
    domain::{not_sent::NotSent, notice::Channel},
    storage::{
        calendar_feed,
        delivery::{self, Purpose, Settled, Taken},
        notice::Notice,
    },
};

pub use crate::storage::delivery::{Listed, list::LetterFilter};

/// How many emails a sender takes at once, and for how long: longer than all of them can take to send.
const BATCH: i64 = 10;
const LEASE: SignedDuration = SignedDuration::from_mins(20);
/// The waiting time after each failure, in seconds; the last one repeats.
const WAITS: [i64; 6] = [60, 5 * 60, 15 * 60, 3_600, 3 * 3_600, 6 * 3_600];
/// The age at which an ordinary email, and one with a link that someone is waiting for, is given up.
const LONGEST: i64 = 3 * 24 * 3_600;
const LONGEST_FOR_LINKS: i64 = 6 * 3_600;
/// An email that crashes its sender is not tried for ever.
const MOST_TRIES: i64 = 20;
/// The delay for an email that would be given up if the clock were trusted.
const AFTER_DOUBT: i64 = 3 * 3_600;
/// How long the record of a sent or given-up email is kept.
const KEPT: i64 = 30 * 24 * 3_600;

/// The email configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailConfig {
    /// Where emails go.
    pub way: Way,
    /// The sender: `Harbour Clinic <no-reply@clinic.example>`. The name is the clinic's.
    pub from: Mailbox,
    /// The public URL of this server: `https://clinic.example`.
    pub site: String,
    /// How long a mail server may take to accept the connection, and as long again for each email.
    pub longest: Duration,
}

impl MailConfig {
    /// The configuration with default values.
    #[must_use]
    pub fn new(way: Way, from: Mailbox, site: String) -> Self {
        Self { way, from, site, longest: Duration::from_secs(50) }
    }
}

/// The sender of emails.
#[derive(Debug)]
pub struct Mailer {
    transport: Transport,
    config: MailConfig,
}

impl Mailer {
    /// Prepares to send; nothing is connected yet.
    ///
    /// # Errors
    /// That emails cannot be sent this way.
    pub fn new(config: MailConfig) -> Result<Self, String> {
        Ok(Self { transport: Transport::new(&config.way, config.longest)?, config })
    }

    /// The clinic's name.
    #[must_use]
    pub fn clinic(&self) -> &str {
        self.config.from.name.as_deref().unwrap_or("Consulta")
    }

    /// The clinic's address.
    fn address(&self) -> &str {
        self.config.from.email.as_ref()
    }

    /// The absolute URL of a page.
    fn page(&self, path: &str) -> String {
        format!("{}{path}", self.config.site.trim_end_matches('/'))
    }
}

/// Tells the database whether to queue emails: not if no one would send them.
///
/// # Errors
/// A storage failure.
pub async fn announce(services: &Services) -> Outcome<()> {
    let work = services.db.write(services.mail.is_some(), |tx, enabled| {
        Box::pin(async move { Ok::<_, Failure>(delivery::set_enabled(tx, *enabled).await?) })
    });
    work.await
}

/// Sends some of the emails that are due, on behalf of one sender. Returns how many it took.
///
/// # Errors
/// A storage failure.
pub async fn send_due(services: &Services, sender: &str) -> Outcome<usize> {
    let Some(mailer) = &services.mail else { return Ok(0) };
    let now = services.clock.now().as_second();
    if !delivery::any_due(&mut services.db.read().await?, Channel::Email, now).await? {
        return Ok(0);
    }
    let work = services.db.write((sender.to_owned(), now), |tx, (sender, now)| {
        Box::pin(
            async move { Ok::<_, Failure>(delivery::take(tx, sender, (*now, *now + LEASE.as_secs()), BATCH).await?) },
        )
    });
    let taken = work.await?;
    let count = taken.len();
    let mut line = mailer.transport.line();
    for one in taken {
        let tried = AssertUnwindSafe(deliver(services, mailer, &mut line, &one)).catch_unwind().await;
        let settled = match tried {
            Ok(Ok(settled)) => settled,
            Ok(Err(e)) => later(services, &one, &NotSent::Said(e.to_string())),
            Err(_) => later(services, &one, &NotSent::Unwritten),
        };
        if let Settled::Later(_, why) | Settled::Dead(why) = &settled {
            tracing::warn!(letter = one.id, tries = one.tries, why, "a letter was not sent");
        }
        settle(services, one.id, sender, settled).await?;
    }
    line.close().await;
    Ok(count)
}

async fn deliver(services: &Services, mailer: &Mailer, line: &mut Line<'_>, taken: &Taken) -> Outcome<Settled> {
    if let Some(why) = line.lost() {
        return Ok(later(services, taken, why));
    }
    if taken.tries > MOST_TRIES {
        return Ok(Settled::Dead(NotSent::TriedTooOften.stored()));
    }
    let Some((reader, letter)) = compose::compose(services, mailer, taken).await? else { return Ok(Settled::Skipped) };
    let clinic = calendar_feed::clinic(&mut services.db.read().await?).await?;
    let domain = mailer.config.from.email.domain();
    let directory = services.directory().await?;
    let named = directory.settings.theme.own_name();
    let from = match named {
        Some(name) => Mailbox::new(Some(name.to_owned()), mailer.config.from.email.clone()),
        None => mailer.config.from.clone(),
    };
    let envelope = Envelope {
        from: &from,
        clinic: named.unwrap_or_else(|| mailer.clinic()),
        name: &reader.name,
        to: &reader.email,
        message_id: format!("<{}.{clinic}@{domain}>", taken.id),
        at: services.clock.now(),
    };
    let message = match reader.reads.read(|| letter.message(&envelope)) {
        Ok(message) => message,
        Err(why) => return Ok(Settled::Dead(shortened(&why))),
    };
    Ok(match line.send(&message, &format!("{:08}", taken.id)).await {
        Ok(()) => Settled::Sent,
        Err(Refusal::ForGood(why)) => Settled::Dead(shortened(&why.stored())),
        Err(Refusal::ForNow(why)) => later(services, taken, &why),
    })
}

/// When to try again, or that it is too late for that.
fn later(services: &Services, taken: &Taken, why: &NotSent) -> Settled {
    let now = services.clock.now().as_second();
    let longest = match taken.purpose {
        Purpose::Reset | Purpose::Test => LONGEST_FOR_LINKS,
        Purpose::Notice
        | Purpose::Verify
        | Purpose::Invitation
        | Purpose::Answer
        | Purpose::Application
        | Purpose::Sharing => LONGEST,
    };
    let next = now + wait_after(taken.tries);
    let why = shortened(&why.stored());
    if next - taken.created_at > longest { Settled::Dead(why) } else { Settled::Later(next, why) }
}

/// The waiting time after this many failed attempts, in seconds.
pub(super) fn wait_after(tries: i64) -> i64 {
    let place = usize::try_from(tries - 1).unwrap_or_default().min(WAITS.len() - 1);
    WAITS[place]
}

/// Records the result of an email, or of a push message. None is given up by a clock that isn't trusted.
pub(super) async fn settle(services: &Services, id: i64, sender: &str, settled: Settled) -> Outcome<()> {
    let now = services.clock.now().as_second();
    let settled = match settled {
        Settled::Skipped | Settled::Dead(_) if !clock_watch::is_steady(services).await? => {
            Settled::Later(now + AFTER_DOUBT, NotSent::ClockMoved.stored())
        }
        settled => settled,
    };
    let outcome = match settled {
        Settled::Sent => "sent",
        Settled::Skipped => "skipped",
        Settled::Later(..) => "failed",
        Settled::Dead(_) => "dead",
    };
    let input = (id, sender.to_owned(), settled, now);
    let work = services.db.write(input, |tx, (id, sender, settled, now)| {
        Box::pin(async move { Ok::<_, Failure>(delivery::settle(tx, *id, sender, settled, *now).await?) })
    });
    if work.await? {
        metrics::counter!("consulta_messages_total", "outcome" => outcome).increment(1);
    } else {
        tracing::warn!(letter = id, "a letter took so long that another sender has taken it");
    }
    Ok(())
}

/// The page that shows what a notice is about.
pub(super) fn page_of(notice: &Notice) -> String {
    words::link(notice).1
}

/// Deletes old emails and links.
///
/// # Errors
/// A storage failure.
pub async fn sweep(services: &Services) -> Outcome<()> {
    let work = services.db.write(services.clock.now().as_second(), |tx, now| {
        Box::pin(async move { Ok::<_, Failure>(delivery::sweep(tx, *now - KEPT, *now).await?) })
    });
    work.await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_is_followed_by_a_longer_wait() {
        let waits: Vec<i64> = (1..=8).map(wait_after).collect();

        assert!(waits.is_sorted(), "{waits:?}");
        assert_eq!((waits[0], waits[7]), (60, 6 * 3_600));
    }
}
