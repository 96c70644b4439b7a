//! The words of the directory, sorted, each with the documents that contain it and how much it counts there; and how a typed word
//! is compared with them. It knows nothing about filters, queries or ranking.

pub(super) mod edits;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A word of the directory. Cloning is cheap, so that a new vocabulary shares whatever has not changed with the old one.
#[derive(Clone)]
pub(super) struct Term {
    pub text: Arc<str>,
    /// In characters.
    length: usize,
    letters: u32,
    /// By document, ascending, without duplicates.
    pub postings: Arc<Vec<Posting>>,
}

/// One document that contains a term, with the weight of the best field it stands in.
#[derive(Clone, Copy)]
pub(super) struct Posting {
    pub document: u32,
    pub weight: u32,
}

/// How closely a typed word must match a term.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tolerance {
    /// The term itself and terms that it begins; if it is not a term, also terms that contain it.
    AsTyped,
    /// Also terms that contain it in any case, and terms, or prefixes of terms, within the distance allowed for a word of its
    /// length.
    Misspelt,
}

/// How well a typed word matches a term. Multiplied by field weights, so only the proportions mean
/// something: in the same field, letters as typed outrank any misspelling, and whole words their parts.
mod quality {
    pub const EXACT: u32 = 100;
    pub const PREFIX: u32 = 80;
    pub const INSIDE: u32 = 40;
    pub const ONE_OFF: u32 = 30;
    pub const ONE_OFF_PREFIX: u32 = 22;
    pub const TWO_OFF: u32 = 14;
    pub const TWO_OFF_PREFIX: u32 = 10;
}

/// Shorter words are not searched for inside others: "an" is in a third of all names.
const SHORTEST_INSIDE: usize = 3;
/// No one mistypes a single word of more letters than this; it limits what a hostile word can cost.
const LONGEST_MISSPELT: usize = 32;

/// A typed word, measured once.
pub(super) struct Word {
    pub text: String,
    length: usize,
    letters: u32,
}

impl Word {
    pub fn new(text: &str) -> Self {
        Self { length: text.chars().count(), letters: letters(text), text: text.to_owned() }
    }

    /// Typing errors (a letter missing, added, replaced, or two swapped) forgiven in this word.
    fn typos(&self) -> usize {
        match self.length {
            4..8 => 1,
            8..=LONGEST_MISSPELT => 2,
            _ => 0,
        }
    }
}

/// The sorted list of terms.
#[derive(Clone, Default)]
pub(super) struct Vocabulary {
    terms: Vec<Term>,
}

impl Vocabulary {
    /// Takes (folded phrase, document, weight) with documents in ascending order.
    pub fn build(phrases: impl IntoIterator<Item = (String, u32, u32)>) -> Self {
        let mut postings: HashMap<String, Vec<Posting>> = HashMap::new();
        for (phrase, document, weight) in phrases {
            for word in phrase.split_whitespace() {
                let Some(list) = postings.get_mut(word) else {
                    postings.insert(word.to_owned(), vec![Posting { document, weight }]);
                    continue;
                };
                match list.last_mut() {
                    Some(last) if last.document == document => last.weight = last.weight.max(weight),
                    _ => list.push(Posting { document, weight }),
                }
            }
        }
        let mut terms: Vec<Term> = postings
            .into_iter()
            .map(|(text, mut postings)| {
                postings.shrink_to_fit();
                Term::new(&text, postings)
            })
            .collect();
        terms.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        Self { terms }
    }

    /// Whether the word is a term or the beginning of one.
    pub fn knows(&self, word: &Word) -> bool {
        !self.beginning_with(word).is_empty()
    }

    /// The term a word is, if it is one.
    pub fn exact(&self, word: &Word) -> Option<&Term> {
        self.terms[self.beginning_with(word)].first().filter(|term| *term.text == *word.text)
    }

    /// Every term within `tolerance` of the word, each with its quality, in no particular order.
    pub fn matches<'v, 'w>(
        &'v self,
        word: &'w Word,
        tolerance: Tolerance,
    ) -> impl Iterator<Item = (&'v Term, u32)> + use<'v, 'w> {
        let beginning = self.beginning_with(word);
        let lenient = tolerance == Tolerance::Misspelt;
        let inside = word.length >= SHORTEST_INSIDE && (lenient || self.exact(word).is_none());
        let typos = if lenient { word.typos() } else { 0 };
        let (before, after) = if inside || typos > 0 {
            (&self.terms[..beginning.start], &self.terms[beginning.end..])
        } else {
            (&self.terms[..0], &self.terms[..0])
        };
        let others = before.iter().chain(after).filter_map(move |term| {
            if inside && term.contains(word) {
                return Some((term, quality::INSIDE));
            }
            let (distance, whole) = term.distance(word, typos)?;
            let quality = match (distance, whole) {
                (..=1, true) => quality::ONE_OFF,
                (..=1, false) => quality::ONE_OFF_PREFIX,
                (_, true) => quality::TWO_OFF,
                (_, false) => quality::TWO_OFF_PREFIX,
            };
            Some((term, quality))
        });
        self.terms[beginning]
            .iter()
            .map(|term| match term.length == word.length {
                true => (term, quality::EXACT),
                false => (term, quality::PREFIX),
            })
            .chain(others)
    }

