//! What a stream can be about, and who may watch it.

use axum::response::sse::Event;

use crate::{
    domain::{
        account::Actor,
        ids::{CentreId, PractitionerId},
        rating::Subject,
        topic::Topic,
    },
    error::AppError,
    request::identity::Identity,
    service::{Failure, Outcome, Services, admin, desk, rating},
};

/// One of the things that a stream is about.
#[derive(Debug)]
pub(super) struct Thing {
    /// As named in the request.
    pub(super) name: String,
    pub(super) watched: Watched,
    /// Whether the page already shows the current state when the stream begins.
    pub(super) is_known: bool,
}

impl Thing {
    /// `None` if there is no such thing. An error if the reader may not ask for it.
    pub(super) async fn find(
        services: &Services,
        reader: &Identity,
        name: String,
        shown: Option<i64>,
    ) -> Outcome<Option<Self>> {
        let Some(watched) = Watched::parse(&name) else { return Ok(None) };
        // Someone who must first set up a second factor still receives their own events.
        let actor = if watched == Watched::Own { &reader.owner() } else { &reader.actor };
        if !may_watch(services, actor, watched).await? {
            return Ok(None);
        }
        let is_known = match (watched, shown) {
            (Watched::Directory, Some(shown)) => services.directory_for(actor).await?.version() == shown,
            _ => false,
        };
        Ok(Some(Self { name, watched, is_known }))
    }

    pub(super) fn event(&self, kind: &str) -> Event {
        Event::default().event(kind).data(&self.name)
    }
}

/// What can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Watched {
    /// Whatever concerns the reader.
    Own,
    /// One calendar.
    Calendar(PractitionerId),
    /// The calendars of everyone who works at a centre.
    Centre(CentreId),
    /// The reviews of one subject, or of all.
    Reviews(Option<Subject>),
    /// The directory.
    Directory,
    /// A list for those who run the clinic.
    Listed(Topic),
}

impl Watched {
    fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.split('/').collect();
        Some(match parts[..] {
            ["me"] => Self::Own,
            ["practitioners", id] => Self::Calendar(id.parse().ok()?),
            ["centres", id] => Self::Centre(id.parse().ok()?),
            ["reviews"] => Self::Reviews(None),
            ["reviews", kind, id] => Self::Reviews(Some(Subject::parse(kind, id)?)),
            ["directory"] => Self::Directory,
            ["people" | "applications" | "appointments" | "waitlist" | "referrals" | "letters" | "audit"] => {
                Self::Listed(name.parse().ok()?)
            }
            _ => return None,
        })
    }
}

/// Whether there is such a thing that the actor may watch. An error if they may not ask for it.
pub(super) async fn may_watch(services: &Services, actor: &Actor, whose: Watched) -> Outcome<bool> {
    let may = |may: bool| may.then_some(true).ok_or(Failure::Refused(AppError::Forbidden));
    match whose {
        Watched::Own => may(actor.id().is_some()),
        Watched::Calendar(id) => Ok(services.directory_for(actor).await?.practitioner(id).is_some()),
        Watched::Centre(id) => Ok(desk::centres(services, actor).await?.contains(&id)),
        Watched::Reviews(of) => rating::may_follow(services, actor, of).await,
        Watched::Directory => services.directory_for(actor).await.map(|_| true),
        Watched::Listed(list) => may(admin::may_follow(actor, list)),
    }
}

/// Whether a change affects the watched thing. If the directory does not respond, it may.
pub(super) async fn concerns(services: &Services, reader: &Identity, whose: Watched, topic: Topic) -> bool {
    match (whose, topic) {
        (Watched::Own, Topic::Calendar(changed) | Topic::Account(changed)) => reader.actor.id() == Some(changed),
        (Watched::Directory, Topic::Directory) => true,
        (Watched::Listed(list), changed) => list == changed,
        (Watched::Calendar(whose), Topic::Calendar(changed)) => whose.account() == changed,
        (Watched::Centre(id), Topic::Calendar(changed)) => services.directory().await.map_or(true, |directory| {
            let changed = directory.practitioner(PractitionerId(changed.0));
            changed.is_some_and(|one| one.affiliations.iter().any(|work| work.centre == id))
        }),
        (Watched::Reviews(of), Topic::Reviews(changed)) => of.is_none_or(|of| of == changed),
        _ => false,
    }
}
