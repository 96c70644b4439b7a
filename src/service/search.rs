//! Finding centres and practitioners, with the first free times of those on the page.

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{Outcome, Services, availability::busy, directory::Directory};
use crate::{
    domain::{
        booking::{horizon, slot_rule},
        calendar_view::local_date,
        directory::{Affiliation, Centre, Practitioner},
        ids::{CentreId, PractitionerId},
        search::{Hit, Kind, SearchQuery},
        slot::{BusyCells, Slot},
        time::cells,
    },
    storage::claim,
};

/// Results on a page.
pub const PAGE_SIZE: usize = 10;
/// How far ahead results look for a free time, in days.
const LOOK_AHEAD_DAYS: u16 = 14;
/// Days with free times that a result shows, and times for each.
const DAYS_SHOWN: usize = 3;
const TIMES_SHOWN: usize = 3;

/// What was asked for: free text and exact filters, blank for none.
#[derive(Clone, Debug, Default)]
pub struct SearchRequest {
    /// Anything: names, professions, expertise, places.
    pub text: String,
    /// Only centres, or only practitioners.
    pub kind: Option<Kind>,
    /// Only this profession.
    pub profession: String,
    /// Only this expertise.
    pub specialty: String,
    /// Only this suburb.
    pub suburb: String,
    /// The page, from 1; beyond the last it is the last.
    pub page: usize,
}

/// A page of results.
#[derive(Debug)]
pub struct SearchPage<'d> {
    /// How many there are in all.
    pub total: usize,
    /// Which page this is, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// The results on it, best first.
    pub results: Vec<Found<'d>>,
}

/// One result.
#[derive(Debug)]
pub enum Found<'d> {
    /// A centre.
    Centre(&'d Centre),
    /// A practitioner, with free times at one of their centres.
    Practitioner {
        /// Who.
        person: &'d Practitioner,
        /// The next free times, where there are any in the next two weeks.
        openings: Option<Openings<'d>>,
    },
}

/// Free times of a practitioner at the centre that has the earliest.
#[derive(Debug)]
pub struct Openings<'d> {
    /// Where.
    pub centre: &'d Centre,
    /// The earliest.
    pub earliest: Slot,
    /// The first days that have free times, each with its first ones.
    pub days: Vec<(Date, Vec<Slot>)>,
}

/// Searches the directory.
///
/// # Errors
/// The storage's failure.
pub async fn search<'d>(
    services: &Services,
    directory: &'d Directory,
    request: &SearchRequest,
) -> Outcome<SearchPage<'d>> {
    let hits = directory.index.search(&SearchQuery {
        text: &request.text,
        kind: request.kind,
        profession: Some(&request.profession),
        specialty: Some(&request.specialty),
        suburb: Some(&request.suburb),
    });
    let pages = hits.len().div_ceil(PAGE_SIZE).max(1);
    let page = request.page.clamp(1, pages);
    let shown = hits.iter().skip((page - 1) * PAGE_SIZE).take(PAGE_SIZE);
    let results = with_openings(services, directory, shown).await?;
    Ok(SearchPage { total: hits.len(), page, pages, results })
}

async fn with_openings<'d>(
    services: &Services,
    directory: &'d Directory,
    hits: impl Iterator<Item = &Hit> + Clone,
) -> Outcome<Vec<Found<'d>>> {
    let people: Vec<PractitionerId> =
        hits.clone().filter(|hit| hit.kind == Kind::Practitioner).map(|hit| PractitionerId(hit.id)).collect();
    let now = services.clock.now();
    let until = now + SignedDuration::from_hours(24 * i64::from(LOOK_AHEAD_DAYS + 1));
    let mut busy_of: Vec<(PractitionerId, Vec<i64>)> = Vec::new();
    if !people.is_empty() {
        let (first, last) = cells(now, until).into_inner();
        busy_of = claim::busy_cells_of_page(&mut services.db.read().await?, &people, first, last).await?;
    }
    Ok(hits
        .filter_map(|hit| match hit.kind {
            Kind::Centre => directory.centre(CentreId(hit.id)).map(Found::Centre),
            Kind::Practitioner => directory.practitioner(PractitionerId(hit.id)).map(|person| {
                let claimed = busy_of.iter().find(|(id, _)| *id == person.id).map(|(_, cells)| cells.as_slice());
                let busy: BusyCells = claimed.unwrap_or_default().iter().copied().collect();
                Found::Practitioner { person, openings: openings(directory, person, &busy, now) }
            }),
        })
        .collect())
}

/// The first free times of a practitioner, at whichever centre has the earliest.
fn openings<'d>(
    directory: &'d Directory,
    person: &'d Practitioner,
    busy: &BusyCells,
    now: Timestamp,
) -> Option<Openings<'d>> {
    if !person.accepting {
        return None;
    }
    let rule = slot_rule(&directory.settings);
    let first_at = |affiliation: &'d Affiliation| {
        let centre = directory.centre(affiliation.centre)?;
        let schedule = affiliation.schedule(centre, rule);
        let earliest = schedule.earliest_free(LOOK_AHEAD_DAYS, busy, now + SignedDuration::from_secs(1))?;
        (earliest.starts_at <= horizon(&directory.settings, now)).then_some((earliest, centre, schedule))
    };
    let (earliest, centre, schedule) =
        person.affiliations.iter().filter_map(first_at).min_by_key(|(earliest, ..)| earliest.starts_at)?;
    let from = local_date(&centre.zone, earliest.starts_at);
    let days = schedule
        .free_slots(from, LOOK_AHEAD_DAYS, busy, now + SignedDuration::from_secs(1))
        .into_iter()
        .filter(|day| !day.slots.is_empty())
        .take(DAYS_SHOWN)
        .map(|day| (day.date, day.slots.into_iter().take(TIMES_SHOWN).collect()))
        .collect();
    Some(Openings { centre, earliest, days })
}

/// The next free times of one practitioner.
///
/// # Errors
/// The storage's failure.
pub async fn openings_of<'d>(
    services: &Services,
    directory: &'d Directory,
    person: &'d Practitioner,
) -> Outcome<Option<Openings<'d>>> {
    let now = services.clock.now();
    let until = now + SignedDuration::from_hours(24 * i64::from(LOOK_AHEAD_DAYS + 1));
    let busy = busy(&mut services.db.read().await?, &[person.id.resource()], now, until).await?;
    Ok(openings(directory, person, &busy, now))
}
