//! The input with which programs describe a practitioner.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::{first_hours::FirstHoursForm, practitioner_form::PractitionerForm};

/// A practitioner as an administrator describes them; practitioners change what patients read about themselves.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DoctorInput {
    /// Full name. Only administrators can change it.
    pub name: Option<String>,
    /// Email address to sign in with. Only administrators can change it.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Profession. Only administrators can change it.
    pub profession: Option<String>,
    /// Areas of expertise.
    pub specializations: Option<Vec<String>>,
    /// Licence number. Only administrators can change it; it stays if it is left out.
    pub license_number: Option<String>,
    /// Registration number with insurers. Only administrators can change it.
    pub provider_number: Option<String>,
    /// Degrees and registrations.
    pub qualifications: Option<String>,
    /// Years of practice.
    pub experience_years: Option<u8>,
    /// Languages spoken, separated by commas.
    pub languages: Option<String>,
    /// Price of a visit in cents (hundredths of the currency).
    pub fee_cents: Option<u32>,
    /// Gender: `female`, `male` or `other`.
    pub gender: Option<String>,
    /// Short biography.
    pub bio: Option<String>,
    /// Whether they take new bookings.
    pub available: Option<bool>,
    /// Whether a referral is needed to book with them.
    pub referral_only: Option<bool>,
    /// ID of the centre where they start. Only for new practitioners.
    pub centre_id: Option<i64>,
    /// Working days, 1 for Monday. Only for new practitioners.
    pub days: Option<Vec<u8>>,
    /// Start of the working day, such as `09:00`. Only for new practitioners.
    pub from: Option<String>,
    /// End of the working day, such as `17:30`. Only for new practitioners.
    pub to: Option<String>,
}

/// The price as typed.
fn price(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// The flag as ticked.
pub(super) fn flag(set: bool) -> String {
    if set { "on".to_owned() } else { String::new() }
}

impl DoctorInput {
    /// Merged into the current values.
    pub(super) fn over(self, form: PractitionerForm) -> PractitionerForm {
        PractitionerForm {
            name: self.name.unwrap_or(form.name),
            email: self.email.unwrap_or(form.email),
            phone: self.phone.unwrap_or(form.phone),
            profession: self.profession.unwrap_or(form.profession),
            expertise: self.specializations.map_or(form.expertise, |all| all.join(", ")),
            provider_number: self.provider_number.unwrap_or(form.provider_number),
            licence_number: self.license_number.or(form.licence_number),
            names: form.names,
            qualifications: self.qualifications.unwrap_or(form.qualifications),
            experience: self.experience_years.map_or(form.experience, |years| years.to_string()),
            languages: self.languages.unwrap_or(form.languages),
            fee: self.fee_cents.map_or(form.fee, price),
            gender: self.gender.unwrap_or(form.gender),
            bio: self.bio.unwrap_or(form.bio),
            bios: form.bios,
            accepting: self.available.map_or(form.accepting, flag),
            by_referral: self.referral_only.map_or(form.by_referral, flag),
        }
    }

    /// Where and when a new practitioner works.
    pub(super) fn first_hours(&self) -> FirstHoursForm {
        let days = self.days.iter().flatten().map(u8::to_string).collect();
        FirstHoursForm {
            centre: self.centre_id.map(|id| id.to_string()).unwrap_or_default(),
            days,
            from: self.from.clone().unwrap_or_default(),
            to: self.to.clone().unwrap_or_default(),
        }
    }

    /// Whether it contains something that only administrators change.
    pub(super) fn is_for_administrators(&self) -> bool {
        let who = [&self.name, &self.email, &self.profession, &self.license_number, &self.provider_number];
        who.into_iter().chain([&self.from, &self.to]).any(|field| field.is_some())
            || self.centre_id.is_some()
            || self.days.is_some()
    }
}
