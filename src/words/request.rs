//! On the server: who reads what is being made.

use leptos::prelude::use_context;

use super::{catalogue::Catalogue, key::Key};
use crate::domain::language::{Language, TimeStyle};

tokio::task_local! {
    static READER: Reader;
}

/// How someone reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reader {
    /// In which language.
    pub language: Language,
    /// How their clocks go.
    pub time_style: TimeStyle,
}

impl Reader {
    /// Does work in which everything is said to this reader.
    pub async fn follow<F: Future>(self, work: F) -> F::Output {
        READER.scope(self, work).await
    }

    /// The same for work that waits for nothing.
    pub fn read<T>(self, work: impl FnOnce() -> T) -> T {
        READER.sync_scope(self, work)
    }
}

/// The reader of what is being made: that of the work at hand, else of the page being rendered; outside of both, English and 24
/// hours.
#[must_use]
pub fn reader() -> Reader {
    READER.try_with(|reader| *reader).ok().or_else(use_context::<Reader>).unwrap_or_default()
}

/// The reader's language.
#[must_use]
pub fn language() -> Language {
    reader().language
}

/// A text in the reader's language.
#[must_use]
pub fn said(key: Key) -> &'static str {
    Catalogue::of(language()).text(key)
}
