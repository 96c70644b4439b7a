//! The names that people sign in with: how each kind is written, compared and asked for.

use serde::{Deserialize, Serialize};

use super::{
    account::{Email, IdentifierKind, normalise_identifier},
    form::{Field, FieldError, Problem, Problems},
    settings::Settings,
};

impl IdentifierKind {
    /// The form field in which it is typed.
    #[must_use]
    pub fn field(self) -> Field {
        match self {
            Self::Email => Field::Email,
            Self::Username => Field::Username,
            Self::NationalId => Field::NationalId,
            Self::Medicare => Field::Medicare,
            Self::ProviderNumber => Field::ProviderNumber,
            Self::LicenceNumber => Field::LicenceNumber,
        }
    }

    /// Its display name, within a sentence.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Username => "username",
            Self::NationalId => "national ID",
            Self::Medicare => "Medicare card number",
            Self::ProviderNumber => "provider number",
            Self::LicenceNumber => "licence number",
        }
    }

    /// The normal form for comparison: lower case and, for numbers, without spaces and hyphens.
    #[must_use]
    pub fn compared(self, text: &str) -> String {
        let text = normalise_identifier(text);
        match self {
            Self::Email | Self::Username => text,
            _ => text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect(),
        }
    }

    /// Parses a typed name into its stored and displayed form; blank stays blank.
    ///
    /// # Errors
    /// It is not valid.
    pub fn parse(self, typed: &str) -> Result<String, FieldError> {
        let wrong = || FieldError::new(self.field(), Problem::Wrong);
        if typed.trim().is_empty() {
            return Ok(String::new());
        }
        if self == Self::Email {
            return Email::parse(typed).map(|email| email.as_str().to_owned());
        }
        let bare = self.compared(typed);
        let all = |may_be: fn(&char) -> bool| bare.chars().all(|c| may_be(&c));
        let length = bare.len();
        let fits = match self {
            // Never in the form of an email address, so that no one's username is someone else's address.
            Self::Username => {
                (3..=30).contains(&length)
                    && bare.starts_with(|c: char| c.is_ascii_alphabetic())
                    && all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
            }
            Self::Medicare => (10..=11).contains(&length) && all(char::is_ascii_digit),
            Self::NationalId => (5..=20).contains(&length) && all(char::is_ascii_alphanumeric),
            _ => (4..=20).contains(&length) && all(char::is_ascii_alphanumeric),
        };
        match (fits, self) {
            (false, _) => Err(wrong()),
            (true, Self::Username) => Ok(bare),
            (true, _) => Ok(bare.to_uppercase()),
        }
    }
}

/// An account's sign-in names other than its email address, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NamesForm {
    /// A chosen name; may be blank.
    pub username: String,
    /// A national identity number; may be blank.
    pub national_id: String,
}

/// New sign-in names for an account, one per kind; an empty one is removed.
pub type Names = Vec<(IdentifierKind, String)>;

/// The name of this kind; empty if there is none.
#[must_use]
pub fn name_of(names: &[(IdentifierKind, String)], kind: IdentifierKind) -> String {
    names.iter().find(|(of, _)| *of == kind).map(|(_, name)| name.clone()).unwrap_or_default()
}

impl NamesForm {
    /// The form filled with these names. Numbers are shown in upper case.
    #[must_use]
    pub fn of(names: &[(IdentifierKind, String)]) -> Self {
        Self {
            username: name_of(names, IdentifierKind::Username),
            national_id: name_of(names, IdentifierKind::NationalId).to_uppercase(),
        }
    }

    /// Validates the form.
    pub fn parse(&self, problems: &mut Problems) -> Option<Names> {
        let username = problems.keep(IdentifierKind::Username.parse(&self.username));
        let national_id = problems.keep(IdentifierKind::NationalId.parse(&self.national_id));
        Some(vec![(IdentifierKind::Username, username?), (IdentifierKind::NationalId, national_id?)])
    }
}

/// Which names a staff form asks for, and which of them are required.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamesAsked {
    /// The kinds that people can sign in with.
    pub accepted: Vec<IdentifierKind>,
    /// Whether practitioners need a licence number.
    pub licence: bool,
}

impl NamesAsked {
    /// The same for someone who is not a practitioner.
    #[must_use]
    pub fn without_numbers(self) -> Self {
        use IdentifierKind::{LicenceNumber, ProviderNumber};
        let accepted = self.accepted.into_iter().filter(|kind| !matches!(kind, LicenceNumber | ProviderNumber));
        Self { accepted: accepted.collect(), licence: false }
    }

    /// Whether people can sign in with this kind of name.
    #[must_use]
    pub fn accepts(&self, kind: IdentifierKind) -> bool {
        self.accepted.contains(&kind)
    }

    /// Whether this kind is required: without it, they could not sign in, or not practise. A Medicare card is a patient's.
    #[must_use]
    pub fn needs(&self, kind: IdentifierKind) -> bool {
        let mut others = self.accepted.iter().filter(|other| ![kind, IdentifierKind::Medicare].contains(other));
        let is_only = self.accepts(kind) && others.next().is_none();
        is_only || (self.licence && kind == IdentifierKind::LicenceNumber)
    }

