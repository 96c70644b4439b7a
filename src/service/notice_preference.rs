//! What people want to be told about by email and on their devices.

use super::{By, Outcome, Services, authorise, mail};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        ids::AccountId,
        notice::{Channel, Topic},
        policy::{Action, Basis, Resource},
        quiet_hours::{QuietForm, QuietHours},
    },
    error::AppError,
    storage::{
        account,
        mail_link::LinkFor,
        notice_preference,
        push::{self, Subscription},
    },
};

/// What the actor receives, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The email address that letters go to.
    pub email: String,
    /// Whether the clinic sends email at all.
    pub is_mailed: bool,
    /// The topics that concern them and that they can choose, each with whether they receive it.
    pub topics: Vec<(Topic, bool)>,
    /// When they receive none, except for what cannot wait.
    pub quiet: Option<QuietHours>,
    /// What they receive on their devices; `None` if the clinic sends no push messages.
    pub pushed: Option<Pushed>,
}

/// What the actor receives on their devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// The key with which browsers subscribe.
    pub key: String,
    /// The same topics, each with whether they receive it there.
    pub topics: Vec<(Topic, bool)>,
    /// The devices, latest first.
    pub devices: Vec<Subscription>,
}

fn own(actor: &Actor) -> Outcome<(AccountId, Basis, Vec<Topic>)> {
    let Actor::Account { id, roles } = actor else { return Err(AppError::NotSignedIn.into()) };
    let basis = authorise(actor, Action::UseOwnAccount, Resource::Account(*id))?;
    let topics = Topic::ALL.into_iter().filter(|topic| topic.is_optional() && topic.concerns(roles));
    Ok((*id, basis, topics.collect()))
}

/// What the actor receives by email and on their devices.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn own_preferences(services: &Services, actor: &Actor) -> Outcome<Preferences> {
    let (me, _, topics) = own(actor)?;
    let mut conn = services.db.read().await?;
    let settings = super::settings(&mut conn).await?;
    let email = account::find(&mut conn, me).await?.ok_or(AppError::NotFound)?.email;
    let mailed = notice_preference::of(&mut conn, me, Channel::Email).await?;
    let quiet = notice_preference::quiet_hours(&mut conn, me).await?;
    let pushed = match services.push.as_ref().and_then(|pusher| pusher.public_key()) {
        None => None,
        Some(key) => {
            let chosen = notice_preference::of(&mut conn, me, Channel::Push).await?;
            let topics = topics.iter().map(|topic| (*topic, choice(&chosen, *topic).unwrap_or(true))).collect();
            Some(Pushed { key: key.to_owned(), topics, devices: push::of(&mut conn, me).await? })
        }
    };
    let wanted = |topic: Topic| choice(&mailed, topic).unwrap_or_else(|| topic.is_mailed_by_default(&settings));
    let topics = topics.into_iter().map(|topic| (topic, wanted(topic))).collect();
    Ok(Preferences { email, is_mailed: services.mail.is_some(), topics, quiet, pushed })
}

/// Someone's choice about a topic.
fn choice(chosen: &[(Topic, bool)], topic: Topic) -> Option<bool> {
    chosen.iter().find(|(about, _)| *about == topic).map(|(_, wanted)| *wanted)
}

/// Stores the actor's quiet hours, when they receive no email about news; without any times there are none.
///
/// # Errors
/// Not signed in; each field's problem.
pub async fn keep_quiet(services: &Services, actor: &Actor, form: &QuietForm) -> Outcome<()> {
    let (me, basis, _) = own(actor)?;
    let by = By::now(services, actor).on(basis);
    let work = services.change(by, (me, form.parse()?), |tx, by, (me, hours)| {
        Box::pin(async move {
            notice_preference::put_quiet_hours(tx, *me, hours.as_ref()).await?;
            by.did(tx, Deed::AccountChooseEmail, Subject::from(*me).part("quiet hours"));
            Ok(())
        })
    });
    work.await
}

/// Stores which of the topics that concern the actor they want by email; they receive none of the others.
///
/// # Errors
/// Not signed in; a storage failure.
pub async fn choose(services: &Services, actor: &Actor, wanted: Vec<Topic>) -> Outcome<()> {
    choose_by(services, actor, Channel::Email, wanted).await
}

/// Like `choose`, for any channel.
pub(super) async fn choose_by(services: &Services, actor: &Actor, channel: Channel, wanted: Vec<Topic>) -> Outcome<()> {
    let (me, basis, topics) = own(actor)?;
    let by = By::now(services, actor).on(basis);
    let choices: Vec<(Topic, bool)> = topics.into_iter().map(|topic| (topic, wanted.contains(&topic))).collect();
    let work = services.change(by, (me, channel, choices), |tx, by, (me, channel, choices)| {
        Box::pin(async move {
            for (topic, wanted) in choices {
                notice_preference::put(tx, *me, (*topic, *channel), *wanted).await?;
            }
            let deed = match channel {
                Channel::Email => Deed::AccountChooseEmail,
                Channel::Push => Deed::AccountChoosePush,
            };
            by.did(tx, deed, *me);
            Ok(())
        })
    });
    work.await
}

/// The topic that an unsubscribe link stops.
///
/// # Errors
/// Not found for an unknown or expired link.
pub async fn topic_of_link(services: &Services, secret: &str) -> Outcome<Topic> {
    let now = services.clock.now();
    let found = mail::link::find(&mut services.db.read().await?, LinkFor::Unsubscribe, secret, now).await?;
    let (_, topic) = found.ok_or(AppError::NotFound)?;
    Ok(topic.parse::<Topic>().map_err(|()| AppError::NotFound)?)
}

/// Stops emails on the topic of a link, for anyone who has the email. Doing so again changes nothing.
///
/// # Errors
/// Not found for an unknown or expired link.
pub async fn unsubscribe(services: &Services, secret: &str) -> Outcome<Topic> {
    let work = services.change(By::visitor(services), secret.to_owned(), |tx, by, secret| {
        Box::pin(async move {
            let found = mail::link::find(tx, LinkFor::Unsubscribe, secret, by.at).await?;
            let (account, topic) = found.ok_or(AppError::NotFound)?;
            let topic: Topic = topic.parse().map_err(|()| AppError::NotFound)?;
            notice_preference::put(tx, account, (topic, Channel::Email), false).await?;
            by.owner(account).by_link().did(tx, Deed::AccountChooseEmail, account);
            Ok(topic)
        })
    });
    work.await
}
