//! The data types that our resources are made of. Empty values are left out when a resource is serialised: FHIR has neither `null`
//! nor empty lists.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Number;

use crate::domain::time::Zone;

/// The metadata of a resource.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    pub version_id: Option<String>,
    pub last_updated: Option<String>,
    pub tag: Vec<Coding>,
}

/// A code of a system.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Coding {
    pub system: Option<Cow<'static, str>>,
    pub code: String,
    pub display: Option<String>,
}

/// A concept, in codes, in words, or both.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CodeableConcept {
    pub coding: Vec<Coding>,
    pub text: Option<String>,
}

/// An identifier in some system.
#[derive(Clone, Debug, Serialize)]
pub struct Identifier {
    pub system: &'static str,
    pub value: String,
}

/// A reference to another resource.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Reference {
    pub reference: Option<String>,
    pub display: Option<String>,
}

/// A person's name.
#[derive(Clone, Debug, Default, Serialize)]
pub struct HumanName {
    pub text: String,
    pub family: Option<String>,
    pub given: Vec<String>,
}

/// A contact point.
#[derive(Clone, Debug, Serialize)]
pub struct ContactPoint {
    pub system: &'static str,
    pub value: String,
}

/// Where someone or something is.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Address {
    pub text: Option<String>,
    pub line: Vec<String>,
    pub city: Option<String>,
}

/// A stretch of time.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Period {
    pub start: Option<String>,
    pub end: Option<String>,
}

/// Words about something.
#[derive(Clone, Debug, Serialize)]
pub struct Annotation {
    pub text: String,
}

/// The human-readable text, as XHTML.
#[derive(Clone, Debug, Serialize)]
pub struct Narrative {
    pub status: &'static str,
    pub div: String,
}

/// A measured quantity, in UCUM's units.
#[derive(Clone, Debug, Serialize)]
pub struct Quantity {
    pub value: Option<Number>,
    pub unit: &'static str,
    pub system: &'static str,
    pub code: &'static str,
}

/// An extension for what FHIR itself has no element for.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    pub url: &'static str,
    pub value_code: String,
}

impl Meta {
    /// The metadata of something last changed then.
    pub fn changed(at: Timestamp) -> Self {
        Self { last_updated: Some(instant(at)), ..Self::default() }
    }
}

impl Coding {
    /// A code of a system.
    pub fn of(system: &'static str, code: &str) -> Self {
        Self { system: Some(system.into()), code: code.to_owned(), display: None }
    }

    /// Like `of`, with its display.
    pub fn shown(system: &'static str, code: &str, display: &str) -> Self {
        Self { display: Some(display.to_owned()), ..Self::of(system, code) }
    }
}

impl CodeableConcept {
    /// A code of a system.
    pub fn of(system: &'static str, code: &str) -> Self {
        Self { coding: vec![Coding::of(system, code)], text: None }
    }

    /// Text only.
    pub fn text(text: &str) -> Self {
        Self { coding: Vec::new(), text: Some(text.to_owned()) }
    }
}

impl Reference {
    /// A reference to one of our resources.
    pub fn to(kind: &str, id: impl ToString) -> Self {
        Self { reference: Some(format!("{kind}/{}", id.to_string())), display: None }
    }

    /// Like `to`, with its name.
    pub fn named(kind: &str, id: impl ToString, name: &str) -> Self {
        Self { display: Some(name.to_owned()), ..Self::to(kind, id) }
    }

    /// A reference by name only.
    pub fn by_name(name: &str) -> Self {
        Self { reference: None, display: Some(name.to_owned()) }
    }
}

impl HumanName {
    /// A full name; we don't guess which of its words are the family name.
    pub fn full(name: &str) -> Self {
        Self { text: name.to_owned(), ..Self::default() }
    }
}

impl Narrative {
    /// A text as it was typed, line by line.
    pub fn of(text: &str) -> Self {
        let mut escaped = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                '<' => escaped.push_str("&lt;"),
                '>' => escaped.push_str("&gt;"),
                '&' => escaped.push_str("&amp;"),
                '\n' => escaped.push_str("<br/>"),
                // XML cannot represent them.
                letter if letter < ' ' || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
                letter => escaped.push(letter),
            }
        }
        let div = format!("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>{escaped}</p></div>");
        Self { status: "generated", div }
    }
}

/// A telephone number, if there is one.
pub fn phone(number: &str) -> Vec<ContactPoint> {
    if number.is_empty() { Vec::new() } else { vec![ContactPoint { system: "phone", value: number.to_owned() }] }
}

/// A text, if there is one.
pub fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// A note, if there is one.
pub fn notes(text: &str) -> Vec<Annotation> {
    some(text).map(|text| Annotation { text }).into_iter().collect()
}

/// An instant in a zone's local time, with its offset.
pub fn local(at: Timestamp, zone: &Zone) -> String {
    at.display_with_offset(zone.tz().to_offset(at)).to_string()
}

/// An instant, in UTC.
pub fn instant(at: Timestamp) -> String {
    at.to_string()
}

/// Thousandths as a decimal number.
pub fn decimal(thousandths: i64) -> Option<Number> {
    if thousandths % 1_000 == 0 {
        return Some((thousandths / 1_000).into());
    }
    // Below 2^53, and so the nearest double of this decimal: it is written as exactly that.
    #[expect(clippy::cast_precision_loss, reason = "measurements have nine digits at most")]
    Number::from_f64(thousandths as f64 / 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measured_value_is_written_down_as_it_was_measured() {
        for (thousandths, expected) in [(72_500, "72.5"), (120_000, "120"), (36_600, "36.6"), (5_101, "5.101")] {
            assert_eq!(decimal(thousandths).map(|number| number.to_string()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_narrative_holds_a_text_and_no_markup_of_it() {
        let div = Narrative::of("A <b>\n&\u{8}").div;
        assert_eq!(div, "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>A &lt;b&gt;<br/>&amp;</p></div>");
    }

    #[test]
    fn an_instant_has_the_offset_of_the_clocks_there() {
        let at: Timestamp = "2026-11-23T22:30:00Z".parse().expect("an instant");
        assert_eq!(local(at, &Zone::parse("Australia/Sydney").expect("a zone")), "2026-11-24T09:30:00+11:00");
        assert_eq!(local(at, &Zone::utc()), "2026-11-23T22:30:00+00:00");
    }
}
