//! Plural categories: the form of a text that goes with a number, by the rules of each language.

use std::sync::LazyLock;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::{LanguageIdentifier, subtags};

use crate::domain::language::Language;

/// Each language's rules, in the order of their variants.
static RULES: LazyLock<[Option<PluralRules>; Language::ALL.len()]> = LazyLock::new(|| Language::ALL.map(rules));

fn rules(language: Language) -> Option<PluralRules> {
    // Different scripts share the rules of their language.
    let written = subtags::Language::from_bytes(language.tag().split('-').next()?.as_bytes()).ok()?;
    let tag = LanguageIdentifier::from_raw_parts_unchecked(written, None, None, None);
    PluralRules::create(tag, PluralRuleType::CARDINAL).ok()
}

/// The plural category of a number in a language.
pub(super) fn category(language: Language, count: usize) -> &'static str {
    let rules = &RULES[language as usize];
    match rules.as_ref().and_then(|rules| rules.select(count).ok()) {
        Some(PluralCategory::ZERO) => "zero",
        Some(PluralCategory::ONE) => "one",
        Some(PluralCategory::TWO) => "two",
        Some(PluralCategory::FEW) => "few",
        Some(PluralCategory::MANY) => "many",
        Some(PluralCategory::OTHER) | None => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_the_category_that_its_language_has_for_it() {
        let arabic = [0, 1, 2, 3, 11, 100].map(|count| category(Language::Arabic, count));
        assert_eq!(arabic, ["zero", "one", "two", "few", "many", "other"]);
        assert_eq!([0, 1, 2].map(|count| category(Language::French, count)), ["one", "one", "other"]);
        assert_eq!([0, 1, 2].map(|count| category(Language::English, count)), ["other", "one", "other"]);
        assert_eq!(category(Language::Chinese, 1), "other");
    }
}
