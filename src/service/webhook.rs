//! Webhooks: the clinic's own programs are told what happens here, by keys and times only. A message is queued in the transaction
//! that causes it (`storage::webhook`), signed, and sent at least once.

mod send;

use self::send::SEALED_FOR;
pub use self::send::{send_due, signature, sweep};

use super::{By, Failure, Outcome, Services, limits::Key, outgoing::NoAddress, password};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        form::{Field, FieldError, Problem},
        ids::{WebhookDeliveryId, WebhookId},
        policy::{Action, Resource},
        webhook::{Event, MOST, WebhookForm},
    },
    error::AppError,
    storage::{db::Tx, lock, webhook as stored},
};

pub use crate::storage::webhook::{Delivery, State, Status, Webhook};

/// The number of messages that the page shows.
const SHOWN: i64 = 50;

fn manage(services: &Services, actor: &Actor) -> Outcome<By> {
    services.authorise(actor, Action::ManageSettings, Resource::Clinic)
}

/// The clinic's webhooks.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn list(services: &Services, actor: &Actor) -> Outcome<Vec<Webhook>> {
    manage(services, actor)?;
    Ok(stored::list(&mut services.db.read().await?).await?)
}

/// One webhook, with its latest messages.
///
/// # Errors
/// Not allowed; not found; a storage failure.
pub async fn one(services: &Services, actor: &Actor, id: WebhookId) -> Outcome<(Webhook, Vec<Delivery>)> {
    manage(services, actor)?;
    let mut conn = services.db.read().await?;
    let found = stored::find(&mut conn, id).await?.ok_or(AppError::NotFound)?;
    let deliveries = stored::deliveries(&mut conn, id, SHOWN).await?;
    Ok((found, deliveries))
}

/// Adds a webhook. Returns its signing secret, shown only this once.
///
/// # Errors
/// Not allowed; an invalid form; that there are too many.
pub async fn add(services: &Services, actor: &Actor, form: &WebhookForm) -> Outcome<(WebhookId, String)> {
    let by = manage(services, actor)?;
    let new = form.parse()?;
    if let Err(why) = services.outgoing.address(&new.url) {
        let problem = match why {
            NoAddress::Malformed => Problem::NotAChoice,
            NoAddress::Private => Problem::Wrong,
        };
        return Err(FieldError::new(Field::WebhookUrl, problem).into());
    }
    let secret = format!("whsec_{}", password::secret());
    let sealed = services.db.audit_key().seal(secret.as_bytes(), SEALED_FOR);
    let sealed = sealed.ok_or_else(|| Failure::Fault("a secret could not be sealed".into()))?;
    let added = services.change(by, (new, sealed), |tx, by, (new, sealed)| {
        Box::pin(async move {
            let me = by.account()?;
            lock::account(tx, me).await?;
            if stored::list(tx).await?.len() >= MOST {
                return Err(FieldError::new(Field::ProgramName, Problem::OutOfRange).into());
            }
            let said = (new.name.as_str(), new.url.as_str(), sealed.as_str());
            let id = stored::insert(tx, said, &new.events, me, by.second()).await?;
            by.did(tx, Deed::WebhookAdd, id);
            Ok(id)
        })
    });
    Ok((added.await?, secret))
}

/// Turns a webhook on or off.
///
/// # Errors
/// Not allowed; not found, or already so.
pub async fn set_active(services: &Services, actor: &Actor, id: WebhookId, active: bool) -> Outcome<()> {
    let (to, deed) = if active { (Status::Active, Deed::WebhookResume) } else { (Status::Paused, Deed::WebhookPause) };
    set_status(services, actor, id, (to, deed)).await
}

/// Removes a webhook: its program is told nothing any more, not even what is queued.
///
/// # Errors
/// Not allowed; not found.
pub async fn remove(services: &Services, actor: &Actor, id: WebhookId) -> Outcome<()> {
    set_status(services, actor, id, (Status::Removed, Deed::WebhookRemove)).await
}

async fn set_status(services: &Services, actor: &Actor, id: WebhookId, to: (Status, Deed)) -> Outcome<()> {
    let by = manage(services, actor)?;
    services
        .change(by, (id, to), |tx, by, (id, (to, deed))| {
            Box::pin(async move {
                if !stored::set_status(tx, *id, *to).await? {
                    return Err(AppError::NotFound.into());
                }
                by.did(tx, *deed, *id);
                Ok(())
            })
        })
        .await
}

/// Queues an empty message, to test whether it arrives.
///
/// # Errors
/// Not allowed; not found; [`AppError::TooManyAttempts`].
pub async fn test(services: &Services, actor: &Actor, id: WebhookId) -> Outcome<()> {
    let by = manage(services, actor)?;
    services.limits.count(Key::WebhookSend(by.account()?))?;
    services
        .change(by, id, |tx, by, id| {
            Box::pin(async move {
                active(tx, *id).await?;
                stored::put(tx, *id, Event::Test, "{}", by.second()).await?;
                by.did(tx, Deed::WebhookTest, *id);
                Ok(())
            })
        })
        .await
}

/// Sends a message again. Returns the webhook it belongs to.
///
/// # Errors
/// Not allowed; not found; [`AppError::TooManyAttempts`].
pub async fn replay(services: &Services, actor: &Actor, id: WebhookDeliveryId) -> Outcome<WebhookId> {
    let by = manage(services, actor)?;
    services.limits.count(Key::WebhookSend(by.account()?))?;
    services
        .change(by, id, |tx, by, id| {
            Box::pin(async move {
                let hook = stored::of_delivery(tx, *id).await?.ok_or(AppError::NotFound)?;
                active(tx, hook).await?;
                stored::copy(tx, *id, by.second()).await?;
                let said = format!("message {id}");
                by.did(tx, Deed::WebhookReplay, Subject::from(hook).part(&said));
                Ok(hook)
            })
        })
        .await
}

/// Checks that a webhook is active.
async fn active(tx: &mut Tx, id: WebhookId) -> Outcome<()> {
    let found = stored::find(tx, id).await?.ok_or(AppError::NotFound)?;
    if found.status == Status::Active { Ok(()) } else { Err(AppError::Overtaken.into()) }
}
