//! Who a person is to the system: roles, the names they sign in with, and the parts of an account. Passwords are hashed in the
//! service layer; here only their form is checked.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    app_scope::Readable,
    form::{Field, FieldError, Problem},
    ids::{AccountId, AppId, PatientId},
};

/// What an account may act as. An account can hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Books care for themselves.
    Patient,
    /// Gives care.
    Practitioner,
    /// Works at the front desk of certain centres.
    Receptionist,
    /// Sees the figures and lists, and decides how the clinic books.
    Manager,
    /// Reads the audit.
    Auditor,
    /// Runs the place; sees accounts and settings.
    Administrator,
}

impl Role {
    /// Every role. Whoever holds several starts the day where the last of them does.
    pub const ALL: [Self; 6] =
        [Self::Patient, Self::Practitioner, Self::Receptionist, Self::Manager, Self::Auditor, Self::Administrator];

    /// The roles that administrators grant to accounts that exist, and take away. Patients and practitioners are more than a role, and
    /// an administrator is always a new account.
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

    /// Where this role starts its day.
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
    /// Someone who is not signed in.
    Visitor,
    /// Someone who is signed in.
    Account {
        /// Whose account.
        id: AccountId,
        /// What they may act as.
        roles: Vec<Role>,
    },
    /// Someone else's app, which a patient allows to read parts of their record.
    App {
        /// Which app.
        app: AppId,
        /// Whose record.
        patient: PatientId,
        /// Which parts.
        reads: Vec<Readable>,
    },
}

impl Actor {
    /// The account, where there is one; an app is no one's.
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

/// Kinds of names that a person may sign in with.
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
    /// The number of a practitioner's licence.
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

/// The one form in which identifiers are compared: trimmed and lower case.
#[must_use]
pub fn normalise_identifier(text: &str) -> String {
    text.trim().to_lowercase()
}

/// How someone who is signed in says their second step once more, before something that hurts; not at all where they have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Again {
    /// With a code of their app.
    pub code: bool,
    /// With a passkey.
    pub passkey: bool,
}

/// An email address as a person wrote it, in a plausible form.
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

    /// As it was written.
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
    /// The maximum length, as visitors must not be able to choose how much hashing costs.
    pub const LONGEST: usize = 200;

    /// Checks the length of a new password. Whether it is a common one is for the service to check.
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

    /// Accepts what someone typed to sign in: any length up to the maximum is worth comparing.
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
