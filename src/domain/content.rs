//! What a clinic writes on its public pages, in a little Markdown: where each text stands, and which links it may have.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    address::local_path,
    form::{self, Field, FieldError},
    language::Language,
};

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On top of every page.
    Notice,
    /// The head of the front page.
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

    /// The stored word, also in addresses.
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

    /// The page on which it stands.
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

    /// The text as it is stored.
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

/// One of the texts of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Edition {
    /// Where it stands.
    pub place: Place,
    /// Whose language it is in; `None` for everyone who has no text of their own language.
    pub language: Option<Language>,
}

impl Edition {
    /// What the audit calls it: `faq`, or `faq.de`.
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

/// The clinic's texts; where there is none, the shipped one is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<Edition, String>);

impl Texts {
    /// These texts. An empty one is as good as none.
    #[must_use]
    pub fn new(texts: impl IntoIterator<Item = (Edition, String)>) -> Self {
        Self(texts.into_iter().filter(|(_, text)| !text.is_empty()).collect())
    }

    /// The text of a place for readers of a language, or else for everyone; empty if it has none.
    #[must_use]
    pub fn of(&self, place: Place, language: Language) -> &str {
        let own = self.0.get(&Edition { place, language: Some(language) });
        own.or_else(|| self.0.get(&place.into())).map_or("", String::as_str)
    }
}

/// Where a link of such a text may lead: to a page of this site, to another site, or to a mail program. Never to a script.
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
