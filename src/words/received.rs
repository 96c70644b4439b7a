//! In the browser: the texts that the document names, loaded part by part before a page needs them.

use std::cell::RefCell;

use leptos::web_sys::js_sys::{Array, Intl::PluralRules, Object};

use super::key::{Key, Part};
use crate::domain::language::Language;

/// The language and its texts, in the order of the keys; those of parts not loaded yet are blank.
type Words = (Language, Vec<&'static str>);

thread_local! {
    static WORDS: RefCell<Words> = const { RefCell::new((Language::English, Vec::new())) };
}

/// Stores the server's file of a part; false if it belongs to another build.
pub fn receive(part: Part, language: Language, file: String) -> bool {
    let places = part.keys();
    if places.is_empty() {
        return true;
    }
    // Leaked, as it is needed for the lifetime of the document.
    let texts: Vec<&'static str> = file.leak().split('\n').collect();
    let is_whole = texts.len() == places.len();
    if is_whole {
        WORDS.with_borrow_mut(|words| {
            words.0 = language;
            words.1.resize(Key::ALL.len(), "");
            words.1[places].copy_from_slice(&texts);
        });
    }
    is_whole
}

/// Whether a part is loaded.
#[must_use]
pub fn has(part: Part) -> bool {
    let places = part.keys();
    places.is_empty() || WORDS.with_borrow(|words| words.1.get(places.start).is_some_and(|text| !text.is_empty()))
}

/// The document's language.
#[must_use]
pub fn language() -> Language {
    WORDS.with_borrow(|words| words.0)
}

/// A text in the document's language.
#[must_use]
pub fn said(key: Key) -> &'static str {
    let text = WORDS.with_borrow(|words| words.1.get(key as usize).copied().unwrap_or_default());
    debug_assert!(!text.is_empty(), "{key:?} is in a part of the catalogues that comes later than this page");
    text
}

/// The plural category of a number in a language, which the browser knows.
pub(super) fn category(language: Language, count: usize) -> &'static str {
    let rules = PluralRules::new(&Array::of1(&language.tag().into()), &Object::new());
    let category = rules.select(u32::try_from(count).unwrap_or(u32::MAX).into());
    ["zero", "one", "two", "few", "many"].into_iter().find(|known| category == *known).unwrap_or("other")
}
