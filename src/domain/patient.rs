//! What people state to become patients, parsed from a form.

#[cfg(test)]
mod tests;

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    account::{Email, IdentifierKind, Password},
    form::{Field, FieldError, Problem, Problems, phone, text},
    person_name::NameParts,
    settings::{Asks, Details, Settings},
    sign_in_name::{Names, NamesForm},
};

/// How a person describes their gender, if they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither, or another.
    Other,
}

impl Gender {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Other];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }

    /// Parses a stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gender| gender.as_str() == word)
    }
}

/// The maximum length of a person's name, in characters.
pub const LONGEST_NAME: usize = 120;

/// The blood groups of the ABO and Rh systems.
pub const BLOOD_GROUPS: [&str; 8] = ["A+", "A-", "B+", "B-", "AB+", "AB-", "O+", "O-"];

/// Parses one of [`BLOOD_GROUPS`]; some people write O as a zero.
pub fn blood_group(text: &str) -> Option<String> {
    let text = text.replace('0', "O");
    BLOOD_GROUPS.contains(&text.as_str()).then_some(text)
}

/// The registration form as typed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RegistrationForm {
    /// Full name, where the form has one field for it.
    pub name: String,
    /// Given and family name, where the form has two fields.
    pub parts: NameParts,
    /// Email address.
    pub email: String,
    /// Other names they will sign in with.
    pub names: NamesForm,
    /// Medicare card number.
    pub medicare: String,
    /// Telephone number.
    pub phone: String,
    /// Date of birth, day of the month.
    pub birth_day: String,
    /// Date of birth, month 1 to 12.
    pub birth_month: String,
    /// Date of birth, year.
    pub birth_year: String,
    /// `female`, `male`, `other` or nothing.
    pub gender: String,
    /// One of [`BLOOD_GROUPS`] or nothing.
    pub blood_group: String,
    /// Postal address.
    pub address: String,
    /// Whom to call.
    pub emergency_name: String,
    /// At which number.
    pub emergency_phone: String,
    /// Password.
    pub password: String,
    /// The password again, where a form asks for it twice.
    pub password_again: String,
}

/// What a visitor must provide besides name, email address and password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Required {
    /// Date of birth.
    pub birth_date: bool,
    /// Telephone number.
    pub phone: bool,
    /// What else is asked for.
    pub details: Details,
    /// Whether the form mentions that the email address can be used to sign in.
    pub signs_in_with_email: bool,
    /// Whether given and family name are two fields, one of which may be left blank.
    pub name_parts: bool,
    /// Sign-in names besides the email address, each with whether it may be left blank.
    pub names: Vec<(IdentifierKind, bool)>,
}

impl From<&Settings> for Required {
    fn from(settings: &Settings) -> Self {
        let asks = settings.registration_asks;
        Self {
            birth_date: asks != Asks::Essentials,
            phone: asks == Asks::BirthDateAndPhone || settings.unique_phone,
            details: settings.registration_details,
            signs_in_with_email: settings.login_identifiers.contains(&IdentifierKind::Email),
            name_parts: settings.name_parts,
            names: settings.names_of_patients(),
        }
    }
}

/// A validated registration.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Full name, 1 to [`LONGEST_NAME`] characters.
    pub name: String,
    /// Given and family name.
    pub parts: NameParts,
    /// Email address.
    pub email: Email,
    /// Their other sign-in names: those asked for and given.
    pub names: Names,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Date of birth, where given.
    pub date_of_birth: Option<Date>,
    /// Gender, where given.
    pub gender: Option<Gender>,
    /// Blood group, where given.
    pub blood_group: Option<String>,
    /// Postal address; may be empty.
    pub address: String,
    /// Emergency contact; may be empty.
    pub emergency_name: String,
    /// Emergency contact's number; may be empty.
    pub emergency_phone: String,
    /// Password.
    pub password: Password,
}

impl fmt::Debug for RegistrationForm {
    /// What a person typed must not end up in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RegistrationForm(…)")
    }
}

