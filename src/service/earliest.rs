//! The earliest free slots with anyone suitable: "the first twenty for dermatology near Randwick".
//!
//! The directory is in memory, so open slots cost no reads. They come one by one in order of time ([`Merged`]), and claims are read
//! for a few dozen of them at a time: only those of their practitioners, and only for the days that these slots span. The amount
//! read therefore grows with how full the diaries are up to the answer, and not with the number of practitioners or appointments.

mod look;

use std::collections::{BTreeSet, HashMap};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
};

use self::look::Look;
use super::{
    Outcome, Services,
    diaries::Diaries,
    directory::{Directory, Offering},
    search::{Preferences, soonest},
};
use crate::{
    domain::{
        account::Actor,
        calendar_view::{day_start, local_date},
        ids::PractitionerId,
        place::PlaceId,
        search::{Kind, SearchQuery},
        slot::{Merged, OpenSlot, Slot},
        term::TermKind,
    },
    storage::claim::Asker,
};

/// Slots per page.
pub const PAGE_SIZE: usize = 20;
/// There are no further pages: to see later slots, search from a later date.
pub const MOST_PAGES: usize = 10;
/// How far after the requested date to look, in days.
const LOOK_AHEAD_DAYS: i64 = 90;
/// The number of open slots first looked up in the claims together: if two thirds are taken, this still fills a page.
const FIRST_LOOK: usize = 3 * PAGE_SIZE;
const LONGEST_LOOK: usize = 2_048;
/// The maximum number of open slots to look up. More are needed only if everyone is booked out for weeks.
const MOST_LOOKED_UP: usize = 20_000;

/// The search criteria; blank for anything.
#[derive(Clone, Debug, Default)]
pub struct EarliestRequest {
    /// Free text matched against everything searchable: names, professions, expertise, places.
    pub text: String,
    /// Only this profession.
    pub profession: String,
    /// Only this expertise.
    pub specialty: String,
    /// Further criteria for practitioners.
    pub preferences: Preferences,
    /// In this suburb; typing errors are tolerated.
    pub suburb: String,
    /// Includes nearby suburbs: see [`crate::domain::place`].
    pub nearby: bool,
    /// The first date, in each centre's own zone; a past date means today.
    pub from: Option<Date>,
    /// The page, from 1 to [`MOST_PAGES`].
    pub page: usize,
}

/// A page of free slots.
#[derive(Debug)]
pub struct Earliest<'d> {
    /// If an existing suburb was named: that suburb and the nearby ones that were included.
    pub places: Option<(PlaceId, Vec<PlaceId>)>,
    /// The number of suitable practitioners who take bookings.
    pub practitioners: usize,
    /// The page number, from 1.
    pub page: usize,
    /// Whether there is another page.
    pub has_more: bool,
    /// The slots on the page, earliest first. Of those that start at the same time, those in the suburb itself come before nearby
    /// ones, and then the best matches.
    pub times: Vec<FreeTime<'d>>,
    /// If the search stopped because everyone is booked out for so long: the date up to which it looked.
    pub given_up: Option<Date>,
}

/// A slot that can be booked as the practitioner's first kind of visit.
#[derive(Clone, Copy, Debug)]
pub struct FreeTime<'d> {
    /// The practitioner, centre and kind of visit.
    pub offering: Offering<'d>,
    /// The slot.
    pub slot: Slot,
}

