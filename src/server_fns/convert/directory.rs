//! From use cases' results to what `server_fns::directory` returns.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    booking::{price, service_view},
    time_view::{short_date, zone_label},
};
use crate::{
    domain::{
        calendar_view::{closure_label, local_date, long_date},
        closure::StoredClosure,
        directory::{Centre, Practitioner},
        slot::{DatedWindow, WeeklyWindow},
        time::iso_weekday,
    },
    service::directory::Directory,
    views::{
        directory::{CentreView, PlaceView, PractitionerView, StaffView},
        rating::ReviewsView,
        search::OpeningsView,
    },
};

/// How many days ahead single dates and closures are told.
const TOLD_AHEAD: i64 = 28;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub fn centre(directory: &Directory, centre: &Centre, reviews: ReviewsView) -> CentreView {
    let mut teams: BTreeMap<String, Vec<StaffView>> = BTreeMap::new();
    for person in directory.staff(centre.id) {
        teams.entry(person.title()).or_default().push(StaffView {
            id: person.id.0,
            name: person.name.clone(),
            expertise: person.expertise.clone(),
            photo: Some(person.portrait()),
            accepting: person.accepting,
            by_referral: person.requires_referral,
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
        reviews,
    }
}

pub fn practitioner(
    directory: &Directory,
    person: &Practitioner,
    openings: Option<OpeningsView>,
    reviews: ReviewsView,
    now: Timestamp,
) -> PractitionerView {
    let places = person.affiliations.iter().filter_map(|affiliation| {
        let centre = directory.centre(affiliation.centre)?;
        let today = local_date(&centre.zone, now);
        let last = today.saturating_add(TOLD_AHEAD.days());
        let is_told = |window: &&DatedWindow| (today..=last).contains(&window.date());
        let told = affiliation.hours.dated.iter().filter(is_told);
        let wall = centre.zone.tz().to_datetime(now);
        let closed = directory.closures_of(person.id, centre.id);
        let closed = closed.filter(|one| one.times.ends() > wall && one.times.starts().date() <= last);
        Some(PlaceView {
            id: centre.id.0,
            name: centre.name.clone(),
            place: centre.place(),
            zone: zone_label(&centre.zone),
            hours: hours(&affiliation.hours.weekly, today),
            extra: told.map(|w| format!("{}, {}-{}", long_date(w.date()), w.starts(), w.ends())).collect(),
            closed: closed.map(closed_words).collect(),
        })
    });
    PractitionerView {
        id: person.id.0,
        name: person.name.clone(),
        profession: person.title(),
        expertise: person.expertise.clone(),
        qualifications: person.qualifications.clone(),
        bio: person.bio.clone(),
        experience_years: person.experience_years,
        languages: person.languages.clone(),
        photo: Some(person.portrait()),
        fee: person.fee.as_ref().map(|(cents, currency)| price(*cents, currency)),
        accepting: person.accepting,
        by_referral: person.requires_referral,
        openings,
        services: directory.services_of(person).map(|service| service_view(person, service)).collect(),
        places: places.collect(),
        message_as: None,
        reviews,
    }
}

/// Why somebody is away is theirs to tell; the clinic's holidays are everybody's.
fn closed_words(closure: &StoredClosure) -> String {
    let when = closure_label(closure.times);
    match (closure.practitioner, closure.name.is_empty()) {
        (Some(_), _) => format!("Away {when}"),
        (None, true) => format!("Closed {when}"),
        (None, false) => format!("Closed {when}: {}", closure.name),
    }
}

/// Monday to Sunday with their windows in words: those that count today, or will.
pub fn hours(windows: &[WeeklyWindow], today: Date) -> Vec<(String, Vec<String>)> {
    let in_words = |window: &WeeklyWindow| {
        let from = window.valid_from().filter(|from| *from > today);
        let from = from.map(|date| format!(" from {}", short_date(date))).unwrap_or_default();
        let until = window.valid_until().map(|date| format!(" until {}", short_date(date))).unwrap_or_default();
        format!("{}-{}{from}{until}", window.starts(), window.ends())
    };
    (1..=7)
        .zip(DAYS)
        .map(|(number, name)| {
            let counts = |window: &&WeeklyWindow| {
                iso_weekday(window.weekday()) == number && window.valid_until().is_none_or(|until| until >= today)
            };
            (name.to_owned(), windows.iter().filter(counts).map(in_words).collect())
        })
        .collect()
}
