//! Server-sent events: "something you watch has changed", and nothing more. The page then reloads it.

mod lines;
mod watched;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Extension, State},
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
    time::interval_at,
};

use self::{
    lines::Lines,
    watched::{Thing, Watched, concerns, may_watch},
};
use crate::{
    domain::{
        account::Actor,
        ids::{AccountId, PractitionerId},
        topic::Topic,
    },
    request::{
        AppState,
        context::reader_of,
        extract::{Path, Query},
        identity::Identity,
    },
    service::{Outcome, Services, live::Change, monotonic, session, sign_in},
};

/// How soon a browser that lost its stream reconnects.
const COME_BACK: Duration = Duration::from_secs(1);
/// How often to check whether the reader may still have an open stream, besides when their sessions change: a session also expires
/// by itself.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// The minimum heartbeat of a stream: a proxy cuts off one that is silent for longer than its time-out.
pub const BEAT: Duration = Duration::from_secs(15);

/// The maximum number of things per stream: no page shows more.
const MOST: usize = 8;

/// `/live/{thing}` for one thing, such as `/live/practitioners/7`, and `/live/all?on={thing}&on={thing}` for several. With `since`,
/// the version of the directory that the page shows; with `as`, the reader it was rendered for.
pub fn routes() -> Router<AppState> {
    Router::new().route("/live/{*thing}", get(follow)).layer(Extension(Lines::default()))
}

/// A stream of changes. Of several things, those that don't exist or that the reader may not watch are left out. A page of someone
/// who is no longer signed in here gets none: 204 tells a browser not to reconnect.
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
    // What a visitor sees belongs to no one.
    if all("as").any(|drawn_for| drawn_for != "visitor" && drawn_for != reader_of(&identity)) {
        return StatusCode::NO_CONTENT.into_response();
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
    // nginx would otherwise buffer the stream.
    let headers = [("x-accel-buffering", "no")];
    (headers, Sse::new(changes).keep_alive(KeepAlive::new().interval(BEAT))).into_response()
}

/// Counts an open stream in the metrics.
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

/// The events for a reader, until the process stops or a check finds that they may no longer watch: checked every `every`, and
/// whenever their sessions have changed.
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

/// First says of each thing that it has changed, because a reconnecting page may have missed something, and then "hello".
fn watch(
    services: Arc<Services>,
    reader: Identity,
    things: Vec<Thing>,
    heard: Receiver<Change>,
    every: Duration,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let ended = services.live.ended();
    let again = interval_at(monotonic::now() + every, every);
    let mut first: Vec<_> =
        things.iter().map(|thing| thing.event(if thing.is_known { "known" } else { "changed" })).collect();
    first.push(Event::default().event("hello").retry(COME_BACK).data("hello"));
    let line = (heard, Box::pin(ended), again, services, reader, things);
    let rest = stream::unfold(line, async |(mut heard, mut ended, mut again, services, reader, things)| {
        let mut changed = Vec::new();
        while changed.is_empty() {
            let is_doubtful = tokio::select! {
                () = &mut ended => return None,
                _ = again.tick() => true,
                change = heard.recv() => match change {
                    Ok(Some(Topic::Sessions(of))) => reader.actor.id() == Some(of),
                    Ok(Some(topic)) => {
                        for thing in &things {
                            if concerns(&services, &reader, thing.watched, topic).await {
                                changed.push(thing.event("changed"));
                            }
                        }
                        false
                    }
                    // Some changes were missed, and theirs may be among them.
                    Ok(None) | Err(RecvError::Lagged(_)) => {
                        changed.extend(things.iter().map(|thing| thing.event("changed")));
                        true
                    }
                    Err(RecvError::Closed) => return None,
                },
            };
            if is_doubtful && !may_still(&services, &reader, &things).await {
                return None;
            }
        }
        Some((changed, (heard, ended, again, services, reader, things)))
    });
    stream::iter([first]).chain(rest).flat_map(stream::iter).map(Ok)
}

/// Whether the reader may still have the open stream. If the storage does not respond, the stream continues: it carries nothing but
/// "changed". A stream that may no longer have one of its parts ends as a whole: the browser requests the rest again.
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

async fn account_of(services: &Services, id: AccountId, token: &str) -> Outcome<Option<Actor>> {
    if session::find(services, token).await?.is_none() {
        return Ok(None);
    }
    Ok(sign_in::who_is(services, id).await?.map(|account| Actor::Account { id, roles: account.roles }))
}
