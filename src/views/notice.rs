//! The list behind the bell.

use serde::{Deserialize, Serialize};

use super::time_view::TimeView;
use crate::domain::{
    address::escape,
    notice::{NoticeKind, Topic},
};

/// The filters of the reader's notices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeQuery {
    /// The topic; empty for all.
    pub topic: String,
    /// `1` for unread ones only.
    pub unread: String,
    /// The key of the notice before which the page begins; empty for the latest.
    pub before: String,
}

impl NoticeQuery {
    /// The address of the matching notices, from the latest or from before one of them.
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
    /// The topics that the reader's notices can have.
    pub topics: Vec<Topic>,
}

/// A notice, with everything its text needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeView {
    /// What happened.
    pub kind: NoticeKind,
    /// To which appointment.
    pub appointment: Option<i64>,
    /// The record entry it is about.
    pub entry: Option<i64>,
    /// About which thread.
    pub thread: Option<i64>,
    /// The practitioner or field of a referral; empty otherwise.
    pub referred_to: String,
    /// The appointment's time when the notice was written.
    pub when: Option<TimeView>,
    /// Its patient's name.
    pub patient: String,
    /// Whether the reader is the patient whose record it is about.
    pub is_patient: bool,
    /// Whether that is someone for whom the reader books.
    pub of_entrusted: bool,
    /// The appointment's practitioner or the record entry's author.
    pub practitioner: String,
    /// Whether the reader is that practitioner.
    pub is_practitioner: bool,
    /// Who did it, as the beginning of a sentence; empty if it was automatic.
    pub by: String,
    /// The reason; may be empty.
    pub reason: String,
    /// The closed place, if it asks for another time because of a closure; empty otherwise.
    pub closed: String,
    /// The subject of an announcement; empty for other kinds, and once it is deleted.
    pub subject: String,
    /// What it wrote.
    pub text: String,
    /// How many more appointments of its series it covers.
    pub more: i64,
    /// When the notice was written, UTC: `2026-11-24T22:30:00Z`.
    pub at: String,
    /// How long ago, in words.
    pub ago: String,
    /// Whether it was already read.
    pub read: bool,
}
