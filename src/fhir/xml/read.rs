//! Parses a resource sent as XML into the equivalent JSON.

use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesStart, Event},
    name::ResolveResult,
};
use serde_json::{Map, Number, Value};

use super::{
    narrative::{self, XHTML},
    shape::{self, FHIR, Of, Part},
};

const DEEPEST: usize = 32;
const MOST_ELEMENTS: usize = 5_000;
/// Including namespace declarations.
const MOST_ATTRIBUTES: usize = 16;

/// Why it is not a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFhir(pub &'static str);

const NO_XML: NotFhir = NotFhir("it isn't well-formed XML");
const FOREIGN: NotFhir = NotFhir("its elements have to be of the namespace http://hl7.org/fhir");

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    /// Its source text, including its content; only for narratives.
    source: String,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Parses a whole document.
///
/// # Errors
/// [`NotFhir`].
pub fn read(text: &str) -> Result<Value, NotFhir> {
    let root = tree(text.trim_start_matches('\u{feff}'))?;
    shape::of_resource(&root.name).ok_or(NotFhir("it isn't of a type that is taken here"))?;
    whole(&root)
}

fn tree(text: &str) -> Result<Element, NotFhir> {
    let mut reader = NsReader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut count = 0;
    loop {
        let from = position(&reader);
        let (space, event) = reader.read_resolved_event().map_err(|_| NO_XML)?;
        let is_in = |name: &str| matches!(space, ResolveResult::Bound(space) if space.0 == name.as_bytes());
        let (is_ours, is_narrative) = (is_in(FHIR), is_in(XHTML));
        match event {
            Event::Start(ref start) | Event::Empty(ref start) => {
                count += 1;
                if count > MOST_ELEMENTS || open.len() >= DEEPEST || root.is_some() {
                    return Err(NotFhir("there is more in it than is read here"));
                }
                let mut element = begun(start)?;
                if is_narrative && !open.is_empty() {
                    if matches!(event, Event::Start(_)) {
                        reader.read_to_end(start.name()).map_err(|_| NO_XML)?;
                    }
                    element.source = text.get(from..position(&reader)).ok_or(NO_XML)?.to_owned();
                    close(&mut open, &mut root, element);
                } else if !is_ours {
                    return Err(FOREIGN);
                } else if matches!(event, Event::Empty(_)) {
                    close(&mut open, &mut root, element);
                } else {
                    open.push(element);
                }
            }
            Event::End(_) => {
                let element = open.pop().ok_or(NO_XML)?;
                close(&mut open, &mut root, element);
            }
            Event::Text(text) if text.decode().is_ok_and(|text| text.trim().is_empty()) => {}
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::GeneralRef(entity) if is_space(entity.resolve_char_ref()) => {}
            Event::Eof if open.is_empty() => return root.ok_or(NO_XML),
            Event::DocType(_) => return Err(NotFhir("it may not declare a document type")),
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => {
                return Err(NotFhir("values belong in the attribute value"));
            }
            // A stray end of input is malformed.
            Event::Eof => return Err(NO_XML),
        }
    }
}

fn position(reader: &NsReader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn is_space<E>(letter: Result<Option<char>, E>) -> bool {
    letter.is_ok_and(|letter| letter.is_some_and(char::is_whitespace))
}

fn begun(start: &BytesStart<'_>) -> Result<Element, NotFhir> {
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| NO_XML);
    let mut attributes = Vec::new();
    for (at, attribute) in start.attributes().enumerate() {
        // Each is compared with all before it.
        if at >= MOST_ATTRIBUTES {
            return Err(NotFhir("an element has too many attributes"));
        }
        let attribute = attribute.map_err(|_| NO_XML)?;
        let key = text(attribute.key.as_ref())?;
        if ["value", "id", "url"].contains(&key.as_str()) {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| NO_XML)?;
            attributes.push((key, value.into_owned()));
        }
    }
    Ok(Element { name: text(start.local_name().as_ref())?, attributes, ..Element::default() })
}

fn close(open: &mut [Element], root: &mut Option<Element>, element: Element) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

/// A resource; for an unknown type, just its name.
fn whole(element: &Element) -> Result<Value, NotFhir> {
    let mut fields = Map::from_iter([("resourceType".to_owned(), Value::from(element.name.as_str()))]);
    within(&mut fields, shape::of_resource(&element.name).unwrap_or_default(), element)?;
    Ok(Value::Object(fields))
}

