//! The wire format for changes between processes: the sender's number, then words.

use std::collections::BTreeSet;

use crate::domain::topic::Topic;

/// The PostgreSQL channel that processes use to tell one another.
pub(super) const CHANNEL: &str = "consulta_changed";

/// The longest payload of a `notify` that PostgreSQL accepts is 7,999 bytes.
const LONGEST: usize = 7_900;
/// With more changes than this, others are simply told to refresh everything.
const MANY: usize = 10_000;

const ALIVE: &str = "alive";
const ALL: &str = "all";
const BYE: &str = "bye";

/// A message from a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// What has changed.
    pub(super) topics: BTreeSet<Topic>,
    /// Anything may have changed.
    pub(super) all: bool,
    /// The sender is alive.
    pub(super) alive: bool,
    /// The sender is leaving.
    pub(super) bye: bool,
}

impl Said {
    pub(super) fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Adds changes.
    pub(super) fn add(&mut self, topics: Vec<Topic>) {
        if !self.all {
            self.topics.extend(topics);
        }
        if self.topics.len() > MANY {
            self.topics.clear();
            self.all = true;
        }
    }

    /// Encodes the message in as few payloads as possible.
    pub(super) fn payloads(&self, me: u64) -> Vec<String> {
        let words = [(self.alive, ALIVE), (self.all, ALL), (self.bye, BYE)];
        let words = words.into_iter().filter(|(is_said, _)| *is_said).map(|(_, word)| word.to_owned());
        let mut payloads: Vec<String> = Vec::new();
        for word in words.chain(self.topics.iter().map(Topic::to_string)) {
            match payloads.last_mut().filter(|last| last.len() + 1 + word.len() <= LONGEST) {
                Some(last) => {
                    last.push(' ');
                    last.push_str(&word);
                }
                None => payloads.push(format!("{me:016x} {word}")),
            }
        }
        payloads
    }

    /// Decodes the sender and message; `None` if this is not a payload of ours. Words that only a newer version knows are skipped.
    pub(super) fn read(payload: &str) -> Option<(u64, Self)> {
        let mut words = payload.split(' ');
        let from = words.next().filter(|number| number.len() == 16)?;
        let from = u64::from_str_radix(from, 16).ok()?;
        let mut said = Self::default();
        for word in words {
            match word {
                ALIVE => said.alive = true,
                ALL => said.all = true,
                BYE => said.bye = true,
                _ => said.topics.extend(word.parse::<Topic>().ok()),
            }
        }
        Some((from, said))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::AccountId;

    #[test]
    fn what_is_said_is_understood_and_nothing_is_said_in_no_words() {
        let mut said = Said { alive: true, ..Said::default() };
        said.add(vec![Topic::Account(AccountId(9)), Topic::Calendar(AccountId(7)), Topic::Calendar(AccountId(7))]);
        let payloads = said.payloads(42);

        assert_eq!(payloads, ["000000000000002a alive c7 a9"]);
        assert_eq!(Said::read(&payloads[0]), Some((42, said)));
        assert_eq!(Said::read("000000000000002a newer c7").map(|(_, said)| said.topics.len()), Some(1));
        assert_eq!(Said::read("17"), None);
        assert!(Said::default().is_nothing() && Said::default().payloads(42).is_empty());
    }

    #[test]
    fn much_is_split_and_too_much_is_everything() {
        let calendars = |count: i64| (0..count).map(|n| Topic::Calendar(AccountId(i64::MAX - n))).collect();
        let mut said = Said::default();
        said.add(calendars(1_000));
        let payloads = said.payloads(u64::MAX);

        assert!(payloads.len() > 1 && payloads.iter().all(|payload| payload.len() <= LONGEST));
        let heard: BTreeSet<_> =
            payloads.iter().filter_map(|payload| Said::read(payload)).flat_map(|(_, said)| said.topics).collect();
        assert_eq!(heard, said.topics);

        said.add(calendars(20_000));
        assert!(said.all && said.topics.is_empty());
    }
}
