//! Practitioners.

mod sent;

use std::mem::take;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use self::sent::DoctorInput;
use self::sent::flag;
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
        directory::Practitioner,
        ids::PractitionerId,
        practitioner_form::{OwnProfileForm, PractitionerForm},
        text::{fold, sought_key},
    },
    error::AppError,
    service::{directory::Directory, hours, listing as lists, personnel, presentation, seen::Seen},
};

/// A practitioner.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Doctor {
    /// ID of the practitioner.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// Profession.
    pub profession: String,
    /// Areas of expertise.
    pub specializations: Vec<String>,
    /// Degrees and registrations; may be empty.
    pub qualifications: String,
    /// Years of practice.
    pub experience_years: i64,
    /// Languages spoken, separated by commas; may be empty.
    pub languages: String,
    /// Short biography; may be empty.
    pub bio: String,
    /// Price of a visit in cents (hundredths of the currency), if known.
    pub fee_cents: Option<i64>,
    /// Whether they take new bookings.
    pub available: bool,
    /// Whether a referral is needed to book with them.
    pub referral_only: bool,
    /// IDs of the centres where they work.
    pub centre_ids: Vec<i64>,
    /// Services that can be booked with them; if empty, only the standard visit.
    pub service_ids: Vec<i64>,
}

impl From<&Practitioner> for Doctor {
    fn from(person: &Practitioner) -> Self {
        Self {
            id: person.id.0,
            name: person.name.clone(),
            profession: person.profession.clone(),
            specializations: person.expertise.clone(),
            qualifications: person.qualifications.clone(),
            experience_years: person.experience_years,
            languages: person.languages.clone(),
            bio: person.bio.clone(),
            fee_cents: person.fee.as_ref().map(|(cents, _)| *cents),
            available: person.accepting,
            referral_only: person.requires_referral,
            centre_ids: person.affiliations.iter().map(|at| at.centre.0).collect(),
            service_ids: person.services.iter().map(|id| id.0).collect(),
        }
    }
}

/// Which practitioners to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DoctorFilters {
    /// Profession or area of expertise.
    pub specialization: Option<String>,
    /// Same as `specialization`.
    pub specialty: Option<String>,
    /// Suburb or town.
    pub location: Option<String>,
    /// Only practitioners at the centre with this ID.
    pub centre_id: Option<i64>,
    /// Whether they take new bookings.
    pub available: Option<bool>,
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

/// Whether one of these is the wanted value, if there is one.
fn is_among<'a>(wanted: Option<&String>, mut has: impl Iterator<Item = &'a String>) -> bool {
    wanted.is_none_or(|wanted| has.any(|one| fold(one) == fold(wanted)))
}

impl DoctorFilters {
    fn admits(&self, directory: &Directory, person: &Practitioner) -> bool {
        let titles = [person.title(), person.profession.clone()];
        let subjects = || titles.iter().chain(&person.expertise);
        let at = || person.affiliations.iter().filter_map(move |at| directory.centre(at.centre));
        is_among(self.specialization.as_ref(), subjects())
            && is_among(self.specialty.as_ref(), subjects())
            && is_among(self.location.as_ref(), at().map(|centre| &centre.suburb))
            && self.centre_id.is_none_or(|id| at().any(|centre| centre.id.0 == id))
            && self.available.is_none_or(|available| available == person.accepting)
            && self.name.as_ref().is_none_or(|name| fold(&person.name).contains(&sought_key(name)))
    }
}

/// Lists practitioners by name.
#[utoipa::path(
    get, path = "/api/v1/doctors", operation_id = "listDoctors", tag = "doctors", params(DoctorFilters),
    responses((status = 200, body = Listing<Doctor>), Errors)
)]
pub async fn list(caller: Caller, asked: Filters<DoctorFilters>) -> Result<Response, Problem> {
    let directory = caller.services.directory_for(&caller.actor).await?;
    let query = &asked.query;
    let list = listing::Asked { caller: &caller, uri: &asked.uri, format: query.format };
    let part = list.part(query.after.as_deref(), query.before.as_deref(), query.page)?;
    let found = directory.practitioners().filter(|person| query.admits(&directory, person)).collect();
    let place = |person: &&Practitioner| (person.name.clone(), person.id.0);
    list.answer(&part, part.of(found, place), place, Doctor::from)
}

/// Returns one practitioner.
#[utoipa::path(
    get, path = "/api/v1/doctors/{id}", operation_id = "readDoctor", tag = "doctors", params(("id" = i64, Path)),
    responses((status = 200, body = Doctor), Errors)
)]
pub async fn one(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    shown(&caller, PractitionerId(id)).await
}

async fn shown(caller: &Caller, id: PractitionerId) -> Result<Response, Problem> {
    let directory = caller.services.directory_for(&caller.actor).await?;
    let found: Doctor = directory.practitioner(id).ok_or_else(Problem::not_found)?.into();
    Ok(tag::tagged(&tag::state(&found), found))
}

/// A practitioner as a program last saw them.
fn seen(id: PractitionerId, meant: Meant) -> Seen {
    presentation::seen(id, move |person| meant.is(&Doctor::from(person)))
}

