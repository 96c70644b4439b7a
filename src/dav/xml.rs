//! XML as calendar apps send and read it. Input is bounded in size, depth and number, and has no entities but the five that XML
//! predefines.

use std::{borrow::Cow, fmt::Write as _};

use quick_xml::{
    NsReader, Writer, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesDecl, BytesEnd, BytesRef, BytesStart, BytesText, Event},
    name::ResolveResult,
};

/// WebDAV's namespace.
pub const DAV: &str = "DAV:";
/// CalDAV's namespace.
pub const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
/// The namespace that Apple's calendar server introduced, and everyone uses.
pub const CALENDAR_SERVER: &str = "http://calendarserver.org/ns/";

const DEEPEST: usize = 16;
const MOST_ELEMENTS: usize = 5_000;
const MOST_ATTRIBUTES: usize = 8;
/// Including namespace declarations.
const MOST_DECLARED: usize = 40;
/// The maximum length of a name, and of a namespace, in bytes: each is kept with every element, and responses repeat it.
const LONGEST_NAME: usize = 128;

/// Something that is not XML, or exceeds our limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotXml;

/// A name with its namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The namespace; may be empty.
    pub space: String,
    /// The local name.
    pub local: String,
}

impl Name {
    /// Whether it is this name.
    #[must_use]
    pub fn is(&self, space: &str, local: &str) -> bool {
        self.space == space && self.local == local
    }
}

/// A received element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// The name of the element, with its namespace.
    pub name: Name,
    /// Its attributes without a namespace.
    pub attributes: Vec<(String, String)>,
    /// Its child elements.
    pub children: Vec<Element>,
    /// The text between its tags.
    pub text: String,
}

impl Element {
    /// The first child with this name.
    #[must_use]
    pub fn child(&self, space: &str, local: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name.is(space, local))
    }

    /// An attribute's value.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Parses a whole document.
///
/// # Errors
/// [`NotXml`].
pub fn read(text: &str) -> Result<Element, NotXml> {
    let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = Vec::new();
    let mut whole = None;
    let mut count = 0;
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|_| NotXml)?;
        let (started, is_empty) = match &event {
            Event::Start(start) => (Some(start), false),
            Event::Empty(start) => (Some(start), true),
            _ => (None, false),
        };
        if let Some(start) = started {
            count += 1;
            if count > MOST_ELEMENTS || open.len() >= DEEPEST || whole.is_some() {
                return Err(NotXml);
            }
            let element = begun(&space, start)?;
            if is_empty {
                close(&mut open, &mut whole, element)
            } else {
                open.push(element)
            }
            continue;
        }
        match event {
            Event::End(_) => {
                let element = open.pop().ok_or(NotXml)?;
                close(&mut open, &mut whole, element);
            }
            Event::Text(text) => add(&mut open, &text.decode().map_err(|_| NotXml)?)?,
            Event::CData(text) => add(&mut open, &text.decode().map_err(|_| NotXml)?)?,
            Event::GeneralRef(entity) => {
                let letters = resolved(&entity)?;
                add(&mut open, &letters)?;
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if open.is_empty() => return whole.ok_or(NotXml),
            // A document type can define entities; a stray end tag is malformed.
            _ => return Err(NotXml),
        }
    }
}

fn begun(space: &ResolveResult<'_>, start: &BytesStart<'_>) -> Result<Element, NotXml> {
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| NotXml);
    let space = match space {
        ResolveResult::Bound(space) => text(space.0)?,
        ResolveResult::Unbound => String::new(),
        ResolveResult::Unknown(_) => return Err(NotXml),
    };
    let local = text(start.local_name().as_ref())?;
    // Responses repeat what was requested.
    if space.len() > LONGEST_NAME || local.len() > LONGEST_NAME {
        return Err(NotXml);
    }
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !local.starts_with(|c: char| c.is_alphabetic() || c == '_') || !local.chars().all(is_plain) {
        return Err(NotXml);
    }
    let mut attributes = Vec::new();
    for (at, attribute) in start.attributes().enumerate() {
        // Each is compared with all before it.
        if at >= MOST_DECLARED {
            return Err(NotXml);
        }
        let attribute = attribute.map_err(|_| NotXml)?;
        let key = text(attribute.key.as_ref())?;
        if key.contains(':') || key == "xmlns" {
            continue;
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| NotXml)?;
        attributes.push((key, value.into_owned()));
        if attributes.len() > MOST_ATTRIBUTES {
            return Err(NotXml);
        }
    }
    Ok(Element { name: Name { space, local }, attributes, ..Element::default() })
}

fn close(open: &mut [Element], whole: &mut Option<Element>, element: Element) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *whole = Some(element),
    }
}

fn add(open: &mut [Element], text: &str) -> Result<(), NotXml> {
    match open.last_mut() {
        Some(element) => element.text.push_str(text),
        None if text.trim().is_empty() => {}
        None => return Err(NotXml),
    }
    Ok(())
}

