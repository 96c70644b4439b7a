//! A practitioner's profile as administrators and as practitioners themselves enter it, parsed from forms.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    account::{Email, IdentifierKind},
    biographies::{self, Biographies, BiographiesForm, LONGEST_BIO},
    centre_form::line,
    form::{Field, FieldError, Problem, Problems, phone, text},
    patient::{Gender, choice},
    profession::Profession,
    service_form::price,
    sign_in_name::{Names, NamesForm},
    text::fold,
};

/// The most areas of expertise, and the most languages, that one person can list.
const MOST_LISTED: usize = 20;

/// The administrator's form for a practitioner, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PractitionerForm {
    /// Full name.
    pub name: String,
    /// Email address, with which they sign in.
    pub email: String,
    /// Telephone number; may be blank.
    pub phone: String,
    /// Profession.
    pub profession: String,
    /// Areas of expertise, separated by commas.
    pub expertise: String,
    /// Registration number with insurers; may be blank.
    pub provider_number: String,
    /// Licence number, which may be blank; `None` leaves it as it is.
    #[serde(deserialize_with = "sent", skip_serializing_if = "Option::is_none")]
    pub licence_number: Option<String>,
    /// Other sign-in names; `None` leaves them as they are.
    pub names: Option<NamesForm>,
    /// Degrees and registrations; may be blank.
    pub qualifications: String,
    /// Years of practice; may be blank.
    pub experience: String,
    /// Languages, separated by commas.
    pub languages: String,
    /// `85` or `85.50`; may be blank.
    pub fee: String,
    /// `female`, `male`, `other`, or nothing.
    pub gender: String,
    /// Biography; may be blank.
    pub bio: String,
    /// Biographies in further languages, by tag; `None` leaves them as they are.
    pub bios: Option<BiographiesForm>,
    /// Not empty if they take new bookings.
    pub accepting: String,
    /// Not empty if they are seen on referral only.
    pub by_referral: String,
}

/// Deserialises a field that was sent, even if blank: by default, an empty value of an encoded form becomes `None`.
fn sent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

/// What patients read about a practitioner, and what a visit costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presentation {
    /// Areas of expertise, without duplicates.
    pub expertise: Vec<String>,
    /// Degrees and registrations; may be empty.
    pub qualifications: String,
    /// Years of practice.
    pub experience_years: u8,
    /// Languages, separated by commas; may be empty.
    pub languages: String,
    /// Price of a visit in hundredths.
    pub fee_cents: Option<i64>,
    /// Their gender, if they state it.
    pub gender: Option<Gender>,
    /// Biography; may be empty.
    pub bio: String,
    /// Biographies in further languages; `None` leaves them as they are.
    pub bios: Option<Biographies>,
}

/// A validated practitioner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PractitionerDraft {
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: Email,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Exactly one.
    pub profession: Profession,
    /// Registration number with insurers; may be empty.
    pub provider_number: String,
    /// Their other sign-in names, including the licence number; empty for none.
    pub names: Names,
    /// What patients read.
    pub presentation: Presentation,
    /// Whether they take new bookings.
    pub accepting: bool,
    /// Whether they are seen on referral only.
    pub by_referral: bool,
}

impl PractitionerForm {
    /// The sign-in names that were sent.
    fn names(&self, problems: &mut Problems) -> Option<Names> {
        let names = self.names.as_ref().map_or_else(|| Some(Names::new()), |names| names.parse(problems));
        let kind = IdentifierKind::LicenceNumber;
        let licence = match &self.licence_number {
            Some(typed) => problems.keep(kind.parse(typed)).map(|licence| vec![(kind, licence)]),
            None => Some(Names::new()),
        };
        let (mut names, licence) = names.zip(licence)?;
        names.extend(licence);
        Some(names)
    }

    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<PractitionerDraft, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(line(Field::FullName, &self.name, 2, 120));
        let email = problems.keep(work_email(&self.email));
        let phone = problems.keep(phone(Field::Phone, &self.phone, true));
        let profession = problems.keep(profession(&self.profession));
        let provider_number = problems.keep(provider_number(&self.provider_number));
        let names = self.names(&mut problems);
        let own = OwnProfileForm {
            phone: self.phone.clone(),
            expertise: self.expertise.clone(),
            qualifications: self.qualifications.clone(),
            experience: self.experience.clone(),
            languages: self.languages.clone(),
            fee: self.fee.clone(),
            gender: self.gender.clone(),
            bio: self.bio.clone(),
            bios: self.bios.clone(),
        };
        let presentation = own.presentation(&mut problems);
        let numbers = provider_number.zip(names);
        match (name, email, phone, profession, numbers, presentation) {
            (Some(name), Some(email), Some(phone), Some(profession), Some(numbers), Some(presentation)) => {
                let (provider_number, names) = numbers;
                let (accepting, by_referral) = (!self.accepting.is_empty(), !self.by_referral.is_empty());
                Ok(PractitionerDraft {
                    name,
                    email,
                    phone,
                    profession,
                    provider_number,
                    names,
                    presentation,
                    accepting,
                    by_referral,
                })
            }
            _ => Err(problems.into_vec()),
        }
    }
}

