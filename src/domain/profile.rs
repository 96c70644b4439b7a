//! A patient's profile, health aside: how to reach them, whom to call, their insurance.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    access::Reach,
    account::IdentifierKind,
    form::{Field, FieldError, Problems, phone, text},
    patient::{Gender, LONGEST_NAME, birth_date, blood_group, choice},
};

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    /// Full name.
    pub name: String,
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
    /// One of [`super::patient::BLOOD_GROUPS`] or nothing.
    pub blood_group: String,
    /// Postal address.
    pub address: String,
    /// Medicare card number.
    pub medicare: String,
    /// Who insures them.
    pub insurer: String,
    /// Under which number.
    pub insurance_number: String,
    /// Whom to call.
    pub emergency_name: String,
    /// Their relation to the patient.
    pub emergency_relation: String,
    /// At which number.
    pub emergency_phone: String,
}

/// A validated profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Full name, 2 to 120 characters.
    pub name: String,
    /// Telephone number.
    pub phone: String,
    /// Date of birth.
    pub date_of_birth: Option<Date>,
    /// Gender, where given.
    pub gender: Option<Gender>,
    /// Blood group, where given.
    pub blood_group: Option<String>,
    /// Postal address; may be empty.
    pub address: String,
    /// Medicare card number; may be empty.
    pub medicare: String,
    /// Insurer; may be empty.
    pub insurer: String,
    /// Insurance number; may be empty.
    pub insurance_number: String,
    /// Emergency contact; may be empty.
    pub emergency_name: String,
    /// Their relation to the patient; may be empty.
    pub emergency_relation: String,
    /// Their number; may be empty.
    pub emergency_phone: String,
}

impl Profile {
    /// The part of it that a reach covers: the name for those who read only what they wrote themselves, and with a summary the date
    /// of birth.
    #[must_use]
    pub fn within(self, reach: Reach) -> Self {
        match reach {
            Reach::Shared | Reach::Everything => self,
            Reach::Summary => Self { name: self.name, date_of_birth: self.date_of_birth, ..Self::default() },
            Reach::OwnEntries => Self { name: self.name, ..Self::default() },
        }
    }
}

impl ProfileForm {
    /// Checks every field. `today` limits the date of birth.
    ///
    /// # Errors
    /// Each field's problem.
    pub fn parse(&self, today: Date) -> Result<Profile, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(text(Field::Name, &self.name, 1, LONGEST_NAME));
        let phone_number = problems.keep(phone(Field::Phone, &self.phone, false));
        let parts = [&self.birth_year, &self.birth_month, &self.birth_day];
        let date_of_birth = problems.keep(birth_date(parts.map(String::as_str), today));
        let gender =
            problems.keep(choice(Field::Gender, &self.gender, |s| Gender::ALL.into_iter().find(|g| g.as_str() == s)));
        let blood_group = problems.keep(choice(Field::BloodGroup, &self.blood_group, blood_group));
        let address = problems.keep(text(Field::Address, &self.address, 0, 300));
        let medicare = problems.keep(IdentifierKind::Medicare.parse(&self.medicare));
        let insurer = problems.keep(text(Field::Insurer, &self.insurer, 0, 120));
        let insurance_number = problems.keep(text(Field::InsuranceNumber, &self.insurance_number, 0, 60));
        let emergency_name = problems.keep(text(Field::EmergencyName, &self.emergency_name, 0, 120));
        let emergency_relation = problems.keep(text(Field::EmergencyRelation, &self.emergency_relation, 0, 60));
        let emergency_phone = problems.keep(phone(Field::EmergencyPhone, &self.emergency_phone, true));
        let all = (|| {
            Some(Profile {
                name: name?,
                phone: phone_number?,
                date_of_birth: Some(date_of_birth?),
                gender: gender?,
                blood_group: blood_group?,
                address: address?,
                medicare: medicare?,
                insurer: insurer?,
                insurance_number: insurance_number?,
                emergency_name: emergency_name?,
                emergency_relation: emergency_relation?,
                emergency_phone: emergency_phone?,
            })
        })();
        all.ok_or_else(|| problems.into_vec())
    }
}

impl From<&Profile> for ProfileForm {
    fn from(profile: &Profile) -> Self {
        let born = profile.date_of_birth;
        let part = |number: Option<i16>| number.map(|number| number.to_string()).unwrap_or_default();
        Self {
            name: profile.name.clone(),
            phone: profile.phone.clone(),
            birth_day: part(born.map(|date| date.day().into())),
            birth_month: part(born.map(|date| date.month().into())),
            birth_year: part(born.map(Date::year)),
            gender: profile.gender.map_or("", Gender::as_str).to_owned(),
            blood_group: profile.blood_group.clone().unwrap_or_default(),
            address: profile.address.clone(),
            medicare: profile.medicare.clone(),
            insurer: profile.insurer.clone(),
            insurance_number: profile.insurance_number.clone(),
            emergency_name: profile.emergency_name.clone(),
            emergency_relation: profile.emergency_relation.clone(),
            emergency_phone: profile.emergency_phone.clone(),
        }
    }
}
