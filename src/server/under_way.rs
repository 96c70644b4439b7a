//! Counts uploads in progress: each is held in memory.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// The maximum number of uploads that one process accepts at a time, per account and in total.
const MOST_OF_ONE: usize = 3;
const MOST_IN_ALL: usize = 32;

/// When there may be room again, in seconds.
pub(super) const COME_BACK: u64 = 30;

/// The uploads in progress: by the keys of accounts or, where no one is signed in, of the upload's target.
#[derive(Clone, Default)]
pub(super) struct UnderWay(Arc<Mutex<HashMap<i64, usize>>>);

/// Why there is no room for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// The account has reached its limit.
    OfTheirs,
    /// The total limit is reached.
    OfAll,
}

impl UnderWay {
    /// A place for one more upload, until it is dropped.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn begin(&self, whose: i64) -> Result<OnItsWay, Full> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = counts.get(&whose).copied().unwrap_or_default();
        if own >= MOST_OF_ONE {
            return Err(Full::OfTheirs);
        }
        if counts.values().sum::<usize>() >= MOST_IN_ALL {
            return Err(Full::OfAll);
        }
        counts.insert(whose, own + 1);
        Ok(OnItsWay { under_way: self.clone(), whose })
    }
}

/// An upload in progress.
pub(super) struct OnItsWay {
    under_way: UnderWay,
    whose: i64,
}

impl Drop for OnItsWay {
    fn drop(&mut self) {
        let mut counts = self.under_way.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(&self.whose) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.whose)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_enough_under_way_is_told_so_and_others_while_no_place_is_free() {
        let all = UnderWay::default();
        let own: Vec<_> = (0..MOST_OF_ONE).map(|_| all.begin(1).expect("a place")).collect();
        assert_eq!(all.begin(1).err(), Some(Full::OfTheirs));

        let others: Vec<_> =
            (2..).take(MOST_IN_ALL - MOST_OF_ONE).map(|one| all.begin(one).expect("a place")).collect();
        assert_eq!(all.begin(0).err(), Some(Full::OfAll));

        drop((own, others));
        assert!(all.begin(0).is_ok());
    }
}
