//! The tasks that the server does by itself for the whole clinic.

use std::str::FromStr;

/// A task that one process at a time does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Requests that no one answered in time expire.
    Requests,
    /// So do requests on the waiting list.
    Waitlist,
    /// Ended sessions are deleted.
    Sessions,
    /// So are expired tokens of programs,
    Tokens,
    /// messages to webhooks,
    Webhooks,
    /// emails and push messages that were sent long ago,
    Letters,
    /// and files that belong to nothing.
    Files,
    /// Patients are reminded of their appointments.
    Reminders,
    /// Data that is kept for a time is deleted after it.
    Retention,
    /// The forecast of missed visits learns from past ones.
    Forecast,
    /// The end of the audit is logged.
    Audit,
}

impl Task {
    /// Every task.
    pub const ALL: [Self; 11] = [
        Self::Requests,
        Self::Waitlist,
        Self::Sessions,
        Self::Tokens,
        Self::Webhooks,
        Self::Letters,
        Self::Files,
        Self::Reminders,
        Self::Retention,
        Self::Forecast,
        Self::Audit,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requests => "requests.lapse",
            Self::Waitlist => "waitlist.lapse",
            Self::Sessions => "sessions.sweep",
            Self::Tokens => "tokens.sweep",
            Self::Webhooks => "webhooks.sweep",
            Self::Letters => "mail.sweep",
            Self::Files => "files.sweep",
            Self::Reminders => "reminders",
            Self::Retention => "retention.sweep",
            Self::Forecast => "forecast",
            Self::Audit => "audit.tell",
        }
    }
}

impl FromStr for Task {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|task| task.as_str() == s).ok_or(())
    }
}
