//! Detects a file's encoding: UTF-8 is accepted as it is, and UTF-16 with a byte order mark is decoded. Anything else is refused,
//! with a guess at what it is: decoding by guesswork would store wrong names.

use std::borrow::Cow;

use super::problem::Problem;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The file's text, in UTF-8 as far as can be told for the file as a whole, and what to report about it.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn text(bytes: &[u8]) -> Result<(Cow<'_, [u8]>, Option<Problem>), Problem> {
    if let Some(text) = bytes.strip_prefix(UTF8_MARK) {
        return Ok((Cow::Borrowed(text), None));
    }
    let as_utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = rest.as_chunks::<2>();
        let text: Result<String, _> = char::decode_utf16(pairs.iter().map(|pair| unit(*pair))).collect();
        match text {
            Ok(text) if rest.is_empty() => Ok((Cow::Owned(text.into_bytes()), Some(Problem::ReadAsUtf16))),
            _ => Err(Problem::BrokenUtf16),
        }
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => as_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => as_utf16(rest, u16::from_be_bytes),
        // The first bytes of every .xlsx, and of every .xls.
        [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(Problem::Workbook),
        _ if bytes.contains(&0) => Err(Problem::NotText),
        _ => Ok((Cow::Borrowed(bytes), None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_and_marked_utf_16_are_read_and_anything_else_is_refused_with_the_reason() {
        let le: Vec<u8> = [0xfeff].into_iter().chain("Zoë,é".encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = [0xfeff].into_iter().chain("Zoë,é".encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let utf16 = Ok((Cow::Owned("Zoë,é".as_bytes().to_vec()), Some(Problem::ReadAsUtf16)));

        assert_eq!(text("Zoë".as_bytes()), Ok((Cow::Borrowed("Zoë".as_bytes()), None)));
        assert_eq!(text(b"\xef\xbb\xbfa,b"), Ok((Cow::Borrowed(&b"a,b"[..]), None)));
        assert_eq!(text(&le), utf16);
        assert_eq!(text(&be), utf16);
        assert_eq!(text(&le[..le.len() - 1]), Err(Problem::BrokenUtf16));
        assert_eq!(text(b"PK\x03\x04rest"), Err(Problem::Workbook));
        assert_eq!(text(&le[2..]), Err(Problem::NotText), "UTF-16 without its mark");
    }
}
