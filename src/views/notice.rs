//! The list behind the bell.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::{
    address::escape,
    notice::{NoticeKind, Topic},
};

/// What is asked of one's notices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeQuery {
    /// What they are about; empty for everything.
    pub topic: String,
    /// `1` for those only that have not been read.
    pub unread: String,
    /// The key of the notice before which the page begins; empty for the latest.
    pub before: String,
}

impl NoticeQuery {
    /// Where those are listed that match, from the latest or from before one of them on.
    #[must_use]
    pub fn address(&self, before: Option<i64>) -> String {
        let before = before.map(|id| id.to_string()).unwrap_or_default();
        let asked = [("topic", &self.topic), ("unread", &self.unread), ("before", &before)];
        let asked = asked.into_iter().filter(|(_, value)| !value.is_empty());
        let query = asked.map(|(name, value)| format!("{name}={}", escape(value))).collect::<Vec<_>>().join("&");
        if query.is_empty() { "/notices".to_owned() } else { format!("/notices?{query}") }
    }
}

/// A page of one's notices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticesView {
    /// The latest first.
    pub rows: Vec<NoticeView>,
    /// The last of them, if there are older ones.
    pub older: Option<i64>,
    /// Whether any has not been read, shown here or not.
    pub has_unread: bool,
    /// What notices can be about.
    pub topics: Vec<Topic>,
}

/// A notice with what its sentence needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    /// What happened.
    pub kind: NoticeKind,
    /// To which appointment.
    pub appointment: Option<i64>,
    /// About which line of a record.
    pub entry: Option<i64>,
    /// About which thread.
    pub thread: Option<i64>,
    /// Whom, or which field, it refers to; else empty.
    pub referred_to: String,
    /// When that appointment was to be when the notice was written.
    pub when: Option<TimeView>,
    /// Its patient's name.
    pub patient: String,
    /// Whether the reader is the patient whose record it is about.
    pub is_patient: bool,
    /// Whether that is someone for whom the reader books.
    pub of_entrusted: bool,
    /// Its practitioner's name; of a line of a record, its author's.
    pub practitioner: String,
    /// Whether the reader is that practitioner.
    pub is_practitioner: bool,
    /// Who did it, as the beginning of a sentence; empty where it came about by itself.
    pub by: String,
    /// Why; may be empty.
    pub reason: String,
    /// What was closed, where it asks for another time because of that; else empty.
    pub closed: String,
    /// What the clinic wrote to several users about; empty for other news, and once it is forgotten.
    pub subject: String,
    /// What it wrote.
    pub text: String,
    /// Of how many more appointments of its series the same is said.
    pub more: i64,
    /// When the notice was written, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago that was, in words.
    pub ago: String,
    /// Whether it was read before.
    pub read: bool,
}
