//! What is ticked in a list: it stays chosen while the list is paged, sorted and filtered.

use crate::domain::bulk::MOST;

/// The names by which the forms of lists send what is ticked on their page.
pub const TICKS: [&str; 2] = ["account", "appointment"];

/// The keys of the chosen rows, in the order in which they were chosen: no more than can be chosen at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen(Vec<i64>);

impl Chosen {
    /// As written in an address; what is no key counts for nothing.
    #[must_use]
    pub fn parse(written: &str) -> Self {
        written.split('.').filter_map(|key| key.parse().ok()).collect()
    }

    /// For an address.
    #[must_use]
    pub fn written(&self) -> String {
        self.0.iter().map(i64::to_string).collect::<Vec<_>>().join(".")
    }

    /// Chooses a row. Whether it is chosen now: there may be no room.
    pub fn add(&mut self, key: i64) -> bool {
        let is_new = key > 0 && !self.has(key);
        if is_new && !self.is_full() {
            self.0.push(key);
        }
        self.has(key)
    }

    /// Chooses a row no longer.
    pub fn remove(&mut self, key: i64) {
        self.0.retain(|known| *known != key);
    }

    /// Whether a row is chosen.
    #[must_use]
    pub fn has(&self, key: i64) -> bool {
        self.0.contains(&key)
    }

    /// The chosen ones that are not among these rows.
    #[must_use]
    pub fn besides(&self, rows: &[i64]) -> Self {
        Self(self.0.iter().copied().filter(|key| !rows.contains(key)).collect())
    }

    /// How many they are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether no more can be chosen.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    /// Their keys.
    pub fn keys(&self) -> impl Iterator<Item = i64> {
        self.0.iter().copied()
    }
}

impl FromIterator<i64> for Chosen {
    fn from_iter<I: IntoIterator<Item = i64>>(keys: I) -> Self {
        let mut chosen = Self::default();
        for key in keys {
            chosen.add(key);
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_survives_an_address() {
        let chosen: Chosen = [12, 7, 12, 300].into_iter().collect();

        assert_eq!(chosen.written(), "12.7.300");
        assert_eq!(Chosen::parse(&chosen.written()), chosen);
        assert_eq!(Chosen::parse("7.x..-1.0.7.99999999999999999999.8").written(), "7.8");
        assert!(Chosen::parse("").is_empty());
    }

    #[test]
    fn ticks_on_a_page_leave_those_of_other_pages_as_they_are() {
        let mut chosen = Chosen::parse("1.2.3");

        chosen.remove(2);
        assert!(chosen.add(9) && chosen.add(9));

        assert_eq!(chosen.written(), "1.3.9");
        assert_eq!(chosen.besides(&[3, 4, 9]).written(), "1");
        assert_eq!((chosen.len(), chosen.has(2), chosen.has(3)), (3, false, true));
    }

    #[test]
    fn no_more_are_chosen_than_can_be_at_once() {
        let keys = || 1..=i64::try_from(MOST).expect("a number") + 1;
        let mut chosen: Chosen = keys().collect();

        assert!(chosen.is_full() && chosen.len() == MOST);
        assert!(!chosen.add(1_000) && chosen.add(1));
        assert!(keys().take(MOST).all(|key| chosen.has(key)));
        chosen.remove(1);
        assert!(chosen.add(1_000));
    }
}
