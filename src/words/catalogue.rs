//! On the server: the catalogues, and the files of texts for browsers.

use std::{fmt::Write, sync::OnceLock};

use sha2::{Digest, Sha256};

use super::key::{Key, Part};
use crate::domain::language::Language;

/// A language's texts.
#[derive(Debug)]
pub struct Catalogue {
    /// In the order of the keys.
    texts: Vec<&'static str>,
    /// The files for browsers, one per part, with one text per line.
    files: [String; Part::FETCHED.len()],
    /// The hash of their contents, used in their names.
    hash: String,
}

/// Each is parsed when it is first needed.
static CATALOGUES: [OnceLock<Catalogue>; Language::ALL.len()] = [const { OnceLock::new() }; Language::ALL.len()];

impl Catalogue {
    /// The source of a language's catalogue: one `Key = text` per line, apart from blank lines and those that begin with `#`.
    #[must_use]
    pub fn source(language: Language) -> &'static str {
        match language {
            Language::English => include_str!(concat!(env!("OUT_DIR"), "/en.txt")),
            Language::German => include_str!(concat!(env!("OUT_DIR"), "/de.txt")),
            Language::French => include_str!(concat!(env!("OUT_DIR"), "/fr.txt")),
            Language::Spanish => include_str!(concat!(env!("OUT_DIR"), "/es.txt")),
            Language::Arabic => include_str!(concat!(env!("OUT_DIR"), "/ar.txt")),
            Language::Chinese => include_str!(concat!(env!("OUT_DIR"), "/zh-Hans.txt")),
        }
    }

    /// Each key of a catalogue with its text, in the order of the file.
    pub fn entries(source: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
        let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| line.split_once(" = ").unwrap_or((line, "")))
    }

    fn read(source: &'static str) -> Self {
        let mut texts = vec![""; Key::ALL.len()];
        let mut next = 0;
        // They are in the order of the keys; `tests::words` finds missing, unknown and misplaced ones.
        for (key, text) in Self::entries(source) {
            if let Some(skipped) = Key::NAMES[next..].iter().position(|name| *name == key) {
                next += skipped;
                texts[next] = text;
                next += 1;
            }
        }
        let files = Part::FETCHED.map(|part| texts[part.keys()].join("\n"));
        let mut hash = String::new();
        for byte in &Sha256::digest(files.join("\n").as_bytes())[..8] {
            // Writing to a `String` cannot fail.
            let _ = write!(hash, "{byte:02x}");
        }
        Self { texts, files, hash }
    }

    /// The catalogue of a language.
    #[must_use]
    pub(super) fn of(language: Language) -> &'static Self {
        CATALOGUES[language as usize].get_or_init(|| Self::read(Self::source(language)))
    }

    /// One of its texts.
    #[must_use]
    pub(super) fn text(&self, key: Key) -> &'static str {
        self.texts[key as usize]
    }
}

/// The path of a language's texts for browsers: a folder with a file for each part.
#[must_use]
pub fn address_of(language: Language) -> String {
    format!("/words/{}.{}", language.tag(), Catalogue::of(language).hash)
}

/// The contents of such a file; `None` for another build.
#[must_use]
pub fn file(folder: &str, name: &str) -> Option<&'static str> {
    let (tag, hash) = folder.split_once('.')?;
    let part = name.strip_suffix(".txt")?;
    let catalogue = Catalogue::of(tag.parse().ok()?);
    let place = Part::FETCHED.iter().position(|known| known.name() == part)?;
    (catalogue.hash == hash).then_some(&*catalogue.files[place])
}