fn within(fields: &mut Map<String, Value>, parts: &[Part], element: &Element) -> Result<(), NotFhir> {
    for child in &element.children {
        // As with JSON properties, unknown elements are skipped.
        let Some(part) = parts.iter().find(|part| part.name == child.name) else { continue };
        if (part.of == Of::Xhtml) == child.source.is_empty() {
            continue;
        }
        let Some(value) = value(part.of, child)? else { continue };
        if part.many {
            let all = fields.entry(part.name).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(all) = all {
                all.push(value);
            }
        } else if fields.insert(part.name.to_owned(), value).is_some() {
            return Err(NotFhir("an element is there twice that can be there once"));
        }
    }
    Ok(())
}

/// The value of an element; `None` if it has none.
fn value(of: Of, element: &Element) -> Result<Option<Value>, NotFhir> {
    let text = element.attribute("value");
    let said = match of {
        Of::Text => text.map(Value::from),
        Of::Bool => match text {
            None => None,
            Some("true") => Some(Value::Bool(true)),
            Some("false") => Some(Value::Bool(false)),
            Some(_) => return Err(NotFhir("a truth value is true or false")),
        },
        Of::Number => match text.map(serde_json::from_str::<Number>) {
            None => None,
            Some(Ok(number)) => Some(Value::Number(number)),
            Some(Err(_)) => return Err(NotFhir("a number is none")),
        },
        Of::Xhtml if narrative::is_one(&element.source) => Some(Value::from(element.source.as_str())),
        Of::Xhtml => return Err(NotFhir("a narrative is one div of XHTML")),
        Of::Resource => match &element.children[..] {
            [one] => Some(whole(one)?),
            _ => return Err(NotFhir("there has to be one resource where a resource belongs")),
        },
        Of::Type(name) => {
            let mut fields = Map::new();
            for key in ["id", "url"] {
                let is_attribute = key == "id" || name == "Extension";
                let given = element.attribute(key).filter(|_| is_attribute);
                fields.extend(given.map(|text| (key.to_owned(), Value::from(text))));
            }
            within(&mut fields, shape::of(name).unwrap_or_default(), element)?;
            Some(Value::Object(fields))
        }
    };
    Ok(said)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NS: &str = "xmlns=\"http://hl7.org/fhir\"";

    #[test]
    fn a_resource_is_read_whatever_its_prefix_and_what_is_unknown_is_skipped() {
        let sent = "<?xml version=\"1.0\"?>\n<!-- x --><f:Parameters xmlns:f=\"http://hl7.org/fhir\">\n <f:parameter>\
                    <f:name value=\"start\"/><f:valueDateTime value=\"2026-11-24\"/></f:parameter>\
                    <f:parameter><f:name value=\"n\"/><f:valueInteger value=\"3\"/><f:colour value=\"red\"/></f:parameter>\
                    <f:parameter><f:name value=\"r\"/><f:resource><f:Patient><f:id value=\"7\"/></f:Patient></f:resource>\
                    </f:parameter></f:Parameters>";
        assert_eq!(
            read(sent),
            Ok(json!({ "resourceType": "Parameters", "parameter": [
                { "name": "start", "valueDateTime": "2026-11-24" },
                { "name": "n", "valueInteger": 3 },
                { "name": "r", "resource": { "resourceType": "Patient", "id": "7" } },
            ]}))
        );
    }

    #[test]
    fn what_could_grow_or_is_none_is_refused() {
        let deep = format!("<Patient {NS}>{}{}</Patient>", "<a>".repeat(32), "</a>".repeat(32));
        let wide = format!("<Patient {NS}>{}</Patient>", "<a/>".repeat(5_001));
        let laden: Vec<String> = (0..17).map(|n| format!(" a{n}=\"\"")).collect();
        let mut wrong = vec![deep, wide, format!("<Patient {NS}{}/>", laden.concat())];
        for inner in [
            "<id value=\"1\"/><id value=\"2\"/>",
            "<active value=\"yes\"/>",
            "<name>Text</name>",
            "<name><![CDATA[x]]></name>",
            "<id value=\"&x;\"/>",
            "<contained/>",
            "<text><div xmlns=\"http://www.w3.org/1999/xhtml\">&x;</div></text>",
            "<a xmlns=\"urn:x\"/>",
            "<id",
            "<a></b>",
        ] {
            wrong.push(format!("<Patient {NS}>{inner}</Patient>"));
        }
        for whole in [
            "",
            "text",
            "<Patient/>",
            "<Patient xmlns=\"http://hl7.org/fhir\">",
            "<Period xmlns=\"http://hl7.org/fhir\"/>",
            "<Nothing xmlns=\"http://hl7.org/fhir\"/>",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "<!DOCTYPE Patient [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"/>",
        ] {
            wrong.push(whole.to_owned());
        }
        for sent in wrong {
            assert!(read(&sent).is_err(), "{sent:.100}");
        }
    }
}
