//! A resource as an XML document.

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, Event, attributes::Attribute},
    name::QName,
};
use serde_json::Value;

use super::{
    narrative,
    shape::{self, FHIR, Of, Part},
};

type Text = Writer<Vec<u8>>;

/// Serialises a resource. Writing to memory does not fail.
#[must_use]
pub fn document(resource: &Value) -> String {
    let mut writer = Writer::new(Vec::new());
    let _ = writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    whole(&mut writer, resource, &[("xmlns", FHIR)]);
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

fn whole(writer: &mut Text, resource: &Value, attributes: &[(&str, &str)]) {
    let name = resource["resourceType"].as_str().unwrap_or_default();
    let Some(parts) = shape::of_resource(name) else {
        tracing::error!(name, "a resource has no shape");
        return;
    };
    element(writer, name, attributes, |writer| within(writer, parts, resource));
}

fn within(writer: &mut Text, parts: &[Part], value: &Value) {
    for part in parts {
        match value.get(part.name) {
            None => {}
            Some(Value::Array(all)) => all.iter().for_each(|one| put(writer, *part, one)),
            Some(one) => put(writer, *part, one),
        }
    }
}

fn put(writer: &mut Text, part: Part, value: &Value) {
    match part.of {
        Of::Text | Of::Bool | Of::Number => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let mut start = BytesStart::new(part.name);
            attribute(&mut start, "value", &text);
            let _ = writer.write_event(Event::Empty(start));
        }
        Of::Xhtml => {
            let checked = value.as_str().filter(|text| narrative::is_one(text));
            writer.get_mut().extend_from_slice(checked.unwrap_or_default().as_bytes());
        }
        Of::Resource => element(writer, part.name, &[], |writer| whole(writer, value, &[])),
        Of::Type(name) => {
            let given = ["id", "url"].into_iter().filter(|key| *key == "id" || name == "Extension");
            let attributes: Vec<(&str, &str)> = given.filter_map(|key| Some((key, value[key].as_str()?))).collect();
            let parts = shape::of(name).unwrap_or_default();
            element(writer, part.name, &attributes, |writer| within(writer, parts, value));
        }
    }
}

fn element(writer: &mut Text, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Text)) {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        attribute(&mut start, key, value);
    }
    let _ = writer.write_event(Event::Start(start));
    content(writer);
    let _ = writer.write_event(Event::End(BytesEnd::new(name)));
}

/// Line breaks and tabs in attributes would be read as spaces, so they are written as character references.
fn attribute(start: &mut BytesStart<'_>, key: &str, value: &str) {
    let mut escaped = String::with_capacity(value.len());
    for letter in value.chars() {
        match letter {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\t' => escaped.push_str("&#9;"),
            // XML cannot represent them.
            letter if letter < ' ' || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => escaped.push(letter),
        }
    }
    start.push_attribute(Attribute { key: QName(key.as_bytes()), value: escaped.as_bytes().into() });
}
