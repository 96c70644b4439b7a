//! From use cases' results to what `server_fns::personnel` returns.

use crate::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind},
        calendar_view::local_date,
        first_hours::FirstHoursForm,
        ids::{AppointmentId, PractitionerId},
        patient::Gender,
        practitioner_form::{OwnProfileForm, PractitionerForm, Presentation, typed_price},
        profession::COMMON,
    },
    error::AppError,
    request::{context, session},
    server_fns::convert::{
        details::{names_form, one},
        directory::hours,
    },
    service::{
        Services,
        admin::PAGE,
        directory::Directory,
        personnel::{self, Seen},
        stranded::{Fate, Settled},
        user,
    },
    storage::practitioner::{Listed, Stored, Work},
    views::personnel::{PersonnelEditView, PersonnelRowView, PersonnelView, WorkView},
};

/// Under which the session keeps forms that were refused, for the page that shows them again.
const REFUSED: &str = "refused_practitioner";
const REFUSED_WORK: &str = "refused_affiliation";

pub async fn list(services: &Services, actor: &Actor, text: &str, page: i64) -> Result<PersonnelView, AppError> {
    let page = page.clamp(1, 1_000_000);
    let (found, total) = personnel::list(services, actor, text, page).await?;
    let row = |one: Listed| PersonnelRowView {
        id: one.id.0,
        name: one.name,
        email: one.email,
        profession: one.profession,
        centres: one.centres,
        active: one.status == AccountStatus::Active,
        accepting: one.accepting,
    };
    let pages = total.unsigned_abs().div_ceil(PAGE.unsigned_abs()).max(1);
    Ok(PersonnelView {
        rows: found.into_iter().map(row).collect(),
        total,
        page,
        pages: i64::try_from(pages).unwrap_or(i64::MAX),
    })
}

pub async fn edit(services: &Services, actor: &Actor, id: &str) -> Result<PersonnelEditView, AppError> {
    let key = key(id)?;
    let seen = match key {
        Some(key) => Some(personnel::find(services, actor, key).await?),
        None => {
            // Refuses whom it is not for before anything is shown.
            personnel::list(services, actor, "", 1).await?;
            None
        }
    };
    let refused: Option<(String, PractitionerForm, FirstHoursForm)> = session::take_once(REFUSED).await;
    let refused = refused.filter(|(of, ..)| of == id);
    let refused_work: Option<(String, FirstHoursForm)> = session::take_once(REFUSED_WORK).await;
    let refused_work = refused_work.filter(|(of, _)| of == id).map(|(_, first)| first);
    let directory = services.directory().await?;
    let (typed, first) = refused.map(|(_, form, first)| (form, first)).unzip();
    let blank = || PractitionerForm { accepting: "yes".into(), ..PractitionerForm::default() };
    let names = match key {
        Some(key) => user::names(services, actor, key.account()).await?,
        None => Vec::new(),
    };
    let form = typed.unwrap_or_else(|| seen.as_ref().map_or_else(blank, |seen| form(&seen.stored, &names)));
    Ok(PersonnelEditView {
        id: key.map(|key| key.0),
        form,
        first: first.or(refused_work).unwrap_or_else(FirstHoursForm::usual),
        professions: professions(&directory),
        centres: centres(&directory, seen.as_ref()),
        work: seen.as_ref().map(|seen| work(services, seen)).unwrap_or_default(),
        active: seen.as_ref().is_none_or(|seen| seen.stored.status == AccountStatus::Active),
        email: seen.as_ref().map(|seen| seen.stored.email.clone()).unwrap_or_default(),
        name: seen.map(|seen| seen.stored.name).unwrap_or_default(),
    })
}

fn key(id: &str) -> Result<Option<PractitionerId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}