/// A practitioner's own profile form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnProfileForm {
    /// Telephone number; may be blank.
    pub phone: String,
    /// Areas of expertise, separated by commas.
    pub expertise: String,
    /// Degrees and registrations; may be blank.
    pub qualifications: String,
    /// Years of practice; may be blank.
    pub experience: String,
    /// Languages, separated by commas.
    pub languages: String,
    /// `85` or `85.50`; may be blank.
    pub fee: String,
    /// `female`, `male`, `other`, or nothing.
    pub gender: String,
    /// Biography; may be blank.
    pub bio: String,
    /// Biographies in further languages, by tag; `None` leaves them as they are.
    pub bios: Option<BiographiesForm>,
}

impl OwnProfileForm {
    /// The form filled with the current profile.
    #[must_use]
    pub fn of(phone: &str, shown: &Presentation) -> Self {
        let experience = if shown.experience_years == 0 { String::new() } else { shown.experience_years.to_string() };
        Self {
            phone: phone.to_owned(),
            expertise: shown.expertise.join(", "),
            qualifications: shown.qualifications.clone(),
            experience,
            languages: shown.languages.clone(),
            fee: typed_price(shown.fee_cents),
            gender: shown.gender.map_or("", Gender::as_str).to_owned(),
            bio: shown.bio.clone(),
            bios: shown.bios.as_ref().map(biographies::typed),
        }
    }

    /// The telephone number, and the public profile.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<(String, Presentation), Vec<FieldError>> {
        let mut problems = Problems::default();
        let phone = problems.keep(phone(Field::Phone, &self.phone, true));
        let presentation = self.presentation(&mut problems);
        phone.zip(presentation).ok_or_else(|| problems.into_vec())
    }

    fn presentation(&self, problems: &mut Problems) -> Option<Presentation> {
        let expertise = problems.keep(listed(Field::Expertise, &self.expertise));
        let qualifications = problems.keep(line(Field::Qualifications, &self.qualifications, 0, 300));
        let experience_years = problems.keep(years(&self.experience));
        let languages = problems.keep(listed(Field::Languages, &self.languages));
        let fee_cents = problems.keep(price(&self.fee).map_err(|e| FieldError::new(Field::Fee, e.problem)));
        let gender = problems.keep(choice(Field::Gender, &self.gender, Gender::parse));
        let bio = problems.keep(text(Field::Biography, &self.bio, 0, LONGEST_BIO));
        let bios = problems.keep(self.bios.as_ref().map(biographies::parse).transpose());
        Some(Presentation {
            expertise: expertise?,
            qualifications: qualifications?,
            experience_years: experience_years?,
            languages: languages?.join(", "),
            fee_cents: fee_cents?,
            gender: gender?,
            bio: bio?,
            bios: bios?,
        })
    }
}

/// An amount in hundredths, formatted for typing: `85`, or `85.50`.
#[must_use]
pub fn typed_price(cents: Option<i64>) -> String {
    match cents {
        None => String::new(),
        Some(cents) if cents % 100 == 0 => (cents / 100).to_string(),
        Some(cents) => format!("{}.{:02}", cents / 100, cents % 100),
    }
}

/// Validates someone else's email address.
///
/// # Errors
/// What is wrong with it.
pub fn work_email(typed: &str) -> Result<Email, FieldError> {
    Email::parse(typed).map_err(|e| FieldError::new(Field::WorkEmail, e.problem))
}

/// A common profession, or another.
pub(super) fn profession(typed: &str) -> Result<Profession, FieldError> {
    let problem = if typed.trim().is_empty() { Problem::Missing } else { Problem::Wrong };
    Profession::parse(typed).map_err(|_| FieldError::new(Field::Profession, problem))
}

/// ASCII letters and digits, without the spaces and hyphens often written in them.
pub(super) fn provider_number(typed: &str) -> Result<String, FieldError> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fits = bare.is_empty() || ((4..=20).contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_alphanumeric()));
    if fits { Ok(bare) } else { Err(FieldError::new(Field::ProviderNumber, Problem::Wrong)) }
}

fn years(typed: &str) -> Result<u8, FieldError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(0);
    }
    let years = typed.parse().ok().filter(|years| *years <= 80);
    years.ok_or(FieldError::new(Field::Experience, Problem::OutOfRange))
}

/// Splits a list at commas of any script and at line breaks, without duplicates.
pub(super) fn listed(field: Field, typed: &str) -> Result<Vec<String>, FieldError> {
    let mut found: Vec<String> = Vec::new();
    for part in typed.split([',', ';', '،', '؛', '，', '；', '、', '\n']).filter(|part| !part.trim().is_empty()) {
        let part = line(field, part, 2, 60)?;
        if !found.iter().any(|other| fold(other) == fold(&part)) {
            found.push(part);
        }
    }
    if found.len() > MOST_LISTED { Err(FieldError::new(field, Problem::OutOfRange)) } else { Ok(found) }
}
