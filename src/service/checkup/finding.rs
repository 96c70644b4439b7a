//! One check's result, and what to do about it.

use serde::Serialize;

/// The severity, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// As it should be.
    Good,
    /// Worth knowing; no action needed.
    Note,
    /// Something is missing and should be looked at.
    Check,
    /// Data or access is in danger until someone acts.
    Danger,
}

impl Level {
    /// The level's name, as programs receive it.
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

/// The result of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The area checked: `Backup`.
    pub area: String,
    /// The severity.
    pub level: Level,
    /// The finding.
    pub said: String,
    /// What to do about it; empty if nothing.
    pub advice: String,
    /// When it last succeeded, in UTC seconds, if that matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub succeeded_at: Option<i64>,
}

impl Finding {
    /// A finding of a level, with advice.
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