/// The form in which a practitioner stands as they are.
fn form(stored: &Stored, names: &[(IdentifierKind, String)]) -> PractitionerForm {
    let own = own_form(&stored.phone, &stored.presentation);
    let ticked = |is: bool| if is { "yes".to_owned() } else { String::new() };
    PractitionerForm {
        name: stored.name.clone(),
        email: stored.email.clone(),
        profession: stored.profession.clone(),
        provider_number: stored.provider_number.clone(),
        licence_number: Some(one(names, IdentifierKind::LicenceNumber).to_uppercase()),
        names: Some(names_form(names)),
        accepting: ticked(stored.accepting),
        by_referral: ticked(stored.by_referral),
        phone: own.phone,
        expertise: own.expertise,
        qualifications: own.qualifications,
        experience: own.experience,
        languages: own.languages,
        fee: own.fee,
        gender: own.gender,
        bio: own.bio,
    }
}

/// The form in which what patients read stands as it is.
pub fn own_form(phone: &str, shown: &Presentation) -> OwnProfileForm {
    let experience = if shown.experience_years == 0 { String::new() } else { shown.experience_years.to_string() };
    OwnProfileForm {
        phone: phone.to_owned(),
        expertise: shown.expertise.join(", "),
        qualifications: shown.qualifications.clone(),
        experience,
        languages: shown.languages.clone(),
        fee: typed_price(shown.fee_cents),
        gender: shown.gender.map_or("", Gender::as_str).to_owned(),
        bio: shown.bio.clone(),
    }
}

/// The common ones, and those that someone has.
pub(super) fn professions(directory: &Directory) -> Vec<String> {
    let had = directory.practitioners().map(|person| person.profession.clone());
    let mut all: Vec<String> = had.chain(COMMON.iter().map(|name| (*name).to_owned())).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The centres where somebody does not work yet.
pub(super) fn centres(directory: &Directory, seen: Option<&Seen>) -> Vec<(i64, String)> {
    let works = |id| seen.is_some_and(|seen| seen.work.iter().any(|(work, _)| work.centre == id));
    let others = directory.centres().filter(|centre| !works(centre.id));
    let mut all: Vec<(i64, String)> = others.map(|centre| (centre.id.0, centre.name.clone())).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

fn work(services: &Services, seen: &Seen) -> Vec<WorkView> {
    let now = services.clock.now();
    let view = |(work, coming): &(Work, Vec<AppointmentId>)| {
        let days = hours(&work.weekly, local_date(&work.zone, now)).into_iter();
        WorkView {
            id: work.id.0,
            centre: work.name.clone(),
            hours: days.filter(|(_, windows)| !windows.is_empty()).map(|(day, all)| (day, all.join(", "))).collect(),
            coming: coming.iter().map(|id| id.0).collect(),
        }
    };
    seen.work.iter().map(view).collect()
}

pub async fn save(
    services: &Services,
    actor: &Actor,
    id: &str,
    form: PractitionerForm,
    first: FirstHoursForm,
) -> Result<PractitionerId, AppError> {
    let saved = match key(id)? {
        None => personnel::add(services, actor, &form, &first).await,
        Some(key) => personnel::save(services, actor, key, &form).await.map(|()| key),
    };
    let saved = saved.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED, &(id, &form, &first)).await?;
    }
    saved
}

pub async fn add_work(services: &Services, actor: &Actor, id: &str, first: FirstHoursForm) -> Result<(), AppError> {
    let key = id.parse().map_err(|_| AppError::NotFound)?;
    let added = personnel::add_work(services, actor, key, &first).await.map_err(AppError::from);
    if matches!(added, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED_WORK, &(id, &first)).await?;
    }
    added
}

pub async fn end_work(
    services: &Services,
    actor: &Actor,
    id: &str,
    affiliation: &str,
    seen: &[String],
    tell: bool,
) -> Result<(), AppError> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let affiliation = affiliation.parse().map_err(|_| AppError::NotFound)?;
    let seen = seen.iter().map(|id| id.parse().map_err(|_| AppError::BadRequest)).collect::<Result<_, _>>()?;
    let settled = Settled { seen, fate: Fate::chosen(false, tell) };
    Ok(personnel::end_work(services, actor, id, affiliation, &settled).await?)
}
