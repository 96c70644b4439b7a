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
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
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
    service::{Failure, Outcome, Services, admin, desk, limits::Source, live::Change, rating, session, sign_in},
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

/// How many things one stream can be about: no page shows more.
const MOST: usize = 8;

/// `/live/{thing}` for one thing, such as `/live/practitioners/7`, and `/live/all?on={thing}&on={thing}` for several. With
/// `since`, the version of the directory that the page shows.
pub fn routes() -> Router<AppState> {
    Router::new().route("/live/{*thing}", get(follow)).layer(Extension(Lines::default()))
}

/// A stream of changes. Of several things, those that are not there or not the reader's to watch are left out.
async fn follow(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(lines): Extension<Lines>,
    Path(thing): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let all = |key| query.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.clone());
    let names: Vec<_> = if thing == "all" { all("on").collect() } else { vec![thing] };
    if names.len() > MOST {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let since = all("since").find_map(|since| since.parse().ok());
    // Before anything is read, so that nothing is missed between that and the stream.
    let heard = state.services.live.subscribe();
    let (mut things, mut refusal) = (Vec::new(), StatusCode::NOT_FOUND);
    for name in names {
        match Thing::find(&state.services, &identity, name, since).await {
            Ok(Some(thing)) => things.push(thing),
            Ok(None) => {}
            Err(_) => refusal = StatusCode::FORBIDDEN,
        }
    }
    if things.is_empty() {
        return refusal.into_response();
    }
    let identity = Identity { actor: identity.owner(), ..identity };
    let Some(place) = lines.take(&identity) else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    let place = (place, Counted::new());
    let changes = watch(state.services, identity, things, heard, LOOK_AGAIN).map(move |event| {
        // Kept as long as the stream.
        let _ = &place;
        event
    });
    // nginx would otherwise collect what it is sent.
    let headers = [("x-accel-buffering", "no")];
    (headers, Sse::new(changes).keep_alive(KeepAlive::new().interval(BEAT))).into_response()
}

/// One of the things that a stream is about.
#[derive(Debug)]
struct Thing {
    /// As it was asked for.
    name: String,
    watched: Watched,
    /// Whether the page shows what there is when the stream begins.
    is_known: bool,
}

impl Thing {
    /// Nothing if there is no such thing. An error if it is not the reader's to ask.
    async fn find(services: &Services, reader: &Identity, name: String, shown: Option<i64>) -> Outcome<Option<Self>> {
        let Some(watched) = Watched::parse(&name) else { return Ok(None) };
        // Who has to set up a second step before anything else still hears of their own.
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

    fn event(&self, kind: &str) -> Event {
        Event::default().event(kind).data(&self.name)
    }
}

/// What can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watched {
    /// What concerns the reader.
    Own,
    /// One calendar.
    Calendar(PractitionerId),
    /// Those of everyone who works at a centre.
    Centre(CentreId),
    /// The reviews of one subject, or of all.
    Reviews(Option<Subject>),
    /// The directory.
    Directory,
    /// What those who run the clinic list.
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
            ["people" | "applications" | "appointments" | "waitlist"] => Self::Listed(name.parse().ok()?),
            _ => return None,
        })
    }
}

/// Whether there is such a thing that the actor may watch. An error if it is not theirs to ask.
async fn may_watch(services: &Services, actor: &Actor, whose: Watched) -> Outcome<bool> {
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
    let (heard, watched) = (services.live.subscribe(), Watched::Calendar(whose));
    let thing = Thing { name: format!("practitioners/{whose}"), watched, is_known: false };
    watch(services, reader, vec![thing], heard, every)
}

