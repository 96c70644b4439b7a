//! What people want to hear of by email.

use super::{By, Outcome, Services, authorise, mail};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject},
        ids::AccountId,
        notice::Topic,
        policy::{Action, Basis, Resource},
    },
    error::AppError,
    storage::{account, mail_link::LinkFor, notice_preference},
};

/// What the actor gets by email.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// Their address.
    pub email: String,
    /// Whether the clinic sends email at all.
    pub is_mailed: bool,
    /// The topics that concern them and that they can choose, each with whether they get it.
    pub topics: Vec<(Topic, bool)>,
}

fn own(actor: &Actor) -> Outcome<(AccountId, Basis, Vec<Topic>)> {
    let Actor::Account { id, roles } = actor else { return Err(AppError::NotSignedIn.into()) };
    let basis = authorise(actor, Action::UseOwnAccount, Resource::Account(*id))?;
    let topics = Topic::ALL.into_iter().filter(|topic| topic.is_optional() && topic.concerns(roles));
    Ok((*id, basis, topics.collect()))
}

/// What the actor gets by email.
///
/// # Errors
/// Not signed in; the storage's failure.
pub async fn own_preferences(services: &Services, actor: &Actor) -> Outcome<Preferences> {
    let (me, _, topics) = own(actor)?;
    let mut conn = services.db.read().await?;
    let email = account::find(&mut conn, me).await?.ok_or(AppError::NotFound)?.email;
    let chosen = notice_preference::of(&mut conn, me).await?;
    let wanted = |topic: Topic| {
        let choice = chosen.iter().find(|(about, _)| *about == topic);
        choice.map_or_else(|| topic.is_mailed_by_default(), |(_, wanted)| *wanted)
    };
    let topics = topics.into_iter().map(|topic| (topic, wanted(topic))).collect();
    Ok(Preferences { email, is_mailed: services.mail.is_some(), topics })
}

/// Stores which of the topics that concern the actor they want by email; they want none of the others.
///
/// # Errors
/// Not signed in; the storage's failure.
pub async fn choose(services: &Services, actor: &Actor, wanted: Vec<Topic>) -> Outcome<()> {
    let (me, basis, topics) = own(actor)?;
    let by = By::now(services, actor).on(basis);
    let choices: Vec<(Topic, bool)> = topics.into_iter().map(|topic| (topic, wanted.contains(&topic))).collect();
    let work = services.change(by, (me, choices), |tx, by, (me, choices)| {
        Box::pin(async move {
            for (topic, wanted) in choices {
                notice_preference::put(tx, *me, *topic, *wanted).await?;
            }
            by.did(tx, Deed::AccountChooseEmail, *me);
            Ok(())
        })
    });
    work.await
}

/// What a link in a letter stops.
///
/// # Errors
/// Not found for an unknown link, or one that has ended.
pub async fn topic_of_link(services: &Services, secret: &str) -> Outcome<Topic> {
    let now = services.clock.now().as_second();
    let found = mail::link::find(&mut services.db.read().await?, LinkFor::Unsubscribe, secret, now).await?;
    let (_, topic) = found.ok_or(AppError::NotFound)?;
    Ok(topic.parse::<Topic>().map_err(|()| AppError::NotFound)?)
}

/// Stops letters on the topic of a link, for whoever has the letter. Doing so again changes nothing.
///
/// # Errors
/// Not found for an unknown link, or one that has ended.
pub async fn unsubscribe(services: &Services, secret: &str) -> Outcome<Topic> {
    let work = services.change(By::visitor(services), secret.to_owned(), |tx, by, secret| {
        Box::pin(async move {
            let found = mail::link::find(tx, LinkFor::Unsubscribe, secret, by.second()).await?;
            let (account, topic) = found.ok_or(AppError::NotFound)?;
            let topic: Topic = topic.parse().map_err(|()| AppError::NotFound)?;
            notice_preference::put(tx, account, topic, false).await?;
            by.owner(account).did(tx, Deed::AccountChooseEmail, Subject::from(account).part("by a link in an email"));
            Ok(topic)
        })
    });
    work.await
}
