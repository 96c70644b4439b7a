//! Converts use cases' results to the views of `server_fns::contact`.

use jiff::Timestamp;

use super::{listing, time_view::ago};
use crate::{
    domain::{account::Actor, ids::AccountId, inbox::Standing, time::Zone},
    service::{
        Outcome, Services,
        contact::{ContactMessage, Event, Inbox, InboxFilter, Opened, place_of},
        sought,
    },
    views::{
        contact::{EventView, InboxQuery, InboxView, MessageView, OpenedView},
        listing::PlaceQuery,
    },
};

/// How much of a message the inbox shows, in characters.
const START: usize = 160;

/// A query with its sealed text as typed.
pub fn asked(services: &Services, actor: &Actor, query: InboxQuery) -> Outcome<InboxQuery> {
    Ok(InboxQuery { q: sought::read(services, actor, &query.q)?, ..query })
}

/// The inbox filter of a query, in the clinic's time zone.
pub fn filter(query: &InboxQuery, list: &PlaceQuery, zone: &Zone) -> InboxFilter {
    let (from, until) = listing::days(&query.from, &query.until, zone);
    let usual = InboxFilter::of(query.show.parse().unwrap_or_default());
    InboxFilter {
        text: query.q.clone(),
        assigned_to: query.assigned.parse().ok(),
        from,
        until,
        order: listing::order(list, usual.order),
        edge: listing::edge(list),
        ..usual
    }
}

/// A page of the inbox.
pub fn inbox(reader: listing::Reader<'_>, found: Inbox, asked: InboxFilter, now: Timestamp) -> InboxView {
    let Inbox { page, counts, holders, may_export } = found;
    let count = |one: Standing| counts.iter().find(|(word, _)| word == one.as_str()).map_or(0, |(_, count)| *count);
    InboxView {
        sought: asked.text,
        standing: asked.standing,
        counts: Standing::ALL.iter().map(|one| (*one, count(*one))).collect(),
        place: listing::place(reader, asked.order, &page, |one| (one.id.0, place_of(one))),
        messages: page.rows.into_iter().map(|one| message(one, now)).collect(),
        holders: named(holders),
        may_export,
    }
}

fn message(found: ContactMessage, now: Timestamp) -> MessageView {
    let mut start: String = found.message.chars().take(START).collect();
    if start.len() < found.message.len() {
        start.push('\u{2026}');
    }
    MessageView {
        id: found.id.0,
        name: found.name,
        start,
        at: found.created_at.to_string(),
        ago: ago(found.created_at, now),
        assignee: found.assigned_to.map(|(_, name)| name).unwrap_or_default(),
    }
}

/// One message, for its reader; `typed` is a refused answer.
pub fn opened(found: Opened, me: AccountId, typed: String, now: Timestamp) -> OpenedView {
    let Opened { message, events, holders, is_mailed } = found;
    OpenedView {
        id: message.id.0,
        name: message.name,
        email: message.email,
        text: message.message,
        at: message.created_at.to_string(),
        ago: ago(message.created_at, now),
        standing: message.standing,
        assignee: message.assigned_to.map(|(whose, _)| whose.0),
        holders: named(holders),
        me: me.0,
        seen: events.last().map_or(0, |event| event.id.0),
        events: events.into_iter().map(|one| event(one, now)).collect(),
        is_mailed,
        typed,
    }
}

fn named(holders: Vec<(AccountId, String)>) -> Vec<(i64, String)> {
    holders.into_iter().map(|(holder, name)| (holder.0, name)).collect()
}

fn event(found: Event, now: Timestamp) -> EventView {
    let Event { kind, by, to, body, at, .. } = found;
    let to = to.filter(|to| *to != by).unwrap_or_default();
    EventView { kind, by, to, body, at: at.to_string(), ago: ago(at, now) }
}
