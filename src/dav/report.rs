//! REPORT: the entries of a period, those that an app names, and what has changed since it last asked.

use axum::response::Response;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use super::{
    asked::Asked,
    fault::Fault,
    matching::{Match, Unmatched},
    place::Place,
    property::{About, Thing, Wanted, known_state, missing, multistatus, sync_token},
    xml::{self, CALDAV, DAV, Element, Node, empty, text},
};
use crate::{
    domain::{access_token::Scope, ids::AppointmentId},
    service::own_calendar::{self, Entry, Owner, Side},
    words::tr,
};

/// The maximum number of entries named in one request.
const MOST_NAMED: usize = 2_000;
/// The maximum number of those looked up one by one, because they are in no calendar, or long past.
const MOST_LOOKED_UP: usize = 100;

/// Answers a REPORT.
pub async fn report(asked: &Asked<'_>) -> Result<Response, Fault> {
    let root = xml::read(asked.body).map_err(|_| Fault::malformed())?;
    let Place::Calendar(_, side) = asked.place else { return Err(unsupported()) };
    let owner = asked.owner().await?;
    let answer = Answer { asked, owner: &owner, side, wanted: Wanted::of(&root) };
    match (root.name.space.as_str(), root.name.local.as_str()) {
        (CALDAV, "calendar-query") => answer.query(&root).await,
        (CALDAV, "calendar-multiget") => answer.multiget(&root).await,
        (DAV, "sync-collection") => answer.sync(&root).await,
        _ => Err(unsupported()),
    }
}

fn unsupported() -> Fault {
    Fault::refused(empty("D:supported-report"), "")
}

struct Answer<'a> {
    asked: &'a Asked<'a>,
    owner: &'a Owner,
    side: Side,
    wanted: Wanted,
}

impl Answer<'_> {
    fn told(&self, entries: &[Entry]) -> Vec<Node> {
        let about = About { owner: self.owner, may_change: self.asked.holder.may(&[Scope::CalendarWrite]) };
        entries.iter().map(|entry| about.response(&Thing::Entry(self.side, entry), &self.wanted)).collect()
    }

    async fn entries(&self) -> Result<Vec<Entry>, Fault> {
        Ok(own_calendar::entries(self.asked.services, &self.asked.holder.actor, self.side).await?)
    }

    /// The entries that match a filter.
    async fn query(&self, root: &Element) -> Result<Response, Fault> {
        let filter = Filter::read(root)?;
        let mut entries = self.entries().await?;
        entries.retain(|entry| filter.admits(entry));
        Ok(multistatus(self.told(&entries)))
    }

    /// The entries at the given addresses. Anything outside this calendar is reported as unknown.
    async fn multiget(&self, root: &Element) -> Result<Response, Fault> {
        let named: Vec<&str> =
            root.children.iter().filter(|child| child.name.is(DAV, "href")).map(|child| child.text.trim()).collect();
        let too_many = || Fault::refused(empty("D:number-of-matches-within-limits"), tr!(DavFewer));
        if named.len() > MOST_NAMED {
            return Err(too_many());
        }
        // One by one if there are few; otherwise most of them are in the calendar anyway.
        let all = if named.len() > 20 { self.entries().await? } else { Vec::new() };
        let keys = named.iter().filter_map(|href| self.key(href));
        if keys.filter(|key| !all.iter().any(|entry| entry.id == *key)).count() > MOST_LOOKED_UP {
            return Err(too_many());
        }
        let mut found = Vec::new();
        for href in named {
            match self.named(&all, href).await? {
                Some(entry) => found.extend(self.told(&[entry])),
                None => found.push(missing(href)),
            }
        }
        Ok(multistatus(found))
    }

    /// The key in an address of this calendar.
    fn key(&self, href: &str) -> Option<AppointmentId> {
        match Place::of_href(href) {
            Some(Place::Entry(whose, side, id)) if whose == self.owner.id && side == self.side => Some(id),
            _ => None,
        }
    }

    async fn named(&self, all: &[Entry], href: &str) -> Result<Option<Entry>, Fault> {
        let Some(id) = self.key(href) else { return Ok(None) };
        if let Some(entry) = all.iter().find(|entry| entry.id == id) {
            return Ok(Some(entry.clone()));
        }
        own_calendar::find(self.asked.services, &self.asked.holder.actor, self.side, id).await.map_err(Fault::from)
    }

    /// What has changed since the given state; everything, without one.
    async fn sync(&self, root: &Element) -> Result<Response, Fault> {
        let actor = &self.asked.holder.actor;
        let token = root.child(DAV, "sync-token").map(|token| token.text.trim()).unwrap_or_default();
        if token.is_empty() {
            // Before its contents, so that nothing is missed.
            let latest = own_calendar::latest(self.asked.services, actor, self.side).await?;
            let entries = self.entries().await?;
            return Ok(self.state(self.told(&entries), latest));
        }
        let unknown = || Fault::refused(empty("D:valid-sync-token"), "");
        let since = known_state(self.side, token).ok_or_else(unknown)?;
        let changes = own_calendar::changes(self.asked.services, actor, self.side, since).await?.ok_or_else(unknown)?;
        let mut told = self.told(&changes.entries);
        let gone = changes.gone.iter().map(|id| Place::Entry(self.owner.id, self.side, *id).path());
        told.extend(gone.map(|path| missing(&path)));
        Ok(self.state(told, changes.latest))
    }

    fn state(&self, mut told: Vec<Node>, latest: i64) -> Response {
        told.push(text("D:sync-token", sync_token(self.side, latest)));
        multistatus(told)
    }
}

