//! PROPFIND and PROPPATCH: which resources exist, and their properties.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    asked::Asked,
    fault::{Fault, XML},
    place::Place,
    xml::{self, CALDAV, CALENDAR_SERVER, DAV, Element, Name, Node, empty, node, text},
};
use crate::{
    domain::access_token::Scope,
    service::own_calendar::{self, Entry, Owner, Side},
    words::tr,
};

/// The media type of an entry.
pub const CALENDAR: &str = "text/calendar; charset=utf-8; component=VEVENT";
/// The maximum size of a file that an app may send.
const LARGEST_ENTRY: &str = "65536";
const SYNC: &str = "urn:consulta:calendar:";
/// The maximum number of properties reported per resource: twice as many as any app asks for.
const MOST_NAMES: usize = 100;

/// A resource with properties.
pub enum Thing<'a> {
    /// The root, a person, or the home of their calendars.
    Folder(Place),
    /// A calendar, and the number of its last change.
    Calendar(Side, i64),
    /// An entry of a calendar.
    Entry(Side, &'a Entry),
}

/// The requested properties.
pub enum Wanted {
    /// The default ones.
    All,
    /// These.
    These(Vec<Name>),
}

impl Wanted {
    /// Parses a request.
    pub fn of(root: &Element) -> Self {
        match root.child(DAV, "prop") {
            Some(prop) => Self::These(prop.children.iter().take(MOST_NAMES).map(|child| child.name.clone()).collect()),
            None => Self::All,
        }
    }

    fn names(&self) -> Vec<Name> {
        let usual = ["resourcetype", "displayname", "getetag", "getcontenttype", "current-user-principal"];
        match self {
            Self::These(names) => names.clone(),
            Self::All => usual.iter().map(|local| Name { space: DAV.into(), local: (*local).into() }).collect(),
        }
    }

    fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }
}

/// The sync token of a calendar's state.
pub fn sync_token(side: Side, seq: i64) -> String {
    format!("{SYNC}{}:{seq}", side.as_str())
}

/// The state of a calendar that an app knows; `None` for one that no calendar of this kind ever had.
pub fn known_state(side: Side, token: &str) -> Option<i64> {
    let number = token.trim().strip_prefix(SYNC)?.strip_prefix(side.as_str())?.strip_prefix(':')?;
    number.parse().ok().filter(|seq: &i64| *seq >= 0 && seq.to_string() == number)
}

/// Answers a PROPFIND.
pub async fn find(asked: &Asked<'_>) -> Result<Response, Fault> {
    let deep = match asked.headers.get("depth").map(|depth| depth.as_bytes()) {
        None | Some(b"0") => false,
        Some(b"1") => true,
        _ => return Err(Fault::refused(empty("D:propfind-finite-depth"), tr!(DavOneLevel))),
    };
    let wanted = if asked.body.trim().is_empty() {
        Wanted::All
    } else {
        let root = xml::read(asked.body).map_err(|_| Fault::malformed())?;
        if !root.name.is(DAV, "propfind") {
            return Err(Fault::malformed());
        }
        Wanted::of(&root)
    };
    let owner = asked.owner().await?;
    let may_change = asked.holder.may(&[Scope::CalendarWrite]);
    let about = About { owner: &owner, may_change };
    let mut found = Vec::new();
    match asked.place {
        Place::Root | Place::Principal(_) => found.push(about.response(&Thing::Folder(asked.place), &wanted)),
        Place::Home(_) => {
            found.push(about.response(&Thing::Folder(asked.place), &wanted));
            for side in owner.sides.iter().filter(|_| deep) {
                let latest = own_calendar::latest(asked.services, &asked.holder.actor, *side).await?;
                found.push(about.response(&Thing::Calendar(*side, latest), &wanted));
            }
        }
        Place::Calendar(_, side) => {
            // Before its contents, so that nothing is missed.
            let latest = own_calendar::latest(asked.services, &asked.holder.actor, side).await?;
            found.push(about.response(&Thing::Calendar(side, latest), &wanted));
            if deep {
                let entries = own_calendar::entries(asked.services, &asked.holder.actor, side).await?;
                found.extend(entries.iter().map(|entry| about.response(&Thing::Entry(side, entry), &wanted)));
            }
        }
        Place::Entry(_, side, id) => {
            let entry = own_calendar::entry(asked.services, &asked.holder.actor, side, id).await?;
            found.push(about.response(&Thing::Entry(side, &entry), &wanted));
        }
    }
    Ok(multistatus(found))
}

