//! Answering a query: which documents match, how well, in which order; and "did you mean". Comparing
//! single words is the vocabulary's part.

use std::cmp::Reverse;

use super::asked::{Answer, Hit, Kind, MAX_QUERY_WORDS, SearchQuery, bounded};
use super::facets::Facets;
use super::index::{Entry, SearchIndex};
use super::lay_terms::is_lay;
use super::vocabulary::{Term, Tolerance, Word};
use crate::domain::text::fold;

/// Words that need not match: people write "gp near randwick" and "the dr in kensington". They still raise the score of a document
/// that has them. A query that consists only of such words is taken literally.
const STOP_WORDS: [&str; 12] =
    ["dr", "the", "of", "in", "at", "near", "and", "who", "with", "speaks", "speaking", "for"];

/// Lay terms with at most this many letters are prefixes of too many other words.
const LONGEST_SHORT: usize = 4;

/// Added if a name contains the whole query in order, and again if it equals the query.
const PHRASE_BONUS: u32 = 400;
const FULL_NAME_BONUS: u32 = 1_000;

impl SearchIndex {
    /// All results, best first; those with the same score by folded name, then id. Text without a word counts as blank. Only the
    /// first [`MAX_QUERY_CHARS`](super::MAX_QUERY_CHARS) characters and [`MAX_QUERY_WORDS`] words are read.
    pub fn search(&self, query: &SearchQuery<'_>) -> Vec<Hit> {
        self.answer(query).hits
    }

    /// The results, with the words that were not matched.
    pub fn answer(&self, query: &SearchQuery<'_>) -> Answer {
        self.answer_among(query, &|_, _| true)
    }

    /// The results among those that `admits` accepts, by kind and id.
    pub fn answer_among(&self, query: &SearchQuery<'_>, admits: &dyn Fn(Kind, i64) -> bool) -> Answer {
        let Some(filter) = Filter::resolve(self, query, admits) else {
            return Answer::default();
        };
        let words = Words::read(query.text);
        if words.list.is_empty() {
            let passing = self.in_order().filter(|entry| filter.passes(entry));
            return Answer { hits: passing.map(|entry| entry.hit(0)).collect(), missing: Vec::new() };
        }
        let mut found = self.find(&words);
        let mut best = self.best(&words, &found, &filter);
        for doubt_known in [false, true] {
            if best.matched == words.required.count_ones() {
                break;
            }
            for (position, (word, found)) in words.list.iter().zip(&mut found).enumerate() {
                if words.is_required(position) && self.vocabulary.knows(word) == doubt_known {
                    *found = self.vocabulary.matches(word, Tolerance::Misspelt).collect();
                }
            }
            let lenient = self.best(&words, &found, &filter);
            if lenient.matched > best.matched {
                best = lenient;
            }
        }
        let is_missing = |position: &usize| words.is_required(*position) && best.words & 1 << *position == 0;
        let missing = (0..words.list.len()).filter(is_missing).map(|position| words.list[position].text.clone());
        Answer { missing: missing.collect(), hits: best.hits }
    }

    /// The query with each unknown word replaced by the nearest word of the directory, folded, for "did you mean"; `None` when
    /// there is nothing to replace. Considers the whole directory, ignoring filters.
    pub fn suggest(&self, text: &str) -> Option<String> {
        let words = Words::read(text);
        let mut changed = false;
        let corrected: Vec<&str> = words
            .list
            .iter()
            .map(|word| {
                let mut as_typed = self.vocabulary.matches(word, Tolerance::AsTyped);
                if STOP_WORDS.contains(&word.text.as_str()) || as_typed.next().is_some() {
                    return word.text.as_str();
                }
                let near = self.vocabulary.matches(word, Tolerance::Misspelt);
                let nearest = near.max_by_key(|(term, quality)| (*quality, term.postings.len(), Reverse(&term.text)));
                changed |= nearest.is_some();
                nearest.map_or(word.text.as_str(), |(term, _)| &term.text)
            })
            .collect();
        changed.then(|| corrected.join(" "))
    }

