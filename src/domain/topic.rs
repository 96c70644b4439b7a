//! The topics by which others learn that a change has made their view stale.

use std::{fmt, str::FromStr};

use super::{
    ids::{AccountId, CentreId, PractitionerId},
    rating::Subject,
};

/// Something that a change has affected. It says where to look, never what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// A person's calendar, whether they are the patient or the practitioner.
    Calendar(AccountId),
    /// Anything that only this account's own pages show, such as its messages and notices.
    Account(AccountId),
    /// The sessions of an account: some may have ended.
    Sessions(AccountId),
    /// The public information about practitioners, centres and services.
    Directory,
    /// Accounts, as administrators list them.
    People,
    /// Applications to work with the clinic, as administrators list them.
    Applications,
    /// Appointments, as staff list them.
    Appointments,
    /// The waiting list, as administrators see it.
    Waitlist,
    /// Referrals, as staff list them.
    Referrals,
    /// Letters and push messages, as administrators list them.
    Letters,
    /// Rows of the audit.
    Audit,
    /// Reviews of a practitioner or a centre, and the answers.
    Reviews(Subject),
}

/// Makes a topic from a key.
type Make = fn(i64) -> Topic;

/// The short forms of topics with a key, for sending between processes: the prefix before the key; none begins another.
const FORMS: [(&str, Make); 5] = [
    ("c", |id| Topic::Calendar(AccountId(id))),
    ("a", |id| Topic::Account(AccountId(id))),
    ("s", |id| Topic::Sessions(AccountId(id))),
    ("rp", |id| Topic::Reviews(Subject::Practitioner(PractitionerId(id)))),
    ("rc", |id| Topic::Reviews(Subject::Centre(CentreId(id)))),
];

/// Its short form, such as `c7` or `directory`.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(person) => write!(f, "c{person}"),
            Self::Account(account) => write!(f, "a{account}"),
            Self::Sessions(account) => write!(f, "s{account}"),
            Self::Directory => f.write_str("directory"),
            Self::People => f.write_str("people"),
            Self::Applications => f.write_str("applications"),
            Self::Appointments => f.write_str("appointments"),
            Self::Waitlist => f.write_str("waitlist"),
            Self::Referrals => f.write_str("referrals"),
            Self::Letters => f.write_str("letters"),
            Self::Audit => f.write_str("audit"),
            Self::Reviews(Subject::Practitioner(id)) => write!(f, "rp{id}"),
            Self::Reviews(Subject::Centre(id)) => write!(f, "rc{id}"),
        }
    }
}

impl FromStr for Topic {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let read = |(prefix, make): &(&str, Make)| s.strip_prefix(prefix)?.parse().ok().map(make);
        match s {
            "directory" => Ok(Self::Directory),
            "people" => Ok(Self::People),
            "applications" => Ok(Self::Applications),
            "appointments" => Ok(Self::Appointments),
            "waitlist" => Ok(Self::Waitlist),
            "referrals" => Ok(Self::Referrals),
            "letters" => Ok(Self::Letters),
            "audit" => Ok(Self::Audit),
            _ => FORMS.iter().find_map(read).ok_or(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_was_written_and_nothing_else_is_one() {
        let keyed = FORMS.into_iter().flat_map(|(_, make)| [make(7), make(i64::MAX)]);
        let people = [Topic::People, Topic::Applications];
        let lists = [Topic::Appointments, Topic::Waitlist, Topic::Referrals, Topic::Letters, Topic::Audit];
        for topic in keyed.chain([Topic::Directory]).chain(people).chain(lists) {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        for other in ["", "7", "c", "a", "s", "r", "rp", "cx", "alive", "bye"] {
            assert_eq!(other.parse::<Topic>(), Err(()), "{other}");
        }
    }
}
