//! Whether a file is a PDF that can be read, and that does nothing by itself. It is kept as it came: a signature in it holds.

use lopdf::{Dictionary, Document, Error, LoadOptions, Object};

use crate::domain::document::FileProblem;

/// The most bytes that one stream of it may unpack to while it is parsed.
const MOST_UNPACKED: usize = 64 * 1024 * 1024;
const END: &[u8] = b"%%EOF";

/// Looks at a PDF, which begins as one.
///
/// # Errors
/// Why it is not taken.
pub fn check(bytes: &[u8]) -> Result<(), FileProblem> {
    // Nothing after its end: that may be a file of another kind.
    let end = bytes.windows(END.len()).rposition(|window| window == END).ok_or(FileProblem::Damaged)?;
    let rest = &bytes[end + END.len()..];
    if rest.iter().any(|byte| !matches!(byte, b'\r' | b'\n' | b' ' | b'\t' | 0)) {
        return Err(FileProblem::Damaged);
    }
    let document = Document::load_mem_with_options(bytes, LoadOptions::with_max_decompressed_size(MOST_UNPACKED))
        .map_err(|error| match error {
            Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_) => FileProblem::Locked,
            _ => FileProblem::Damaged,
        })?;
    if document.is_encrypted() {
        return Err(FileProblem::Locked);
    }
    if document.get_pages().is_empty() {
        return Err(FileProblem::Damaged);
    }
    if document.objects.values().any(has_program) || in_dictionary(&document.trailer) {
        return Err(FileProblem::HasProgram);
    }
    Ok(())
}

/// Whether it holds JavaScript, or starts a program. As deep as the parser goes, which is bounded.
fn has_program(object: &Object) -> bool {
    match object {
        Object::Array(items) => items.iter().any(has_program),
        Object::Dictionary(dictionary) => in_dictionary(dictionary),
        Object::Stream(stream) => in_dictionary(&stream.dict),
        _ => false,
    }
}

fn in_dictionary(dictionary: &Dictionary) -> bool {
    dictionary.iter().any(|(key, value)| {
        let action = key == b"S" && value.as_name().is_ok_and(|name| name == b"JavaScript" || name == b"Launch");
        action || key == b"JS" || key == b"JavaScript" || has_program(value)
    })
}
