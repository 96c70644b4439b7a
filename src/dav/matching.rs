//! The conditions of a query on a property of an event (RFC 4791, 9.7.2).

use super::{
    event,
    xml::{CALDAV, Element},
};

/// A property, and its condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    name: String,
    wanted: Wanted,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wanted {
    /// Present.
    Defined,
    /// Absent.
    Undefined,
    /// Containing this text, or not.
    Text { text: String, minds_case: bool, is_within: bool },
}

/// Why a condition is not supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmatched {
    /// It is on parameters, or of an unknown type.
    Filter,
    /// Its collation is unknown.
    Collation,
}

impl Match {
    /// Parses a `prop-filter`.
    ///
    /// # Errors
    /// Why it is not supported.
    pub fn read(part: &Element) -> Result<Self, Unmatched> {
        let name = part.attribute("name").ok_or(Unmatched::Filter)?.to_ascii_uppercase();
        let wanted = match part.children.as_slice() {
            [] => Wanted::Defined,
            [one] if one.name.is(CALDAV, "is-not-defined") => Wanted::Undefined,
            [one] if one.name.is(CALDAV, "text-match") => Wanted::Text {
                text: one.text.clone(),
                minds_case: match one.attribute("collation") {
                    None | Some("i;ascii-casemap" | "i;unicode-casemap" | "default") => false,
                    Some("i;octet") => true,
                    Some(_) => return Err(Unmatched::Collation),
                },
                is_within: one.attribute("negate-condition") != Some("yes"),
            },
            _ => return Err(Unmatched::Filter),
        };
        Ok(Self { name, wanted })
    }

    /// Whether the event in a calendar file meets the condition.
    #[must_use]
    pub fn admits(&self, file: &str) -> bool {
        let found = event::property(file, &self.name);
        match (&self.wanted, found) {
            (Wanted::Defined, found) => found.is_some(),
            (Wanted::Undefined, found) => found.is_none(),
            (Wanted::Text { text, minds_case: true, is_within }, Some(found)) => found.contains(text) == *is_within,
            (Wanted::Text { text, minds_case: false, is_within }, Some(found)) => {
                found.to_lowercase().contains(&text.to_lowercase()) == *is_within
            }
            (Wanted::Text { .. }, None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::xml, *};

    const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a-1\r\nSUMMARY:With A\\, B\r\nDTSTART:20261123T223000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    fn of(name: &str, inside: &str) -> Result<Match, Unmatched> {
        let text = format!(r#"<C:prop-filter xmlns:C="{CALDAV}" name="{name}">{inside}</C:prop-filter>"#);
        Match::read(&xml::read(&text).expect("XML"))
    }

    #[test]
    fn an_event_is_told_by_its_properties() {
        for (name, inside, expected) in [
            ("UID", "<C:text-match collation=\"i;octet\">a-1</C:text-match>", true),
            ("UID", "<C:text-match collation=\"i;octet\">A-1</C:text-match>", false),
            ("UID", "<C:text-match>A-1</C:text-match>", true),
            ("UID", "<C:text-match negate-condition=\"yes\">a-1</C:text-match>", false),
            ("summary", "<C:text-match>a, b</C:text-match>", true),
            ("SUMMARY", "", true),
            ("LOCATION", "", false),
            ("LOCATION", "<C:is-not-defined/>", true),
            ("LOCATION", "<C:text-match>x</C:text-match>", false),
        ] {
            assert_eq!(of(name, inside).map(|wanted| wanted.admits(FILE)), Ok(expected), "{name} {inside}");
        }
    }

    #[test]
    fn what_we_do_not_compare_is_refused() {
        let by_parameter = of("ATTENDEE", r#"<C:param-filter name="PARTSTAT"/>"#);
        let by_order = of("UID", r#"<C:text-match collation="i;x">a</C:text-match>"#);

        assert_eq!((by_parameter, by_order), (Err(Unmatched::Filter), Err(Unmatched::Collation)));
    }
}
