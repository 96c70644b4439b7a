//! Which cells are claimed, as bits: filled from the claims of the days in question, then asked slot after slot.

use super::Slot;
use crate::domain::time::cells;

/// A set of claimed cells, collected from cell numbers in any order. One bit for each between the first and the last:
/// a month takes about a kilobyte, so give it the claims of the days in question and not of all time.
#[derive(Clone, Debug, Default)]
pub struct BusyCells {
    /// Number of the cell of bit 0 of the first word; a multiple of 64.
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
    /// Whether no cell that the slot touches is claimed.
    #[must_use]
    pub fn is_free(&self, slot: &Slot) -> bool {
        let (first, last) = cells(slot.starts_at, slot.ends_at).into_inner();
        self.none_within(first, last)
    }

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
    fn a_slot_is_free_when_its_neighbours_are_claimed() {
        let slot =
            Slot { starts_at: "2026-11-24T09:00Z".parse().unwrap(), ends_at: "2026-11-24T09:30Z".parse().unwrap() };
        let (first, last) = cells(slot.starts_at, slot.ends_at).into_inner();

        assert!([first - 1, last + 1].into_iter().collect::<BusyCells>().is_free(&slot));
        assert!(![first].into_iter().collect::<BusyCells>().is_free(&slot));
        assert!(![last].into_iter().collect::<BusyCells>().is_free(&slot));
    }
}
