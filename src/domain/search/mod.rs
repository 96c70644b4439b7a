//! The directory search: one immutable index in memory, built from plain documents, the same whatever database they came from. The
//! server loads the documents, and tracks which have changed.
//!
//! Every word of a query must match somewhere in a document (name, profession, expertise, suburb or centre): as a whole word, as
//! the beginning of one, or, if it is not a word of the directory, inside one. If no document has all words, typing errors are
//! forgiven, first in the words that the directory does not know, then in all; if that does not help, documents with most of the
//! words are returned. So a correctly spelt query is never diluted by look-alikes.

mod asked;
mod facets;
mod index;
mod lay_terms;
mod ranking;
mod suggest;
mod vocabulary;

pub use self::{
    asked::{Answer, Document, Hit, Kind, MAX_QUERY_CHARS, MAX_QUERY_WORDS, SearchQuery},
    facets::Facet,
    index::SearchIndex,
    suggest::Suggestion,
};
