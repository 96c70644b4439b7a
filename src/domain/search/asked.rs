//! The documents, queries and answers of a search.

use serde::{Deserialize, Serialize};

/// A query's text beyond this many characters is ignored, and so is the rest of a longer filter value.
pub const MAX_QUERY_CHARS: usize = 200;
/// Words of a query beyond this many are ignored.
pub const MAX_QUERY_WORDS: usize = 8;

/// The kinds of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A hospital or medical centre.
    Centre,
    /// A practitioner.
    Practitioner,
}

impl Kind {
    /// Parses `centre` or `practitioner`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "centre" => Some(Self::Centre),
            "practitioner" => Some(Self::Practitioner),
            _ => None,
        }
    }

    /// The word that [`Kind::parse`] reads.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Practitioner => "practitioner",
        }
    }
}

/// What the index knows about a centre or practitioner, in display spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Centre or practitioner.
    pub kind: Kind,
    /// Its id within its kind.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// A practitioner's one profession; for a centre, those of its practitioners.
    pub professions: Vec<String>,
    /// Areas of expertise; for a centre, those of its practitioners.
    pub expertise: Vec<String>,
    /// Names of a practitioner's centres; empty for a centre.
    pub centres: Vec<String>,
    /// The suburb of the centre, or of the practitioner's centres.
    pub suburbs: Vec<String>,
    /// Other words to find it by: postcodes, languages, services and how they take place.
    pub also: Vec<String>,
}

/// A search query. The filters are exact apart from case, accents and punctuation; a blank filter is no filter.
#[derive(Clone, Copy, Debug, Default)]
pub struct SearchQuery<'a> {
    /// Free text; blank means everything that passes the filters.
    pub text: &'a str,
    /// Only this kind.
    pub kind: Option<Kind>,
    /// Only those with this profession (for a centre: with people who have it).
    pub profession: Option<&'a str>,
    /// Only those with this expertise (for a centre: with people who have it).
    pub specialty: Option<&'a str>,
    /// Only what is in this suburb.
    pub suburb: Option<&'a str>,
}

/// One result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Centre or practitioner.
    pub kind: Kind,
    /// Its id within its kind.
    pub id: i64,
    /// Comparable within one search only; 0 when there was no text.
    pub score: u32,
}

/// The answer to a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The results, best first.
    pub hits: Vec<Hit>,
    /// The folded words of the query that the first result does not contain.
    pub missing: Vec<String>,
}

/// The part of a typed text that is used.
pub(super) fn bounded(text: &str) -> &str {
    let text = text.trim_start();
    match text.char_indices().nth(MAX_QUERY_CHARS) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_reads_back_as_it_was_written() {
        for kind in [Kind::Centre, Kind::Practitioner] {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(Kind::parse("Centre"), None);
        assert_eq!(Kind::parse(""), None);
    }

    #[test]
    fn the_bound_counts_characters_not_bytes() {
        let long = "é".repeat(MAX_QUERY_CHARS + 5);
        assert_eq!(bounded(&long).chars().count(), MAX_QUERY_CHARS);
        assert_eq!(bounded("   short "), "short ");
    }
}
