//! How many slots in a row can be booked together, where the clinic lets patients choose several.

use jiff::{Timestamp, civil::Date};

use super::{perspective::Perspective, taken::occupancy};
use crate::{
    domain::{
        booking::Strictness,
        slot::{DaySlots, Occupancy, Slot},
    },
    service::{Outcome, directory::Offering},
    storage::db::Conn,
};

/// What is known about a week, and who is looking at it.
pub(super) struct Seen<'a> {
    pub by: Perspective<'a>,
    pub within: (Timestamp, Timestamp),
    pub soonest: Timestamp,
    pub taken: &'a Occupancy,
}

/// The slots of a week from which more than one in a row can be booked, and the maximum number. Each length is checked as the visit
/// it would become, because buffers, rooms and limits count differently for it.
pub(super) async fn longest(
    conn: &mut Conn,
    offering: Offering<'_>,
    seen: Seen<'_>,
    monday: Date,
    days: &[DaySlots],
) -> Outcome<Vec<(Slot, u16)>> {
    let mut found: Vec<(Slot, u16)> = Vec::new();
    if seen.by.strictness != Strictness::Patient {
        return Ok(found);
    }
    let directory = seen.by.directory;
    let offered = || days.iter().flat_map(|day| &day.slots);
    for slots in 2..=directory.settings.max_neighbouring_slots {
        let Some(longer) = directory.longer(offering, slots) else { break };
        let taken = match longer.service.daily_cap {
            None => seen.taken.clone(),
            Some(_) => occupancy(conn, seen.by, &longer, seen.within).await?,
        };
        let free = longer.schedule().free_slots(monday, 7, &taken, seen.soonest);
        for slot in free.iter().flat_map(|day| &day.slots) {
            match found.iter_mut().find(|(known, _)| known.starts_at == slot.starts_at) {
                Some((_, most)) if *most + 1 == slots => *most = slots,
                Some(_) => {}
                None if slots == 2 => {
                    found.extend(offered().find(|one| one.starts_at == slot.starts_at).map(|one| (*one, slots)));
                }
                None => {}
            }
        }
    }
    Ok(found)
}
