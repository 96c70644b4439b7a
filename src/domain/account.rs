//! Who a person is to the system: their roles, the names they sign in with, and the parts of an account. The service layer
//! hashes passwords; here only their form is checked.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    app_scope::Readable,
    form::{Field, FieldError, Problem},
    ids::{AccountId, AppId, PatientId},
};

/// A role that an account can act in. An account can hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Books care for themselves.
    Patient,
    /// Gives care.
    Practitioner,
    /// Works at the front desk of certain centres.
    Receptionist,
    /// Sees the reports and lists, and decides how the clinic takes bookings.
    Manager,
    /// Reads the audit.
    Auditor,
    /// Runs the clinic; sees accounts and settings.
    Administrator,
}

impl Role {
    /// Every role. An account with several starts on the home page of the last one listed here.
    pub const ALL: [Self; 6] =
        [Self::Patient, Self::Practitioner, Self::Receptionist, Self::Manager, Self::Auditor, Self::Administrator];

    /// The roles that administrators can grant to existing accounts, and take away. Being a patient or a practitioner takes more
    /// than a role, and an administrator is always a new account.
    pub const GRANTED: [Self; 3] = [Self::Receptionist, Self::Manager, Self::Auditor];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Practitioner => "practitioner",
            Self::Receptionist => "receptionist",
            Self::Manager => "manager",
            Self::Auditor => "auditor",
            Self::Administrator => "administrator",
        }
    }

    /// The page where this role starts after signing in.
    #[must_use]
    pub fn home(self) -> &'static str {
        match self {
            Self::Patient => "/patient",
            Self::Practitioner => "/practitioner",
            Self::Receptionist => "/desk",
            Self::Auditor => "/admin/audit",
            Self::Manager | Self::Administrator => "/admin",
        }
    }
}

impl FromStr for Role {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|role| role.as_str() == s).ok_or(())
    }
}

/// Who is asking. Every use case takes an actor and decides by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Someone who has not signed in.
    Visitor,
    /// A signed-in user.
    Account {
        /// Whose account.
        id: AccountId,
        /// The roles the account holds.
        roles: Vec<Role>,
    },
    /// A third-party app that a patient allows to read parts of their record.
    App {
        /// Which app.
        app: AppId,
        /// The patient whose record it is.
        patient: PatientId,
        /// Which parts.
        reads: Vec<Readable>,
    },
}

impl Actor {
    /// The actor's account, if any; an app has none.
    #[must_use]
    pub fn id(&self) -> Option<AccountId> {
        match self {
            Self::Visitor | Self::App { .. } => None,
            Self::Account { id, .. } => Some(*id),
        }
    }
}

/// Whether an account may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// May sign in.
    Active,
    /// May not be used until an administrator activates it; everything it owns is kept.
    Inactive,
}

impl AccountStatus {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

impl FromStr for AccountStatus {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        match s {
            "active" => Ok(Self::Active),
            "inactive" => Ok(Self::Inactive),
            _ => Err(()),
        }
    }
}

/// The kinds of names that people can sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// The e-mail address.
    Email,
    /// A chosen name.
    Username,
    /// A national identity number.
    NationalId,
    /// A Medicare card number.
    Medicare,
    /// A practitioner's provider number.
    ProviderNumber,
    /// A practitioner's licence number.
    LicenceNumber,
}

impl IdentifierKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Email, Self::Username, Self::NationalId, Self::Medicare, Self::ProviderNumber, Self::LicenceNumber];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Username => "username",
            Self::NationalId => "national_id",
            Self::Medicare => "medicare",
            Self::ProviderNumber => "provider_number",
            Self::LicenceNumber => "licence_number",
        }
    }
}

impl FromStr for IdentifierKind {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == s).ok_or(())
    }
}

/// The normal form in which identifiers are compared: trimmed and in lower case.
#[must_use]
pub fn normalise_identifier(text: &str) -> String {
    text.trim().to_lowercase()
}

/// How a signed-in user repeats their second step before a sensitive action; neither way for those without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// With a code from their authenticator app.
    pub code: bool,
    /// With a passkey.
    pub passkey: bool,
}

/// An email address as typed, in a plausible form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Accepts one `@` with something before it and a dotted name after it, at most 254 characters, no white space.
    ///
    /// # Errors
    /// [`Problem::Missing`] or [`Problem::NotAnEmail`].
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(FieldError::new(Field::Email, Problem::Missing));
        }
        let plausible = text.len() <= 254
            && !text.chars().any(|c| c.is_whitespace() || c.is_control())
            && text.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && !domain.contains('@')
                    && domain.contains('.')
                    && domain.split('.').all(|label| !label.is_empty())
            });
        if plausible { Ok(Self(text.to_owned())) } else { Err(FieldError::new(Field::Email, Problem::NotAnEmail)) }
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A password as typed: 8 to 200 characters. Redacted in `Debug`, and never serialised.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The fewest characters.
    pub const SHORTEST: usize = 8;
    /// The maximum length, so that visitors cannot choose how much hashing costs.
    pub const LONGEST: usize = 200;

    /// Checks the length of a new password. The service checks whether it is a common one.
    ///
    /// # Errors
    /// [`Problem::Missing`], [`Problem::TooShort`] or [`Problem::TooLong`].
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let problem = match text.chars().count() {
            0 => Problem::Missing,
            n if n < Self::SHORTEST => Problem::TooShort,
            n if n > Self::LONGEST => Problem::TooLong(200),
            _ => return Ok(Self(text.to_owned())),
        };
        Err(FieldError::new(Field::Password, problem))
    }

    /// Accepts a password typed to sign in: any length up to the maximum is worth comparing.
    #[must_use]
    pub fn attempt(text: &str) -> Self {
        Self(text.chars().take(Self::LONGEST + 1).collect())
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_needs_one_at_sign_and_a_dotted_domain() {
        for good in ["a@b.co", "First.Last+tag@clinic.example.org", " padded@b.co "] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "a", "a@b", "@b.co", "a@@b.co", "a b@c.co", "a@b..co", "a@.co", "a\n@b.co"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_has_at_least_eight_characters_of_any_alphabet() {
        assert!(Password::parse("sieben7").is_err());
        assert!(Password::parse("пароль-8").is_ok());
        assert!(Password::parse(&"x".repeat(201)).is_err());
    }

    #[test]
    fn a_password_never_shows_itself() {
        assert_eq!(format!("{:?}", Password::attempt("hunter22")), "Password(…)");
    }
}
