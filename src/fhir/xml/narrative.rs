//! Narratives: the only part of a resource whose text is XML itself.

use quick_xml::{
    NsReader,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
    name::ResolveResult,
};

/// Their namespace.
pub const XHTML: &str = "http://www.w3.org/1999/xhtml";

const DEEPEST: usize = 64;
/// Each is compared with all before it.
const MOST_ATTRIBUTES: usize = 16;

fn has_wrong_attributes(start: &BytesStart<'_>) -> bool {
    start.attributes().enumerate().any(|(at, one)| at >= MOST_ATTRIBUTES || one.is_err())
}

/// Whether a text is a single `div` element of XHTML, well-formed and without entities of its own, so that it can be written as it
/// is.
pub fn is_one(text: &str) -> bool {
    let mut reader = NsReader::from_str(text);
    let (mut depth, mut count) = (0_usize, 0_usize);
    loop {
        let Ok((space, event)) = reader.read_resolved_event() else { return false };
        let is_ours = matches!(space, ResolveResult::Bound(space) if space.0 == XHTML.as_bytes());
        match event {
            Event::Start(start) | Event::Empty(start) if !is_ours || has_wrong_attributes(&start) => return false,
            Event::Start(_) if depth >= DEEPEST => return false,
            Event::Start(start) if depth > 0 || count == 0 && start.local_name().as_ref() == b"div" => {
                count += 1;
                depth += 1;
            }
            Event::Empty(_) if depth > 0 => {}
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::Text(_) | Event::CData(_) | Event::Comment(_) if depth > 0 => {}
            Event::GeneralRef(entity) if depth > 0 => {
                let is_letter = entity.resolve_char_ref().is_ok_and(|letter| letter.is_some());
                let is_known = entity.decode().is_ok_and(|name| resolve_predefined_entity(&name).is_some());
                if !is_letter && !is_known {
                    return false;
                }
            }
            Event::Eof => return depth == 0 && count > 0,
            // A declaration, a document type, or something beside the one element.
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrative_is_one_whole_element_of_xhtml() {
        assert!(is_one("<div xmlns=\"http://www.w3.org/1999/xhtml\">A<p>B &lt; &#65;</p><hr/></div>"));
        for wrong in [
            "",
            "A",
            "<div>A</div>",
            "<p xmlns=\"http://www.w3.org/1999/xhtml\">A</p>",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\">A",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><b>A</i></div>",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\">&nbsp;</div>",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"/>",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\">A</div></text><id value=\"2\"/>",
            "<div xmlns=\"http://www.w3.org/1999/xhtml\"><x xmlns=\"urn:x\"/></div>",
            "<!DOCTYPE div><div xmlns=\"http://www.w3.org/1999/xhtml\">A</div>",
        ] {
            assert!(!is_one(wrong), "{wrong}");
        }
        let attributes = |many: usize| (1..many).map(|at| format!(" a{at}=\"\"")).collect::<Vec<_>>().concat();
        let with = |many| is_one(&format!("<div xmlns=\"{XHTML}\"{}></div>", attributes(many)));
        assert!(with(16) && !with(17));
    }
}
