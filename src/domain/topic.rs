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
    /// What everyone sees of practitioners, centres and services.
    Directory,
    /// Accounts, as administrators list them.
    People,
}

/// Its short form, for sending between processes: `c7`, `a7`, `directory` or `people`.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(person) => write!(f, "c{person}"),
            Self::Account(account) => write!(f, "a{account}"),
            Self::Directory => f.write_str("directory"),
            Self::People => f.write_str("people"),
        }
    }
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let number = |digits: &str| digits.parse().map_err(drop);
        match (s, s.strip_prefix('c'), s.strip_prefix('a')) {
            ("directory", ..) => Ok(Self::Directory),
            ("people", ..) => Ok(Self::People),
            (_, Some(person), _) => number(person).map(Self::Calendar),
            (_, _, Some(account)) => number(account).map(Self::Account),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_was_written_and_nothing_else_is_one() {
        let one = AccountId(i64::MAX);
        for topic in [Topic::Calendar(AccountId(7)), Topic::Account(one), Topic::Directory, Topic::People] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        for other in ["", "7", "c", "a", "cx", "alive", "bye"] {
            assert_eq!(other.parse::<Topic>(), Err(()), "{other}");
        }
    }
}
