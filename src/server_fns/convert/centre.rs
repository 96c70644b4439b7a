//! Converts use cases' results to the views of `server_fns::centre`.

use super::{choices::choices, listing};
use crate::{
    domain::{
        centre_form::CentreForm,
        directory::CentreKind,
        ids::CentreId,
        ordering::{Order, Page},
    },
    error::AppError,
    service::{
        centre::{Booked, Listed},
        centre_list::{CentreFilter, place_of},
        directory::Directory,
    },
    views::{
        centre::{BookedView, CentreEditView, CentrePhotoView, CentreQuery, CentreRowView, CentresView},
        listing::PlaceQuery,
    },
    words::calendar,
};

/// The time zones suggested besides those of the other centres.
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

/// The filter of a list of centres.
pub fn filter(query: &CentreQuery, list: &PlaceQuery) -> CentreFilter {
    CentreFilter {
        text: query.q.clone(),
        kind: query.kind.parse().ok(),
        suburb: query.suburb.clone(),
        service: query.service.parse().ok(),
        order: listing::order(list, Order::default()),
        edge: listing::edge(list),
        place: None,
    }
}

/// A page of centres, with the filter's choices.
pub fn list(
    reader: listing::Reader<'_>,
    (found, total): (Page<Listed>, usize),
    asked: CentreFilter,
    directory: &Directory,
) -> CentresView {
    let place = listing::place(reader, asked.order, &found, |one| (one.centre.id.0, place_of(one, asked.order.by)));
    let row = |Listed { centre, practitioners, coming }: Listed| CentreRowView {
        id: centre.id.0,
        kind: centre.kind,
        zone: centre.zone.name().to_owned(),
        name: centre.name,
        suburb: centre.suburb,
        address: centre.address,
        phone: centre.phone,
        practitioners,
        coming,
    };
    let mut suburbs: Vec<String> = directory.centres().map(|centre| centre.suburb.clone()).collect();
    // A suburb without centres stays visible as long as the filter names it.
    suburbs.extend(Some(asked.suburb).filter(|suburb| !suburb.is_empty()));
    suburbs.sort_unstable();
    suburbs.dedup();
    CentresView {
        rows: found.rows.into_iter().map(row).collect(),
        total,
        suburbs,
        services: choices(directory, None).services,
        place,
    }
}

/// A centre to be edited, or a new one; with a refused form: the key in its address, and the form.
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

/// A centre's picture, and the maximum size of an uploaded photo in millions of bytes.
pub fn photo(all: &[Listed], id: Option<i64>, most_megabytes: u16) -> Option<CentrePhotoView> {
    let found = all.iter().find(|listed| Some(listed.centre.id.0) == id)?;
    Some(CentrePhotoView { address: found.centre.picture(), is_photo: found.centre.photo.is_some(), most_megabytes })
}

/// Booked times in two time zones.
pub fn booked(found: Vec<Booked>) -> Vec<BookedView> {
    let view = |Booked { practitioner, before, after }: Booked| BookedView {
        practitioner,
        before: calendar::full_moment(before),
        after: calendar::full_moment(after),
    };
    found.into_iter().map(view).collect()
}

/// The centre that an address names; `None` for a new one.
pub fn key(id: &str) -> Result<Option<CentreId>, AppError> {
    if id == "new" { Ok(None) } else { id.parse().map(Some).map_err(|_| AppError::NotFound) }
}
