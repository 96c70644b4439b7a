//! The addresses of calendars: each is written and parsed here.

use crate::{
    domain::ids::{AccountId, AppointmentId},
    service::own_calendar::Side,
};

/// The root address.
pub const ROOT: &str = "/dav/";

/// What an address refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The root.
    Root,
    /// A person.
    Principal(AccountId),
    /// The home of their calendars.
    Home(AccountId),
    /// A calendar.
    Calendar(AccountId, Side),
    /// An entry of it.
    Entry(AccountId, Side, AppointmentId),
}

impl Place {
    /// Parses a path, with or without a slash at its end.
    #[must_use]
    pub fn read(path: &str) -> Option<Self> {
        let below = path.strip_prefix("/dav")?;
        let below = if below.is_empty() { below } else { below.strip_prefix('/')? };
        let parts: Vec<&str> = below.strip_suffix('/').unwrap_or(below).split('/').collect();
        let person = |id: &str| number(id).map(AccountId);
        let side = |word: &str| Side::ALL.into_iter().find(|side| side.as_str() == word);
        match parts.as_slice() {
            [""] => Some(Self::Root),
            ["principals", id] => Some(Self::Principal(person(id)?)),
            ["calendars", id] => Some(Self::Home(person(id)?)),
            ["calendars", id, word] => Some(Self::Calendar(person(id)?, side(word)?)),
            ["calendars", id, word, file] if !below.ends_with('/') => {
                let key = number(file.strip_suffix(".ics")?).map(AppointmentId)?;
                Some(Self::Entry(person(id)?, side(word)?, key))
            }
            _ => None,
        }
    }

    /// Its path.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Self::Root => ROOT.to_owned(),
            Self::Principal(id) => format!("{ROOT}principals/{id}/"),
            Self::Home(id) => format!("{ROOT}calendars/{id}/"),
            Self::Calendar(id, side) => format!("{ROOT}calendars/{id}/{}/", side.as_str()),
            Self::Entry(id, side, key) => format!("{ROOT}calendars/{id}/{}/{key}.ics", side.as_str()),
        }
    }

    /// Its owner; `None` for the root.
    #[must_use]
    pub fn owner(self) -> Option<AccountId> {
        match self {
            Self::Root => None,
            Self::Principal(id) | Self::Home(id) | Self::Calendar(id, _) | Self::Entry(id, ..) => Some(id),
        }
    }

    /// The path of an `href`, which may be a whole URL.
    #[must_use]
    pub fn of_href(href: &str) -> Option<Self> {
        let href = href.trim();
        let path = match href.split_once("://") {
            Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..))?,
            None => href,
        };
        Self::read(path)
    }
}

/// A key in its canonical spelling.
fn number(text: &str) -> Option<i64> {
    text.parse().ok().filter(|number: &i64| *number > 0 && number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_read_as_it_is_written() {
        let (me, key) = (AccountId(7), AppointmentId(12));
        for place in [
            Place::Root,
            Place::Principal(me),
            Place::Home(me),
            Place::Calendar(me, Side::Patient),
            Place::Entry(me, Side::Practitioner, key),
        ] {
            assert_eq!(Place::read(&place.path()), Some(place));
            assert_eq!(Place::of_href(&format!("https://clinic.example{}", place.path())), Some(place));
        }
        assert_eq!(Place::read("/dav"), Some(Place::Root));
        for wrong in ["/davx", "/dav/x", "/dav/principals/07/", "/dav/calendars/7/x/", "/dav/calendars/7/patient/1.txt"]
        {
            assert_eq!(Place::read(wrong), None, "{wrong}");
        }
    }
}
