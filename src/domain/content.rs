//! The clinic's own texts for its public pages, in a small subset of Markdown: where each text appears, and which links
//! it may contain.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    address::local_path,
    form::{self, Field, FieldError},
    language::Language,
};

/// Where a text appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// At the top of every page.
    Notice,
    /// The heading of the home page.
    Home,
    /// What this is.
    About,
    /// Questions and answers.
    Faq,
    /// The clinic's part of the privacy page.
    Privacy,
    /// Above the form for writing to the clinic.
    Contact,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 6] = [Self::Notice, Self::Home, Self::About, Self::Faq, Self::Privacy, Self::Contact];

    /// The stored word, also used in addresses.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Home => "home",
            Self::About => "about",
            Self::Faq => "faq",
            Self::Privacy => "privacy",
            Self::Contact => "contact",
        }
    }

    /// The page on which it appears.
    #[must_use]
    pub fn page(self) -> &'static str {
        match self {
            Self::Notice | Self::Home => "/",
            Self::About => "/about",
            Self::Faq => "/faq",
            Self::Privacy => "/privacy",
            Self::Contact => "/contact",
        }
    }

    /// The most characters.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Notice => 300,
            Self::Home => 500,
            Self::Contact => 2_000,
            Self::About | Self::Faq | Self::Privacy => 6_000,
        }
    }

    /// The text to store.
    ///
    /// # Errors
    /// It is too long.
    pub fn parse(self, text: &str) -> Result<String, FieldError> {
        form::text(Field::ContentText, text, 0, self.most())
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|place| place.as_str() == s).ok_or(())
    }
}

/// A text, by its place and language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edition {
    /// Where it stands.
    pub place: Place,
    /// Its language; `None` for the text shown to readers who have none in their own language.
    pub language: Option<Language>,
}

impl Edition {
    /// Its name in the audit: `faq`, or `faq.de`.
    #[must_use]
    pub fn part(self) -> String {
        let place = self.place.as_str();
        self.language.map_or_else(|| place.to_owned(), |language| format!("{place}.{}", language.tag()))
    }
}

impl From<Place> for Edition {
    fn from(place: Place) -> Self {
        Self { place, language: None }
    }
}

/// The clinic's texts; without one, the shipped text is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<Edition, String>);

impl Texts {
    /// Builds the collection. An empty text counts as missing.
    #[must_use]
    pub fn new(texts: impl IntoIterator<Item = (Edition, String)>) -> Self {
        Self(texts.into_iter().filter(|(_, text)| !text.is_empty()).collect())
    }

    /// The text of a place in a reader's language, else the one for everyone; empty if it has neither.
    #[must_use]
    pub fn of(&self, place: Place, language: Language) -> &str {
        let own = self.0.get(&Edition { place, language: Some(language) });
        own.or_else(|| self.0.get(&place.into())).map_or("", String::as_str)
    }
}

/// Whether a link in these texts is allowed: to a page on this site, another site or a mail program. Never to a script.
#[must_use]
pub fn link(to: &str) -> Option<&str> {
    let is_plain = to.len() <= 500 && !to.chars().any(|c| c.is_whitespace() || c.is_control());
    let leads_to = |scheme: &str| {
        let (start, rest) = (to.get(..scheme.len()), to.get(scheme.len()..));
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && rest.is_some_and(|rest| !rest.is_empty())
    };
    let is_outside = is_plain && ["https://", "http://", "mailto:"].into_iter().any(leads_to);
    if is_outside { Some(to) } else { local_path(to) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Problem;

    #[test]
    fn a_place_is_stored_under_its_own_word() {
        for place in Place::ALL {
            assert_eq!(place.as_str().parse(), Ok(place));
        }
        assert_eq!("nowhere".parse::<Place>(), Err(()));
    }

    #[test]
    fn a_text_is_read_in_the_readers_language_or_else_in_the_one_for_everyone() {
        let german = Edition { place: Place::Faq, language: Some(Language::German) };
        let french = Edition { place: Place::Faq, language: Some(Language::French) };
        let said = [(Place::Faq.into(), "Parking"), (german, "Parken"), (french, "")];

        let texts = Texts::new(said.map(|(edition, text)| (edition, text.to_owned())));

        assert_eq!(texts.of(Place::Faq, Language::German), "Parken");
        assert_eq!(texts.of(Place::Faq, Language::French), "Parking");
        assert_eq!(texts.of(Place::Faq, Language::English), "Parking");
        assert_eq!(texts.of(Place::About, Language::German), "");
        assert_eq!((Edition::from(Place::Faq).part(), german.part()), ("faq".to_owned(), "faq.de".to_owned()));
    }

    #[test]
    fn a_text_is_trimmed_and_has_an_end() {
        assert_eq!(Place::Notice.parse(" Closed on *Monday*\r\n").as_deref(), Ok("Closed on *Monday*"));
        assert_eq!(Place::Notice.parse("").as_deref(), Ok(""));
        let too_long = FieldError::new(Field::ContentText, Problem::TooLong(300));
        assert_eq!(Place::Notice.parse(&"x".repeat(301)), Err(too_long));
    }

    #[test]
    fn a_link_leads_to_a_page_a_site_or_a_mail_program() {
        for good in
            ["/faq", "/search?q=ear", "https://clinic.example/a?b=c#d", "HTTP://a.example", "mailto:a@b.example"]
        {
            assert_eq!(link(good), Some(good));
        }
        for bad in [
            "",
            "faq",
            "#top",
            "//evil.example",
            "/\\evil.example",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "https://",
            "https://a b",
            "/api/sign_out",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
    }
}
