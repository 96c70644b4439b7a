//! Files in a patient's record: what they may be, what they are called, and why one is not taken.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// What a document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// What somebody found, in words.
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

    /// What a file claims to be by its first bytes, whatever it is called. Whether it keeps the promise, decoding shows.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', b'1' | b'2', b'.', ..] => Some(Self::Pdf),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            _ => None,
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

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileProblem {
    /// There is none, or it is empty.
    Missing,
    /// It has more bytes than the clinic takes.
    TooLarge,
    /// It is neither PDF, PNG nor JPEG.
    WrongKind,
    /// It begins as what it should be, and cannot be read as that.
    Damaged,
    /// It can be read with a password only.
    Locked,
    /// It holds a program.
    HasProgram,
    /// It has more points than can be dealt with.
    TooManyPoints,
    /// It did not arrive whole.
    Broken,
}

impl FileProblem {
    /// Every problem.
    pub const ALL: [Self; 8] = [
        Self::Missing,
        Self::TooLarge,
        Self::WrongKind,
        Self::Damaged,
        Self::Locked,
        Self::HasProgram,
        Self::TooManyPoints,
        Self::Broken,
    ];

    /// The word in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLarge => "too-large",
            Self::WrongKind => "wrong-kind",
            Self::Damaged => "damaged",
            Self::Locked => "locked",
            Self::HasProgram => "has-program",
            Self::TooManyPoints => "too-many-points",
            Self::Broken => "broken",
        }
    }
}

impl FromStr for FileProblem {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|problem| problem.as_str() == s).ok_or(())
    }
}

const LONGEST_NAME: usize = 100;

/// A name to show and to save under, of whatever a browser sent: its last part, without what is not seen or turns the
/// direction of writing, and ending as the file's true type does.
#[must_use]
pub fn file_name(given: &str, media: MediaType) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.nfc().map(|c| if is_unseen(c) { ' ' } else { c }).collect();
    let seen = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let seen = seen.trim_matches(['.', ' ']);
    let lower = seen.to_lowercase();
    let ending = media.endings().iter().find(|ending| lower.ends_with(**ending));
    let (stem, ending) = match ending {
        // Lower case may be longer or shorter than what it is of, but not that of an ASCII ending.
        Some(ending) => (&seen[..seen.len() - ending.len()], *ending),
        None => (seen, media.endings()[0]),
    };
    let stem: String = stem.trim_end_matches(['.', ' ']).chars().take(LONGEST_NAME).collect();
    if stem.is_empty() { format!("document{ending}") } else { format!("{stem}{ending}") }
}

/// Control characters, and those that steer joining and direction.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_last_part_and_ends_as_the_file_does() {
        for (given, kept) in [
            ("results.pdf", "results.pdf"),
            ("C:\\scans\\Blood results.PDF", "Blood results.pdf"),
            ("../../etc/passwd", "passwd.pdf"),
            ("invoice.exe", "invoice.exe.pdf"),
            ("a\u{202e}fdp.exe", "a fdp.exe.pdf"),
            ("two\r\nlines\".pdf", "two lines\".pdf"),
            ("  ..  ", "document.pdf"),
            ("", "document.pdf"),
            (".pdf", "pdf.pdf"),
            ("Röntgen 東京.pdf", "Röntgen 東京.pdf"),
            ("İ.PDF", "İ.pdf"),
        ] {
            assert_eq!(file_name(given, MediaType::Pdf), kept, "{given:?}");
        }
        assert_eq!(file_name("skin.jpeg", MediaType::Jpeg), "skin.jpeg");
        assert_eq!(file_name("skin.png", MediaType::Jpeg), "skin.png.jpg");
        assert_eq!(file_name(&"x".repeat(500), MediaType::Png).len(), LONGEST_NAME + 4);
    }

    #[test]
    fn what_a_file_claims_to_be_is_in_its_first_bytes() {
        assert_eq!(MediaType::sniff(b"%PDF-1.7\n"), Some(MediaType::Pdf));
        assert_eq!(MediaType::sniff(b"\n%PDF-1.7\n"), None);
        assert_eq!(MediaType::sniff(b"<html>"), None);
        assert_eq!(MediaType::sniff(b""), None);
    }

    #[test]
    fn a_size_is_told_in_the_unit_that_fits() {
        let told: Vec<String> = [999, 1_499, 999_400, 1_450_000, 10_000_000].map(size_in_words).into();
        assert_eq!(told, ["999 bytes", "1 KB", "999 KB", "1.4 MB", "10.0 MB"]);
    }
}
