//! Why a letter, a push message or what a webhook is told was not sent. It is stored as a code, or as another program said it.

/// Why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSent {
    /// The other server did not answer in time.
    TimedOut,
    /// It was tried too often.
    TriedTooOften,
    /// It could not be written.
    Unwritten,
    /// The clock has moved, so nothing is given up.
    ClockMoved,
    /// The address of the device is not accepted any more.
    NotAccepted,
    /// It could not be encrypted for the device.
    Unencrypted,
    /// It could not be signed.
    Unsigned,
    /// Whom it was for was removed.
    Removed,
    /// The secret to sign it with was sealed with another key.
    OtherKey,
    /// The address is none.
    NoAddress,
    /// The address is inside a private network.
    Private,
    /// A push service answered this.
    Answered(u16),
    /// As another program said it.
    Said(String),
}

/// Those that say everything, by their codes.
const CODES: [(NotSent, &str); 11] = [
    (NotSent::TimedOut, "timed_out"),
    (NotSent::TriedTooOften, "tried_too_often"),
    (NotSent::Unwritten, "unwritten"),
    (NotSent::ClockMoved, "clock_moved"),
    (NotSent::NotAccepted, "not_accepted"),
    (NotSent::Unencrypted, "unencrypted"),
    (NotSent::Unsigned, "unsigned"),
    (NotSent::Removed, "removed"),
    (NotSent::OtherKey, "other_key"),
    (NotSent::NoAddress, "no_address"),
    (NotSent::Private, "private"),
];
const ANSWERED: &str = "answered:";

impl NotSent {
    /// What is stored.
    #[must_use]
    pub fn stored(&self) -> String {
        match self {
            Self::Answered(status) => format!("{ANSWERED}{status}"),
            Self::Said(text) => text.clone(),
            other => CODES.iter().find(|(one, _)| one == other).map(|(_, code)| *code).unwrap_or_default().to_owned(),
        }
    }

    /// Reads what is stored; what is no code was said by another program, or by an earlier version of this one.
    #[must_use]
    pub fn read(stored: &str) -> Self {
        let status = stored.strip_prefix(ANSWERED).and_then(|status| status.parse().ok());
        let code = || CODES.into_iter().find(|(_, code)| *code == stored).map(|(one, _)| one);
        status.map(Self::Answered).or_else(code).unwrap_or_else(|| Self::Said(stored.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_read_back_as_it_was_stored() {
        let more = [NotSent::Answered(413), NotSent::Said("550 no such user".to_owned()), NotSent::Said(String::new())];

        for one in CODES.into_iter().map(|(one, _)| one).chain(more) {
            assert_eq!(NotSent::read(&one.stored()), one);
        }
    }
}
