//! A practitioner's application to work with the clinic: what they say about themselves, and how it is decided.

#[cfg(test)]
mod tests;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    account::{Email, IdentifierKind},
    centre_form::line,
    form::{Field, FieldError, Problem, Problems, phone, text},
    ids::CentreId,
    practitioner_form::{listed, profession, provider_number},
    profession::Profession,
    sign_in_name::{Names, NamesAsked, NamesForm},
};

/// The most centres that an applicant can ask for.
const MOST_CENTRES: usize = 20;
/// The most documents that an application can have.
pub const MOST_DOCUMENTS: i64 = 10;
/// The most entries in the exchange between an applicant and the clinic.
pub const MOST_EVENTS: i64 = 200;

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationStatus {
    /// Waiting for the administrators.
    Received,
    /// Waiting for the applicant to answer a question.
    Asked,
    /// The applicant works with the clinic.
    Approved,
    /// The clinic said no.
    Refused,
    /// The applicant withdrew it.
    Withdrawn,
}

impl ApplicationStatus {
    /// Every status; those that wait for someone come first.
    pub const ALL: [Self; 5] = [Self::Received, Self::Asked, Self::Approved, Self::Refused, Self::Withdrawn];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether it can still be decided, answered or withdrawn.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Asked)
    }
}

impl FromStr for ApplicationStatus {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|status| status.as_str() == s).ok_or(())
    }
}

/// An event in an application's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationEvent {
    /// An administrator asked for more information.
    Asked,
    /// The applicant answered.
    Answered,
    /// An administrator left a note for colleagues.
    Note,
    /// The applicant added a document.
    Document,
    /// The applicant said which account is theirs.
    Claimed,
    /// An administrator approved it.
    Approved,
    /// An administrator refused it.
    Refused,
    /// The applicant withdrew it.
    Withdrawn,
    /// A second administrator confirmed that the new account may be used.
    Confirmed,
    /// The applicant chose a password.
    Password,
}

impl ApplicationEvent {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Asked,
        Self::Answered,
        Self::Note,
        Self::Document,
        Self::Claimed,
        Self::Approved,
        Self::Refused,
        Self::Withdrawn,
        Self::Confirmed,
        Self::Password,
    ];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Note => "note",
            Self::Document => "document",
            Self::Claimed => "claimed",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Confirmed => "confirmed",
            Self::Password => "password",
        }
    }

    /// Whether the applicant may read this event; notes between colleagues are not shown.
    #[must_use]
    pub fn is_for_applicant(self) -> bool {
        self != Self::Note
    }
}

impl FromStr for ApplicationEvent {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|event| event.as_str() == s).ok_or(())
    }
}

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationForm {
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Profession.
    pub profession: String,
    /// Areas of expertise, separated by commas.
    pub expertise: String,
    /// Languages, separated by commas.
    pub languages: String,
    /// The number under which insurers know them; may be blank.
    pub provider_number: String,
    /// Licence number; may be blank where the clinic does not require one.
    pub licence_number: String,
    /// The names they would sign in with besides their email address.
    pub names: NamesForm,
    /// Degrees and registrations.
    pub qualifications: String,
    /// The keys of the centres where they would like to work.
    pub centres: Vec<String>,
    /// Why they are applying, and anything else; may be blank.
    pub about: String,
}

/// A validated application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationDraft {
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: Email,
    /// Telephone number.
    pub phone: String,
    /// Profession.
    pub profession: Profession,
    /// Areas of expertise, without duplicates.
    pub expertise: Vec<String>,
    /// Languages, each once.
    pub languages: Vec<String>,
    /// May be empty.
    pub provider_number: String,
    /// May be empty.
    pub licence_number: String,
    /// The names they would sign in with besides their email address, one per kind; may be empty.
    pub names: Names,
    /// Degrees and registrations.
    pub qualifications: String,
    /// Where they would like to work; may be empty.
    pub centres: Vec<CentreId>,
    /// May be empty.
    pub about: String,
}

