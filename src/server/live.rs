//! Server-sent events: "something has changed in what you watch", and nothing more. The page then asks again.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    extract::{Extension, Path, Query, State},
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::get,
};
use futures::{Stream, StreamExt, stream};
use serde::Deserialize;
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, interval_at},
};

use crate::{
    domain::{
        account::Actor,
        ids::{AccountId, CentreId, PractitionerId},
        rating::Subject,
        topic::Topic,
    },
    error::AppError,
    request::{AppState, identity::Identity},
    service::{Failure, Outcome, Services, admin, desk, rating, session, sign_in},
};

/// How soon a browser that lost its stream asks for another one.
const COME_BACK: Duration = Duration::from_secs(1);
/// How often to check whether the reader of an open stream still may have it: they can sign out, or be deactivated, without the
/// stream knowing.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// How often a stream says something at least: a proxy cuts off one that is silent for longer than it waits.
pub const BEAT: Duration = Duration::from_secs(15);
/// How many streams one reader can have: no one looks at more pages than that.
const EACH: usize = 20;
/// How many all visitors can have together: behind a proxy that reports no addresses, nothing tells them apart.
const VISITORS: usize = 1_000;

/// `/live/practitioners/{id}`, `/live/centres/{id}`, `/live/reviews`, those of one, `/live/me`, `/live/directory` and `/live/people`.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/live/practitioners/{id}", get(practitioner))
        .route("/live/centres/{id}", get(centre))
        .route("/live/reviews", get(all_reviews))
        .route("/live/reviews/{kind}/{id}", get(reviews))
        .route("/live/me", get(own))
        .route("/live/directory", get(directory))
        .route("/live/people", get(people))
        .layer(Extension(Lines::default()))
}

/// A stream of changes of one practitioner's calendar, for anyone who may see it.
async fn practitioner(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(lines): Extension<Lines>,
    Path(id): Path<i64>,
) -> Response {
    watched(&lines, state, identity, Watched::Calendar(PractitionerId(id))).await
}

/// A stream of changes of everyone's calendar at a centre, for those at its desk.
async fn centre(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(lines): Extension<Lines>,
    Path(id): Path<i64>,
) -> Response {
    watched(&lines, state, identity, Watched::Centre(CentreId(id))).await
}

/// A stream of changes of all reviews, for those who may hide them.
async fn all_reviews(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(lines): Extension<Lines>,
) -> Response {
    watched(&lines, state, identity, Watched::Reviews(None)).await
}