/// The entries that a query wants.
#[derive(Debug, PartialEq, Eq)]
struct Filter {
    has_events: bool,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    properties: Vec<Match>,
}

impl Filter {
    fn read(root: &Element) -> Result<Self, Fault> {
        let mut filter = Self { has_events: true, from: None, until: None, properties: Vec::new() };
        let parts = root.child(CALDAV, "filter").map(|sent| sent.children.as_slice()).unwrap_or_default();
        parts.iter().try_for_each(|part| filter.take(part, ""))?;
        Ok(filter)
    }

    /// Applies a component's filter.
    fn take(&mut self, part: &Element, of: &str) -> Result<(), Fault> {
        let unsupported = || Fault::refused(empty("C:supported-filter"), "");
        match (part.name.space.as_str(), part.name.local.as_str()) {
            (CALDAV, "comp-filter") => {
                let name = part.attribute("name").unwrap_or_default().to_ascii_uppercase();
                self.has_events &= name == "VCALENDAR" || name == "VEVENT";
                return part.children.iter().try_for_each(|part| self.take(part, &name));
            }
            (CALDAV, "time-range") => {
                let wrong = || Fault::refused(empty("C:valid-filter"), "");
                let bound = |name| part.attribute(name).map(|at| instant(at).ok_or_else(wrong)).transpose();
                (self.from, self.until) = (bound("start")?, bound("end")?);
                if self.from.is_none() && self.until.is_none() {
                    return Err(wrong());
                }
            }
            (CALDAV, "prop-filter") if of == "VEVENT" => {
                let wanted = Match::read(part).map_err(|why| match why {
                    Unmatched::Filter => unsupported(),
                    Unmatched::Collation => Fault::refused(empty("C:supported-collation"), ""),
                });
                self.properties.push(wanted?);
            }
            _ => return Err(unsupported()),
        }
        Ok(())
    }

    fn admits(&self, entry: &Entry) -> bool {
        self.has_events
            && self.from.is_none_or(|from| entry.slot.ends_at > from)
            && self.until.is_none_or(|until| entry.slot.starts_at < until)
            && self.properties.iter().all(|wanted| wanted.admits(&entry.text))
    }
}

/// `20261124T000000Z`.
fn instant(text: &str) -> Option<Timestamp> {
    let bare = text.trim().strip_suffix('Z')?;
    let at = DateTime::strptime("%Y%m%dT%H%M%S", bare).ok()?;
    TimeZone::UTC.to_timestamp(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(inside: &str) -> Result<Filter, Fault> {
        let text = format!(r#"<C:calendar-query xmlns:C="{CALDAV}"><C:filter>{inside}</C:filter></C:calendar-query>"#);
        Filter::read(&xml::read(&text).expect("XML"))
    }

    #[test]
    fn a_filter_is_of_times_and_properties_or_is_refused() {
        let range = r#"<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="20261124T000000Z"/></C:comp-filter></C:comp-filter>"#;
        let read = filter(range).expect("a filter");
        assert!(read.has_events && read.until.is_none());
        assert_eq!(read.from, "2026-11-24T00:00:00Z".parse().ok());

        assert!(!filter(r#"<C:comp-filter name="VTODO"/>"#).expect("a filter").has_events);
        let named = filter(r#"<C:comp-filter name="VEVENT"><C:prop-filter name="UID"/></C:comp-filter>"#);
        assert_eq!(named.expect("a filter").properties.len(), 1);
        for wrong in [
            r#"<C:comp-filter name="VCALENDAR"><C:prop-filter name="PRODID"/></C:comp-filter>"#,
            r#"<C:comp-filter name="VEVENT"><C:comp-filter name="VALARM"><C:is-not-defined/></C:comp-filter></C:comp-filter>"#,
            r#"<C:time-range start="tomorrow"/>"#,
            "<C:time-range/>",
        ] {
            assert!(filter(wrong).is_err(), "{wrong}");
        }
    }
}
