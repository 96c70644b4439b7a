//! On the server: the reader of what is being rendered.

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
    /// The clock style.
    pub time_style: TimeStyle,
}

impl Reader {
    /// Runs a future whose texts are all for this reader.
    pub async fn follow<F: Future>(self, work: F) -> F::Output {
        READER.scope(self, work).await
    }

    /// The same for synchronous work.
    pub fn read<T>(self, work: impl FnOnce() -> T) -> T {
        READER.sync_scope(self, work)
    }
}

/// The current reader: that of the running task, else of the page being rendered; outside of both, English with a 24-hour clock.
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
