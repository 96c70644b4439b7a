//! In the browser: the words that the document names, fetched once before the page is taken over.

use std::cell::RefCell;

use super::key::Key;
use crate::domain::language::Language;

/// The language and its texts, in the order of the keys.
type Words = (Language, Vec<&'static str>);

thread_local! {
    static WORDS: RefCell<Words> = const { RefCell::new((Language::English, Vec::new())) };
}

/// Takes in what the server's file says; false if it is of another build.
pub fn receive(language: Language, file: String) -> bool {
    // One for as long as the document is there.
    let texts: Vec<&'static str> = file.leak().split('\n').collect();
    let is_whole = texts.len() == Key::ALL.len();
    if is_whole {
        WORDS.with_borrow_mut(|words| *words = (language, texts));
    }
    is_whole
}

/// The document's language.
#[must_use]
pub fn language() -> Language {
    WORDS.with_borrow(|words| words.0)
}

/// A text in the document's language.
#[must_use]
pub fn said(key: Key) -> &'static str {
    WORDS.with_borrow(|words| words.1.get(key as usize).copied().unwrap_or_default())
}
