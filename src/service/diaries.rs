//! The claims of several people, read once and then queried in memory: for previews that look for many slots in the same diaries.
//! Everyone's holds count, including those of the person a slot is looked for.

use std::collections::{BTreeSet, HashMap};

use jiff::{SignedDuration, Timestamp};

use super::Outcome;
use crate::{
    domain::{ids::ResourceId, time::cells},
    storage::{
        claim::{self, Asked, Asker},
        db::Conn,
    },
};

/// A buffer extends before and after a visit, and a visit beyond the day on which it starts.
const REACH: SignedDuration = SignedDuration::from_hours(48);

/// The claims in a period. Each person's are read when they are first needed.
pub(super) struct Diaries {
    asker: Asker,
    within: (i64, i64),
    known: HashMap<ResourceId, Vec<i64>>,
}

impl Diaries {
    /// For slots that start between two instants, in the current state.
    pub(super) fn between((from, until): (Timestamp, Timestamp), now: Timestamp) -> Self {
        let from = from.checked_sub(REACH).unwrap_or(Timestamp::MIN);
        let until = until.checked_add(REACH).unwrap_or(Timestamp::MAX);
        Self { asker: Asker::new(None, now), within: cells(from, until).into_inner(), known: HashMap::new() }
    }

    /// Reads the diaries of these people that have not been read yet.
    pub(super) async fn read(&mut self, conn: &mut Conn, people: impl IntoIterator<Item = ResourceId>) -> Outcome<()> {
        let (first, last) = self.within;
        let unknown = people.into_iter().filter(|whose| !self.known.contains_key(whose));
        let asked: BTreeSet<Asked> = unknown.map(|whose| (whose, first, last)).collect();
        self.known.extend(asked.iter().map(|(whose, ..)| (*whose, Vec::new())));
        let asked = Vec::from_iter(asked);
        for (whose, mut cells) in claim::busy_cells_of(conn, self.asker, &asked).await? {
            cells.sort_unstable();
            self.known.insert(whose, cells);
        }
        Ok(())
    }

    /// The claimed cells in `first..=last` of someone whose diary has been read.
    pub(super) fn of(&self, whose: ResourceId, (first, last): (i64, i64)) -> impl Iterator<Item = i64> {
        let cells = self.known.get(&whose).map_or(&[][..], Vec::as_slice);
        let from = cells.partition_point(|cell| *cell < first);
        cells[from..].iter().copied().take_while(move |cell| *cell <= last)
    }

    /// All of them.
    pub(super) fn all_of(&self, whose: ResourceId) -> impl Iterator<Item = i64> {
        self.of(whose, self.within)
    }
}