/// A stream of changes of the reviews of someone or some place, for anyone who may read them.
async fn reviews(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(lines): Extension<Lines>,
    Path((kind, id)): Path<(String, String)>,
) -> Response {
    match Subject::parse(&kind, &id) {
        Some(of) => watched(&lines, state, identity, Watched::Reviews(Some(of))).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A stream of changes that concern the reader, also one who has to set up a second step before anything else.
async fn own(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(lines): Extension<Lines>,
) -> Response {
    let identity = Identity { actor: identity.owner(), ..identity };
    match identity.actor.id() {
        Some(me) => open(&lines, state.services, identity, Watched::Calendar(PractitionerId(me.0))),
        None => StatusCode::FORBIDDEN.into_response(),
    }
}

/// What the page shows already.
#[derive(Deserialize)]
struct Known {
    /// The version of the directory, or an earlier one.
    since: Option<i64>,
}

/// A stream of changes of the directory, for anyone who may read it. A page that has the version of the moment is told of later ones only.
async fn directory(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(lines): Extension<Lines>,
    Query(known): Query<Known>,
) -> Response {
    match state.services.directory_for(&identity.actor).await {
        Ok(directory) => {
            let is_known = known.since.is_some_and(|since| since == directory.version());
            open(&lines, state.services, identity, Watched::Directory { is_known })
        }
        Err(_) => StatusCode::FORBIDDEN.into_response(),
    }
}

/// A stream of changes of accounts, for those who manage them.
async fn people(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(lines): Extension<Lines>,
) -> Response {
    watched(&lines, state, identity, Watched::People).await
}

async fn watched(lines: &Lines, state: AppState, identity: Identity, whose: Watched) -> Response {
    match may_watch(&state.services, &identity.actor, whose).await {
        Ok(true) => open(lines, state.services, identity, whose),
        Ok(false) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::FORBIDDEN.into_response(),
    }
}

/// What a stream is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watched {
    /// One calendar.
    Calendar(PractitionerId),
    /// Those of everyone who works at a centre.
    Centre(CentreId),
    /// The reviews of one subject, or of all.
    Reviews(Option<Subject>),
    /// The directory; and whether the page shows what there is when the stream begins.
    Directory { is_known: bool },
    /// The accounts.
    People,
}

/// Whether there is such a thing that the actor may watch. An error if it is not theirs to ask.
async fn may_watch(services: &Services, actor: &Actor, whose: Watched) -> Outcome<bool> {
    match whose {
        Watched::Calendar(id) => Ok(services.directory_for(actor).await?.practitioner(id).is_some()),
        Watched::Centre(id) => Ok(desk::centres(services, actor).await?.contains(&id)),
        Watched::Reviews(of) => rating::may_follow(services, actor, of).await,
        Watched::Directory { .. } => services.directory_for(actor).await.map(|_| true),
        Watched::People if admin::may_manage_accounts(actor) => Ok(true),
        Watched::People => Err(Failure::Refused(AppError::Forbidden)),
    }
}

fn open(lines: &Lines, services: Arc<Services>, identity: Identity, whose: Watched) -> Response {
    let Some(place) = lines.take(&identity) else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    let beat = KeepAlive::new().interval(BEAT);
    let place = (place, Counted::new());
    let changes = watch(services, identity, whose, LOOK_AGAIN).map(move |event| {
        // Kept as long as the stream.
        let _ = &place;
        event
    });
    // nginx would otherwise collect what it is sent.
    ([("x-accel-buffering", "no")], Sse::new(changes).keep_alive(beat)).into_response()
}

/// An open stream among the figures.
struct Counted;

impl Counted {
    fn new() -> Self {
        metrics::gauge!("consulta_live_streams").increment(1);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("consulta_live_streams").decrement(1);
    }
}

/// What a reader is told about a calendar, until the process stops or a check, made `every` so often, finds that they no longer
/// may.
pub fn changes(
    services: Arc<Services>,
    reader: Identity,
    whose: PractitionerId,
    every: Duration,
) -> impl Stream<Item = Result<Event, Infallible>> {
    watch(services, reader, Watched::Calendar(whose), every)
}

fn watch(
    services: Arc<Services>,
    reader: Identity,
    whose: Watched,
    every: Duration,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let heard = services.live.subscribe();
    // Messages are told to no one but their reader.
    let own = reader.actor.id().filter(|me| whose == Watched::Calendar(PractitionerId(me.0)));
    let own = own.map(Topic::Account);
    let ended = services.live.ended();
    let again = interval_at(Instant::now() + every, every);
    // The first event makes a page that reconnects look again: it may have missed something.
    let first = if whose == (Watched::Directory { is_known: true }) { "known" } else { "changed" };
    let hello = stream::once(async move { Ok(Event::default().event(first).retry(COME_BACK).data("hello")) });
    let line = (heard, Box::pin(ended), again, services, reader);
    let rest = stream::unfold(line, move |(mut heard, mut ended, mut again, services, reader)| async move {
        loop {
            tokio::select! {
                () = &mut ended => return None,
                _ = again.tick() => {
                    if !may_still(&services, &reader, whose).await {
                        return None;
                    }
                }
                change = heard.recv() => match change {
                    Ok(Some(topic)) if Some(topic) != own && !concerns(&services, whose, topic).await => {}
                    // Either theirs changed, or some changes were missed and theirs may be among them.
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return None,
                },
            }
        }
        let changed = Ok(Event::default().event("changed").data("changed"));
        Some((changed, (heard, ended, again, services, reader)))
    });
    hello.chain(rest)
}

/// Whether the reader may still have the open stream. If the storage does not respond, the stream goes on: it carries nothing but
/// "changed".
async fn may_still(services: &Services, reader: &Identity, whose: Watched) -> bool {
    let actor = match (reader.actor.id(), &reader.token_hash) {
        (Some(id), Some(token)) => match account_of(services, id, token).await {
            Ok(Some(actor)) => actor,
            Ok(None) => return false,
            Err(e) => {
                tracing::warn!(error = %e, "an open line could not be looked at");
                return true;
            }
        },
        _ => Actor::Visitor,
    };
    match whose {
        Watched::Calendar(whose) if actor.id().is_some_and(|me| me.0 == whose.0) => true,
        _ => may_watch(services, &actor, whose).await.is_ok_and(|may| may),
    }
}

/// Whether a change is one of what is watched. If the directory does not respond, it may be.
async fn concerns(services: &Services, whose: Watched, topic: Topic) -> bool {
    match (whose, topic) {
        (Watched::Directory { .. }, Topic::Directory) | (Watched::People, Topic::People) => true,
        (Watched::Calendar(whose), Topic::Calendar(changed)) => whose.account() == changed,
        (Watched::Centre(id), Topic::Calendar(changed)) => services.directory().await.map_or(true, |directory| {
            let changed = directory.practitioner(PractitionerId(changed.0));
            changed.is_some_and(|one| one.affiliations.iter().any(|work| work.centre == id))
        }),
        (Watched::Reviews(of), Topic::Reviews(changed)) => of.is_none_or(|of| of == changed),
        _ => false,
    }
}

async fn account_of(services: &Services, id: AccountId, token: &str) -> Outcome<Option<Actor>> {
    if session::find(services, token).await?.is_none() {
        return Ok(None);
    }
    Ok(sign_in::who_is(services, id).await?.map(|account| Actor::Account { id, roles: account.roles }))
}

/// Whose lines are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Whose {
    Account(AccountId),
    Visitor(String),
}

