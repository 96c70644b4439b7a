//! Offers what has opened: a change to the directory (hours, closures, places, limits, rooms, who offers what), or a new day within
//! the horizon, may let someone on the waiting list book. No change has to declare this: each request is compared with what can be
//! booked by the directory before and after, and the difference is what has opened.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use jiff::Timestamp;

use super::{
    bookable::{ToMove, Waiter},
    keep::offer_first,
};
use crate::{
    domain::{
        calendar_view::local_date,
        ids::{CentreId, PractitionerId},
        slot::Slot,
        waitlist::{Whom, Wish},
    },
    service::{Failure, Outcome, Services, directory::Directory},
    storage::{
        db::{Conn, Tx},
        directory, lock,
        waitlist::{self, Entry, Matched},
    },
};

/// Local days begin on a quarter of an hour.
const QUARTER: i64 = 15 * 60;
/// How many slots are tried for one person before the next one's turn.
const TRIED: usize = 40;

type Place = (PractitionerId, CentreId);

/// Goes through the requests that have not been matched with the current directory, in order of priority, and offers each the first
/// slot that has opened for it. Returns how many offers were made.
///
/// # Errors
/// A storage failure, after every other request has been handled.
pub(super) async fn offer_opened(services: &Services) -> Outcome<usize> {
    let now = services.clock.now();
    let mut conn = services.db.read().await?;
    let stored = directory::version(&mut conn).await?;
    let mut directory = services.directory().await?;
    if directory.version() < stored {
        services.directory_changed().await;
        directory = services.directory().await?;
    }
    let at = now.as_second();
    let due = Matched { version: directory.version(), at: at - at.rem_euclid(QUARTER) };
    let entries = waitlist::unmatched(&mut conn, due).await?;
    drop(conn);
    let any_due = !entries.is_empty();
    let mut matching = Matching { services, now, directory: directory.clone(), changed: HashMap::new() };
    let (mut offers, mut unmoved, mut trouble) = (0, Vec::new(), None);
    for entry in entries.into_iter().take_while(|_| !services.live.is_ending()) {
        let done = match matching.opened(&entry).await {
            Ok(opened) if opened.is_empty() => {
                unmoved.push(entry);
                continue;
            }
            Ok(opened) => {
                let opening = Opening { entry, opened, directory: directory.clone(), now };
                services.db.write(opening, |tx, opening| Box::pin(offer_in(tx, opening))).await
            }
            Err(e) => Err(e),
        };
        match done {
            Ok(offered) => offers += usize::from(offered),
            // The directory has changed meanwhile: the next run sees it.
            Err(Failure::Stale) => {}
            Err(e) => trouble = Some(e),
        }
    }
    if !unmoved.is_empty() {
        let matched = Matched { version: directory.version(), at };
        services.db.write((unmoved, matched), |tx, (entries, now)| Box::pin(mark_in(tx, entries, *now))).await?;
    }
    if services.waiting.remember(&directory) || any_due {
        let mut versions = waitlist::versions(&mut services.db.read().await?).await?;
        versions.push(directory.version());
        services.waiting.keep(&versions);
    }
    trouble.map_or(Ok(offers), Err)
}

/// Records that nothing has opened for these.
async fn mark_in(tx: &mut Tx, entries: &[Entry], now: Matched) -> Outcome<()> {
    for entry in entries {
        waitlist::set_matched(tx, entry.id, entry.matched, now).await?;
    }
    Ok(())
}

/// Which slots have opened for whom.
struct Matching<'s> {
    services: &'s Services,
    now: Timestamp,
    directory: Arc<Directory>,
    /// The differences from each earlier copy.
    changed: HashMap<i64, Arc<BTreeSet<Place>>>,
}

/// A slot that has opened.
struct Opened {
    place: Place,
    slot: Slot,
    /// Whether it opened only because days have passed.
    by_time: bool,
}

