//! One thing that was looked at, and what to do about it.

use serde::Serialize;

/// How bad it is; each is worse than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Good,
    /// Worth knowing; nothing has to be done.
    Note,
    /// Something is missing, and should be looked at.
    Check,
    /// Data or access is in danger until someone acts.
    Danger,
}

impl Level {
    /// The word for it, as programs get it, too.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Check => "check",
            Self::Danger => "danger",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at: `Backup`.
    pub area: String,
    /// How bad it is.
    pub level: Level,
    /// What was found.
    pub said: String,
    /// What to do about it; empty if nothing.
    pub advice: String,
    /// When it last went well, UTC seconds, if that matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub succeeded_at: Option<i64>,
}

impl Finding {
    /// Something of a level, with advice.
    pub fn new(area: &str, level: Level, said: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { area: area.to_owned(), level, said: said.into(), advice: advice.into(), succeeded_at: None }
    }

    /// As it should be.
    pub fn good(area: &str, said: impl Into<String>) -> Self {
        Self::new(area, Level::Good, said, "")
    }

    /// Worth knowing.
    pub fn note(area: &str, said: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(area, Level::Note, said, advice)
    }

    /// To be looked at.
    pub fn check(area: &str, said: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(area, Level::Check, said, advice)
    }

    /// To be acted on.
    pub fn danger(area: &str, said: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(area, Level::Danger, said, advice)
    }
}
