//! The directory search: one immutable index in memory, built from plain documents, the same whatever
//! database they came from. Loading documents, and saying which have changed, are the server's business.
//!
//! Every word of a query must match somewhere in a document (name, profession, expertise, suburb or
//! centre): as a whole word, as the beginning of one, or, if it is no word of the directory, inside one.
//! Only where no document has all words are typing errors forgiven, first in the words that the
//! directory does not know, then in all; only where that does not help are documents with most of the
//! words shown. So a correctly spelt query is never diluted by look-alikes.

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
