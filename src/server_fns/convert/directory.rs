//! Converts use cases' results to the views of `server_fns::directory`.

use std::collections::{BTreeMap, HashMap};

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    booking::{price, service_view},
    time_view::{short_date, zone_label},
};
use crate::{
    domain::{
        calendar_view::local_date,
        closure::StoredClosure,
        directory::{Centre, Practitioner},
        ids::PractitionerId,
        slot::{DatedWindow, Slot, WeeklyWindow},
        time::iso_weekday,
    },
    service::directory::Directory,
    views::{
        directory::{CentreView, PlaceView, PractitionerView, StaffView},
        rating::ReviewsView,
        search::OpeningsView,
        time_view::TimeView,
    },
    words::{calendar, language, tr},
};

/// How many days ahead single dates and closures are shown.
const TOLD_AHEAD: i64 = 28;

/// An arbitrary Monday.
const MONDAY: Date = jiff::civil::date(2026, 11, 23);

pub fn centre(
    directory: &Directory,
    centre: &Centre,
    free: &HashMap<PractitionerId, Slot>,
    reviews: ReviewsView,
) -> CentreView {
    let mut teams: BTreeMap<String, Vec<StaffView>> = BTreeMap::new();
    for person in directory.staff(centre.id) {
        teams.entry(person.title()).or_default().push(StaffView {
            id: person.id.0,
            name: person.name.clone(),
            expertise: person.expertise.clone(),
            photo: Some(person.portrait()),
            accepting: person.accepting,
            by_referral: person.requires_referral,
            next_free: free.get(&person.id).map(|slot| TimeView::new(&centre.zone, slot)),
        });
    }
    CentreView {
        id: centre.id.0,
        name: centre.name.clone(),
        kind: centre.kind,
        picture: centre.picture(),
        has_photo: centre.photo.is_some(),
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
            extra: told.map(|w| dated(*w)).collect(),
            closed: closed.map(closed_words).collect(),
        })
    });
    PractitionerView {
        id: person.id.0,
        name: person.name.clone(),
        profession: person.title(),
        expertise: person.expertise.clone(),
        qualifications: person.qualifications.clone(),
        bio: person.bio_in(language()).to_owned(),
        experience_years: person.experience_years,
        languages: person.languages.clone(),
        photo: Some(person.portrait()),
        fee: person.fee.as_ref().map(|(cents, currency)| price(*cents, currency)),
        accepting: person.accepting,
        by_referral: person.requires_referral,
        openings,
        services: directory.services_of(person).map(|service| service_view(person, service)).collect(),
        places: places.collect(),
        may_wait: false,
        message_for: Vec::new(),
        reviews,
    }
}

/// Why someone is away is theirs to tell; the clinic's holidays are public.
fn closed_words(closure: &StoredClosure) -> String {
    let when = calendar::closure(closure.times);
    match (closure.practitioner, closure.name.is_empty()) {
        (Some(_), _) => tr!(AwayOn, when = when),
        (None, true) => tr!(ClosedOn, when = when),
        (None, false) => tr!(ClosedOnFor, when = when, name = closure.name),
    }
}

/// Hours on a single day.
fn dated(window: DatedWindow) -> String {
    let [starts, ends] = [window.starts(), window.ends()].map(calendar::minute);
    format!("{}, {starts}-{ends}", calendar::long_date(window.date()))
}

/// Monday to Sunday with their windows in words: the current and future ones.
pub fn hours(windows: &[WeeklyWindow], today: Date) -> Vec<(String, Vec<String>)> {
    let in_words = |window: &WeeklyWindow| {
        let from = window.valid_from().filter(|from| *from > today);
        let [starts, ends] = [window.starts(), window.ends()].map(calendar::minute);
        let hours = format!("{starts}-{ends}");
        match (from.map(short_date), window.valid_until().map(short_date)) {
            (None, None) => hours,
            (Some(from), None) => tr!(HoursFrom, hours = hours, from = from),
            (None, Some(until)) => tr!(HoursUntil, hours = hours, until = until),
            (Some(from), Some(until)) => tr!(HoursFromUntil, hours = hours, from = from, until = until),
        }
    };
    (1..=7)
        .map(|number| {
            let name = calendar::long_weekday(MONDAY.saturating_add((number - 1).days()));
            let counts = |window: &&WeeklyWindow| {
                iso_weekday(window.weekday()) == number && window.valid_until().is_none_or(|until| until >= today)
            };
            (name, windows.iter().filter(counts).map(in_words).collect())
        })
        .collect()
}
