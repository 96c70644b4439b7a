//! The number of days to the third next available slot: the first and the second are often due to a cancellation.

use jiff::Timestamp;

use crate::{
    domain::{
        calendar_view::local_date,
        figures::{Scope, median},
        slot::{BusyCells, Occupancy, Slot},
        time::cells,
        visit_kind::VisitKind,
    },
    service::{Outcome, directory::Directory},
    storage::{
        claim::{self, Asker},
        db::Conn,
    },
};

/// How many days ahead to look. Anyone without a third slot until then counts as having it on the last day.
const DAYS: u16 = 60;

/// With more practitioners than this, no calendars are read.
const MOST: usize = 100;

/// The wait for the third next available slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThirdNext {
    /// The median number of days among those who take bookings.
    Days(i64),
    /// No one takes bookings.
    NoOne,
    /// Too many calendars would have to be read.
    TooMany,
}

/// The wait for the third available slot of the first kind of visit of those who take bookings, or of the selected kind.
pub async fn third_next(conn: &mut Conn, directory: &Directory, scope: Scope, now: Timestamp) -> Outcome<ThirdNext> {
    let people: Vec<_> = directory
        .practitioners()
        .filter(|person| person.accepting && scope.practitioner.is_none_or(|id| id == person.id))
        .filter(|person| scope.centre.is_none_or(|id| person.affiliations.iter().any(|work| work.centre == id)))
        // The standard visit is for practitioners who offer nothing else.
        .filter(|person| scope.service != Some(VisitKind::Standard) || person.services.is_empty())
        .collect();
    if people.len() > MOST {
        return Ok(ThirdNext::TooMany);
    }
    let service = scope.service.and_then(VisitKind::service);
    let until = now.checked_add(jiff::SignedDuration::from_hours(24 * i64::from(DAYS))).unwrap_or(Timestamp::MAX);
    let (first, last) = cells(now, until).into_inner();
    let asked: Vec<_> = people.iter().map(|person| (person.id.resource(), first, last)).collect();
    let asker = Asker::new(None, now);
    let mut busy = claim::busy_cells_of(conn, asker, &asked).await?;
    let mut days = Vec::new();
    for person in people {
        let own = busy.iter().position(|(whose, _)| *whose == person.id.resource());
        let own = own.map(|place| busy.swap_remove(place).1).unwrap_or_default();
        let taken = Occupancy::from(own.into_iter().collect::<BusyCells>());
        let mut slots: Vec<Slot> = Vec::new();
        let here = person.affiliations.iter().filter(|work| scope.centre.is_none_or(|id| id == work.centre));
        let mut offerings = here.filter_map(|work| directory.offering(person.id, work.centre, service)).peekable();
        if offerings.peek().is_none() {
            continue;
        }
        for offering in offerings {
            let today = local_date(&offering.centre.zone, now);
            let free = offering.schedule().first_free(today, DAYS, (3, 3), &taken, now);
            slots.extend(free.into_iter().flat_map(|day| day.slots));
        }
        slots.sort_unstable_by_key(|slot| slot.starts_at);
        let third = slots.get(2).map(|slot| (slot.starts_at.as_second() - now.as_second()) / 86_400);
        days.push(third.unwrap_or(i64::from(DAYS)));
    }
    Ok(median(days).map_or(ThirdNext::NoOne, ThirdNext::Days))
}