/// Answers a PROPPATCH, which every resource has to accept: nothing here can be coloured, reordered or renamed.
pub fn change(asked: &Asked<'_>) -> Result<Response, Fault> {
    let root = xml::read(asked.body).map_err(|_| Fault::malformed())?;
    if !root.name.is(DAV, "propertyupdate") {
        return Err(Fault::malformed());
    }
    let properties = root.children.iter().filter_map(|step| step.child(DAV, "prop")).flat_map(|prop| &prop.children);
    let refused = vec![
        node("D:prop", properties.take(MOST_NAMES).map(|one| xml::named(&one.name)).collect()),
        text("D:status", "HTTP/1.1 403 Forbidden"),
        node("D:error", vec![empty("D:cannot-modify-protected-property")]),
    ];
    let of_it = vec![xml::href(&asked.place.path()), node("D:propstat", refused)];
    Ok(multistatus(vec![node("D:response", of_it)]))
}

/// A multi-status response.
pub fn multistatus(responses: Vec<Node>) -> Response {
    let body = xml::document(&node("D:multistatus", responses));
    let dav = HeaderValue::from_static("1, 3, access-control, calendar-access");
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(XML)), (HeaderName::from_static("dav"), dav)];
    (StatusCode::MULTI_STATUS, headers, body).into_response()
}

/// A response that something does not exist.
pub fn missing(place: &str) -> Node {
    node("D:response", vec![xml::href(place), text("D:status", "HTTP/1.1 404 Not Found")])
}

/// Who receives the properties.
pub struct About<'a> {
    /// The requester.
    pub owner: &'a Owner,
    /// Whether their app may change anything.
    pub may_change: bool,
}