/// Finds the earliest free slots of all suitable practitioners who take bookings. Slots at which the actor is busy are left out,
/// and so is the actor as a practitioner.
///
/// # Errors
/// A storage failure.
pub async fn earliest<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    request: &EarliestRequest,
) -> Outcome<Earliest<'d>> {
    let now = services.clock.now();
    // Of the suburbs with a postcode, the first is the one meant, and the others are near it.
    let meant = directory.places.meant(&request.suburb);
    let place = meant.first().copied();
    let around = meant.iter().filter(|_| request.nearby).flat_map(|place| directory.places.near(*place));
    let near: BTreeSet<PlaceId> =
        meant.iter().skip(1).chain(around).copied().filter(|one| Some(*one) != place).collect();
    let near = Vec::from_iter(near);
    let offerings = match place {
        None if !request.suburb.trim().is_empty() => Vec::new(),
        _ => fitting(directory, actor, request, place, &near),
    };
    let mut merged = Merged::default();
    for offering in &offerings {
        let (starts, ends) = stretch(offering, request.from, now);
        merged.add(offering.schedule(), starts, ends);
    }
    let page = request.page.clamp(1, MOST_PAGES);
    let wanted = page * PAGE_SIZE + 1;
    let asker = Asker::new(actor.id(), now);
    let mut look = Look { services, directory, offerings: &offerings, asker, diaries: None };
    let (mut free, mut looked_up, mut size) = (Vec::new(), 0, FIRST_LOOK.max(2 * wanted));
    let mut given_up = None;
    while free.len() < wanted {
        let open: Vec<OpenSlot> = merged.by_ref().take(size).collect();
        let Some(last) = open.last() else { break };
        look.keep_free(&merged, &open, &mut free).await?;
        looked_up += open.len();
        if looked_up >= MOST_LOOKED_UP && free.len() < wanted {
            given_up = Some(local_date(&offerings[last.source].centre.zone, last.slot.starts_at));
            break;
        }
        size = (size * 2).min(LONGEST_LOOK);
    }
    let has_more = free.len() >= wanted && page < MOST_PAGES;
    let on_page = free.into_iter().skip((page - 1) * PAGE_SIZE).take(PAGE_SIZE);
    let times = on_page.map(|open| FreeTime { offering: offerings[open.source], slot: open.slot }).collect();
    let mut people: Vec<PractitionerId> = offerings.iter().map(|offering| offering.practitioner.id).collect();
    people.sort_unstable();
    people.dedup();
    let places = place.map(|place| (place, near));
    Ok(Earliest { places, practitioners: people.len(), page, has_more, times, given_up })
}

/// The earliest free slots of some offerings between two instants, and whether there are more than `most`. Slots at which the actor
/// is busy are left out, and so is whatever else the actor cannot book now.
///
/// # Errors
/// A storage failure.
pub async fn free_among<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    offerings: &[Offering<'d>],
    (from, until): (Timestamp, Timestamp),
    most: usize,
) -> Outcome<(Vec<FreeTime<'d>>, bool)> {
    let asker = Asker::new(actor.id(), services.clock.now());
    first_free(Look { services, directory, offerings, asker, diaries: None }, (from, until), most).await
}

/// Like `free_among`, using diaries that cover the whole period, if given.
///
/// # Errors
/// A storage failure.
pub(super) async fn free_by<'d>(
    diaries: Option<&mut Diaries>,
    (services, directory): (&Services, &'d Directory),
    actor: &Actor,
    offerings: &[Offering<'d>],
    within: (Timestamp, Timestamp),
    most: usize,
) -> Outcome<Vec<FreeTime<'d>>> {
    let asker = Asker::new(actor.id(), services.clock.now());
    let look = Look { services, directory, offerings, asker, diaries };
    Ok(first_free(look, within, most).await?.0)
}

async fn first_free<'d>(
    mut look: Look<'_, 'd>,
    (from, until): (Timestamp, Timestamp),
    most: usize,
) -> Outcome<(Vec<FreeTime<'d>>, bool)> {
    let offerings = look.offerings;
    let mut merged = open_between(offerings, (from, until), look.asker.now);
    let (mut free, mut looked_up, mut size) = (Vec::new(), 0, FIRST_LOOK.max(2 * most));
    while free.len() <= most && looked_up < MOST_LOOKED_UP {
        let open: Vec<OpenSlot> = merged.by_ref().take(size).collect();
        if open.is_empty() {
            break;
        }
        look.keep_free(&merged, &open, &mut free).await?;
        free.retain(|open: &OpenSlot| open.slot.ends_at <= until);
        looked_up += open.len();
        size = (size * 2).min(LONGEST_LOOK);
    }
    let more = free.len() > most || looked_up >= MOST_LOOKED_UP;
    free.truncate(most);
    let time = |open: OpenSlot| FreeTime { offering: offerings[open.source], slot: open.slot };
    Ok((free.into_iter().map(time).collect(), more))
}

