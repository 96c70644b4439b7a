//! A small random generator that gives the same numbers on every platform, for ever: SplitMix64. Not for secrets. A library's
//! generator may change its numbers between versions; demo data must not change.

/// One stream of numbers.
pub struct Rng(u64);

impl Rng {
    /// The stream for one thing: changing the number of patients must not change a single practitioner.
    pub fn for_thing(seed: u64, kind: u64, index: usize) -> Self {
        let mut mixer = Self(seed ^ kind.wrapping_mul(0xA076_1D64_78BD_642F));
        let start = mixer.next().wrapping_add(index as u64);
        Self(Self(start).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to but not including `bound`; 0 if that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // The high half of a product: unlike a remainder, it has no bias that matters for demo data.
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(usize::try_from(most - least + 1).unwrap_or(0)) as i64
    }

    /// True in this percentage of calls.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// A random item of a constant list, which must not be empty.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A random item of a constant list, with a probability given by its weight.
    pub fn pick_weighted<'a, T>(&mut self, list: &'a [T], weight: impl Fn(&T) -> usize) -> &'a T {
        let mut left = self.below(list.iter().map(&weight).sum());
        for item in list {
            match left.checked_sub(weight(item)) {
                Some(rest) => left = rest,
                None => return item,
            }
        }
        &list[0]
    }

    /// `count` different items of a list, in the list's order; all of it if it is shorter.
    pub fn sample<T: Clone>(&mut self, list: &[T], count: usize) -> Vec<T> {
        let mut wanted = count.min(list.len());
        let mut chosen = Vec::with_capacity(wanted);
        for (index, item) in list.iter().enumerate() {
            if self.below(list.len() - index) < wanted {
                chosen.push(item.clone());
                wanted -= 1;
            }
        }
        chosen
    }
}