    /// The terms that begin with the word; an exact match comes first.
    fn beginning_with(&self, word: &Word) -> Range<usize> {
        let start = self.terms.partition_point(|term| *term.text < *word.text);
        let length = self.terms[start..].partition_point(|term| term.text.starts_with(&word.text));
        start..start + length
    }
}

impl Term {
    fn new(text: &str, postings: Vec<Posting>) -> Self {
        Self { length: text.chars().count(), letters: letters(text), text: text.into(), postings: Arc::new(postings) }
    }

    fn contains(&self, word: &Word) -> bool {
        word.letters & !self.letters == 0 && self.text.contains(&word.text)
    }

    /// The smallest number of typing errors (at most `limit`) between the word and this term or a prefix of it, and whether it is
    /// the whole term. Prefixes count because people search while they type.
    fn distance(&self, word: &Word, limit: usize) -> Option<(usize, bool)> {
        if limit == 0 || !self.may_be_near(word, limit) {
            return None;
        }
        // Prefixes one letter apart differ by at most one error, so the middle one decides for all others.
        if strsim::osa_distance(&word.text, self.beginning(word.length)) > 2 * limit {
            return None;
        }
        let longest = self.length.min(word.length + limit);
        (word.length - limit..=longest)
            .map(|length| {
                let errors = strsim::osa_distance(&word.text, self.beginning(length));
                (errors, length == self.length)
            })
            .filter(|(errors, _)| *errors <= limit)
            .min_by_key(|(errors, whole)| (*errors, !whole))
    }

    /// Rejects nearly all terms at a glance: each error accounts for at most one letter that the term
    /// lacks, and a word long enough to forgive errors keeps some letter.
    fn may_be_near(&self, word: &Word, limit: usize) -> bool {
        let missing = (word.letters & !self.letters).count_ones() as usize;
        missing <= limit && word.letters & self.letters != 0 && self.length + limit >= word.length
    }

    /// The first `length` characters.
    fn beginning(&self, length: usize) -> &str {
        match self.text.char_indices().nth(length) {
            Some((end, _)) => &self.text[..end],
            None => &self.text,
        }
    }
}

/// A set of letters in 32 bits: one each for a to z, the other characters share the last six.
fn letters(text: &str) -> u32 {
    text.chars().fold(0, |set, c| {
        let bit = match c {
            'a'..='z' => u32::from(c) - u32::from('a'),
            _ => 26 + u32::from(c) % 6,
        };
        set | 1 << bit
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(terms: &[&str]) -> Vocabulary {
        Vocabulary::build(terms.iter().map(|term| (term.to_string(), 0, 1)))
    }

    fn found<'a>(vocabulary: &'a Vocabulary, word: &str, tolerance: Tolerance) -> Vec<(&'a str, u32)> {
        let word = Word::new(word);
        let mut found: Vec<_> =
            vocabulary.matches(&word, tolerance).map(|(term, quality)| (&*term.text, quality)).collect();
        found.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
        found
    }

    #[test]
    fn better_kinds_of_match_have_higher_quality() {
        let terms = vocabulary(&["anders", "anderson", "landers", "andres", "andresen", "xyz"]);
        assert_eq!(
            found(&terms, "anders", Tolerance::Misspelt),
            [
                ("anders", quality::EXACT),
                ("anderson", quality::PREFIX),
                ("landers", quality::INSIDE),
                ("andres", quality::ONE_OFF),
                ("andresen", quality::ONE_OFF_PREFIX),
            ]
        );
    }

    #[test]
    fn a_word_of_the_directory_is_taken_at_its_word() {
        let terms = vocabulary(&["urologist", "neurologist"]);
        assert_eq!(found(&terms, "urologist", Tolerance::AsTyped), [("urologist", quality::EXACT)]);
        assert_eq!(found(&terms, "urologis", Tolerance::AsTyped).len(), 2);
    }

    #[test]
    fn the_number_of_forgiven_errors_grows_with_the_word() {
        let terms = vocabulary(&["cat", "card", "cardiology"]);
        let spelt = |word| found(&terms, word, Tolerance::Misspelt).len();
        assert_eq!(spelt("cta"), 0, "three letters: none");
        assert_eq!(spelt("crad"), 2, "four: one, in the word or the beginning of one");
        assert_eq!(spelt("cadriolgoy"), 1, "eight and more: two");
        assert_eq!(spelt("cadriolgyo"), 0);
    }

    #[test]
    fn the_quick_rejections_lose_no_match() {
        let terms = ["randwick", "muller", "cardiology", "oconnor", "李小龍先生", "abab"];
        let words = [
            "randwik",
            "andwickr",
            "mulelr",
            "crdiolgy",
            "ocnnor",
            "李小先龍",
            "randwickk",
            "baba",
            "abba",
            "babab",
            "rnadwikc",
            "cardoilogist",
            "zzzz",
        ];
        let all = vocabulary(&terms);
        for text in words {
            let word = Word::new(text);
            for term in &all.terms {
                let plain = (0..=term.length)
                    .map(|length| strsim::osa_distance(text, term.beginning(length)))
                    .min()
                    .filter(|errors| *errors <= word.typos());
                let quick = term.distance(&word, word.typos()).map(|(errors, _)| errors);
                assert_eq!(quick, plain, "{text} and {}", term.text);
            }
        }
    }
}