/// Adds a practitioner with an account of their own, as an administrator.
#[utoipa::path(
    post, path = "/api/v1/doctors", operation_id = "addDoctor", tag = "doctors", request_body = DoctorInput,
    responses((status = 201, body = Doctor), Errors)
)]
pub async fn add(caller: Caller, Sent(sent): Sent<DoctorInput>) -> Result<Response, Problem> {
    let first = sent.first_hours();
    let form = sent.over(PractitionerForm { accepting: flag(true), ..PractitionerForm::default() });
    let id = personnel::add(&caller.services, &caller.actor, &form, &first).await?;
    let location = [(header::LOCATION, format!("/api/v1/doctors/{id}"))];
    Ok((StatusCode::CREATED, location, shown(&caller, id).await?).into_response())
}

/// Replaces a practitioner's details. Anything left out becomes blank.
#[utoipa::path(
    put, path = "/api/v1/doctors/{id}", operation_id = "replaceDoctor", tag = "doctors",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    request_body = DoctorInput, responses((status = 200, body = Doctor), Errors)
)]
pub async fn replace(
    caller: Caller,
    Id(id): Id,
    meant: Meant,
    Sent(sent): Sent<DoctorInput>,
) -> Result<Response, Problem> {
    save(caller, id, (sent, false), meant).await
}

/// Changes some of a practitioner's details.
#[utoipa::path(
    patch, path = "/api/v1/doctors/{id}", operation_id = "changeDoctor", tag = "doctors",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    request_body = DoctorInput, responses((status = 200, body = Doctor), Errors)
)]
pub async fn change(
    caller: Caller,
    Id(id): Id,
    meant: Meant,
    Sent(sent): Sent<DoctorInput>,
) -> Result<Response, Problem> {
    save(caller, id, (sent, true), meant).await
}

async fn save(caller: Caller, id: i64, (sent, keeps): (DoctorInput, bool), meant: Meant) -> Result<Response, Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    let id = PractitionerId(id);
    if actor.id() == Some(id.account()) {
        if sent.is_for_administrators() {
            return Err(AppError::Forbidden.into());
        }
        save_own(&caller, id, (sent, keeps), meant).await?;
    } else {
        if sent.centre_id.is_some() || sent.days.is_some() || sent.from.is_some() || sent.to.is_some() {
            return Err(Problem::bad_request("Where a practitioner works is changed on the site."));
        }
        let known = personnel::to_edit(services, actor, Some(id)).await?.ok_or_else(Problem::not_found)?;
        let stands = personnel::form_of(&known.seen.stored, &known.names);
        // These are not sent.
        let kept = PractitionerForm { licence_number: None, names: None, bios: None, ..stands.clone() };
        let form = sent.over(if keeps { kept } else { PractitionerForm::default() });
        // If something is kept, no one changes it meanwhile.
        let saved = personnel::save_as_seen(services, actor, id, &form, keeps.then_some(stands));
        meant.guard(saved, |meant| seen(id, meant)).await?;
    }
    shown(&caller, id).await
}

/// A practitioner's own profile, and whether they take bookings. The first of these changes is bound to what was seen.
async fn save_own(
    caller: &Caller,
    me: PractitionerId,
    (sent, keeps): (DoctorInput, bool),
    mut meant: Meant,
) -> Result<(), Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    let seen = |meant: Meant| seen(me, meant);
    let (available, referral_only) = (sent.available, sent.referral_only);
    let says_more = !keeps
        || [&sent.phone, &sent.qualifications, &sent.languages, &sent.gender, &sent.bio]
            .iter()
            .any(|field| field.is_some())
        || sent.specializations.is_some()
        || sent.experience_years.is_some()
        || sent.fee_cents.is_some();
    if says_more {
        let (_, before) = presentation::own(services, actor).await?;
        let kept = PractitionerForm { bios: None, ..personnel::form_of(&before, &[]) };
        let form = sent.over(if keeps { kept } else { PractitionerForm::default() });
        let own = OwnProfileForm {
            phone: form.phone,
            expertise: form.expertise,
            qualifications: form.qualifications,
            experience: form.experience,
            languages: form.languages,
            fee: form.fee,
            gender: form.gender,
            bio: form.bio,
            bios: form.bios,
        };
        let saved = presentation::save_as_seen(services, actor, &own, keeps.then_some(before));
        take(&mut meant).guard(saved, seen).await?;
    }
    if let Some(available) = available {
        take(&mut meant).guard(hours::set_accepting(services, actor, available), seen).await?;
    }
    if let Some(referral_only) = referral_only {
        meant.guard(hours::set_requires_referral(services, actor, referral_only), seen).await?;
    }
    Ok(())
}

/// Deactivates a practitioner's account, as an administrator. Nothing is deleted.
#[utoipa::path(
    delete, path = "/api/v1/doctors/{id}", operation_id = "deactivateDoctor", tag = "doctors",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    responses((status = 204), Errors)
)]
pub async fn remove(caller: Caller, Id(id): Id, meant: Meant) -> Result<StatusCode, Problem> {
    let id = PractitionerId(id);
    let done = lists::set_active(&caller.services, &caller.actor, id.account(), Role::Practitioner, false);
    meant.guard(done, |meant| seen(id, meant)).await?;
    Ok(StatusCode::NO_CONTENT)
}
