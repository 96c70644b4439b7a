//! The languages of the pages, how a reader's is chosen, and clock styles.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A language of the product. How to add one: CONTRIBUTING.md.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// English, in which every page exists.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Arabic, from right to left.
    Arabic,
    /// Chinese in simplified characters.
    Chinese,
}

impl Language {
    /// Every language, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::English, Self::German, Self::French, Self::Spanish, Self::Arabic, Self::Chinese];

    /// Its BCP 47 tag, which is also how it is stored.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Arabic => "ar",
            Self::Chinese => "zh-Hans",
        }
    }

    /// Its name in the language itself, so that those looking for it can read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Arabic => "العربية",
            Self::Chinese => "简体中文",
        }
    }

    /// The direction of its text: `ltr` or `rtl`.
    #[must_use]
    pub fn direction(self) -> &'static str {
        if self == Self::Arabic { "rtl" } else { "ltr" }
    }

    /// The language matching a browser's tag: `de-AT` is German. Chinese comes in only one script, which is better than none.
    fn asked_by(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| {
            let own = language.tag().split('-').next().unwrap_or_default();
            own.eq_ignore_ascii_case(primary)
        })
    }
}

impl FromStr for Language {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|language| language.tag() == tag).ok_or(())
    }
}

/// Chooses the reader's language among those offered: their account's, else the one chosen in this browser, else the browser's most
/// preferred, else the first offered.
#[must_use]
pub fn negotiate(
    offered: &[Language],
    account: Option<Language>,
    browser: Option<Language>,
    accepted: &str,
) -> Language {
    let is_offered = |language: &Language| offered.contains(language);
    let chosen = account.filter(is_offered).or_else(|| browser.filter(is_offered));
    let wanted = || preferred(accepted).into_iter().find(is_offered);
    chosen.or_else(wanted).or_else(|| offered.first().copied()).unwrap_or_default()
}

/// The languages in an `Accept-Language` header, most preferred first; those of equal weight in the order written.
fn preferred(accepted: &str) -> Vec<Language> {
    /// No browser sends more languages.
    const MOST: usize = 20;
    let mut wanted: Vec<(u16, Language)> = accepted
        .split(',')
        .take(MOST)
        .filter_map(|range| {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight: f32 = weight.trim().strip_prefix("q=")?.trim().parse().ok()?;
            // NaN is in no range.
            let thousandths = if (0.001..=1.0).contains(&weight) { weight * 1_000.0 } else { return None };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 1 to 1,000")]
            let thousandths = thousandths as u16;
            Some((thousandths, Language::asked_by(tag.trim())?))
        })
        .collect();
    wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    wanted.into_iter().map(|(_, language)| language).collect()
}

/// The clock style (`ui.time_style`, conflict 14).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum TimeStyle {
    /// `14:30`.
    #[default]
    Hours24,
    /// `2:30 pm`.
    Hours12,
}

impl TimeStyle {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::Hours24, Self::Hours12];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hours24 => "24",
            Self::Hours12 => "12",
        }
    }
}

impl FromStr for TimeStyle {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|style| style.as_str() == s).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{Arabic, Chinese, English, French, German};

    #[test]
    fn a_tag_names_one_language_and_is_read_again() {
        for language in Language::ALL {
            assert_eq!(language.tag().parse(), Ok(language));
        }
        assert_eq!("EN".parse::<Language>(), Err(()));
        assert_eq!("24".parse(), Ok(TimeStyle::Hours24));
    }

    #[test]
    fn the_account_comes_before_the_browser_and_both_before_what_is_asked_for() {
        let all = Language::ALL;
        assert_eq!(negotiate(&all, Some(German), Some(French), "ar"), German);
        assert_eq!(negotiate(&all, None, Some(French), "ar"), French);
        assert_eq!(negotiate(&all, None, None, "ar"), Arabic);
        assert_eq!(negotiate(&all, None, None, ""), English);
        // A language that the clinic does not offer counts as unknown.
        assert_eq!(negotiate(&[English, Arabic], Some(German), Some(French), "fr, ar;q=0.2"), Arabic);
        assert_eq!(negotiate(&[German], None, None, "fr"), German);
        assert_eq!(negotiate(&[], None, None, "fr"), English);
    }

    #[test]
    fn what_a_browser_asks_for_is_taken_by_its_weights() {
        let best = |accepted: &str| negotiate(&Language::ALL, None, None, accepted);
        assert_eq!(best("it, fr-CH;q=0.7, de-AT;q=0.9"), German);
        assert_eq!(best("zh-TW, en;q=0.8"), Chinese);
        assert_eq!(best("fr;q=0, de;q=0.1"), German);
        for nonsense in ["fr;q=2", "fr;q=NaN", "fr;q=-1", "fr;level=1", ";;;", "*", "fr;q="] {
            assert_eq!(best(nonsense), English, "{nonsense}");
        }
        assert_eq!(best(&format!("{}de", "it,".repeat(10_000))), English);
    }
}