/// The practitioners with the earliest free slots by their local clocks, among those who make these offerings: at most this many,
/// earliest first; ties go to the one named first.
///
/// # Errors
/// A storage failure.
pub(super) async fn free_first(
    services: &Services,
    directory: &Directory,
    actor: &Actor,
    offerings: &[Offering<'_>],
    until: Timestamp,
    most: usize,
) -> Outcome<Vec<PractitionerId>> {
    let now = services.clock.now();
    let mut merged = open_between(offerings, (now, until), now);
    let asker = Asker::new(actor.id(), now);
    let mut look = Look { services, directory, offerings, asker, diaries: None };
    let person = |open: &OpenSlot| offerings[open.source].practitioner.id;
    let mut people: Vec<(DateTime, PractitionerId)> = Vec::new();
    let (mut looked_up, mut size) = (0, FIRST_LOOK);
    while looked_up < MOST_LOOKED_UP {
        // Once it is as late as the last of them by every local clock, no one else can come earlier.
        let last = people.get(most.saturating_sub(1)).and_then(|(last, _)| latest(offerings, *last));
        let is_known = |who: PractitionerId| people.iter().any(|(_, known)| *known == who);
        let early = merged.by_ref().take_while(|open| last.is_none_or(|last| open.slot.starts_at < last));
        let open: Vec<OpenSlot> = early.filter(|open| !is_known(person(open))).take(size).collect();
        if open.is_empty() {
            break;
        }
        let mut free = Vec::new();
        look.keep_free(&merged, &open, &mut free).await?;
        for open in &free {
            let who = person(open);
            if people.iter().all(|(_, known)| *known != who) {
                let clock = offerings[open.source].centre.zone.tz().to_datetime(open.slot.starts_at);
                people.push((clock, who));
            }
        }
        people.sort_by_key(|(clock, _)| *clock);
        looked_up += open.len();
        size = (size * 2).min(LONGEST_LOOK);
    }
    Ok(people.into_iter().take(most).map(|(_, who)| who).collect())
}

/// The instant at which all these places' clocks have reached this local time.
fn latest(offerings: &[Offering<'_>], clock: DateTime) -> Option<Timestamp> {
    offerings.iter().filter_map(|offering| offering.centre.zone.tz().to_timestamp(clock).ok()).max()
}

/// The open slots of these offerings between two instants that can be booked from `now` on, if nothing is in the way.
fn open_between(offerings: &[Offering<'_>], (from, until): (Timestamp, Timestamp), now: Timestamp) -> Merged {
    let mut merged = Merged::default();
    // Hundreds of them share a zone and a horizon.
    let mut latest: HashMap<(&str, u16), Timestamp> = HashMap::new();
    for offering in offerings {
        let (zone, service) = (&offering.centre.zone, offering.service);
        let latest = *latest.entry((zone.name(), service.horizon_days)).or_insert_with(|| service.latest(zone, now));
        merged.add(offering.schedule(), soonest(offering, now).max(from), latest.min(until));
    }
    merged
}

/// The first kind of visit of every match, at each of their matching centres: the suburb's first, then in the search's order.
fn fitting<'d>(
    directory: &'d Directory,
    actor: &Actor,
    request: &EarliestRequest,
    place: Option<PlaceId>,
    near: &[PlaceId],
) -> Vec<Offering<'d>> {
    let query = SearchQuery {
        text: &request.text,
        kind: Some(Kind::Practitioner),
        profession: Some(directory.current_term(TermKind::Profession, &request.profession)),
        specialty: Some(directory.current_term(TermKind::Expertise, &request.specialty)),
        suburb: None,
    };
    let hits = directory.index.answer_among(&query, &|kind, id| request.preferences.admit(directory, kind, id)).hits;
    let people = hits.iter().filter_map(|hit| directory.practitioner(PractitionerId(hit.id)));
    let bookable = people.filter(|person| person.accepting && Some(person.id.account()) != actor.id());
    let mut offerings: Vec<(bool, Offering<'d>)> = bookable
        .flat_map(|person| person.affiliations.iter().map(move |work| (person, work.centre)))
        .filter_map(|(person, centre)| {
            let of_centre = directory.places.of(centre);
            let is_here = place.is_none() || of_centre == place;
            let fits = is_here || of_centre.is_some_and(|other| near.contains(&other));
            let offering = fits.then(|| directory.offering(person.id, centre, None)).flatten()?;
            Some((is_here, offering))
        })
        .collect();
    offerings.sort_by_key(|(is_here, _)| !is_here);
    offerings.into_iter().map(|(_, offering)| offering).collect()
}

/// The instants between which a slot may start.
fn stretch(offering: &Offering<'_>, from: Option<Date>, now: Timestamp) -> (Timestamp, Timestamp) {
    let starts = from.map_or(now, |date| day_start(&offering.centre.zone, date)).max(soonest(offering, now));
    let ahead = starts.checked_add(SignedDuration::from_hours(24 * LOOK_AHEAD_DAYS)).unwrap_or(Timestamp::MAX);
    (starts, offering.service.latest(&offering.centre.zone, now).min(ahead))
}
