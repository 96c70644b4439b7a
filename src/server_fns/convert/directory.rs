//! From use cases' results to what `server_fns::directory` returns.

use std::collections::BTreeMap;

use crate::server_fns::{
    directory::{CentreView, PlaceView, PractitionerView, StaffView},
    search::OpeningsView,
};
use crate::{
    domain::{
        directory::{Centre, Practitioner},
        slot::WeeklyWindow,
        time::iso_weekday,
    },
    server_fns::convert::time_view::zone_label,
    service::directory::Directory,
};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub fn centre(directory: &Directory, centre: &Centre) -> CentreView {
    let mut teams: BTreeMap<String, Vec<StaffView>> = BTreeMap::new();
    for person in directory.staff(centre.id) {
        teams.entry(person.profession.clone()).or_default().push(StaffView {
            id: person.id.0,
            name: person.name.clone(),
            expertise: person.expertise.clone(),
            photo: person.photo.clone(),
            accepting: person.accepting,
        });
    }
    CentreView {
        id: centre.id.0,
        name: centre.name.clone(),
        kind: centre.kind.label().to_owned(),
        place: centre.place(),
        phone: centre.phone.clone(),
        abn: centre.abn.clone(),
        zone: zone_label(&centre.zone),
        teams: teams.into_iter().collect(),
    }
}

pub fn practitioner(directory: &Directory, person: &Practitioner, openings: Option<OpeningsView>) -> PractitionerView {
    let places = person.affiliations.iter().filter_map(|affiliation| {
        let centre = directory.centre(affiliation.centre)?;
        Some(PlaceView {
            id: centre.id.0,
            name: centre.name.clone(),
            place: centre.place(),
            zone: zone_label(&centre.zone),
            hours: hours(&affiliation.hours),
        })
    });
    PractitionerView {
        id: person.id.0,
        name: person.name.clone(),
        profession: person.profession.clone(),
        expertise: person.expertise.clone(),
        qualifications: person.qualifications.clone(),
        bio: person.bio.clone(),
        experience_years: person.experience_years,
        languages: person.languages.clone(),
        photo: person.photo.clone(),
        fee: person.fee.as_ref().map(|(cents, currency)| format!("${}.{:02} {currency}", cents / 100, cents % 100)),
        accepting: person.accepting,
        openings,
        places: places.collect(),
    }
}

/// Monday to Sunday with their windows in words.
pub fn hours(windows: &[WeeklyWindow]) -> Vec<(String, Vec<String>)> {
    (1..=7)
        .zip(DAYS)
        .map(|(number, name)| {
            let on_day = windows.iter().filter(|window| iso_weekday(window.weekday()) == number);
            (name.to_owned(), on_day.map(|w| format!("{}-{}", w.starts(), w.ends())).collect())
        })
        .collect()
}
