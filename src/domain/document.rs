//! Files in a patient's record: what they may be, what they are called, and why one is refused.

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
    /// What a laboratory measured.
    Result,
    /// What was photographed or scanned.
    Image,
    /// From one clinician to another.
    Letter,
    /// Anything else.
    Other,
}

impl Category {
    /// Every category, in the order in which they are offered.
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

/// What a file is, by what is in it.
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
    /// Every type that is taken.
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

    /// What a file claims to be by its first bytes, whatever its name. Whether it is what it claims, decoding shows.
    ///
    /// # Errors
    /// A file of another kind, or an empty one.
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

    /// How names of such files end; the first is ours.
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

/// Photographs as many telephones take them.
fn is_heic(brand: &[u8]) -> bool {
    matches!(brand, b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"hevm" | b"hevs" | b"mif1" | b"msf1")
}

/// How far from the beginning of a file readers look for the start of a PDF, in bytes.
const PDF_BEGINS_WITHIN: usize = 1024;

/// Where a PDF begins in a file: mail gateways and scanners put a byte order mark, blank lines or a few words before it. `None` if
/// there is none, or if the file begins as one of another kind.
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

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileProblem {
    /// There is none.
    Missing,
    /// It has no bytes.
    Empty,
    /// It is larger than the clinic accepts: this many million bytes.
    TooLarge(u16),
    /// The record has no room for it: each patient has this many million bytes.
    RecordFull(u16),
    /// Its sender has others on their way.
    TooMany,
    /// As many as a message may have already wait to be sent with it.
    MessageFull,
    /// It is neither PDF, PNG nor JPEG.
    WrongKind,
    /// It is no picture where one is needed.
    NotAPicture,
    /// It is a photograph of a kind that is not read.
    Heic,
    /// It is a JPEG of a kind that is rarely used outside of instruments.
    RareJpeg,
    /// It begins as what it should be, but cannot be read as that, or not to its end.
    Damaged,
    /// It can be read with a password only.
    Locked,
    /// It contains a program, or something that acts by itself.
    HasProgram,
    /// It is a form that a program draws.
    HasForm,
    /// It holds other files, of kinds that may be programs.
    HasFiles,
    /// It has more points than can be dealt with.
    TooManyPoints,
    /// The clinic's own scanner does not let it pass.
    Suspicious,
    /// Checking it took more memory or time than a document should.
    TooComplex,
    /// It did not arrive whole.
    Broken,
}

impl FileProblem {
    /// Those that are a word and nothing more.
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
    /// The word in an address, with the number, if there is one, at its end.
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
/// change the direction of writing, and with the ending of the file's true type. Browsers send `%22` for a quotation mark.
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
        // Lower case may differ in length from the original, but not for an ASCII ending.
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

/// A size for people: `812 KB`, `1.4 MB`.
#[must_use]
pub fn size_in_words(bytes: i64) -> String {
    match bytes {
        ..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", (bytes + 500) / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
