//! Converts use cases' results to the views of `server_fns::earliest`.

use super::search::name_and_suburb;
use crate::{
    service::{
        directory::{Directory, Offering},
        earliest::{Earliest, FreeTime},
    },
    views::{
        earliest::{EarliestView, FreeTimeView},
        time_view::TimeView,
    },
    words::calendar,
};

/// The results, with remarks on the search itself.
pub fn view(directory: &Directory, found: &Earliest<'_>, (shortened, unlisted): (bool, Vec<String>)) -> EarliestView {
    let name = |place| directory.places.name(place).to_owned();
    let (suburb, nearby) = match &found.places {
        Some((suburb, nearby)) => (Some(name(*suburb)), nearby.iter().map(|place| name(*place)).collect()),
        None => (None, Vec::new()),
    };
    let mut zones = found.times.iter().map(|time| time.offering.centre.zone.name());
    let first = zones.next();
    // On one page, times of several zones are sorted by local time.
    let mut times: Vec<FreeTimeView> = found.times.iter().map(free_time).collect();
    let order = |time: &FreeTimeView| (time.when.day.clone(), time.when.minute, time.when.start);
    times.sort_by_key(order);
    EarliestView {
        practitioners: found.practitioners,
        suburb,
        nearby,
        page: found.page,
        has_more: found.has_more,
        shortened,
        unlisted,
        given_up: found.given_up.map(|date| (date.to_string(), calendar::long_date(date))),
        several_zones: zones.any(|zone| Some(zone) != first),
        times,
    }
}

/// A time that can be booked.
pub fn free_time(time: &FreeTime<'_>) -> FreeTimeView {
    let Offering { practitioner, centre, .. } = time.offering;
    FreeTimeView {
        when: TimeView::new(&centre.zone, &time.slot),
        practitioner: practitioner.id.0,
        name: practitioner.name.clone(),
        profession: practitioner.title(),
        expertise: practitioner.expertise.clone(),
        photo: Some(practitioner.portrait()),
        centre: centre.id.0,
        place: name_and_suburb(centre),
    }
}