impl Matching<'_> {
    /// The slots that someone can book, and could not when their request was last matched, earliest first.
    async fn opened(&mut self, entry: &Entry) -> Outcome<Vec<Opened>> {
        let (now, current) = (self.now, self.directory.clone());
        let mut conn = self.services.db.read().await?;
        let conn = &mut conn;
        let to_move = ToMove::of(conn, &current, entry, now).await?;
        let Some(moving) = to_move.appointment() else { return Ok(Vec::new()) };
        let seen_at = Timestamp::from_second(entry.matched.at).unwrap_or(now);
        let before = match entry.matched.version == current.version() {
            true => Some(current.clone()),
            false => self.services.waiting.of(entry.matched.version),
        };
        let changed = before.as_ref().map(|before| self.changed_since(before));
        let waiter = Waiter { directory: &current, entry, moving, now };
        let (mut opened, mut had_some, mut unchanged) = (Vec::new(), false, Vec::new());
        for place in places(&current, &entry.wish) {
            let is_same_day = current
                .centre(place.1)
                .is_some_and(|centre| local_date(&centre.zone, seen_at) == local_date(&centre.zone, now));
            let is_unchanged = changed.as_ref().is_some_and(|changed| !changed.contains(&place));
            if is_same_day && is_unchanged {
                continue;
            }
            let Some(offering) = waiter.offering(place.0, place.1) else { continue };
            if is_unchanged {
                // Only the days that have come within reach can be new.
                let slots = waiter.newly_bookable(conn, &offering, seen_at).await?;
                opened.extend(slots.into_iter().map(|slot| Opened { place, slot, by_time: true }));
                unchanged.push(offering);
                continue;
            }
            let slots = waiter.bookable(conn, &offering, now).await?;
            if slots.is_empty() {
                continue;
            }
            let earlier = before.as_ref().map(|before| Waiter { directory: before, ..waiter });
            let offered = earlier.as_ref().and_then(|waiter| Some((waiter, waiter.offering(place.0, place.1)?)));
            let (known, horizon) = match offered {
                Some((waiter, offering)) => {
                    let zone = &offering.centre.zone;
                    let horizon = offering.service.latest(zone, seen_at)..=offering.service.latest(zone, now);
                    (waiter.bookable(conn, &offering, seen_at).await?, Some(horizon))
                }
                None => (Vec::new(), None),
            };
            had_some |= !known.is_empty();
            let known: BTreeSet<Slot> = known.into_iter().collect();
            let by_time = |slot: &Slot| horizon.as_ref().is_some_and(|days| days.contains(&slot.starts_at));
            let news = slots.into_iter().filter(|slot| !known.contains(slot));
            opened.extend(news.map(|slot| Opened { place, slot, by_time: by_time(&slot) }));
        }
        // Every day opens one at the far end, which only helps people who have nothing nearer.
        if opened.iter().any(|one| one.by_time) {
            for offering in &unchanged {
                if had_some {
                    break;
                }
                had_some = !waiter.bookable(conn, offering, seen_at).await?.is_empty();
            }
            opened.retain(|one| !(had_some && one.by_time));
        }
        self.leave_out_asked(conn, entry, &mut opened).await?;
        opened.sort_by_key(|one| (one.slot, one.place));
        opened.truncate(TRIED);
        Ok(opened)
    }

    /// No one is offered the same slot twice.
    async fn leave_out_asked(&self, conn: &mut Conn, entry: &Entry, opened: &mut Vec<Opened>) -> Outcome<()> {
        let people: BTreeSet<PractitionerId> = opened.iter().map(|one| one.place.0).collect();
        for person in people {
            let asked = waitlist::offered_times(conn, entry.patient, person).await?;
            let overlaps = |slot: &Slot| {
                asked.iter().any(|asked| asked.starts_at < slot.ends_at && slot.starts_at < asked.ends_at)
            };
            opened.retain(|one| one.place.0 != person || !overlaps(&one.slot));
        }
        Ok(())
    }

    fn changed_since(&mut self, before: &Arc<Directory>) -> Arc<BTreeSet<Place>> {
        let current = self.directory.clone();
        let changed = self.changed.entry(before.version()).or_insert_with(|| Arc::new(differing(before, &current)));
        changed.clone()
    }
}

/// The places at which something about booking may differ between two copies.
fn differing(before: &Directory, current: &Directory) -> BTreeSet<Place> {
    if before.version() == current.version() {
        return BTreeSet::new();
    }
    let places =
        current.practitioners().flat_map(|person| person.affiliations.iter().map(move |work| (person, work.centre)));
    let limit = |directory: &Directory| directory.settings.max_per_patient_per_day;
    let is_limit_same = limit(before) == limit(current);
    let is_same = |person: PractitionerId, centre: CentreId| {
        let people = (before.practitioner(person), current.practitioner(person));
        let (Some(then), Some(now)) = people else { return false };
        let offers = || now.services.iter().map(|id| Some(*id)).chain([None]);
        is_limit_same
            && then == now
            && before.centre(centre) == current.centre(centre)
            && offers().all(|id| {
                let (then, now) = (before.service(id), current.service(id));
                let rooms = |directory: &Directory| directory.service(id).map(|one| directory.rooms_for(one, centre));
                then == now && rooms(before) == rooms(current)
            })
    };
    places.filter(|(person, centre)| !is_same(person.id, *centre)).map(|(person, centre)| (person.id, centre)).collect()
}

/// Where and with whom a request could be met.
fn places(directory: &Directory, wish: &Wish) -> Vec<Place> {
    let named = match &wish.whom {
        Whom::Practitioner(id) => directory.practitioner(*id),
        Whom::Profession(_) => None,
    };
    let of_profession = matches!(wish.whom, Whom::Profession(_)).then(|| directory.practitioners());
    let people = named.into_iter().chain(of_profession.into_iter().flatten());
    let works = people.flat_map(|person| person.affiliations.iter().map(move |work| (person, work.centre)));
    let concerned = works.filter(|(person, centre)| wish.concerns(person.id, &person.profession, *centre));
    concerned.map(|(person, centre)| (person.id, centre)).collect()
}

/// Someone for whom something has opened.
struct Opening {
    entry: Entry,
    opened: Vec<Opened>,
    directory: Arc<Directory>,
    now: Timestamp,
}

/// Offers them the first opened slot that is available to them, and records that they are matched. False if they were offered
/// nothing.
async fn offer_in(tx: &mut Tx, opening: &Opening) -> Outcome<bool> {
    let Opening { entry, opened, directory, now } = opening;
    if !directory.is_current(tx).await? {
        return Err(Failure::Stale);
    }
    lock::all_calendars(tx, opened.iter().map(|one| one.place.0.account()).collect()).await?;
    if waitlist::open_of_entry(tx, entry.id).await?.is_some() {
        return Ok(false);
    }
    let matched = Matched { version: directory.version(), at: now.as_second() };
    if !waitlist::set_matched(tx, entry.id, entry.matched, matched).await? {
        return Ok(false);
    }
    let to_move = ToMove::of(tx, directory, entry, *now).await?;
    let Some(moving) = to_move.appointment() else { return Ok(false) };
    let waiter = Waiter { directory, entry, moving, now: *now };
    let offering = |one: &Opened| Some((waiter.offering(one.place.0, one.place.1)?, one.slot.starts_at));
    Ok(offer_first(tx, &waiter, opened.iter().filter_map(offering)).await?.is_some())
}
