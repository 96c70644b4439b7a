//! What administrators see of outgoing emails, and can do about them.

use super::transport::Way;
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ordering::Page,
        policy::{Action, Resource},
    },
    error::AppError,
    service::{Outcome, Services, acting::ONE_LOOK, administrators::still_administers, authorise},
    storage::delivery::{self, Listed, Purpose, list::LetterFilter},
};

/// The number of emails that the page shows.
const SHOWN: i64 = 100;
/// Emails per page of the list.
const PAGE: i64 = 25;
const DAY: i64 = 24 * 3_600;

/// An overview of outgoing emails.
#[derive(Debug)]
pub struct Desk {
    /// Where they go, and who they are from; `None` if no emails are sent.
    pub way: Option<(Way, String)>,
    /// Whether push messages are sent.
    pub is_pushed: bool,
    /// How many are queued, have failed, were given up, and were sent in the last day.
    pub counts: Vec<(String, i64)>,
    /// Those that are not sent, and the latest test emails.
    pub letters: Vec<Listed>,
}

/// The overview of outgoing emails.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn desk(services: &Services, actor: &Actor) -> Outcome<Desk> {
    authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let now = services.clock.now().as_second();
    let mut conn = services.db.read().await?;
    Ok(Desk {
        way: services.mail.as_ref().map(|mailer| (mailer.config.way.clone(), mailer.config.from.to_string())),
        is_pushed: services.push.is_some(),
        counts: delivery::count_by_status(&mut conn, now - DAY).await?,
        letters: delivery::unsent(&mut conn, SHOWN).await?,
    })
}

/// A page of emails and push messages, without their text.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn letters(services: &Services, actor: &Actor, filter: &LetterFilter) -> Outcome<Page<Listed>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let page = page(services, filter).await?;
    by.saw(services, Deed::MailList, Subject::any(Thing::Delivery)).await?;
    Ok(page)
}

/// Like [`letters`], for an open page, which reloads whenever an email is queued or sent: reloads of the same page of the same
/// search within an hour count as one view.
///
/// # Errors
/// The errors of [`letters`].
pub async fn letters_again(services: &Services, actor: &Actor, filter: &LetterFilter) -> Outcome<Page<Listed>> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let page = page(services, filter).await?;
    let part = format!("open page {}", services.mark(&format!("letters by {filter:?}")));
    by.keeps_seeing(services, Deed::MailList, Subject::any(Thing::Delivery).part(&part), ONE_LOOK).await?;
    Ok(page)
}

async fn page(services: &Services, filter: &LetterFilter) -> Outcome<Page<Listed>> {
    let filter = LetterFilter { name: filter.name.chars().take(100).collect(), limit: PAGE + 1, ..filter.clone() };
    let found = delivery::list::page(&mut services.db.read().await?, &filter).await?;
    Ok(Page::cut(found, PAGE, filter.edge))
}

/// Retries an email that was given up, or that waits after a failure.
///
/// # Errors
/// Not allowed; not found if there is none, or it is being sent.
pub async fn send_again(services: &Services, actor: &Actor, id: i64) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    let work = services.change(by, id, |tx, by, id| {
        Box::pin(async move {
            still_administers(tx, &by.actor).await?;
            if !delivery::send_again(tx, *id, by.second()).await? {
                return Err(AppError::NotFound.into());
            }
            by.did(tx, Deed::MailSendAgain, Subject::one(Thing::Delivery, *id));
            Ok(())
        })
    });
    work.await
}

/// Queues a test email to the actor, which takes the same path as every email.
///
/// # Errors
/// Not allowed; not found if no emails are sent.
pub async fn send_test(services: &Services, actor: &Actor) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageAccounts, Resource::Clinic)?;
    if services.mail.is_none() {
        return Err(AppError::NotFound.into());
    }
    let work = services.change(by, (), |tx, by, ()| {
        Box::pin(async move {
            still_administers(tx, &by.actor).await?;
            let (me, now) = (by.account()?, by.second());
            // One at a time is enough to see whether they arrive.
            delivery::queue(tx, me, Purpose::Test, now, now - 5).await?;
            by.did(tx, Deed::MailTest, me);
            Ok(())
        })
    });
    work.await
}
