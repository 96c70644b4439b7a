//! Checks that a file is a readable PDF that does nothing on its own. It is kept unchanged, so that signatures in it stay valid.

mod names;

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId, xref::XrefEntry};

use crate::domain::document::{FileProblem, pdf_start};

/// The maximum size to which one of its streams may decompress during parsing.
const MOST_UNPACKED: usize = 64 * 1024 * 1024;
const END: &[u8] = b"%%EOF";

/// Actions that run a program, submit input, open another file, or play media that may be elsewhere.
const ACTIONS: [&[u8]; 12] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
    b"GoToR",
    b"Thread",
    b"RichMedia",
    b"RichMediaExecute",
    b"Rendition",
    b"Movie",
    b"Sound",
];
/// Keys that introduce a script.
const PROGRAMS: [&[u8]; 4] = [b"JS", b"JavaScript", b"OnInstantiate", b"RichMediaContent"];
/// Keys of automatic actions: they run when a document or page is opened, or a field is merely entered or left. On a click, a link
/// may lead to a web page.
const TRIGGERS: [&[u8]; 2] = [b"OpenAction", b"AA"];

/// Examines a PDF.
///
/// # Errors
/// Why it is refused.
pub fn check(bytes: &[u8]) -> Result<(), FileProblem> {
    let bytes = &bytes[pdf_start(bytes).ok_or(FileProblem::WrongKind)?..];
    let end = bytes.windows(END.len()).rposition(|window| window == END).ok_or(FileProblem::Damaged)? + END.len();
    let (bytes, after) = bytes.split_at(end);
    if !after.iter().all(|byte| is_text(*byte)) {
        return Err(FileProblem::Damaged);
    }
    let document = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(MOST_UNPACKED))
        .map_err(|error| match error {
            Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => FileProblem::Locked,
            _ => FileProblem::Damaged,
        })?;
    // A document that opens without a password has already been decrypted.
    if document.trailer.has(b"Encrypt") {
        return Err(FileProblem::Locked);
    }
    let trailer = || in_dictionary(&document, &document.trailer);
    let acting = document.objects.values().find_map(|object| in_object(&document, object)).or_else(trailer);
    if let Some(problem) = acting {
        return Err(problem);
    }
    if names::of_objects(bytes).any(acts) {
        return Err(FileProblem::HasProgram);
    }
    for packed in packed(&document) {
        let (objects, first) = packed.ok_or(FileProblem::Damaged)?;
        if names::of_packed(&objects, first).any(acts) {
            return Err(FileProblem::HasProgram);
        }
    }
    if document.get_pages().is_empty() || !is_whole(&document) {
        return Err(FileProblem::Damaged);
    }
    Ok(())
}

/// Whether the names in an object, in order, form an action: readers differ in which of two entries with the same name counts.
fn acts(mut names: impl Iterator<Item = Vec<u8>>) -> bool {
    let (mut last, mut opens) = (Vec::new(), false);
    names.any(|name| {
        let is_action = match name.as_slice() {
            // An article thread, which a reader may follow on a click.
            b"Thread" => last != b"Type",
            b"URL" => last == b"FS",
            b"OpenAction" => std::mem::replace(&mut opens, true),
            other => ACTIONS.contains(&other),
        };
        last = name;
        is_action
    })
}

/// What mail gateways and printers append. Another file, such as an archive, would contain control characters.
fn is_text(byte: u8) -> bool {
    !byte.is_ascii_control() || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a | 0x1b | 0)
}

