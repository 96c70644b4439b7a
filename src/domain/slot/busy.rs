//! The claimed cells as bits: filled once from the claims of the relevant days, then tested for one slot after another.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::open::day_number;

/// A set of claimed cells, collected from cell numbers in any order. It has one bit for each cell between the first and the last: a
/// month takes about a kilobyte, so pass the claims of the days in question rather than of all time.
#[derive(Clone, Debug, Default)]
pub struct BusyCells {
    /// The cell number of bit 0 in the first word; a multiple of 64.
    base: i64,
    words: Vec<u64>,
}

impl FromIterator<i64> for BusyCells {
    fn from_iter<I: IntoIterator<Item = i64>>(numbers: I) -> Self {
        let numbers: Vec<i64> = numbers.into_iter().collect();
        let (Some(min), Some(max)) = (numbers.iter().min(), numbers.iter().max()) else {
            return Self::default();
        };
        let base = min.div_euclid(64) * 64;
        let mut words = vec![0; word_of(max - base) + 1];
        for bit in numbers.iter().map(|number| number - base) {
            words[word_of(bit)] |= 1 << (bit % 64);
        }
        Self { base, words }
    }
}

impl BusyCells {
    /// Whether none of the cells `first..=last` is claimed.
    pub(super) fn none_within(&self, first: i64, last: i64) -> bool {
        let first = (first - self.base).max(0);
        let last = (last - self.base).min(self.words.len() as i64 * 64 - 1);
        if first > last {
            return true;
        }
        let (head, tail) = (word_of(first), word_of(last));
        (head..=tail).all(|index| {
            let mut wanted = u64::MAX;
            if index == head {
                wanted &= u64::MAX << (first % 64);
            }
            if index == tail {
                wanted &= u64::MAX >> (63 - last % 64);
            }
            self.words[index] & wanted == 0
        })
    }
}

/// Everything that can block a slot, as far as claims can tell.
#[derive(Clone, Debug, Default)]
pub struct Occupancy {
    practitioner: BusyCells,
    patient: BusyCells,
    /// At least one of these must be free; `None` if no room is needed.
    rooms: Option<Vec<BusyCells>>,
    full_days: Vec<i64>,
}

impl From<BusyCells> for Occupancy {
    /// Only the practitioner's claims.
    fn from(practitioner: BusyCells) -> Self {
        Self { practitioner, ..Self::default() }
    }
}

impl Occupancy {
    /// Adds the patient's claims.
    #[must_use]
    pub fn with_patient(self, patient: BusyCells) -> Self {
        Self { patient, ..self }
    }

    /// Adds the claims of the rooms, one of which is needed.
    #[must_use]
    pub fn with_rooms(self, rooms: Vec<BusyCells>) -> Self {
        Self { rooms: Some(rooms), ..self }
    }

    /// Adds local dates on which no more visits are taken.
    #[must_use]
    pub fn with_full_days(self, days: impl IntoIterator<Item = Date>) -> Self {
        Self { full_days: days.into_iter().map(day_number).collect(), ..self }
    }

    /// Whether nothing blocks a slot of these cells on a local day; `occupied` are its cells including the buffers.
    pub(super) fn admits(&self, day: i64, slot: RangeInclusive<i64>, occupied: RangeInclusive<i64>) -> bool {
        let is_free = |busy: &BusyCells| busy.none_within(*occupied.start(), *occupied.end());
        is_free(&self.practitioner)
            && self.patient.none_within(*slot.start(), *slot.end())
            && self.rooms.as_ref().is_none_or(|rooms| rooms.iter().any(is_free))
            && !self.full_days.contains(&day)
    }
}

fn word_of(bit: i64) -> usize {
    (bit / 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_claims_everything_is_free() {
        let busy = BusyCells::default();

        assert!(busy.none_within(i64::MIN / 2, i64::MAX / 2));
    }

    #[test]
    fn exactly_the_given_cells_are_claimed() {
        let claimed = [-65, -64, -1, 0, 63, 64, 127, 200];
        let busy: BusyCells = claimed.iter().rev().copied().collect();

        for first in -140..270 {
            for last in first..first + 140 {
                let expected = !claimed.iter().any(|cell| (first..=last).contains(cell));
                assert_eq!(busy.none_within(first, last), expected, "{first}..={last}");
            }
        }
    }

    #[test]
    fn buffers_bind_the_practitioner_and_the_room_but_not_the_patient() {
        let busy = |cell: i64| [cell].into_iter().collect::<BusyCells>();
        let admits = |occupancy: &Occupancy| occupancy.admits(0, 10..=15, 9..=16);

        assert!(admits(&busy(17).into()) && !admits(&busy(16).into()) && !admits(&busy(10).into()));
        assert!(admits(&Occupancy::default().with_patient(busy(16))));
        assert!(!admits(&Occupancy::default().with_patient(busy(15))));
        assert!(admits(&Occupancy::default().with_rooms(vec![busy(12), busy(17)])));
        assert!(!admits(&Occupancy::default().with_rooms(vec![busy(12), busy(16)])));
        assert!(!admits(&Occupancy::default().with_rooms(Vec::new())), "a room is needed and there is none");
        assert!(!admits(&Occupancy::default().with_full_days([jiff::civil::date(1970, 1, 1)])));
    }
}
