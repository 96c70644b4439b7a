//! Every catalogue is complete and has its language's plural forms, and every text used is in the catalogues.

mod below;
mod fonts;
mod literals;
mod server;
mod uses;

use std::collections::BTreeSet;

use consulta::{
    domain::language::{Language, TimeStyle},
    words::{Catalogue, Key, Part, Reader, address_of, file, of_count, said},
};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

fn entries(language: Language) -> Vec<(&'static str, &'static str)> {
    Catalogue::entries(Catalogue::source(language)).collect()
}

/// The names in `{}`.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The plural categories of a text; none if it has no forms.
fn forms(text: &str) -> BTreeSet<&str> {
    text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(name, _)| name).collect()
}

/// A language's plural categories for whole numbers, according to the library.
fn categories(language: Language) -> BTreeSet<&'static str> {
    let tag = language.tag().split('-').next().expect("a tag");
    let tag: unic_langid::LanguageIdentifier = tag.parse().expect("a language");
    let rules = PluralRules::create(tag, PluralRuleType::CARDINAL).expect("the library knows it");
    let name = |n: usize| match rules.select(n).expect("a number") {
        PluralCategory::ZERO => "zero",
        PluralCategory::ONE => "one",
        PluralCategory::TWO => "two",
        PluralCategory::FEW => "few",
        PluralCategory::MANY => "many",
        PluralCategory::OTHER => "other",
    };
    (0..=200).chain([1_000, 1_000_000]).map(name).collect()
}

#[test]
fn every_catalogue_has_every_text_once_and_in_the_same_order() {
    for language in Language::ALL {
        let keys: Vec<&str> = entries(language).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, Key::NAMES, "{language:?}");
        for (key, text) in entries(language) {
            assert!(!text.trim().is_empty(), "{language:?} has no words for {key}");
        }
    }
}

#[test]
fn every_text_has_the_placeholders_of_the_english_one() {
    let english = entries(Language::English);
    for language in Language::ALL {
        for ((key, text), (_, own)) in english.iter().copied().zip(entries(language)) {
            let braces = own.matches('{').count();
            assert_eq!(braces, own.matches('}').count(), "{language:?}, {key}");
            let links = |text: &str| (text.matches('‹').count(), text.matches('›').count());
            assert_eq!(links(own), links(text), "{language:?}, {key}");
            // A form for one thing may say so in words.
            let without_number =
                |text: &'static str| placeholders(text).into_iter().filter(|name| *name != "n").collect::<Vec<_>>();
            assert_eq!(without_number(own), without_number(text), "{language:?}, {key}");
            if forms(text).is_empty() {
                assert_eq!(placeholders(own), placeholders(text), "{language:?}, {key}");
            }
        }
    }
}

#[test]
fn a_span_of_days_that_begins_with_a_preposition_stands_after_none() {
    for language in [Language::French, Language::Spanish, Language::Arabic] {
        let found = entries(language).into_iter().find(|(key, _)| *key == "PracticeCompared");
        let (_, text) = found.expect("it has words");
        assert!(text.contains("({before})"), "{language:?}: {text}");
    }
}

/// Programs read the findings of an import too, so its quotes are straight.
#[test]
fn quotes_are_typographic() {
    for language in Language::ALL {
        for (key, text) in entries(language) {
            assert!(key.starts_with("Imp") || !text.contains('"'), "{language:?}, {key}: {text}");
        }
    }
}

#[test]
fn a_french_sign_of_two_parts_never_begins_a_line() {
    let parts = [" :", " ;", " !", " ?", " »", "« "];
    for (key, text) in entries(Language::French) {
        assert!(!parts.iter().any(|part| text.contains(part)), "{key}: {text}");
    }
}

#[test]
fn a_text_about_a_number_has_exactly_the_forms_that_its_language_has() {
    let english = entries(Language::English);
    for language in Language::ALL {
        let wanted = categories(language);
        for ((key, text), (_, own)) in english.iter().copied().zip(entries(language)) {
            if forms(text).is_empty() {
                assert!(forms(own).is_empty(), "{language:?}, {key}");
            } else {
                assert_eq!(forms(own), wanted, "{language:?}, {key}");
            }
        }
    }
}

/// Names that are written in Latin letters in every language.
const NAMES: [&str; 20] = [
    "Ann Lee",
    "Consulta",
    "Medicare",
    "name@example.org",
    "Aegis",
    "Apple Calendar",
    "Australia/Sydney",
    "Authorization: Bearer",
    "CalDAV",
    "Ctrl + Enter",
    "DAVx5",
    "FreeOTP",
    "General practitioner",
    "Google Authenticator",
    "JavaScript",
    "PostgreSQL",
    "Specialist",
    "Thunderbird",
    "iPad",
    "iPhone",
];

/// A text that is the same in another language is a name, a sign, or an oversight.
#[test]
fn little_is_left_in_english() {
    let english = entries(Language::English);
    for language in Language::ALL.into_iter().skip(1) {
        let same = english.iter().zip(entries(language)).filter(|((_, text), (_, own))| text == own).count();
        assert!(same * 20 < english.len(), "{language:?} has {same} texts in English");
    }
    let has_letter = |text: &str| text.chars().any(|letter| letter.is_ascii_lowercase());
    let bare = |text: &str| {
        let mut left = String::new();
        let mut depth = 0;
        let text = NAMES.iter().fold(text.to_owned(), |text, name| text.replace(name, ""));
        for letter in text.chars() {
            match letter {
                '{' | '[' => depth += 1,
                '}' | ']' => depth -= 1,
                letter if depth == 0 => left.push(letter),
                _ => {}
            }
        }
        left
    };
    for language in [Language::Arabic, Language::Chinese] {
        for (key, text) in entries(language) {
            assert!(!has_letter(&bare(text)), "{language:?}, {key}: {text}");
        }
    }
}

#[test]
fn whoever_reads_gets_their_own_words() {
    let read = |language, key| Reader { language, time_style: TimeStyle::Hours24 }.read(|| said(key));
    assert_eq!(read(Language::German, Key::SignIn), "Anmelden");
    assert_eq!(read(Language::Arabic, Key::SignIn), "تسجيل الدخول");
    assert_eq!(said(Key::SignIn), "Sign in", "outside of any request");
    let stars = |language, n| Reader { language, time_style: TimeStyle::Hours24 }.read(|| of_count(Key::Stars, n, &[]));
    assert_eq!([1, 2].map(|n| stars(Language::English, n)), ["1 star", "2 stars"]);
    assert_eq!([1, 2, 3].map(|n| stars(Language::Arabic, n)), ["نجمة واحدة", "نجمتان", "3 نجوم"]);
}

#[test]
fn a_browser_gets_every_text_of_its_language_under_an_address_that_says_which() {
    for language in Language::ALL {
        let address = address_of(language);
        let folder = address.strip_prefix("/words/").expect("below its folder");
        for part in Part::FETCHED.into_iter().filter(|part| !part.keys().is_empty()) {
            let lines = file(folder, &format!("{}.txt", part.name())).expect("it is there").split('\n').count();
            assert_eq!(lines, part.keys().len(), "{language:?} {part:?}");
        }
        assert_eq!(file(folder, "server.txt"), None, "letters are said by the server alone");
        assert_eq!(file(folder, "../site.txt"), None);
    }
    assert_eq!(file("de.0000000000000000", "site.txt"), None);
}
