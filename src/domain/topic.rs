//! What others may want to look at again after a change.

use std::{fmt, str::FromStr};

use super::ids::AccountId;

/// Something that a change has touched. It says where to look, never what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A person's times, whether they are the patient or the practitioner.
    Calendar(AccountId),
    /// What only this account's own pages show, such as its messages.
    Account(AccountId),
}

/// Its short form, for sending between processes: `c7` or `a7`.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(person) => write!(f, "c{person}"),
            Self::Account(account) => write!(f, "a{account}"),
        }
    }
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let number = |digits: &str| digits.parse().map_err(drop);
        match (s.strip_prefix('c'), s.strip_prefix('a')) {
            (Some(person), _) => number(person).map(Self::Calendar),
            (_, Some(account)) => number(account).map(Self::Account),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_was_written_and_nothing_else_is_one() {
        for topic in [Topic::Calendar(AccountId(7)), Topic::Account(AccountId(i64::MAX))] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        for other in ["", "7", "c", "a", "cx", "alive", "bye"] {
            assert_eq!(other.parse::<Topic>(), Err(()), "{other}");
        }
    }
}
