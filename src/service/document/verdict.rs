//! The answer of the process that examines files: one line and, for pictures, the data to keep.
//!
//! `taken 10 4\n` is followed by a picture of 10 bytes and its thumbnail of 4; `refused damaged\n` by nothing. A PDF is kept
//! unchanged: `taken 0 0\n`.

use std::io::{self, Write};

use bytes::Bytes;

use crate::domain::document::{FileProblem, MediaType};

/// An accepted file in its stored form.
#[derive(Debug)]
pub struct Checked {
    /// The media type.
    pub media: MediaType,
    /// The content.
    pub bytes: Bytes,
    /// The thumbnail: of a document as PNG, of a photo as JPEG.
    pub preview: Option<Bytes>,
}

/// The data produced from an accepted file.
#[derive(Debug)]
pub(super) struct Kept {
    /// The re-encoded picture; empty if the file is kept unchanged.
    pub bytes: Vec<u8>,
    /// Its thumbnail; empty if there is none.
    pub preview: Vec<u8>,
}

/// Writes an answer.
pub(super) fn write(verdict: &Result<Kept, FileProblem>, out: &mut impl Write) -> io::Result<()> {
    match verdict {
        Ok(Kept { bytes, preview }) => {
            writeln!(out, "taken {} {}", bytes.len(), preview.len())?;
            out.write_all(bytes)?;
            out.write_all(preview)
        }
        Err(problem) => writeln!(out, "refused {problem}"),
    }
}

/// Parses an answer about a file; `None` if it is not a complete answer.
pub(super) fn read(answer: Bytes, media: MediaType, file: Bytes) -> Option<Result<Checked, FileProblem>> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&answer[..end]).ok()?;
    let mut words = line.split(' ');
    match (words.next()?, words.next()?, words.next()) {
        ("refused", problem, None) => problem.parse().ok().map(Err),
        ("taken", bytes, Some(preview)) => {
            let (bytes, preview): (usize, usize) = (bytes.parse().ok()?, preview.parse().ok()?);
            let rest = answer.slice(end + 1..);
            if Some(rest.len()) != bytes.checked_add(preview) {
                return None;
            }
            let picture = rest.slice(..bytes);
            let preview = Some(rest.slice(bytes..)).filter(|preview| !preview.is_empty());
            Some(Ok(Checked { media, bytes: if media.is_image() { picture } else { file }, preview }))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_was_written_or_not_at_all() {
        let mut taken = Vec::new();
        write(&Ok(Kept { bytes: b"pic\nture".to_vec(), preview: b"small".to_vec() }), &mut taken).expect("written");
        let mut refused = Vec::new();
        write(&Err(FileProblem::TooComplex), &mut refused).expect("written");
        let understood =
            |answer: &[u8]| read(Bytes::copy_from_slice(answer), MediaType::Png, Bytes::from_static(b"sent"));

        let kept = understood(&taken).expect("whole").expect("taken");
        assert_eq!((kept.bytes.as_ref(), kept.preview.as_deref()), (&b"pic\nture"[..], Some(&b"small"[..])));
        assert_eq!(understood(&refused).expect("whole").err(), Some(FileProblem::TooComplex));
        let paper = read("taken 0 0\n".into(), MediaType::Pdf, "sent".into()).expect("whole").expect("taken");
        assert_eq!((paper.bytes.as_ref(), paper.preview), (&b"sent"[..], None));
        let cut = &taken[..taken.len() - 1];
        for odd in [cut, b"", b"taken", b"taken 1\n", b"taken 99999999999999999999 1\n", b"refused\n", b"refused so\n"]
        {
            assert!(understood(odd).is_none(), "{odd:?}");
        }
    }
}
