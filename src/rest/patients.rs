//! Patients: for themselves, for those who look after them, and for administrators.

pub mod newcomer;

use axum::{http::StatusCode, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    caller::Caller,
    input::{Filters, Id, Meant, Sent},
    listing::{self, Format, Listing},
    problem::{Errors, Problem},
    tag,
};
use crate::{
    domain::{
        account::Role,
        ids::{PatientId, PractitionerId},
        profile::{Profile, ProfileForm},
        user_form::UserForm,
    },
    service::{
        listing::{self as lists, PatientRow, PatientSeen},
        profile,
        seen::Seen,
        user,
    },
};

/// A patient.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Patient {
    /// ID of the patient.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// The patient's number at this clinic.
    pub number: String,
    /// Date of birth, such as `1985-03-27`, if known.
    pub date_of_birth: Option<String>,
    /// Age in whole years, if known.
    pub age: Option<i16>,
    /// Email address. Only administrators and the patients themselves see it.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Whether the account is active. Only administrators and the patients themselves see it.
    pub active: Option<bool>,
}

impl Patient {
    pub(super) fn new(row: PatientRow, now: Timestamp) -> Self {
        let (email, phone, active) = match row.contact {
            Some((email, phone, active)) => (Some(email), Some(phone), Some(active)),
            None => (None, None, None),
        };
        let age = row.date_of_birth.as_ref().and_then(|date| age(date, now));
        let (id, date_of_birth) = (row.id.0, row.date_of_birth);
        Self { id, name: row.name, number: row.number, date_of_birth, age, email, phone, active }
    }
}

/// Whole years since a date of birth.
fn age(date: &str, now: Timestamp) -> Option<i16> {
    let born: jiff::civil::Date = date.parse().ok()?;
    let today = now.to_zoned(TimeZone::UTC).date();
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    Some(today.year() - born.year() - i16::from(!had_birthday))
}

/// The year, the month and the day of a date of birth, as forms have them. What is no date is left whole, for forms to refuse.
pub(super) fn born(date: &str) -> [String; 3] {
    if !date.chars().all(|one| one.is_ascii_digit() || "- ".contains(one)) {
        return [date.to_owned(), String::new(), String::new()];
    }
    let mut parts = date.splitn(3, '-').map(|part| part.trim().to_owned());
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// A patient with what their profile says.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PatientDetail {
    /// The patient.
    #[serde(flatten)]
    pub patient: Patient,
    /// Profile; null for administrators, who can't read records.
    pub profile: Option<PatientProfile>,
}

impl PatientDetail {
    fn new(PatientSeen { row, profile }: PatientSeen, now: Timestamp) -> Self {
        Self { patient: Patient::new(row, now), profile: profile.map(PatientProfile::from) }
    }
}

/// What a profile says.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PatientProfile {
    /// Full name.
    pub name: String,
    /// Telephone number.
    pub phone: String,
    /// Date of birth, such as `1985-03-27`.
    pub date_of_birth: String,
    /// Gender: `female`, `male` or `other`; empty if not given.
    pub gender: String,
    /// Blood group; may be empty.
    pub blood_group: String,
    /// Postal address; may be empty.
    pub address: String,
    /// Medicare card number; may be empty.
    pub medicare: String,
    /// Name of the health insurer; may be empty.
    pub insurer: String,
    /// Number of the insurance policy; may be empty.
    pub insurance_number: String,
    /// Name of the emergency contact; may be empty.
    pub emergency_name: String,
    /// The emergency contact's relationship to the patient, such as `mother`; may be empty.
    pub emergency_relation: String,
    /// The emergency contact's telephone number; may be empty.
    pub emergency_phone: String,
}

impl From<Profile> for PatientProfile {
    fn from(profile: Profile) -> Self {
        Self {
            name: profile.name,
            phone: profile.phone,
            date_of_birth: profile.date_of_birth.map(|date| date.to_string()).unwrap_or_default(),
            gender: profile.gender.map(|gender| gender.as_str().to_owned()).unwrap_or_default(),
            blood_group: profile.blood_group.unwrap_or_default(),
            address: profile.address,
            medicare: profile.medicare,
            insurer: profile.insurer,
            insurance_number: profile.insurance_number,
            emergency_name: profile.emergency_name,
            emergency_relation: profile.emergency_relation,
            emergency_phone: profile.emergency_phone,
        }
    }
}