fn resolved(entity: &BytesRef<'_>) -> Result<String, NotXml> {
    if let Some(letter) = entity.resolve_char_ref().map_err(|_| NotXml)? {
        return Ok(letter.to_string());
    }
    let name = entity.decode().map_err(|_| NotXml)?;
    resolve_predefined_entity(&name).map(str::to_owned).ok_or(NotXml)
}

/// An element of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    name: Cow<'static, str>,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Node>,
    text: String,
}

/// An element with children. Its prefix is `D`, `C` or `S`.
#[must_use]
pub fn node(name: &'static str, children: Vec<Node>) -> Node {
    Node { name: Cow::Borrowed(name), attributes: Vec::new(), children, text: String::new() }
}

/// An element with text.
#[must_use]
pub fn text(name: &'static str, text: impl Into<String>) -> Node {
    Node { text: text.into(), ..node(name, Vec::new()) }
}

/// An empty element.
#[must_use]
pub fn empty(name: &'static str) -> Node {
    node(name, Vec::new())
}

/// An empty element with attributes.
#[must_use]
pub fn with(name: &'static str, attributes: &[(&'static str, &str)]) -> Node {
    let attributes = attributes.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    Node { attributes, ..empty(name) }
}

/// An empty element with the requested name.
#[must_use]
pub fn named(name: &Name) -> Node {
    let prefix = match name.space.as_str() {
        DAV => Some("D"),
        CALDAV => Some("C"),
        CALENDAR_SERVER => Some("S"),
        _ => None,
    };
    match prefix {
        Some(prefix) => Node { name: format!("{prefix}:{}", name.local).into(), ..empty("") },
        None => Node { name: name.local.clone().into(), attributes: vec![("xmlns", name.space.clone())], ..empty("") },
    }
}

/// A whole document.
#[must_use]
pub fn document(root: &Node) -> String {
    let mut writer = Writer::new(Vec::new());
    let spaces = [("xmlns:D", DAV), ("xmlns:C", CALDAV), ("xmlns:S", CALENDAR_SERVER)];
    // Writing to memory does not fail.
    let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
    put(&mut writer, root, &spaces);
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

fn put(writer: &mut Writer<Vec<u8>>, node: &Node, spaces: &[(&str, &str)]) {
    let mut start = BytesStart::new(&*node.name);
    start.extend_attributes(spaces.iter().copied());
    start.extend_attributes(node.attributes.iter().map(|(key, value)| (*key, value.as_str())));
    if node.children.is_empty() && node.text.is_empty() {
        let _ = writer.write_event(Event::Empty(start));
        return;
    }
    let _ = writer.write_event(Event::Start(start));
    if !node.text.is_empty() {
        let _ = writer.write_event(Event::Text(BytesText::new(&printable(&node.text))));
    }
    for child in &node.children {
        put(writer, child, &[]);
    }
    let _ = writer.write_event(Event::End(BytesEnd::new(&*node.name)));
}

/// A text without characters that XML cannot represent.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect()
}

/// A path for an `href`: our own need no escaping except for what is not plain.
#[must_use]
pub fn href(path: &str) -> Node {
    let mut escaped = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~:@".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    text("D:href", escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_with_its_namespaces_and_texts() {
        let sent = r#"<?xml version="1.0"?><x:a xmlns:x="DAV:"><!-- no --><b xmlns="urn:b" c="1&amp;2">t&lt;<![CDATA[&]]>&#65;</b></x:a>"#;

        let read = read(sent).expect("XML");

        assert!(read.name.is(DAV, "a"));
        let inner = read.child("urn:b", "b").expect("a child");
        assert_eq!((inner.text.as_str(), inner.attribute("c")), ("t<&A", Some("1&2")));
        assert_eq!((read.children.len(), inner.children.len()), (1, 0));
    }

    #[test]
    fn what_could_grow_or_is_none_is_refused() {
        let deep = format!("{}{}", "<a>".repeat(17), "</a>".repeat(17));
        let wide = format!("<a>{}</a>", "<b/>".repeat(5_001));
        let far = format!(r#"<a xmlns="{}"/>"#, "x".repeat(129));
        let declared: Vec<String> = (0..41).map(|n| format!(r#" xmlns:x{n}="y""#)).collect();
        let laden = format!("<a{}/>", declared.concat());
        for wrong in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><a/>",
            "<x:a/>",
            r#"<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>"#,
            "<a>&b;</a>",
            "<a'b/>",
            deep.as_str(),
            wide.as_str(),
            far.as_str(),
            laden.as_str(),
        ] {
            assert_eq!(read(wrong), Err(NotXml), "{wrong:.60}");
        }
    }

    #[test]
    fn an_answer_is_escaped_and_declares_its_namespaces_once() {
        let name = Name { space: "urn:x".into(), local: "y".into() };

        let written = document(&node("D:a", vec![text("C:b", "1 < 2 & 3"), named(&name)]));

        assert!(written.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?><D:a xmlns:D=\"DAV:\""), "{written}");
        assert!(written.contains("<C:b>1 &lt; 2 &amp; 3</C:b><y xmlns=\"urn:x\"/>"), "{written}");
        assert_eq!(written.matches("xmlns:D").count(), 1);
    }
}