impl ApplicationForm {
    /// What is kept of the form while it is corrected: each field cut to its maximum length.
    #[must_use]
    pub fn cut(&self) -> Self {
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        Self {
            name: cut(&self.name, 120),
            email: cut(&self.email, 254),
            phone: cut(&self.phone, 24),
            profession: cut(&self.profession, 60),
            expertise: cut(&self.expertise, 1_300),
            languages: cut(&self.languages, 1_300),
            provider_number: cut(&self.provider_number, 40),
            licence_number: cut(&self.licence_number, 40),
            names: NamesForm { username: cut(&self.names.username, 40), national_id: cut(&self.names.national_id, 40) },
            qualifications: cut(&self.qualifications, 300),
            centres: self.centres.iter().take(MOST_CENTRES).map(|id| cut(id, 20)).collect(),
            about: cut(&self.about, 3_000),
        }
    }

    /// Validates the form, where the clinic asks for these names.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self, asked: &NamesAsked) -> Result<ApplicationDraft, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(line(Field::Name, &self.name, 2, 120));
        let email = problems.keep(Email::parse(&self.email));
        let phone = problems.keep(phone(Field::Phone, &self.phone, false));
        let profession = problems.keep(profession(&self.profession));
        let expertise = problems.keep(listed(Field::Expertise, &self.expertise));
        let languages = problems.keep(listed(Field::Languages, &self.languages));
        let provider_number = problems.keep(provider_number(&self.provider_number));
        let licence_number = problems.keep(IdentifierKind::LicenceNumber.parse(&self.licence_number));
        let names = self.names.parse(&mut problems);
        let numbers = [
            (IdentifierKind::ProviderNumber, &self.provider_number),
            (IdentifierKind::LicenceNumber, &self.licence_number),
            (IdentifierKind::Username, &self.names.username),
            (IdentifierKind::NationalId, &self.names.national_id),
        ];
        let blank = numbers.into_iter().filter(|(_, typed)| typed.trim().is_empty());
        let blank: Vec<IdentifierKind> = blank.map(|(kind, _)| kind).collect();
        let missing = asked.missing(&blank);
        for kind in blank.into_iter().filter(|kind| asked.needs(*kind) || missing == Some(*kind)) {
            problems.add(kind.field(), Problem::Missing);
        }
        let qualifications = problems.keep(line(Field::Qualifications, &self.qualifications, 2, 300));
        let centres = problems.keep(self.wished());
        let about = problems.keep(text(Field::AboutWork, &self.about, 0, 3_000));
        let draft = || {
            Some(ApplicationDraft {
                name: name?,
                email: email?,
                phone: phone?,
                profession: profession?,
                expertise: expertise?,
                languages: languages?,
                provider_number: provider_number?,
                licence_number: licence_number?,
                names: names?,
                qualifications: qualifications?,
                centres: centres?,
                about: about?,
            })
        };
        let problems = problems.into_vec();
        draft().filter(|_| problems.is_empty()).ok_or(problems)
    }

    fn wished(&self) -> Result<Vec<CentreId>, FieldError> {
        let wrong = FieldError::new(Field::WishedCentres, Problem::NotAChoice);
        let mut centres: Vec<CentreId> =
            self.centres.iter().map(|id| id.parse()).collect::<Result<_, _>>().map_err(|_| wrong)?;
        centres.sort_unstable();
        centres.dedup();
        if centres.len() > MOST_CENTRES { Err(wrong) } else { Ok(centres) }
    }
}

/// Validates a message written in an application by the applicant or an administrator.
///
/// # Errors
/// [`Problem::Missing`], [`Problem::TooShort`] or [`Problem::TooLong`].
pub fn words(field: Field, typed: &str) -> Result<String, FieldError> {
    text(field, typed, 3, 3_000)
}
