//! From use cases' results to what `server_fns::centre` returns.

use crate::{
    domain::{account::Actor, centre_form::CentreForm, directory::CentreKind, ids::CentreId},
    error::AppError,
    request::session,
    service::{
        Services,
        centre::{self, Listed, Saved},
    },
    views::centre::{CentreEditView, CentreRowView},
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_centre";

/// The zones that are suggested besides those of the other centres.
const ZONES: [&str; 10] = [
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Broken_Hill",
    "Australia/Darwin",
    "Australia/Hobart",
    "Australia/Lord_Howe",
    "Australia/Melbourne",
    "Australia/Perth",
    "Australia/Sydney",
    "Pacific/Auckland",
];

pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<CentreRowView>, AppError> {
    let row = |Listed { centre, practitioners, coming }: Listed| CentreRowView {
        id: centre.id.0,
        kind: centre.kind.label().to_owned(),
        place: centre.place(),
        zone: centre.zone.name().to_owned(),
        name: centre.name,
        phone: centre.phone,
        practitioners,
        coming,
    };
    Ok(centre::list(services, actor).await?.into_iter().map(row).collect())
}

pub async fn edit(services: &Services, actor: &Actor, id: &str) -> Result<CentreEditView, AppError> {
    let all = centre::list(services, actor).await?;
    let key = key(id)?;
    let found =
        key.map(|key| all.iter().find(|listed| listed.centre.id == key).ok_or(AppError::NotFound)).transpose()?;
    let refused: Option<(String, CentreForm)> = session::take_once(REFUSED).await;
    let typed = refused.filter(|(of, _)| of == id).map(|(_, form)| form);
    let mut zones: Vec<String> = all.iter().map(|listed| listed.centre.zone.name().to_owned()).collect();
    // Where most centres are, a new one is likely to be, too.
    let usual = zones.iter().max_by_key(|zone| zones.iter().filter(|other| other == zone).count()).cloned();
    zones.extend(ZONES.map(str::to_owned));
    zones.sort_unstable();
    zones.dedup();
    let blank = || CentreForm {
        kind: CentreKind::MedicalCentre.as_str().into(),
        time_zone: usual.unwrap_or_else(|| "Australia/Sydney".into()),
        ..CentreForm::default()
    };
    let stored = || found.map_or_else(blank, |listed| CentreForm::of(&listed.centre));
    Ok(CentreEditView {
        id: key.map(|key| key.0),
        form: typed.unwrap_or_else(stored),
        zones,
        name: found.map(|listed| listed.centre.name.clone()).unwrap_or_default(),
        coming: found.map_or(0, |listed| listed.coming),
    })
}

fn key(id: &str) -> Result<Option<CentreId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}

pub async fn save(services: &Services, actor: &Actor, id: &str, form: CentreForm) -> Result<Saved, AppError> {
    let saved = centre::save(services, actor, key(id)?, &form).await.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_))) && crate::request::context::is_plain_form() {
        session::show_once(REFUSED, &(id, &form)).await?;
    }
    saved
}
