//! Files in a patient's record: the types accepted, their names, and why one is refused.

#[cfg(test)]
mod tests;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Findings, in words.
    Report,
    /// Laboratory results.
    Result,
    /// Photographs and scans.
    Image,
    /// Letters between clinicians.
    Letter,
    /// Anything else.
    Other,
}

impl Category {
    /// Every category, in the order offered.
    pub const ALL: [Self; 5] = [Self::Report, Self::Result, Self::Image, Self::Letter, Self::Other];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Result => "result",
            Self::Image => "image",
            Self::Letter => "letter",
            Self::Other => "other",
        }
    }
}

impl FromStr for Category {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|category| category.as_str() == s).ok_or(())
    }
}

/// The type of a file, judged by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// A PDF.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// A PNG image.
    #[serde(rename = "image/png")]
    Png,
    /// A JPEG image.
    #[serde(rename = "image/jpeg")]
    Jpeg,
}

impl MediaType {
    /// Every type that is accepted.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Png, Self::Jpeg];

    /// The stored word, and the value of `Content-Type`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The type that a file's first bytes claim, whatever its name. Only decoding shows whether the claim is true.
    ///
    /// # Errors
    /// The file is of another type, or empty.
    pub fn sniff(bytes: &[u8]) -> Result<Self, FileProblem> {
        match bytes {
            [] => Err(FileProblem::Empty),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Ok(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [_, _, _, _, b'f', b't', b'y', b'p', rest @ ..] if rest.get(..4).is_some_and(is_heic) => {
                Err(FileProblem::Heic)
            }
            _ if pdf_start(bytes).is_some() => Ok(Self::Pdf),
            _ => Err(FileProblem::WrongKind),
        }
    }

    /// Whether it is an image.
    #[must_use]
    pub fn is_image(self) -> bool {
        self != Self::Pdf
    }

    /// The extensions for such files; the first is the one we give.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &[".pdf"],
            Self::Png => &[".png"],
            Self::Jpeg => &[".jpg", ".jpeg"],
        }
    }
}

impl FromStr for MediaType {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|media| media.as_str() == s).ok_or(())
    }
}

/// Whether the brand is HEIC or HEIF, the format of photographs from many phones.
fn is_heic(brand: &[u8]) -> bool {
    matches!(brand, b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" | b"mif1" | b"msf1")
}

/// How far into a file readers look for the start of a PDF, in bytes.
const PDF_BEGINS_WITHIN: usize = 1024;

/// The offset at which a PDF begins in a file: mail gateways and scanners put a byte order mark, blank lines or a few words before
/// it. `None` if there is none, or if the file begins as another type.
#[must_use]
pub fn pdf_start(bytes: &[u8]) -> Option<usize> {
    const OTHERS: [&[u8]; 7] = [b"<", b"PK", b"MZ", b"\x7fELF", b"#!", b"GIF8", b"Rar!"];
    let head = &bytes[..bytes.len().min(PDF_BEGINS_WITHIN)];
    let start =
        head.windows(7).position(|window| matches!(window, [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.']))?;
    let before = &head[..start];
    let before = before.strip_prefix(b"\xef\xbb\xbf").unwrap_or(before).trim_ascii_start();
    (!OTHERS.iter().any(|other| before.starts_with(other))).then_some(start)
}

/// Why a file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileProblem {
    /// There is none.
    Missing,
    /// It is empty.
    Empty,
    /// It is larger than the clinic accepts: the limit in million bytes.
    TooLarge(u16),
    /// The record has no room for it: each patient's limit in million bytes.
    RecordFull(u16),
    /// Its sender is already uploading other files.
    TooMany,
    /// The message already has as many files waiting as it may have.
    MessageFull,
    /// It is neither PDF, PNG nor JPEG.
    WrongKind,
    /// It is not a picture where one is needed.
    NotAPicture,
    /// It is a photograph in an unsupported format.
    Heic,
    /// It is a JPEG of a kind rarely used outside instruments.
    RareJpeg,
    /// It starts like its claimed type but cannot be read as that, or is cut short.
    Damaged,
    /// It cannot be opened without a password.
    Locked,
    /// It contains a program, or something that runs by itself.
    HasProgram,
    /// It is a form drawn by a program (XFA).
    HasForm,
    /// It has embedded files, of types that may be programs.
    HasFiles,
    /// It has more pixels than can be processed.
    TooManyPoints,
    /// The clinic's own scanner rejected it.
    Suspicious,
    /// Checking it took more memory or time than a document should.
    TooComplex,
    /// It did not arrive complete.
    Broken,
}

impl FileProblem {
    /// The problems that are a word without a number.
    const PLAIN: [(Self, &'static str); 17] = [
        (Self::Missing, "missing"),
        (Self::Empty, "empty"),
        (Self::TooMany, "too-many"),
        (Self::MessageFull, "message-full"),
        (Self::WrongKind, "wrong-kind"),
        (Self::NotAPicture, "not-a-picture"),
        (Self::Heic, "heic"),
        (Self::RareJpeg, "rare-jpeg"),
        (Self::Damaged, "damaged"),
        (Self::Locked, "locked"),
        (Self::HasProgram, "has-program"),
        (Self::HasForm, "has-form"),
        (Self::HasFiles, "has-files"),
        (Self::TooManyPoints, "too-many-points"),
        (Self::Suspicious, "suspicious"),
        (Self::TooComplex, "too-complex"),
        (Self::Broken, "broken"),
    ];
}

impl fmt::Display for FileProblem {
    /// The word in an address, followed by the number, if there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(megabytes) => write!(f, "too-large-{megabytes}"),
            Self::RecordFull(megabytes) => write!(f, "record-full-{megabytes}"),
            plain => Self::PLAIN.iter().find(|(one, _)| one == plain).map_or(Ok(()), |(_, word)| f.write_str(word)),
        }
    }
}

impl FromStr for FileProblem {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let number = |word| s.strip_prefix(word).and_then(|megabytes| megabytes.parse().ok());
        let numbered =
            number("too-large-").map(Self::TooLarge).or_else(|| number("record-full-").map(Self::RecordFull));
        let plain = || Self::PLAIN.iter().find(|(_, word)| *word == s).map(|(problem, _)| *problem);
        numbered.or_else(plain).ok_or(())
    }
}

const LONGEST_NAME: usize = 100;

/// A name to show and to save under, from whatever a browser sent: its last part, without invisible characters and those that
/// change the writing direction, and with the extension of the file's true type. Browsers send `%22` for a quotation mark.
#[must_use]
pub fn file_name(given: &str, media: MediaType) -> String {
    let given = given.replace("%22", "\"");
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.nfc().map(|c| if is_unseen(c) { ' ' } else { c }).collect();
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let seen = seen.trim_matches(['.', ' ']);
    let lower = seen.to_lowercase();
    let ending = media.endings().iter().find(|ending| lower.ends_with(**ending));
    let (stem, ending) = match ending {
        // Lower case may differ in length from the original, but not for an ASCII extension.
        Some(ending) => (&seen[..seen.len() - ending.len()], *ending),
        None => (seen, media.endings()[0]),
    };
    let stem: String = stem.trim_end_matches(['.', ' ']).chars().take(LONGEST_NAME).collect();
    if stem.is_empty() { format!("document{ending}") } else { format!("{stem}{ending}") }
}

/// Control characters, and those that affect joining and direction.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
}
