//! From use cases' results to what `server_fns::centre` returns.

use crate::{
    domain::{centre_form::CentreForm, directory::CentreKind, ids::CentreId},
    error::AppError,
    service::centre::{Booked, Listed},
    views::centre::{BookedView, CentreEditView, CentrePhotoView, CentreRowView},
    words::{calendar, tr},
};

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

fn kind(kind: CentreKind) -> &'static str {
    match kind {
        CentreKind::Hospital => tr!(KindHospital),
        CentreKind::MedicalCentre => tr!(KindMedicalCentre),
    }
}

/// Every centre.
pub fn list(found: Vec<Listed>) -> Vec<CentreRowView> {
    let row = |Listed { centre, practitioners, coming }: Listed| CentreRowView {
        id: centre.id.0,
        kind: kind(centre.kind).to_owned(),
        place: centre.place(),
        zone: centre.zone.name().to_owned(),
        name: centre.name,
        phone: centre.phone,
        practitioners,
        coming,
    };
    found.into_iter().map(row).collect()
}

/// A centre to be changed, or a new one; with the form that was refused: of which, as the address has it, and the form.
pub fn edit(all: &[Listed], id: &str, refused: Option<(String, CentreForm)>) -> Result<CentreEditView, AppError> {
    let key = key(id)?;
    let found =
        key.map(|key| all.iter().find(|listed| listed.centre.id == key).ok_or(AppError::NotFound)).transpose()?;
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
        photo: None,
        zones,
        name: found.map(|listed| listed.centre.name.clone()).unwrap_or_default(),
        coming: found.map_or(0, |listed| listed.coming),
    })
}

/// What is shown of a centre, where a photo may be sent that has so many millions of bytes.
pub fn photo(all: &[Listed], id: Option<i64>, most_megabytes: u16) -> Option<CentrePhotoView> {
    let found = all.iter().find(|listed| Some(listed.centre.id.0) == id)?;
    Some(CentrePhotoView { address: found.centre.picture(), is_photo: found.centre.photo.is_some(), most_megabytes })
}

/// Booked times on two clocks.
pub fn booked(found: Vec<Booked>) -> Vec<BookedView> {
    let view = |Booked { practitioner, before, after }: Booked| BookedView {
        practitioner,
        before: calendar::full_moment(before),
        after: calendar::full_moment(after),
    };
    found.into_iter().map(view).collect()
}

/// The centre that an address names; none for a new one.
pub fn key(id: &str) -> Result<Option<CentreId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}
