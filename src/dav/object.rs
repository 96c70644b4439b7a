//! One entry: read, moved, cancelled. What an app may not do is refused with the reason, and stays as it was.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    asked::Asked,
    event::{self, NotAnEntry, Sent},
    fault::Fault,
    place::Place,
    property::{CALENDAR, quoted},
    xml::empty,
};
use crate::{
    domain::access_token::Scope,
    service::own_calendar::{self, Entry},
    words::tr,
};

const LARGEST_ENTRY: usize = 65_536;

/// Answers a GET.
pub async fn get(asked: &Asked<'_>) -> Result<Response, Fault> {
    let entry = match asked.place {
        Place::Entry(_, side, id) => own_calendar::entry(asked.services, &asked.holder.actor, side, id).await?,
        // Only entries can be read.
        _ => return Err(Fault::of(StatusCode::METHOD_NOT_ALLOWED)),
    };
    let headers = [(header::CONTENT_TYPE, CALENDAR.to_owned()), (header::ETAG, quoted(&entry.tag))];
    Ok((headers, entry.text).into_response())
}

/// The entry to be changed, if the app knows its current version and may change it.
async fn changeable(asked: &Asked<'_>, privilege: &'static str) -> Result<Option<Entry>, Fault> {
    let Place::Entry(_, side, id) = asked.place else { return Ok(None) };
    let found = own_calendar::find(asked.services, &asked.holder.actor, side, id).await?;
    let Some(entry) = found else { return Ok(None) };
    if !asked.holder.may(&[Scope::CalendarWrite]) {
        return Err(Fault::needs(privilege, &asked.place.path(), tr!(DavReadOnly)));
    }
    if !is_known(asked.headers, &entry.tag) {
        return Err(Fault::of(StatusCode::PRECONDITION_FAILED));
    }
    Ok(Some(entry))
}

/// Whether the app's precondition about the version holds.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let named = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>();
    let holds = |list: &str| list.split(',').any(|one| one.trim() == "*" || one.trim() == quoted(tag));
    let (matches, none) = (named(header::IF_MATCH), named(header::IF_NONE_MATCH));
    (matches.is_empty() || matches.iter().any(|list| holds(list))) && !none.iter().any(|list| holds(list))
}

/// Answers a PUT: moves the appointment to the app's time.
pub async fn put(asked: &Asked<'_>) -> Result<Response, Fault> {
    if asked.body.len() > LARGEST_ENTRY {
        return Err(Fault::refused(empty("C:max-resource-size"), tr!(DavTooLarge)));
    }
    let Some(entry) = changeable(asked, "D:write-content").await? else {
        // An app that changes a vanished entry is told that it has gone; anything else would be new.
        if asked.headers.contains_key(header::IF_MATCH) {
            return Err(Fault::of(StatusCode::PRECONDITION_FAILED));
        }
        return Err(Fault::needs("D:bind", &asked.place.path(), tr!(DavNoNew)));
    };
    let sent = event::read(asked.body).map_err(refusal)?;
    let known = event::read(&entry.text).map_err(refusal)?;
    is_the_same(&sent, &known)?;
    if sent.starts_at != known.starts_at {
        own_calendar::move_to(asked.services, &asked.holder.actor, &entry, sent.starts_at).await?;
    }
    // Without an ETag, so that the app reads what is now agreed. Its own additions, such as an alarm, are not kept here.
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn refusal(why: NotAnEntry) -> Fault {
    match why {
        NotAnEntry::Unreadable => Fault::refused(empty("C:valid-calendar-data"), tr!(DavNotAnEntry)),
        NotAnEntry::NotOne => Fault::refused(empty("C:valid-calendar-object-resource"), tr!(DavOnce)),
        NotAnEntry::NoInstant => Fault::not_so(tr!(DavNoInstant)),
    }
}

/// Only the time may differ.
fn is_the_same(sent: &Sent, known: &Sent) -> Result<(), Fault> {
    if sent.uid != known.uid {
        return Err(Fault::refused(empty("C:no-uid-conflict"), ""));
    }
    if sent.is_off {
        return Err(Fault::not_so(tr!(DavDelete)));
    }
    let length = |one: &Sent| one.ends_at.map(|end| end.duration_since(one.starts_at));
    if length(sent) != length(known) {
        return Err(Fault::not_so(tr!(DavLength)));
    }
    if sent.summary != known.summary || sent.location != known.location {
        return Err(Fault::not_so(tr!(DavOnlyTime)));
    }
    Ok(())
}

/// Answers a DELETE: cancels the appointment.
pub async fn delete(asked: &Asked<'_>) -> Result<Response, Fault> {
    let entry = match asked.place {
        Place::Entry(..) => changeable(asked, "D:unbind").await?.ok_or_else(Fault::not_found)?,
        _ => return Err(Fault::needs("D:unbind", &asked.place.path(), tr!(DavKeepCalendar))),
    };
    own_calendar::call_off(asked.services, &asked.holder.actor, &entry).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_version_is_compared_as_the_app_says() {
        let said = |name, value| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            is_known(&headers, "a")
        };

        assert!(is_known(&HeaderMap::new(), "a"));
        assert!(
            said(header::IF_MATCH, "\"a\"") && said(header::IF_MATCH, "*") && said(header::IF_MATCH, "\"b\", \"a\"")
        );
        assert!(!said(header::IF_MATCH, "\"b\"") && !said(header::IF_MATCH, "W/\"a\""));
        assert!(said(header::IF_NONE_MATCH, "\"b\"") && !said(header::IF_NONE_MATCH, "*"));
    }
}