impl PatientProfile {
    fn form(&self) -> ProfileForm {
        let [birth_year, birth_month, birth_day] = born(&self.date_of_birth);
        ProfileForm {
            name: self.name.clone(),
            phone: self.phone.clone(),
            birth_day,
            birth_month,
            birth_year,
            gender: self.gender.clone(),
            blood_group: self.blood_group.clone(),
            address: self.address.clone(),
            medicare: self.medicare.clone(),
            insurer: self.insurer.clone(),
            insurance_number: self.insurance_number.clone(),
            emergency_name: self.emergency_name.clone(),
            emergency_relation: self.emergency_relation.clone(),
            emergency_phone: self.emergency_phone.clone(),
        }
    }
}

/// Which patients to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PatientFilters {
    /// Only patients this practitioner looks after. Practitioners give their own ID.
    pub doctor_id: Option<i64>,
    /// Part of a name.
    pub name: Option<String>,
    /// Start after this place in the list; the `next` link of a page contains it.
    pub after: Option<String>,
    /// End before this place in the list; the `previous` link of a page contains it.
    pub before: Option<String>,
    /// Page number, starting at 1.
    pub page: Option<i64>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists patients by name. Practitioners get those they can find on the site, patients only themselves.
#[utoipa::path(
    get, path = "/api/v1/patients", operation_id = "listPatients", tag = "patients", params(PatientFilters),
    responses((status = 200, body = Listing<Patient>), Errors)
)]
pub async fn list(caller: Caller, asked: Filters<PatientFilters>) -> Result<Response, Problem> {
    let query = asked.query;
    let list = listing::Asked { caller: &caller, uri: &asked.uri, format: query.format };
    let part = list.part(query.after.as_deref(), query.before.as_deref(), query.page)?;
    let (named, doctor) = (query.name.unwrap_or_default(), query.doctor_id.map(PractitionerId));
    let page = lists::patients(&caller.services, &caller.actor, &named, doctor, &part).await?;
    let now = caller.services.clock.now();
    list.answer(&part, page, |row| row.place.clone(), |row| Patient::new(row, now))
}

/// Returns one patient. To read someone else's profile you need a reason that gives you access to their record; each such read is logged.
#[utoipa::path(
    get, path = "/api/v1/patients/{id}", operation_id = "readPatient", tag = "patients", params(("id" = i64, Path)),
    responses((status = 200, body = PatientDetail), Errors)
)]
pub async fn one(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let found = lists::patient(&caller.services, &caller.actor, PatientId(id)).await?;
    let patient = PatientDetail::new(found, caller.services.clock.now());
    Ok(tag::tagged(&tag::state(&patient), patient))
}

/// A patient as a program last saw them.
fn seen(caller: &Caller, id: PatientId, meant: Meant) -> Seen {
    let now = caller.services.clock.now();
    profile::seen(&caller.actor, id, move |found| meant.is(&PatientDetail::new(found.clone(), now)))
}

/// Changes to a profile. Administrators can change only the name, email address and telephone number.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PatientInput {
    /// Email address to sign in with. Administrators only.
    pub email: Option<String>,
    /// Full name.
    pub name: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Date of birth, such as `1985-03-27`.
    pub date_of_birth: Option<String>,
    /// Gender: `female`, `male` or `other`; empty if not given.
    pub gender: Option<String>,
    /// Blood group.
    pub blood_group: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// Medicare card number.
    pub medicare: Option<String>,
    /// The patient's password. Required to change the Medicare card number if people sign in with it.
    pub current_password: Option<String>,
    /// Name of the health insurer.
    pub insurer: Option<String>,
    /// Number of the insurance policy.
    pub insurance_number: Option<String>,
    /// Name of the emergency contact.
    pub emergency_name: Option<String>,
    /// The emergency contact's relationship to the patient, such as `mother`.
    pub emergency_relation: Option<String>,
    /// The emergency contact's telephone number.
    pub emergency_phone: Option<String>,
}

impl PatientInput {
    fn over(self, kept: PatientProfile) -> PatientProfile {
        PatientProfile {
            name: self.name.unwrap_or(kept.name),
            phone: self.phone.unwrap_or(kept.phone),
            date_of_birth: self.date_of_birth.unwrap_or(kept.date_of_birth),
            gender: self.gender.unwrap_or(kept.gender),
            blood_group: self.blood_group.unwrap_or(kept.blood_group),
            address: self.address.unwrap_or(kept.address),
            medicare: self.medicare.unwrap_or(kept.medicare),
            insurer: self.insurer.unwrap_or(kept.insurer),
            insurance_number: self.insurance_number.unwrap_or(kept.insurance_number),
            emergency_name: self.emergency_name.unwrap_or(kept.emergency_name),
            emergency_relation: self.emergency_relation.unwrap_or(kept.emergency_relation),
            emergency_phone: self.emergency_phone.unwrap_or(kept.emergency_phone),
        }
    }