/// The lines that are open, counted.
#[derive(Clone, Debug, Default)]
struct Lines(Arc<Mutex<HashMap<Whose, usize>>>);

/// One of them, given back when it goes.
#[derive(Debug)]
struct Line(Lines, Whose);

impl Lines {
    fn take(&self, reader: &Identity) -> Option<Line> {
        let whose = match reader.actor.id() {
            Some(id) => Whose::Account(id),
            None => Whose::Visitor(reader.address.clone()),
        };
        let is_told_apart = match &whose {
            Whose::Account(_) => true,
            // A proxy on this machine that reports nothing about its clients looks like a client itself.
            Whose::Visitor(address) => !address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        };
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let visitors: usize = open.iter().filter(|(whose, _)| matches!(whose, Whose::Visitor(_))).map(|(_, n)| n).sum();
        let own = open.entry(whose.clone()).or_default();
        let is_full = match whose {
            Whose::Visitor(_) => visitors >= VISITORS,
            Whose::Account(_) => false,
        };
        if is_full || (is_told_apart && *own >= EACH) {
            return None;
        }
        *own += 1;
        Some(Line(self.clone(), whose))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut open = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.1) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor(address: &str) -> Identity {
        Identity { address: address.to_owned(), ..Identity::default() }
    }

    #[test]
    fn an_address_has_so_many_lines_and_gets_back_what_it_gives_up() {
        let lines = Lines::default();
        let mut open: Vec<_> = (0..EACH).map(|_| lines.take(&visitor("192.0.2.1")).expect("a line")).collect();

        assert!(lines.take(&visitor("192.0.2.1")).is_none());
        assert!(lines.take(&visitor("192.0.2.2")).is_some());
        open.pop();
        assert!(lines.take(&visitor("192.0.2.1")).is_some());
        open.clear();
        assert!(lines.0.lock().expect("no panic").is_empty());
    }

    #[test]
    fn all_visitors_together_have_a_limit_also_where_nothing_tells_them_apart() {
        let lines = Lines::default();
        let open: Vec<_> = (0..VISITORS).map_while(|_| lines.take(&visitor("127.0.0.1"))).collect();
        let someone =
            Identity { actor: Actor::Account { id: AccountId(1), roles: Vec::new() }, ..visitor("127.0.0.1") };

        assert_eq!(open.len(), VISITORS);
        assert!(lines.take(&visitor("192.0.2.1")).is_none());
        assert!(lines.take(&someone).is_some(), "whoever is signed in is not in their way");
    }
}