    /// The name to ask for if all of these are blank; `None` if there is another to sign in with.
    #[must_use]
    pub fn missing(&self, blank: &[IdentifierKind]) -> Option<IdentifierKind> {
        let own = || self.accepted.iter().copied().filter(|kind| *kind != IdentifierKind::Medicare);
        own().next().filter(|_| own().all(|kind| blank.contains(&kind)))
    }
}

/// Words as a list: `username, email or national ID`.
#[must_use]
pub fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

impl Settings {
    /// The kinds of names, besides the email address, that a new patient is asked for, each with whether it is optional. A Medicare
    /// card number is optional if there is another name to sign in with, because not everyone has such a card.
    #[must_use]
    pub fn names_of_patients(&self) -> Vec<(IdentifierKind, bool)> {
        use IdentifierKind::{Email, Medicare, NationalId, Username};
        let accepts = |kind| self.login_identifiers.contains(&kind);
        let other = [Email, Username, NationalId].into_iter().any(accepts);
        let asked = [(Username, false), (NationalId, false), (Medicare, other)];
        asked.into_iter().filter(|(kind, _)| accepts(*kind)).collect()
    }

    /// The kinds of names that practitioners are asked for.
    #[must_use]
    pub fn names_of_practitioners(&self) -> NamesAsked {
        NamesAsked { accepted: self.login_identifiers.clone(), licence: self.licence_needed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::settings::Preset;

    #[test]
    fn each_kind_has_a_form_of_its_own() {
        use IdentifierKind::{LicenceNumber, Medicare, NationalId, ProviderNumber, Username};
        for (kind, typed, stored) in [
            (Username, " Anna.B-7 ", "anna.b-7"),
            (NationalId, "ab 123-456", "AB123456"),
            (Medicare, "2950 12345 1", "2950123451"),
            (ProviderNumber, "24 29-581 l", "2429581L"),
            (LicenceNumber, "med 0001", "MED0001"),
            (Username, "  ", ""),
        ] {
            assert_eq!(kind.parse(typed).as_deref(), Ok(stored), "{typed}");
            assert_eq!(kind.compared(typed), stored.to_lowercase(), "{typed}");
        }
        for (kind, typed) in [
            (Username, "an"),
            (Username, "7anna"),
            (Username, "anna@example.org"),
            (Username, "anna b"),
            (NationalId, "1234"),
            (NationalId, "12345/6"),
            (Medicare, "123456789"),
            (Medicare, "12345678AB"),
            (LicenceNumber, "abc"),
        ] {
            assert_eq!(kind.parse(typed), Err(FieldError::new(kind.field(), Problem::Wrong)), "{typed}");
        }
    }

    #[test]
    fn what_is_accepted_is_listed_in_words() {
        use IdentifierKind::{Email, NationalId, Username};
        let said = |kinds: &[IdentifierKind]| one_of(&kinds.iter().map(|kind| kind.noun()).collect::<Vec<_>>());
        assert_eq!(said(&[Email]), "email");
        assert_eq!(said(&[Username, Email]), "username or email");
        assert_eq!(said(&[Username, Email, NationalId]), "username, email or national ID");
    }

    #[test]
    fn a_new_patient_is_asked_for_what_they_will_sign_in_with() {
        use IdentifierKind::{Medicare, NationalId, Username};
        let asked = |preset| Settings::preset(preset).names_of_patients();
        assert_eq!(asked(Preset::Clinic), []);
        assert_eq!(asked(Preset::Has), [(NationalId, false)]);
        assert_eq!(asked(Preset::Medconnect), [(Username, false)]);
        let only_card = Settings { login_identifiers: vec![Medicare], ..Settings::default() };
        assert_eq!(only_card.names_of_patients(), [(Medicare, false)]);
    }

    #[test]
    fn a_practitioner_needs_the_only_name_that_is_accepted_and_a_licence_where_the_clinic_says_so() {
        use IdentifierKind::{Email, LicenceNumber, Medicare, NationalId, ProviderNumber, Username};
        let needed = |accepted: &[IdentifierKind], licence: bool| {
            let asked = NamesAsked { accepted: accepted.to_vec(), licence };
            let kinds = [Username, NationalId, ProviderNumber, LicenceNumber];
            kinds.into_iter().filter(|kind| asked.needs(*kind)).collect::<Vec<_>>()
        };

        assert_eq!(needed(&[Email], false), []);
        assert_eq!(needed(&[Username, Email], false), []);
        assert_eq!(needed(&[NationalId], true), [NationalId, LicenceNumber]);
        assert_eq!(needed(&[NationalId, Medicare], false), [NationalId]);
        assert_eq!(needed(&[NationalId, LicenceNumber], false), []);
        let staff = NamesAsked { accepted: vec![NationalId, LicenceNumber], licence: true }.without_numbers();
        assert!(staff.needs(NationalId) && !staff.needs(LicenceNumber));
    }
}