fn dictionary_of(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// Recurses as deep as the parser, which is bounded.
fn in_object(document: &Document, object: &Object) -> Option<FileProblem> {
    match object {
        Object::Array(items) => items.iter().find_map(|item| in_object(document, item)),
        // Its data are in another file, which a reader may fetch from anywhere.
        Object::Stream(stream) if stream.dict.has(b"F") => Some(FileProblem::HasProgram),
        other => dictionary_of(other).and_then(|dictionary| in_dictionary(document, dictionary)),
    }
}

fn in_dictionary(document: &Document, dictionary: &Dictionary) -> Option<FileProblem> {
    // Whatever it is called: only a file's content tells its type, and only the surrounding PDF is examined.
    if dictionary.has(b"EF") {
        return Some(FileProblem::HasFiles);
    }
    dictionary.iter().find_map(|(key, value)| {
        let is_action = matches!(key.as_slice(), b"S" | b"Subtype")
            && resolved(document, value).as_name().is_ok_and(|name| ACTIONS.contains(&name));
        let is_fetched = key == b"FS" && resolved(document, value).as_name().is_ok_and(|name| name == b"URL");
        let is_unasked = TRIGGERS.contains(&key.as_slice()) && leads_away(document, key, value);
        if is_action || is_fetched || is_unasked || PROGRAMS.contains(&key.as_slice()) {
            Some(FileProblem::HasProgram)
        } else if key == b"XFA" {
            Some(FileProblem::HasForm)
        } else {
            in_object(document, value)
        }
    })
}

/// Whether one of a trigger's actions opens an address, even after others.
fn leads_away(document: &Document, trigger: &[u8], value: &Object) -> bool {
    let mut next: Vec<&Object> = match resolved(document, value) {
        Object::Dictionary(of_events) if trigger == b"AA" => of_events.iter().map(|(_, action)| action).collect(),
        action => vec![action],
    };
    let mut seen = HashSet::new();
    while let Some(object) = next.pop() {
        if object.as_reference().is_ok_and(|id| !seen.insert(id)) {
            continue;
        }
        // The open action may also be a destination, which is an array.
        let Ok(action) = resolved(document, object).as_dict() else { continue };
        let is_address = |kind: &Object| resolved(document, kind).as_name().is_ok_and(|name| name == b"URI");
        if action.has(b"URI") || action.get(b"S").is_ok_and(is_address) {
            return true;
        }
        match action.get(b"Next").map(|following| resolved(document, following)) {
            Ok(Object::Array(following)) => next.extend(following),
            // As a reference, if it is one, so that a cycle is detected.
            Ok(_) => next.extend(action.get(b"Next")),
            Err(_) => {}
        }
    }
    false
}

fn resolved<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(object, |(_, found)| found)
}

/// The content of each object stream, and where its first object begins; `None` if it cannot be decompressed.
fn packed(document: &Document) -> impl Iterator<Item = Option<(Vec<u8>, usize)>> {
    let streams = document.objects.values().filter_map(|object| object.as_stream().ok());
    let packed = streams.filter(|stream| stream.dict.has_type(b"ObjStm"));
    packed.map(|stream| {
        let first = usize::try_from(stream.dict.get(b"First").ok()?.as_i64().ok()?).ok()?;
        Some((stream.get_plain_content_with_limit(MOST_UNPACKED).ok()?, first))
    })
}

/// Whether everything that a reader follows is present: an object that only some programs can parse is one that has not been
/// checked.
fn is_whole(document: &Document) -> bool {
    let mut seen = HashSet::new();
    let mut next = Vec::new();
    document.trailer.iter().for_each(|(_, value)| references(value, &mut next));
    while let Some(id) = next.pop() {
        if !seen.insert(id) {
            continue;
        }
        match document.objects.get(&id) {
            Some(object) => references(object, &mut next),
            None if is_promised(document, id) => return false,
            None => {}
        }
    }
    true
}

fn references(object: &Object, out: &mut Vec<ObjectId>) {
    match object {
        Object::Reference(id) => out.push(*id),
        Object::Array(items) => items.iter().for_each(|item| references(item, out)),
        other => dictionary_of(other).into_iter().flatten().for_each(|(_, value)| references(value, out)),
    }
}

/// Whether the cross-reference table says where an object is. A reference to an object in no table is null.
fn is_promised(document: &Document, (number, generation): ObjectId) -> bool {
    match document.reference_table.entries.get(&number) {
        Some(XrefEntry::Normal { offset, generation: of }) => *offset > 0 && *of == generation,
        Some(XrefEntry::Compressed { .. }) => generation == 0,
        Some(XrefEntry::Free | XrefEntry::UnusableFree) | None => false,
    }
}