impl About<'_> {
    /// The response about one resource: first the properties that exist, then those that don't, as some apps expect.
    pub fn response(&self, thing: &Thing<'_>, wanted: &Wanted) -> Node {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for name in wanted.names() {
            match self.property(thing, &name) {
                Some(property) => known.push(property),
                None => unknown.push(xml::named(&name)),
            }
        }
        let part = |properties: Vec<Node>, status: &'static str| {
            node("D:propstat", vec![node("D:prop", properties), text("D:status", status)])
        };
        let mut children = vec![xml::href(&self.path(thing))];
        if !known.is_empty() || unknown.is_empty() {
            children.push(part(known, "HTTP/1.1 200 OK"));
        }
        if !unknown.is_empty() && !wanted.is_all() {
            children.push(part(unknown, "HTTP/1.1 404 Not Found"));
        }
        node("D:response", children)
    }

    fn path(&self, thing: &Thing<'_>) -> String {
        let me = self.owner.id;
        match thing {
            Thing::Folder(place) => place.path(),
            Thing::Calendar(side, _) => Place::Calendar(me, *side).path(),
            Thing::Entry(side, entry) => Place::Entry(me, *side, entry.id).path(),
        }
    }

    fn property(&self, thing: &Thing<'_>, name: &Name) -> Option<Node> {
        match name.space.as_str() {
            DAV => self.of_dav(thing, &name.local),
            CALDAV => self.of_caldav(thing, &name.local),
            CALENDAR_SERVER if name.local == "getctag" => match thing {
                Thing::Calendar(side, latest) => Some(text("S:getctag", sync_token(*side, *latest))),
                _ => None,
            },
            _ => None,
        }
    }

    fn of_dav(&self, thing: &Thing<'_>, local: &str) -> Option<Node> {
        let me = self.owner.id;
        let principal = || vec![xml::href(&Place::Principal(me).path())];
        match (local, thing) {
            ("current-user-principal", _) => Some(node("D:current-user-principal", principal())),
            ("owner", Thing::Folder(Place::Home(_)) | Thing::Calendar(..) | Thing::Entry(..)) => {
                Some(node("D:owner", principal()))
            }
            ("principal-URL", Thing::Folder(Place::Principal(_))) => Some(node("D:principal-URL", principal())),
            ("principal-collection-set", _) => {
                Some(node("D:principal-collection-set", vec![xml::href(Place::Root.path().as_str())]))
            }
            ("resourcetype", thing) => Some(node("D:resourcetype", kind(thing))),
            ("displayname", thing) => Some(text("D:displayname", self.called(thing)?)),
            ("supported-report-set", Thing::Calendar(..)) => Some(reports()),
            ("supported-report-set", _) => Some(empty("D:supported-report-set")),
            ("current-user-privilege-set", thing) => Some(self.privileges(thing)),
            ("sync-token", Thing::Calendar(side, latest)) => Some(text("D:sync-token", sync_token(*side, *latest))),
            ("getetag", Thing::Entry(_, entry)) => Some(text("D:getetag", quoted(&entry.tag))),
            ("getcontenttype", Thing::Entry(..)) => Some(text("D:getcontenttype", CALENDAR)),
            ("getcontentlength", Thing::Entry(_, entry)) => {
                Some(text("D:getcontentlength", entry.text.len().to_string()))
            }
            _ => None,
        }
    }

    fn of_caldav(&self, thing: &Thing<'_>, local: &str) -> Option<Node> {
        let me = self.owner.id;
        match (local, thing) {
            ("calendar-home-set", Thing::Folder(Place::Principal(_))) => {
                Some(node("C:calendar-home-set", vec![xml::href(&Place::Home(me).path())]))
            }
            ("calendar-user-address-set", Thing::Folder(Place::Principal(_))) => {
                let address = text("D:href", format!("mailto:{}", self.owner.email));
                Some(node("C:calendar-user-address-set", vec![address]))
            }
            ("supported-calendar-component-set", Thing::Calendar(..)) => {
                let event = xml::with("C:comp", &[("name", "VEVENT")]);
                Some(node("C:supported-calendar-component-set", vec![event]))
            }
            ("supported-calendar-data", Thing::Calendar(..)) => {
                let data = xml::with("C:calendar-data", &[("content-type", "text/calendar"), ("version", "2.0")]);
                Some(node("C:supported-calendar-data", vec![data]))
            }
            ("max-resource-size", Thing::Calendar(..)) => Some(text("C:max-resource-size", LARGEST_ENTRY)),
            ("calendar-data", Thing::Entry(_, entry)) => Some(text("C:calendar-data", entry.text.clone())),
            _ => None,
        }
    }

    fn called(&self, thing: &Thing<'_>) -> Option<String> {
        match thing {
            Thing::Folder(Place::Principal(_)) => Some(self.owner.name.clone()),
            Thing::Folder(_) => Some("Consulta".to_owned()),
            Thing::Calendar(side, _) => Some(self.owner.calendar_name(*side).to_owned()),
            Thing::Entry(..) => None,
        }
    }

    fn privileges(&self, thing: &Thing<'_>) -> Node {
        let changing: &[&'static str] = match thing {
            Thing::Calendar(..) if self.may_change => &["D:write-content", "D:unbind"],
            Thing::Entry(..) if self.may_change => &["D:write-content"],
            _ => &[],
        };
        let all = ["D:read", "D:read-current-user-privilege-set"].iter().chain(changing);
        node("D:current-user-privilege-set", all.map(|one| node("D:privilege", vec![empty(one)])).collect())
    }
}

/// An ETag.
pub fn quoted(tag: &str) -> String {
    format!("\"{tag}\"")
}

fn kind(thing: &Thing<'_>) -> Vec<Node> {
    match thing {
        Thing::Folder(Place::Principal(_)) => vec![empty("D:collection"), empty("D:principal")],
        Thing::Folder(_) => vec![empty("D:collection")],
        Thing::Calendar(..) => vec![empty("D:collection"), empty("C:calendar")],
        Thing::Entry(..) => Vec::new(),
    }
}

fn reports() -> Node {
    let report = |name| node("D:supported-report", vec![node("D:report", vec![empty(name)])]);
    let all = ["C:calendar-query", "C:calendar-multiget", "D:sync-collection"].map(report);
    node("D:supported-report-set", all.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_of_one_calendar() {
        let token = sync_token(Side::Patient, 12);

        assert_eq!(known_state(Side::Patient, &token), Some(12));
        for wrong in
            [token.replace("patient", "practitioner"), token.replace("12", "-1"), format!("{token}x"), String::new()]
        {
            assert_eq!(known_state(Side::Patient, &wrong), None, "{wrong}");
        }
    }
}