impl RegistrationForm {
    /// What is kept of the form while it is corrected: no passwords, and each field cut to its maximum length.
    #[must_use]
    pub fn without_passwords(&self) -> Self {
        let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
        Self {
            name: cut(&self.name, 120),
            parts: NameParts { given: cut(&self.parts.given, 59), family: cut(&self.parts.family, 59) },
            names: NamesForm { username: cut(&self.names.username, 60), national_id: cut(&self.names.national_id, 60) },
            medicare: cut(&self.medicare, 60),
            email: cut(&self.email, 254),
            phone: cut(&self.phone, 24),
            birth_day: cut(&self.birth_day, 4),
            birth_month: cut(&self.birth_month, 4),
            birth_year: cut(&self.birth_year, 4),
            gender: cut(&self.gender, 10),
            blood_group: cut(&self.blood_group, 3),
            address: cut(&self.address, 300),
            emergency_name: cut(&self.emergency_name, 120),
            emergency_phone: cut(&self.emergency_phone, 24),
            password: String::new(),
            password_again: String::new(),
        }
    }

    /// Checks every field, so that all problems are reported at once. `today` limits the date of birth.
    ///
    /// # Errors
    /// Each field's problem.
    pub fn parse(&self, required: &Required, today: Date) -> Result<Registration, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = self.name(required.name_parts, &mut problems);
        let names = self.names(&required.names, &mut problems);
        let email = problems.keep(Email::parse(&self.email));
        let phone_number = problems.keep(phone(Field::Phone, &self.phone, !required.phone));
        let date_of_birth = problems.keep(self.date_of_birth(required.birth_date, today));
        let gender = problems.keep(self.gender(required.details));
        let blood_group = problems.keep(choice(Field::BloodGroup, &self.blood_group, blood_group));
        let address = problems.keep(text(Field::Address, &self.address, 0, 300));
        let emergency_name = problems.keep(text(Field::EmergencyName, &self.emergency_name, 0, 120));
        let emergency_phone = problems.keep(phone(Field::EmergencyPhone, &self.emergency_phone, true));
        let password = problems.keep(self.password());
        let all = (|| {
            let (name, parts) = name?;
            Some(Registration {
                name,
                parts,
                names: names?,
                email: email?,
                phone: phone_number?,
                date_of_birth: date_of_birth?,
                gender: gender?,
                blood_group: blood_group?,
                address: address?,
                emergency_name: emergency_name?,
                emergency_phone: emergency_phone?,
                password: password?,
            })
        })();
        all.ok_or_else(|| problems.into_vec())
    }

    /// The display name, and its parts.
    fn name(&self, in_parts: bool, problems: &mut Problems) -> Option<(String, NameParts)> {
        if !in_parts {
            let name = problems.keep(text(Field::Name, &self.name, 1, LONGEST_NAME))?;
            let parts = NameParts::of(&name);
            return Some((name, parts));
        }
        match self.parts.parse() {
            Ok(parts) => Some((parts.shown(), parts)),
            Err(wrong) => {
                wrong.into_iter().for_each(|one| problems.add(one.field, one.problem));
                None
            }
        }
    }

    /// Only names that are asked for count.
    fn names(&self, asked: &[(IdentifierKind, bool)], problems: &mut Problems) -> Option<Names> {
        let one = |(kind, optional): &(IdentifierKind, bool)| {
            let missing = || FieldError::new(kind.field(), Problem::Missing);
            let parsed = kind.parse(self.typed(*kind)).and_then(|value| match value.is_empty() && !optional {
                true => Err(missing()),
                false => Ok(value),
            });
            problems.keep(parsed).map(|value| (*kind, value))
        };
        asked.iter().map(one).collect::<Vec<_>>().into_iter().collect()
    }

    fn typed(&self, kind: IdentifierKind) -> &str {
        match kind {
            IdentifierKind::Email => &self.email,
            IdentifierKind::Username => &self.names.username,
            IdentifierKind::NationalId => &self.names.national_id,
            IdentifierKind::Medicare => &self.medicare,
            IdentifierKind::ProviderNumber | IdentifierKind::LicenceNumber => "",
        }
    }

    /// The typed names of those kinds that can be used to sign in.
    #[must_use]
    pub fn sign_in_name(&self, accepted: &[IdentifierKind]) -> String {
        let mut typed = accepted.iter().map(|kind| self.typed(*kind).trim());
        typed.find(|name| !name.is_empty()).unwrap_or_default().to_owned()
    }

    fn date_of_birth(&self, is_required: bool, today: Date) -> Result<Option<Date>, FieldError> {
        let parts = [self.birth_year.as_str(), &self.birth_month, &self.birth_day];
        if !is_required && parts.iter().all(|part| part.trim().is_empty()) {
            return Ok(None);
        }
        birth_date(parts, today).map(Some)
    }

    fn gender(&self, asked: Details) -> Result<Option<Gender>, FieldError> {
        match choice(Field::Gender, &self.gender, Gender::parse)? {
            None if asked.gender() => Err(FieldError::new(Field::Gender, Problem::Missing)),
            gender => Ok(gender),
        }
    }

    /// A password that can be made visible while typing need not be typed twice.
    fn password(&self) -> Result<Password, FieldError> {
        let again = if self.password_again.is_empty() { &self.password } else { &self.password_again };
        new_password(&self.password, again)
    }
}