    /// Whether it contains something that only patients themselves can change.
    fn is_of_the_patients_own(&self) -> bool {
        let fields = [
            &self.date_of_birth,
            &self.gender,
            &self.blood_group,
            &self.address,
            &self.medicare,
            &self.current_password,
            &self.insurer,
            &self.insurance_number,
            &self.emergency_name,
            &self.emergency_relation,
            &self.emergency_phone,
        ];
        fields.iter().any(|field| field.is_some())
    }
}

/// Replaces a profile. Anything left out becomes blank.
#[utoipa::path(
    put, path = "/api/v1/patients/{id}", operation_id = "replacePatient", tag = "patients",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    request_body = PatientInput, responses((status = 200, body = PatientDetail), Errors)
)]
pub async fn replace(
    caller: Caller,
    id: Id,
    meant: Meant,
    Sent(sent): Sent<PatientInput>,
) -> Result<Response, Problem> {
    save(&caller, PatientId(id.0), (sent, false), meant).await?;
    one(caller, id).await
}

/// Changes parts of a profile.
#[utoipa::path(
    patch, path = "/api/v1/patients/{id}", operation_id = "changePatient", tag = "patients",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    request_body = PatientInput, responses((status = 200, body = PatientDetail), Errors)
)]
pub async fn change(caller: Caller, id: Id, meant: Meant, Sent(sent): Sent<PatientInput>) -> Result<Response, Problem> {
    save(&caller, PatientId(id.0), (sent, true), meant).await?;
    one(caller, id).await
}

async fn save(
    caller: &Caller,
    id: PatientId,
    (sent, keeps): (PatientInput, bool),
    meant: Meant,
) -> Result<(), Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    if actor.id() == Some(id.account()) {
        if sent.email.is_some() {
            return Err(Problem::bad_request("The clinic changes the email address that you sign in with."));
        }
        let (_, before, _) = profile::own(services, actor).await?;
        let kept = if keeps { before.clone().into() } else { PatientProfile::default() };
        let password = sent.current_password.clone().unwrap_or_default();
        let form = sent.over(kept).form();
        let given = (password.as_str(), caller.address.as_str());
        // If something is kept, no one changes it meanwhile.
        let saved = profile::save_as_seen(services, actor, &form, given, keeps.then_some(before));
        return meant.guard(saved, |meant| seen(caller, id, meant)).await;
    }
    // Anyone without permission is told so before the input is validated.
    let before = user::find_patient(services, actor, id).await?;
    if sent.is_of_the_patients_own() {
        return Err(Problem::bad_request("Administrators change name, email and phone; patients the rest."));
    }
    let names = user::names(services, actor, id.account()).await?;
    let stands = user::form_of(&before, &names);
    let kept = |before: String| if keeps { before } else { String::new() };
    let form = UserForm {
        name: sent.name.unwrap_or_else(|| kept(before.full_name)),
        email: sent.email.unwrap_or_else(|| kept(before.email)),
        phone: sent.phone.unwrap_or_else(|| kept(before.phone)),
        names: None,
    };
    let saved = user::save_as_seen(services, actor, id.account(), &form, keeps.then_some(stands));
    meant.guard(saved, |meant| seen(caller, id, meant)).await
}

/// Deactivates a patient's account, as an administrator. Nothing is deleted.
#[utoipa::path(
    delete, path = "/api/v1/patients/{id}", operation_id = "deactivatePatient", tag = "patients",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    responses((status = 204), Errors)
)]
pub async fn remove(caller: Caller, Id(id): Id, meant: Meant) -> Result<StatusCode, Problem> {
    let id = PatientId(id);
    let done = lists::set_active(&caller.services, &caller.actor, id.account(), Role::Patient, false);
    meant.guard(done, |meant| seen(&caller, id, meant)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_counted_from_birthday_to_birthday() {
        let at = |text: &str| format!("{text}T12:00:00Z").parse().expect("an instant");

        assert_eq!(age("1985-03-27", at("2026-03-26")), Some(40));
        assert_eq!(age("1985-03-27", at("2026-03-27")), Some(41));
        assert_eq!(age("2000-02-29", at("2026-02-28")), Some(25));
        assert_eq!(age("unknown", at("2026-02-28")), None);
    }
}
