//! The actor's threads: listed, searched and counted.

use super::seat::{ground, seat};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::{AccountId, ThreadId},
        ordering::Page,
        policy::{Action, Resource},
        text::sought_key,
    },
    error::AppError,
    service::{By, Outcome, Services, part::Part, refusals},
    storage::message::{self, Found, Listed, Stamp},
};

/// Threads, or matching messages, per page.
const PAGE: i64 = 20;
/// The last page that can be requested.
const LAST_PAGE: i64 = 10_000;
/// The maximum number of search words.
const WORDS: usize = 4;

/// A page of the actor's threads or, in a search, of the matching messages.
#[derive(Clone, Debug)]
pub struct Threads {
    /// The threads.
    pub rows: Vec<Listed>,
    /// The matching messages; `None` without a search.
    pub found: Option<Vec<Found>>,
    /// The page number, from 1.
    pub page: i64,
    /// Whether there is another page.
    pub more: bool,
    /// Distinguishes this state from any other.
    pub stamp: Stamp,
}

/// The actor's threads, latest first; in a search, the messages that contain the words.
///
/// # Errors
/// Not signed in.
pub async fn list(services: &Services, actor: &Actor, query: &str, page: i64) -> Outcome<Threads> {
    let (me, by) = own(services, actor)?;
    let at = by.second();
    let page = page.clamp(1, LAST_PAGE);
    let part = ((page - 1) * PAGE, PAGE + 1);
    let words: Vec<String> = sought_key(query).split_whitespace().take(WORDS).map(str::to_owned).collect();
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let threads = {
        let conn = &mut services.db.read().await?;
        let stamp = message::stamp(conn, me, at, None).await?;
        if words.is_empty() {
            let mut rows = message::listed(conn, (me, at), (None, false), (PAGE + 1, (page - 1) * PAGE)).await?;
            let more = rows.len() > shown;
            rows.truncate(shown);
            Threads { rows, found: None, page, more, stamp }
        } else {
            let mut found = message::search(conn, (me, at), &words, part).await?;
            let more = found.len() > shown;
            found.truncate(shown);
            Threads { rows: Vec::new(), found: Some(found), page, more, stamp }
        }
    };
    let what = if threads.found.is_some() { Deed::MessageSearch } else { Deed::MessageList };
    by.saw(services, what, Subject::any(Thing::Thread)).await?;
    Ok(threads)
}

/// Any part of the actor's threads, latest first. A thread's place is the key of its latest message and its own.
///
/// # Errors
/// Not signed in.
pub async fn part(services: &Services, actor: &Actor, part: &Part<(i64, i64)>) -> Outcome<Page<Listed>> {
    let (me, by) = own(services, actor)?;
    let start = (part.place(), part.is_backwards());
    let rows = message::listed(&mut services.db.read().await?, (me, by.second()), start, part.window()).await?;
    by.saw(services, Deed::MessageList, Subject::any(Thing::Thread)).await?;
    Ok(part.cut(rows))
}

/// The number of other people's messages that the actor has not read.
///
/// # Errors
/// Not signed in.
pub async fn count_unread(services: &Services, actor: &Actor) -> Outcome<i64> {
    let (me, by) = own(services, actor)?;
    let at = by.second();
    Ok(message::count_unread(&mut services.db.read().await?, me, at).await?)
}

/// Whether anything was written or read in one of the actor's threads, or in any, since a page was rendered; for a single thread,
/// also whether it can be written in. Reveals no content.
///
/// # Errors
/// Not signed in; not found for anyone who is on neither side of that thread.
pub async fn news(services: &Services, actor: &Actor, thread: Option<ThreadId>) -> Outcome<(Stamp, bool)> {
    let (me, by) = own(services, actor)?;
    let now = by.at;
    let mut may_write = false;
    if let Some(id) = thread {
        let found = seat(&mut services.db.read().await?, actor, id, now).await;
        let (found, ..) =
            refusals::told_of(services, actor, refusals::Tried::Thread(id), Deed::MessageRead, found).await?;
        may_write = ground(&mut services.db.read().await?, &found, now).await?.is_some();
    }
    Ok((message::stamp(&mut services.db.read().await?, me, now.as_second(), thread).await?, may_write))
}

fn own(services: &Services, actor: &Actor) -> Outcome<(AccountId, By)> {
    let me = actor.id().ok_or(AppError::NotSignedIn)?;
    Ok((me, services.authorise(actor, Action::UseOwnAccount, Resource::Account(me))?))
}