/// A date of birth, typed as year, month and day.
///
/// # Errors
/// It is missing, is not a date, or is impossible given `today`.
pub(super) fn birth_date(parts: [&str; 3], today: Date) -> Result<Date, FieldError> {
    let problem = |problem| FieldError::new(Field::DateOfBirth, problem);
    let parts = parts.map(str::trim);
    if parts.iter().all(|part| part.is_empty()) {
        return Err(problem(Problem::Missing));
    }
    let [year, month, day] = parts.map(|part| part.parse::<i16>().ok());
    let date = (|| Date::new(year?, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?).ok())();
    let date = date.ok_or(problem(Problem::NotADate))?;
    if date > today {
        return Err(problem(Problem::ImplausibleDate));
    }
    if date.year() < today.year() - 130 {
        return Err(problem(Problem::TooLongAgo));
    }
    Ok(date)
}

/// Someone's age, in the unit in which it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// In the first days of life.
    Newborn,
    /// Before two weeks.
    Days(usize),
    /// Before two months.
    Weeks(usize),
    /// Before two years.
    Months(usize),
    /// From then on.
    Years(usize),
}

/// Calculates an age. Someone born after `today`, because the date is already later where they are, is newborn.
#[must_use]
pub fn age(born: Date, today: Date) -> Age {
    let count = |count: i32| usize::try_from(count).unwrap_or(0);
    let months = months(born, today);
    let days = born.until(today).map_or(0, |span| span.get_days());
    match (months, days) {
        (24.., _) => Age::Years(count(months / 12)),
        (2.., _) => Age::Months(count(months)),
        (_, 14..) => Age::Weeks(count(days / 7)),
        (_, 2..) => Age::Days(count(days)),
        _ => Age::Newborn,
    }
}

/// Someone's age in whole years on a given date.
#[must_use]
pub fn years(born: Date, today: Date) -> i32 {
    months(born, today).div_euclid(12)
}

fn months(born: Date, today: Date) -> i32 {
    i32::from(today.year() - born.year()) * 12 + i32::from(today.month() - born.month())
        - i32::from(today.day() < born.day())
}

/// A new password, typed twice.
///
/// # Errors
/// The problem with its length, or the two differ.
pub fn new_password(password: &str, again: &str) -> Result<Password, FieldError> {
    let parsed = Password::parse(password)?;
    if password == again { Ok(parsed) } else { Err(FieldError::new(Field::PasswordAgain, Problem::NotTheSame)) }
}

pub(super) fn choice<T>(
    field: Field,
    value: &str,
    find: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, FieldError> {
    match value.trim() {
        "" => Ok(None),
        value => find(value).map(Some).ok_or(FieldError::new(field, Problem::NotAChoice)),
    }
}
