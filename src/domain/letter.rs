//! Letters and push messages as they are listed: their subject, in no more detail than people's own choice of topics, and their
//! status.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::notice::Topic;

/// What a letter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// News on a topic.
    News(Topic),
    /// A password reset link.
    Reset,
    /// A link that verifies an address.
    Verify,
    /// Whether letters arrive.
    Test,
    /// An invitation to someone without an account.
    Invitation,
    /// An answer to someone who wrote to the clinic.
    Answer,
    /// The outcome of an application.
    Application,
    /// Other news.
    Notice,
}

impl Kind {
    const OTHERS: [Self; 7] =
        [Self::Reset, Self::Verify, Self::Test, Self::Invitation, Self::Answer, Self::Application, Self::Notice];

    /// Every one.
    pub fn all() -> impl Iterator<Item = Self> {
        Topic::ALL.into_iter().map(Self::News).chain(Self::OTHERS)
    }

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::News(topic) => topic.as_str(),
            Self::Reset => "reset",
            Self::Verify => "verify",
            Self::Test => "test",
            Self::Invitation => "invitation",
            Self::Answer => "answer",
            Self::Application => "application",
            Self::Notice => "notice",
        }
    }
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::all().find(|kind| kind.as_str() == word).ok_or(())
    }
}

/// The status of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, VariantArray, IntoStaticStr, EnumString)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// It waits for its first attempt.
    Queued,
    /// It failed, and will be tried again.
    Failed,
    /// It was given up.
    Dead,
    /// It was handed to the mail server or push service.
    Sent,
    /// It was no longer needed.
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

    /// The status of a letter from its stored status and the error of its last attempt.
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

    #[test]
    fn each_kind_has_a_word_of_its_own() {
        for kind in Kind::all() {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
    }

    #[test]
    fn what_waits_after_a_failure_has_failed() {
        let stored = [("queued", ""), ("queued", "550"), ("dead", "550"), ("sent", ""), ("skipped", "")];
        let states = stored.map(|(status, error)| State::of(status, error).as_str());
        assert_eq!(states, ["queued", "failed", "dead", "sent", "skipped"]);
    }
}
