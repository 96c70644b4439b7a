//! Letters and push messages as they are listed: what they are about, no more closely than people choose them by, and where they stand.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

/// What a letter is about: the topic of its news, or else what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// What becomes of an appointment.
    Appointments,
    /// That an appointment is coming up.
    Reminders,
    /// To a practitioner: that someone booked.
    Bookings,
    /// A time that is offered from the waiting list.
    Waitlist,
    /// That someone wrote.
    Messages,
    /// What the clinic writes to several users at once.
    Announcements,
    /// What becomes of a referral.
    Referrals,
    /// A prescription or a document.
    Record,
    /// Who shares a record with whom.
    Sharing,
    /// That someone wrote to the clinic.
    Inbox,
    /// What awaits an administrator.
    Clinic,
    /// An account, or who opened a record.
    Security,
    /// A link to a new password.
    Reset,
    /// A link that shows whose an address is.
    Verify,
    /// Whether letters arrive.
    Test,
    /// An invitation of someone who has no account yet.
    Invitation,
    /// An answer to someone who wrote to the clinic.
    Answer,
    /// What becomes of an application.
    Application,
    /// Other news.
    Notice,
}

impl Kind {
    /// Every one.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// Where a letter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// It waits for its first try.
    Queued,
    /// It failed, and is tried again.
    Failed,
    /// It was given up.
    Dead,
    /// It was handed over.
    Sent,
    /// There was no need for it any more.
    Skipped,
}

impl State {
    /// Every one.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The word for it in an address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Where a letter with a stored status stands, of which `error` says why its last try failed.
    #[must_use]
    pub fn of(status: &str, error: &str) -> Self {
        match status.parse() {
            Ok(Self::Queued) if !error.is_empty() => Self::Failed,
            Ok(state) => state,
            Err(_) => Self::Queued,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::notice::Topic;

    #[test]
    fn each_topic_of_news_is_a_kind_of_letter_under_the_same_word() {
        for topic in Topic::ALL {
            assert_eq!(topic.as_str().parse::<Kind>().map(Kind::as_str), Ok(topic.as_str()));
        }
    }

    #[test]
    fn what_waits_after_a_failure_has_failed() {
        let stored = [("queued", ""), ("queued", "550"), ("dead", "550"), ("sent", ""), ("skipped", "")];
        let states = stored.map(|(status, error)| State::of(status, error).as_str());
        assert_eq!(states, ["queued", "failed", "dead", "sent", "skipped"]);
    }
}