    /// The documents that match the largest number of required words.
    fn best(&self, words: &Words, found: &[Found<'_>], filter: &Filter<'_>) -> Best {
        let tallies = self.tally(found);
        let matched = |tally: &Tally| (tally.words & words.required).count_ones();
        let passing = || {
            let tallied = (0..).zip(&tallies).filter(|(_, tally)| tally.words != 0);
            let known = tallied.filter_map(|(number, tally)| Some((number, self.entry(number)?, tally)));
            known.filter(|(_, entry, _)| filter.passes(entry))
        };
        let most = passing().map(|(.., tally)| matched(tally)).max().unwrap_or(0);
        if most == 0 {
            return Best::default();
        }
        let phrase = format!(" {}", words.folded);
        let mut ranked: Vec<(Reverse<u32>, u32, u32, u8)> = passing()
            .filter(|(.., tally)| matched(tally) == most)
            .map(|(number, entry, tally)| {
                let score = tally.score + entry.bonus(&phrase, words.list.len());
                (Reverse(score), self.ranks[number as usize], number, tally.words)
            })
            .collect();
        ranked.sort_unstable();
        let words = ranked.first().map_or(0, |(.., words)| *words);
        let hits = ranked
            .into_iter()
            .filter_map(|(Reverse(score), _, number, _)| Some(self.entry(number)?.hit(score)))
            .collect();
        Best { matched: most, words, hits }
    }

    /// For each document, which words it matches and the sum of their best scores.
    fn tally(&self, found: &[Found<'_>]) -> Vec<Tally> {
        let mut tallies = vec![Tally::default(); self.numbers()];
        for (position, found) in found.iter().enumerate() {
            for (term, quality) in found {
                for posting in term.postings.iter() {
                    tallies[posting.document as usize].add(1 << position, quality * posting.weight);
                }
            }
        }
        tallies
    }

    /// The terms that a word matches as typed. A match with a lay term counts for more than terms that merely begin with it; if the
    /// lay term is short, nothing else counts: "foot" does not find "Footscray".
    fn as_typed(&self, word: &Word) -> Found<'_> {
        let matches = self.vocabulary.matches(word, Tolerance::AsTyped);
        if self.vocabulary.exact(word).is_none() || !is_lay(&word.text) {
            return matches.collect();
        }
        let is_short = word.text.len() <= LONGEST_SHORT;
        matches
            .filter_map(|(term, quality)| match *term.text == *word.text {
                true => Some((term, quality)),
                false => (!is_short).then_some((term, quality / 2)),
            })
            .collect()
    }

    /// The terms that each word matches as typed.
    fn find(&self, words: &Words) -> Vec<Found<'_>> {
        let positions = words.list.iter().enumerate();
        positions
            .map(|(position, word)| match words.is_required(position) {
                true => self.as_typed(word),
                false => self.vocabulary.exact(word).map(|term| (term, 1)).into_iter().collect(),
            })
            .collect()
    }
}

/// The terms that a word matches, each with its quality.
type Found<'a> = Vec<(&'a Term, u32)>;

#[derive(Default)]
struct Best {
    /// How many required words each hit matches.
    matched: u32,
    /// Bit n is set if the first hit has word n.
    words: u8,
    hits: Vec<Hit>,
}

/// A document's running totals.
#[derive(Clone, Default)]
struct Tally {
    /// Bit n is set if word n matches somewhere.
    words: u8,
    score: u32,
    /// The best score so far of the word being counted, so that only its best match counts.
    current: u32,
}

impl Tally {
    fn add(&mut self, bit: u8, score: u32) {
        if self.words & bit == 0 {
            self.words |= bit;
            self.current = 0;
        }
        let better = score.saturating_sub(self.current);
        self.current += better;
        self.score += better;
    }
}

impl Entry {
    fn hit(&self, score: u32) -> Hit {
        Hit { kind: self.kind, id: self.id, score }
    }

    /// `phrase` is the folded query after a space, so that it is found only at the start of words.
    fn bonus(&self, phrase: &str, words: usize) -> u32 {
        let query = &phrase[1..];
        if self.folded_name == query {
            FULL_NAME_BONUS
        } else if words > 1 && (self.folded_name.starts_with(query) || self.folded_name.contains(phrase)) {
            PHRASE_BONUS
        } else {
            0
        }
    }
}

/// The typed text, parsed.
struct Words {
    list: Vec<Word>,
    /// Bit n is set if word n must match.
    required: u8,
    folded: String,
}

impl Words {
    fn is_required(&self, position: usize) -> bool {
        self.required & 1 << position != 0
    }

    fn read(text: &str) -> Self {
        let folded = fold(bounded(text));
        let list: Vec<Word> = folded.split_whitespace().take(MAX_QUERY_WORDS).map(Word::new).collect();
        let bits = |wanted: fn(&Word) -> bool| {
            let positions = list.iter().enumerate().filter(|(_, word)| wanted(word));
            positions.fold(0, |bits, (position, _)| bits | 1 << position)
        };
        let required = match bits(|word| !STOP_WORDS.contains(&word.text.as_str())) {
            0 => bits(|_| true),
            some => some,
        };
        Self { list, required, folded }
    }
}

/// The filters of a query as ids.
struct Filter<'a> {
    kind: Option<Kind>,
    profession: Option<u32>,
    specialty: Option<u32>,
    suburb: Option<u32>,
    admits: &'a dyn Fn(Kind, i64) -> bool,
}

impl<'a> Filter<'a> {
    /// `None` if a filter names something that no one in the directory has.
    fn resolve(index: &SearchIndex, query: &SearchQuery<'_>, admits: &'a dyn Fn(Kind, i64) -> bool) -> Option<Self> {
        let id = |facets: &Facets, value: Option<&str>| match value {
            Some(value) if !value.trim().is_empty() => facets.id(value).map(Some),
            _ => Some(None),
        };
        Some(Self {
            kind: query.kind,
            profession: id(&index.professions, query.profession)?,
            specialty: id(&index.specialties, query.specialty)?,
            suburb: id(&index.suburbs, query.suburb)?,
            admits,
        })
    }

    fn passes(&self, entry: &Entry) -> bool {
        let has = |ids: &[u32], wanted: Option<u32>| wanted.is_none_or(|id| ids.contains(&id));
        self.kind.is_none_or(|kind| kind == entry.kind)
            && has(&entry.professions, self.profession)
            && has(&entry.specialties, self.specialty)
            && has(&entry.suburbs, self.suburb)
            && (self.admits)(entry.kind, entry.id)
    }
}