/// First says of each thing that it has changed, because a page that reconnects may have missed something, and then "hello".
fn watch(
    services: Arc<Services>,
    reader: Identity,
    things: Vec<Thing>,
    heard: Receiver<Change>,
    every: Duration,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let ended = services.live.ended();
    let again = interval_at(Instant::now() + every, every);
    let mut first: Vec<_> =
        things.iter().map(|thing| thing.event(if thing.is_known { "known" } else { "changed" })).collect();
    first.push(Event::default().event("hello").retry(COME_BACK).data("hello"));
    let line = (heard, Box::pin(ended), again, services, reader, things);
    let rest = stream::unfold(line, async |(mut heard, mut ended, mut again, services, reader, things)| {
        let mut changed = Vec::new();
        while changed.is_empty() {
            tokio::select! {
                () = &mut ended => return None,
                _ = again.tick() => {
                    if !may_still(&services, &reader, &things).await {
                        return None;
                    }
                }
                change = heard.recv() => match change {
                    Ok(Some(topic)) => for thing in &things {
                        if concerns(&services, &reader, thing.watched, topic).await {
                            changed.push(thing.event("changed"));
                        }
                    },
                    // Some changes were missed, and theirs may be among them.
                    Ok(None) | Err(RecvError::Lagged(_)) => changed.extend(things.iter().map(|thing| thing.event("changed"))),
                    Err(RecvError::Closed) => return None,
                },
            }
        }
        Some((changed, (heard, ended, again, services, reader, things)))
    });
    stream::iter([first]).chain(rest).flat_map(stream::iter).map(Ok)
}

/// Whether the reader may still have the open stream. If the storage does not respond, the stream goes on: it carries nothing but
/// "changed". One that no longer may have a part of it is not left with the rest: the browser asks for that again.
async fn may_still(services: &Services, reader: &Identity, things: &[Thing]) -> bool {
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
    for thing in things {
        if !may_watch(services, &actor, thing.watched).await.is_ok_and(|may| may) {
            return false;
        }
    }
    true
}

/// Whether a change is one of what is watched. If the directory does not respond, it may be.
async fn concerns(services: &Services, reader: &Identity, whose: Watched, topic: Topic) -> bool {
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
    /// At an address or, in version 6, anywhere in a network, all of which one subscriber has; at none on this machine.
    Visitor(Option<IpAddr>),
}

impl Whose {
    fn of(reader: &Identity) -> Self {
        let Some(id) = reader.actor.id() else { return Self::Visitor(one_subscriber(&reader.address)) };
        Self::Account(id)
    }
}

/// What tells a subscriber from others. A proxy on this machine that reports nothing about its clients looks like a client itself.
fn one_subscriber(address: &str) -> Option<IpAddr> {
    match (address.parse::<IpAddr>().map(|address| address.to_canonical()), Source::of(address)) {
        (_, Source::Local) => None,
        (Ok(address @ IpAddr::V4(_)), _) => Some(address),
        (_, Source::Network(network) | Source::Claimed(network)) => Some(network),
    }
}

/// The lines that are open, counted.
#[derive(Clone, Debug, Default)]
struct Lines(Arc<Mutex<HashMap<Whose, usize>>>);

/// One of them, given back when it goes.
#[derive(Debug)]
struct Line(Lines, Whose);

impl Lines {
    fn take(&self, reader: &Identity) -> Option<Line> {
        let whose = Whose::of(reader);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let visitors: usize = open.iter().filter(|(whose, _)| matches!(whose, Whose::Visitor(_))).map(|(_, n)| n).sum();
        let own = open.get(&whose).copied().unwrap_or_default();
        let is_full = match whose {
            Whose::Account(_) => own >= EACH,
            Whose::Visitor(None) => visitors >= VISITORS,
            Whose::Visitor(Some(_)) => visitors >= VISITORS || own >= EACH,
        };
        if is_full {
            return None;
        }
        open.insert(whose.clone(), own + 1);
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
        let of_network: Vec<_> =
            (0..=EACH).map_while(|n| lines.take(&visitor(&format!("2001:db8:1:2::{n}")))).collect();
        assert_eq!(of_network.len(), EACH, "whoever has one address of version 6 has its neighbours");
        drop(of_network);
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
        assert_eq!(lines.0.lock().expect("no panic").len(), 1, "who is refused is not remembered");
    }
}
